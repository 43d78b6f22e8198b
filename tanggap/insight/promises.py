"""Promises over all cases that somebody sees: what is due, late and broken, and how each unit keeps them. Read only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from tanggap.cases.models import Case
from tanggap.clocks.models import OPEN, Clock, ClockState
from tanggap.core.keyset import Capped, Order

DUE = Order("due", "due_at")
BROKEN = Order("broken", "broken_at", descending=True)
# How far back it is looked for what was kept and what was broken.
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What promises are narrowed by; empty means everything."""

    kind: str = ""
    units: frozenset[int] = frozenset()
    due_before: datetime | None = None

    def cases(self, seen: QuerySet[Case]) -> QuerySet[Case]:
        """Those of the cases for which the units answer now."""
        return seen.filter(unit__in=self.units) if self.units else seen

    def condition(self) -> Q:
        found = Q(kind=self.kind) if self.kind else Q()
        return found & Q(due_at__lt=self.due_before) if self.due_before else found


class Edges(NamedTuple):
    """Now, and where this day and this week end."""

    now: datetime
    today: datetime
    week: datetime


def running(due: Edges) -> dict[str, Q]:
    """What is open, by when it is due; a promise that stands still is due at no moment."""
    runs = Q(state=ClockState.RUNNING)
    return {
        "late": runs & Q(due_at__lt=due.now),
        "today": runs & Q(due_at__gte=due.now, due_at__lt=due.today),
        "week": runs & Q(due_at__gte=due.today, due_at__lt=due.week),
        "paused": Q(state=ClockState.PAUSED),
    }


def open_promises(seen: QuerySet[Case], asked: Asked, which: Q | None = None) -> QuerySet[Clock]:
    """The open promises of the cases in `seen` (what the reader may see: access.visible_to) that were asked for."""
    # Said twice, for cases and clocks have an index each of what is open.
    cases = asked.cases(seen).filter(~Q(state="closed"))
    return Clock.objects.filter(asked.condition(), which or Q(), state__in=OPEN, case_id__in=_numbers(cases))


def broken_lately(seen: QuerySet[Case], asked: Asked, now: datetime) -> QuerySet[Clock]:
    """Those that were broken within the last thirty days, whatever became of them."""
    lately = Q(broken_at__gte=now - LOOKED_BACK, broken_at__lte=now)
    return Clock.objects.filter(asked.condition(), lately, case_id__in=_numbers(asked.cases(seen)))


def every(seen: QuerySet[Case], asked: Asked) -> QuerySet[Clock]:
    """All of them, ended ones too."""
    return Clock.objects.filter(asked.condition(), case_id__in=_numbers(asked.cases(seen)))


def _numbers(cases: QuerySet[Case]) -> "QuerySet[Case, dict[str, Any]]":
    return cases.order_by().values("pk")


def counts(seen: QuerySet[Case], asked: Asked, due: Edges) -> dict[str, int]:
    """How many there are of each, at most 1,001; one query."""
    lists = {name: open_promises(seen, asked, which) for name, which in running(due).items()}
    lists["broken"] = broken_lately(seen, asked, due.now)
    # Any one row serves to hang the numbers on.
    found = Case.objects.order_by().values_list(*(Capped(rows) for rows in lists.values()))[:1]
    return dict(zip(lists, found[0] if found else [0] * len(lists), strict=True))


class UnitLine(NamedTuple):
    """How one unit stands: what is due today and late, and what it kept and broke within the last thirty days.

    The receipt keeps its own promise in the same breath; that says nothing about anybody and is not counted.
    """

    unit_id: int
    today: int
    late: int
    oldest: datetime | None
    kept: int
    broken: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing came to an end."""
        total = self.kept + self.broken
        return self.kept / total if total else None


def by_unit(seen: QuerySet[Case], asked: Asked, due: Edges) -> list[UnitLine]:
    """A line for every unit that has something open, or had something end or break; one query."""
    try:
        cases, values = asked.cases(seen).order_by().values("pk", "unit_id").query.sql_with_params()
    except EmptyResultSet:
        return []
    since = due.now - LOOKED_BACK
    given = [due.now, due.today, due.now, due.now, since, since, *values, asked.kind, asked.kind, since, since]
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT.format(cases=cases), given)
        return [UnitLine(*row) for row in cursor.fetchall()]


# A clock has no foreign key to its case, so no queryset can join the two. Each part of the condition has an index.
_BY_UNIT = """
    SELECT c.unit_id,
           count(*) FILTER (WHERE k.state = 'running' AND k.due_at >= %s AND k.due_at < %s),
           count(*) FILTER (WHERE k.state = 'running' AND k.due_at < %s),
           min(k.due_at) FILTER (WHERE k.state = 'running' AND k.due_at < %s),
           count(*) FILTER (WHERE k.state = 'kept' AND k.kind <> 'acknowledge' AND k.ended_at >= %s),
           count(*) FILTER (WHERE k.broken_at >= %s)
    FROM ({cases}) AS c(id, unit_id) JOIN clocks_clock k ON k.case_id = c.id
    WHERE (%s = '' OR k.kind = %s)
      AND (k.state IN ('running', 'paused') OR k.broken_at >= %s
           OR (k.state = 'kept' AND k.kind <> 'acknowledge' AND k.ended_at >= %s))
    GROUP BY c.unit_id"""
