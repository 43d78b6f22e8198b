"""Handing out the clocks that are due to ring, to any number of workers, each clock to one of them.

A worker claims clocks for some seconds (a lease), does what the ring asks for and marks them rung in the same
transaction. If it dies, the lease runs out and another worker gets the clock: at least once, with the effect once.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tanggap.clocks.models import Calendar, Clock, Pause
from tanggap.clocks.rings import ladder_of, rings_passed, set_ring
from tanggap.core.db.plain import ask, change, rows

log = logging.getLogger(__name__)

DISAGREEMENT = timedelta(minutes=1)

# Strictly before: up to the due moment itself the promise can still be kept. A lease that ends much later than any that
# is given out now was given out before the clock of the machine was put back: it is none. Much, for the clocks of two
# machines, and of two workers who asked for the time one after the other, need not agree to the second.
CLAIM = """
    UPDATE clocks_clock SET lease_until = %(lease)s
    WHERE id IN (
        SELECT id FROM clocks_clock
        WHERE state = 'running' AND ring_at IS NOT NULL AND ring_at < %(now)s
            AND (lease_until IS NULL OR lease_until <= %(now)s OR lease_until > %(beyond)s)
            AND (%(cases)s::bigint[] IS NULL OR case_id = ANY(%(cases)s))
        ORDER BY ring_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING id"""

NEXT = """
    SELECT ring_at FROM clocks_clock
    WHERE state = 'running' AND ring_at IS NOT NULL AND case_id = ANY(%s) ORDER BY ring_at LIMIT 1"""

# Locked in the order of their numbers, as everybody does who locks several.
MARK = """
    WITH v AS MATERIALIZED (
        SELECT * FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::int[], %s::timestamptz[],
            %s::timestamptz[]) AS v(id, was, lease_until, rung, ring_at, broken_at)),
    ours AS MATERIALIZED (
        SELECT c.id FROM clocks_clock AS c JOIN v ON v.id = c.id
        WHERE c.state = 'running' AND c.rung = v.was AND c.lease_until = v.lease_until
        ORDER BY c.id FOR UPDATE OF c)
    UPDATE clocks_clock AS c
    SET rung = v.rung, ring_at = v.ring_at, broken_at = coalesce(c.broken_at, v.broken_at), lease_until = NULL
    FROM ours JOIN v ON v.id = ours.id
    WHERE c.id = ours.id
    RETURNING c.id"""

GIVE_BACK = """
    UPDATE clocks_clock SET lease_until = %(until)s
    WHERE id IN (SELECT id FROM clocks_clock WHERE id = ANY(%(ids)s) AND lease_until = ANY(%(leases)s)
                 ORDER BY id FOR UPDATE SKIP LOCKED)"""


def claim_due(
    now: datetime, limit: int = 100, lease_seconds: int = 60, *, cases: Collection[int] | None = None
) -> list[Clock]:
    """Up to `limit` clocks (of these cases, or any) whose ring is due, oldest first; for `lease_seconds` ours alone.

    `clock.rings` are the rungs of its ladder that have come and not rung yet, `clock.ring` the name of the latest of
    them: after a standstill of the worker nobody needs to hear that something overdue is due soon. Claim and act in two
    transactions. A clock that cannot be counted is left to its lease and does not keep the others from ringing.
    """
    lease = now + timedelta(seconds=lease_seconds)
    with connection.cursor() as cursor:
        only = None if cases is None else list(cases)
        given = {"lease": lease, "beyond": lease + DISAGREEMENT, "now": now, "limit": limit, "cases": only}
        cursor.execute(CLAIM, given)
        claimed = [number for (number,) in cursor.fetchall()]
    return [clock for clock in _read(claimed) if _has_come(clock, now)] if claimed else []


def _read(claimed: list[int]) -> list[Clock]:
    """These clocks, oldest first, with their calendars and pauses."""
    clocks = rows(Clock, "id = ANY(%s) ORDER BY ring_at, id", claimed)
    at_work = sorted({clock.calendar_id for clock in clocks if clock.calendar_id is not None})
    calendars = {one.pk: one for one in rows(Calendar, "id = ANY(%s)", at_work)}
    stops: dict[int, list[Pause]] = {clock.pk: [] for clock in clocks}
    for stop in rows(Pause, "clock_id = ANY(%s) ORDER BY id", claimed):
        stops[stop.clock_id].append(stop)
    for clock in clocks:
        clock.known_pauses = stops[clock.pk]
        if clock.calendar_id is not None:
            clock._state.fields_cache["calendar"] = calendars[clock.calendar_id]
    return clocks


def _has_come(clock: Clock, now: datetime) -> bool:
    """Note which rungs have come. None has when the calendar was changed meanwhile: set it anew."""
    try:
        clock.rings = ladder_of(clock)[clock.rung : rings_passed(clock, now)]
        if not clock.rings:
            set_ring(clock)
            change(Clock, "id = %s AND lease_until = %s", clock.pk, clock.lease_until,
                   ring_at=clock.ring_at, lease_until=None)  # fmt: skip
    except Exception:
        log.exception("a clock cannot be counted", extra={"clock": clock.pk})
        return False
    return bool(clock.rings)


def next_ring(cases: Collection[int]) -> datetime | None:
    """When the next clock of these cases is due to ring; None when none is."""
    found = ask(NEXT, list(cases))
    return found[0][0] if found else None


def mark_rung(clock: Clock, at: datetime) -> bool:
    """Write down that the ring of a claimed clock was dealt with, and its breach when the due moment has passed.

    False when it is no longer ours to ring (answered, paused, or claimed anew meanwhile): then do nothing. Call this
    first, then do what the ring asks for, both in one transaction.
    """
    return bool(mark_many_rung([clock], at))


def mark_many_rung(clocks: Sequence[Clock], at: datetime) -> set[int]:
    """`mark_rung` for many with one query; returns the ids of those that are ours to ring."""
    marks = [_mark(clock, at) for clock in clocks]
    if not marks:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(column) for column in zip(*marks, strict=True)])
        return {number for (number,) in cursor.fetchall()}


def _mark(clock: Clock, at: datetime) -> tuple[Any, ...]:
    # Not by adding to what it was: when a transaction was rolled back, the same clock is marked a second time.
    ladder = ladder_of(clock)
    clock.rung = ladder.index(clock.rings[-1]) + 1
    was = clock.rung - len(clock.rings)
    set_ring(clock)
    if clock.due_at < at:
        clock.broken_at = clock.broken_at or clock.due_at
    return clock.pk, was, clock.lease_until, clock.rung, clock.ring_at, clock.broken_at


def give_back(clocks: Iterable[Clock], *, until: datetime) -> None:
    """Let these claimed clocks be handed out again from then on: somebody was at work on what they are about."""
    ids = {clock.pk: clock.lease_until for clock in clocks}
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, {"until": until, "ids": [*ids], "leases": [*set(ids.values())]})
