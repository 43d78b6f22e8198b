"""After a change of hours or holidays: which open clocks move, and moving them.

Only what runs in working time moves, and has not been due yet. What stands still is counted when it runs on; what has
broken stays broken and where it was.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from tanggap.clocks.models import Calendar, Clock, ClockState, Pause
from tanggap.clocks.rings import rings_passed, set_due, set_ring
from tanggap.clocks.workdays import WorkingTime, due
from tanggap.core.db.plain import ask, rows, rows_along

# The text is that of the partial index clocks_clock_one_open, which is walked in its order: it holds open clocks only,
# where the others may be many millions.
STILL_OPEN = "state IN ('running', 'paused') AND working AND broken_at IS NULL"
NEXT = """
    SELECT clocks_clock.id, subject, kind, case_id FROM clocks_clock
    WHERE {still_open} AND {which} AND (subject, kind) > (%s, %s) ORDER BY subject, kind LIMIT %s"""
LOOK = """
    SELECT id, case_id, kind, calendar_id, coalesce(moved_at, started_at), due_at,
        greatest((minutes + extended_minutes) * 60 - spent_seconds, 0) FROM clocks_clock
    WHERE {still_open} AND state = 'running' AND due_at >= %s AND {which} ORDER BY id"""
PAUSES = """
    SELECT p.clock_id, p.since, p.until FROM clocks_pause AS p JOIN clocks_clock ON clocks_clock.id = p.clock_id
    WHERE {still_open} AND {which}"""
WRITE = """
    UPDATE clocks_clock AS c
    SET due_at = v.due_at, ring_at = v.ring_at, broken_at = v.broken_at, rung = v.rung, calendar_id = v.calendar_id,
        lease_until = NULL -- whoever is about to ring it as it stood does not
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::int[], %s::bigint[])
        AS v(id, due_at, ring_at, broken_at, rung, calendar_id)
    WHERE c.id = v.id"""


class Running(NamedTuple):
    """What it takes to count a clock; a hundred thousand of them are read for one look ahead."""

    number: int
    case_id: int | None
    kind: str
    calendar_id: int
    since: datetime
    due_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A promise whose due moment moves with its calendar."""

    number: int
    case_id: int | None
    subject: str
    kind: str
    before: datetime
    after: datetime

    @property
    def later_by(self) -> timedelta:
        """How much later it is due, on the clock on the wall; below nothing when it is due earlier."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Which:
    """Some of the clocks, by a condition of SQL; values go apart."""

    where: str
    given: tuple[Any, ...] = ()
    # Of these kinds the other side was told a date, which is never taken away.
    never_earlier: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, calendars: Iterable[Calendar], first: date | None = None, never_earlier: frozenset[str] = frozenset()
    ) -> "Which":
        """Those that run on these calendars; where nothing changes before the date `first`, only those due then."""
        numbers = [one.pk for one in calendars]
        if first is None:
            return cls("calendar_id = ANY(%s)", (numbers,), never_earlier)
        return cls("calendar_id = ANY(%s) AND due_at >= %s", (numbers, _begins(first)), never_earlier)


def would_move(which: Which, time_for: Callable[[int], WorkingTime], at: datetime) -> Iterator[Moved]:
    """Those that would move if `time_for` their calendar were their time; nothing is written, nothing is locked."""
    question = LOOK.format(still_open=STILL_OPEN, which=which.where)
    pauses: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for number, since, until in ask(PAUSES.format(still_open=STILL_OPEN, which=which.where), *which.given):
        pauses.setdefault(number, []).append((since, until))
    for one in map(Running._make, ask(question, at, *which.given)):
        after = due(one.since, one.seconds / 60, pauses.get(one.number, ()), time_for(one.calendar_id))
        assert after is not None, "a clock that runs has no pause without end"
        if _moves(one.kind, one.due_at, after, which.never_earlier):
            yield Moved(one.number, one.case_id, "", one.kind, one.due_at, after)


def standing_still(which: Which) -> int:
    """How many stand still; they are counted when they run on."""
    question = f"SELECT count(*) FROM clocks_clock WHERE {STILL_OPEN} AND state = 'paused' AND {which.where}"
    return int(ask(question, *which.given)[0][0])


def following(which: Which, after: tuple[str, str], limit: int) -> list[tuple[int, str, str, int | None]]:
    """The next of them (id, subject, kind, case) in the order of subject and kind."""
    question = NEXT.format(still_open=STILL_OPEN, which=which.where)
    return ask(question, *which.given, *after, limit)


EVERY = Which("true")


def count_anew(
    ids: Sequence[int], at: datetime, *, onto: Calendar | None = None, which: Which = EVERY
) -> tuple[list[Moved], list[Clock]]:
    """Lock these and count them, on their calendar or `onto` another: those that moved, and those found broken.

    Call it with their cases locked. `which` is asked again, for a case may have gone to another unit since they were
    found: then its promises are no more those of this change.
    """
    clocks = _with_pauses(rows_along(
        Clock, "calendar",
        f"clocks_clock.id = ANY(%s) AND {STILL_OPEN} AND {which.where} "
        "ORDER BY clocks_clock.id FOR UPDATE OF clocks_clock", list(ids), *which.given,
    ))  # fmt: skip
    moved, broken = [], []
    for clock in clocks:
        before = clock.due_at
        if clock.state == ClockState.RUNNING and before < at:
            clock.broken_at = before
            broken.append(clock)
            continue
        if onto is not None:
            clock.calendar = onto
        if clock.state == ClockState.RUNNING:
            _count(clock, at, which.never_earlier)
        if clock.due_at != before:
            moved.append(Moved(clock.pk, clock.case_id, clock.subject, clock.kind, before, clock.due_at))
    _write(clocks)
    return moved, broken


def _begins(day: date) -> datetime:
    """A moment when that date has not begun anywhere on earth, and the one before it has not ended here."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)


def _moves(kind: str, before: datetime, after: datetime, never_earlier: frozenset[str]) -> bool:
    return after > before or (after < before and kind not in never_earlier)


def _count(clock: Clock, at: datetime, never_earlier: frozenset[str]) -> None:
    before = clock.due_at
    set_due(clock)
    if clock.due_at < before and clock.kind in never_earlier:
        clock.due_at = before
        set_ring(clock)
    if clock.due_at > before:
        # Those rings that lie ahead again ring again; what comes earlier leaves none out.
        clock.rung = min(clock.rung, rings_passed(clock, at))
        set_ring(clock)


def _write(clocks: Sequence[Clock]) -> None:
    found = [(one.pk, one.due_at, one.ring_at, one.broken_at, one.rung, one.calendar_id) for one in clocks]
    if found:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*found, strict=True)])


def _with_pauses(clocks: list[Clock]) -> list[Clock]:
    """The same clocks, with their pauses at hand."""
    by_clock: dict[int, list[Pause]] = {one.pk: [] for one in clocks}
    for stop in rows(Pause, "clock_id = ANY(%s) ORDER BY id", list(by_clock)) if clocks else []:
        by_clock[stop.clock_id].append(stop)
    for clock in clocks:
        clock.known_pauses = by_clock[clock.pk]
    return clocks
