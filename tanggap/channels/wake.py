"""Wake the worker when something new is committed; its polling is the guarantee, this is only the hurry."""

import time

from django.db import connection, transaction

CHANNEL = "tanggap_work"
AT_MOST_EVERY = 0.2  # seconds

_last = 0.0


def wake() -> None:
    """NOTIFY after the commit of the present transaction, at most five times a second per process.

    After it, not in it: PostgreSQL commits transactions that carry a NOTIFY one by one, which would take the intake
    its group commits.
    """
    transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    global _last
    # A busy worker looks again by itself before it sleeps, so telling it more often changes nothing.
    if (moment := time.monotonic()) - _last < AT_MOST_EVERY:
        return
    _last = moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
