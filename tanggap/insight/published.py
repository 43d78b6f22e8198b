"""Figures for everybody: by month, over all complaints, and never of so few that somebody could be recognised."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from tanggap.cases.states import Outcome
from tanggap.core import time

# A month with fewer complaints, and a share or a mark of fewer people, is not published at all.
SMALLEST = 20
FRESH_SECONDS = 60 * 60
MONTHS_OF_PAGE = 24
# What was taken back, passed on or put to another complaint was not solved here, however fast it was closed.
SOLVED = [
    Outcome.UPHELD.value, Outcome.PARTLY_UPHELD.value, Outcome.NOT_UPHELD.value, Outcome.RESOLVED_AT_ONCE.value,
    Outcome.ANSWERED.value, Outcome.DEADLOCK.value,
]  # fmt: skip


class Month(NamedTuple):
    """One finished month; what has too few behind it is None. Times are working minutes."""

    first: date
    received: int | None
    answered: int | None
    in_time: float | None
    half_solved_within: int | None
    marked: int | None
    mark: float | None


def months(count: int = MONTHS_OF_PAGE) -> list[Month]:
    """The last finished months, the newest first, as they were within the last hour."""
    starts = _starts(count)
    key = f"published:{starts[0]}:{count}:{time.default_zone().key}"
    found = cache.get(key)
    if found is None:
        found = _read(starts)
        cache.set(key, found, FRESH_SECONDS)
    return found


def _starts(count: int) -> list[date]:
    """The first days of those months and of the one behind the newest, the newest last."""
    first = time.today().replace(day=1)
    starts = [first]
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        starts.append(first)
    return starts[::-1]


def _read(starts: Sequence[date]) -> list[Month]:
    zone = time.default_zone()
    edges = [datetime(one.year, one.month, one.day, tzinfo=zone) for one in starts]
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [zone.key, edges[0], edges[-1]])
        received = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_CLOSED, [zone.key, SOLVED, SOLVED, edges[0], edges[-1]])
        closed = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_month(first, received.get(first), closed.get(first)) for first in reversed(starts[:-1])]


def _month(first: date, came: tuple[int, int, int] | None, ended: tuple[int, float, int, float] | None) -> Month:
    total, kept, broken = came or (0, 0, 0)
    solved, half, marked, mark = ended or (0, 0.0, 0, 0.0)
    enough = kept + broken >= SMALLEST
    return Month(
        first=first, received=total if total >= SMALLEST else None,
        answered=kept + broken if enough else None, in_time=kept / (kept + broken) if enough else None,
        half_solved_within=round(half) if solved >= SMALLEST else None,
        marked=marked if marked >= SMALLEST else None, mark=float(mark) if marked >= SMALLEST else None,
    )  # fmt: skip


# Questions and requests are outside the figures (Kind.CONTACT). Both read by an index on the moment.
_RECEIVED = """
    SELECT date_trunc('month', received_at AT TIME ZONE %s)::date AS month, count(*),
           coalesce(sum((promises #>> '{first_reply,0}')::int), 0),
           coalesce(sum((promises #>> '{first_reply,1}')::int), 0)
    FROM cases_case WHERE received_at >= %s AND received_at < %s AND kind <> 'contact'
    GROUP BY 1"""
_CLOSED = """
    SELECT date_trunc('month', closed_at AT TIME ZONE %s)::date AS month,
           count(resolution_minutes) FILTER (WHERE outcome = ANY(%s)),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY resolution_minutes)
               FILTER (WHERE outcome = ANY(%s)), 0),
           count(outcome_score), coalesce(avg(outcome_score), 0)
    FROM learning_registerentry WHERE closed_at >= %s AND closed_at < %s AND kind <> 'contact'
    GROUP BY 1"""
