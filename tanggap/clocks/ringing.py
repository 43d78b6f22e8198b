"""Handing out the clocks that are due to ring, to any number of workers, each clock to one of them.

A worker claims clocks for some seconds (a lease), does what the ring asks for and marks them rung in the same
transaction. If it dies, the lease runs out and another worker gets the clock: at least once, with the effect once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tanggap.clocks.models import Clock
from tanggap.clocks.rings import LADDER, rings_passed, set_ring
from tanggap.core.db.plain import ask

# Strictly before: up to the due moment itself the promise can still be kept.
CLAIM = """
    UPDATE clocks_clock SET lease_until = %s
    WHERE id IN (
        SELECT id FROM clocks_clock
        WHERE state = 'running' AND ring_at IS NOT NULL AND ring_at < %s AND (lease_until IS NULL OR lease_until <= %s)
        ORDER BY ring_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING id"""

NEXT = """
    SELECT ring_at FROM clocks_clock WHERE state = 'running' AND ring_at IS NOT NULL ORDER BY ring_at LIMIT 1"""

MARK = """
    UPDATE clocks_clock AS c
    SET rung = v.rung, ring_at = v.ring_at, broken_at = coalesce(c.broken_at, v.broken_at), lease_until = NULL
    FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::int[], %s::timestamptz[], %s::timestamptz[])
        AS v(id, was, lease_until, rung, ring_at, broken_at)
    WHERE c.id = v.id AND c.state = 'running' AND c.rung = v.was AND c.lease_until = v.lease_until
    RETURNING c.id"""


def claim_due(now: datetime, limit: int = 100, lease_seconds: int = 60) -> list[Clock]:
    """Up to `limit` clocks whose ring is due, oldest first; nobody else gets them for `lease_seconds`.

    `clock.ring` says which ring it is ("due_soon" or "broken"): the latest that has come, for after a standstill of
    the worker nobody needs to hear that something overdue is due soon. Claim and act in two transactions.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now + timedelta(seconds=lease_seconds), now, now, limit])
        claimed = [number for (number,) in cursor.fetchall()]
    found = Clock.objects.filter(pk__in=claimed).prefetch_related("calendar", "pauses")
    clocks = list(found.order_by("ring_at", "id")) if claimed else []
    for clock in clocks:
        clock.ring = LADDER[rings_passed(clock, now) - 1].name
    return clocks


def next_ring() -> datetime | None:
    """When the next of all clocks is due to ring; None when none is."""
    found = ask(NEXT)
    return found[0][0] if found else None


def mark_rung(clock: Clock, at: datetime) -> bool:
    """Write down that the ring of a claimed clock was dealt with, and its breach when the due moment has passed.

    False when it is no longer ours to ring (answered, paused, or claimed anew meanwhile): then do nothing. Call this
    first, then do what the ring asks for, both in one transaction.
    """
    return bool(mark_many_rung([clock], at))


def mark_many_rung(clocks: Sequence[Clock], at: datetime) -> set[int]:
    """`mark_rung` for many with one query; returns the ids of those that are ours to ring."""
    rows: list[tuple[Any, ...]] = []
    for clock in clocks:
        was, clock.rung = clock.rung, [ring.name for ring in LADDER].index(clock.ring) + 1
        set_ring(clock)
        if clock.due_at < at:
            clock.broken_at = clock.broken_at or clock.due_at
        rows.append((clock.pk, was, clock.lease_until, clock.rung, clock.ring_at, clock.broken_at))
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(column) for column in zip(*rows, strict=True)])
        return {number for (number,) in cursor.fetchall()}
