"""How much waits for somebody at each door, and since when the oldest: the figures of /metrics, whoever may see them.

No words, no names and no numbers of complaints. Each is one question that an index answers, however much is on file.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from tanggap.core import time
from tanggap.core.db.plain import ask


class Waiting(NamedTuple):
    """`since` is when the oldest began to wait; None when nothing does."""

    what: str
    count: int
    since: datetime | None


class Letters(NamedTuple):
    """Of one way out (mail, letter): what is due and has not left."""

    way: str
    count: int
    since: datetime | None


_QUESTIONS = {
    "quarantine": "SELECT count(*), min(received_at) FROM channels_inbound WHERE state = 'quarantined'",
    "inbound": "SELECT count(*), min(received_at) FROM channels_inbound WHERE state = 'received' AND state <> 'read'",
    "undelivered": "SELECT count(*), min(failed_at) FROM channels_outbound WHERE state = 'failed'"
                   " AND settled_at IS NULL AND failed_at IS NOT NULL",
    "calls_owed": "SELECT count(*), min(at) FROM channels_callback WHERE state = 'open'",
    "letters_to_sort": "SELECT count(*), min(received_at) FROM channels_letter WHERE state = 'registered'",
    # Numbers of other days wait for nobody.
    "tickets": "SELECT count(*), min(taken_at) FROM channels_ticket WHERE state = 'waiting'"
               " AND day >= %s AND forgotten_at IS NULL",
}  # fmt: skip
# What is posted has a row of its own; those are few, and of the letters only theirs are looked up.
_OUTBOX = """
    SELECT 'mail', count(*), min(due_at) FROM channels_outbound
    WHERE state IN ('queued', 'sending') AND due_at <= %s
    UNION ALL
    SELECT 'letter', count(*), min(o.due_at) FROM channels_posting p JOIN channels_outbound o ON o.id = p.letter_id
    WHERE o.state = 'to_post' AND o.due_at <= %s"""


def waiting() -> list[Waiting]:
    """Of every door, also where nothing waits."""
    given: dict[str, tuple[date, ...]] = {"tickets": (time.today(),)}
    return [Waiting(what, *ask(question, *given.get(what, ()))[0]) for what, question in _QUESTIONS.items()]


def outbox() -> list[Letters]:
    """Of every way out."""
    now = time.now()
    return [Letters(*row) for row in ask(_OUTBOX, now, now)]


def age(since: datetime | None) -> float:
    """In seconds; nothing that waits is as old as nought."""
    return max((time.now() - since) / timedelta(seconds=1), 0.0) if since else 0.0
