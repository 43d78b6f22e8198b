"""Working time, exact to the second. Pure: no database, no setting, no present moment.

A moment is working time when the clock on the wall shows an open hour of a working date. Where the wall clock is put
back, an open hour that happens twice counts twice; where it is put forward, the hour that never happens counts not at
all. All arithmetic is done in UTC on the spans of a year, which are found once and kept, so long promises cost no
more than short ones.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

Hours = Sequence[tuple[time, time]]
Span = tuple[datetime, datetime]
MIDNIGHT = time(0)
NOTHING = timedelta(0)
DAY = timedelta(days=1)
# A promise that is not over by then never will be: the calendar has no hours left.
FURTHEST_YEARS = 100


class Year(NamedTuple):
    """The open spans of one local year in UTC, with how much working time lies before each, and in the whole year."""

    begins: list[datetime]
    ends: list[datetime]
    before: list[timedelta]
    total: timedelta


@dataclass(eq=False)
class WorkingTime:
    """The hours of an office: `week` by weekday (Monday is 0), `closed` dates, `extra` dates with hours of their own.

    Spans of a day are in order and do not overlap; an end of 00:00 means midnight at the end of the day.
    """

    zone: str
    week: Mapping[int, Hours]
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, Hours] = field(default_factory=dict)
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self._zone = ZoneInfo(self.zone)
        for hours in [*self.week.values(), *self.extra.values()]:
            check_hours(hours)

    def hours_on(self, day: date) -> Hours:
        """The open hours of that date on the wall clock."""
        if day in self.extra:
            return self.extra[day]
        return () if day in self.closed else self.week.get(day.weekday(), ())

    def add(self, start: datetime, minutes: float) -> datetime:
        """The earliest moment (UTC) by which so many working minutes have passed since `start`.

        What is used up exactly at closing time ends then, not the next morning. Raises ValueError for a negative
        number, a naive moment, or a calendar without working hours.
        """
        return self.after(_utc(start), _duration(minutes))

    def after(self, moment: datetime, left: timedelta) -> datetime:
        """`add` for an exact duration."""
        if left == NOTHING:
            return moment
        local_year = moment.astimezone(self._zone).year
        left += self._worked_in(local_year, moment)
        for number in range(local_year, local_year + FURTHEST_YEARS):
            year = self._year(number)
            if left <= year.total:
                # The last span before which less than `left` has passed is the one in which it is used up.
                place = bisect_left(year.before, left) - 1
                return year.begins[place] + (left - year.before[place])
            left -= year.total
        raise ValueError(f"the calendar has too few working hours in the next {FURTHEST_YEARS} years")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; nothing when `end` is not later."""
        begin, finish = _utc(start), _utc(end)
        if finish <= begin:
            return NOTHING
        zone = self._zone
        first, last = begin.astimezone(zone).year, finish.astimezone(zone).year
        whole_years = sum((self._year(number).total for number in range(first, last)), NOTHING)
        return whole_years + self._worked_in(last, finish) - self._worked_in(first, begin)

    def between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes between two moments, rounded down; 0 when `end` is not later."""
        return self.elapsed(start, end) // timedelta(minutes=1)

    def is_open(self, moment: datetime) -> bool:
        """Whether that moment is working time."""
        instant = _utc(moment)
        year = self._year(instant.astimezone(self._zone).year)
        place = bisect_right(year.begins, instant) - 1
        return place >= 0 and instant < year.ends[place]

    def _worked_in(self, number: int, until: datetime) -> timedelta:
        """The working time from the beginning of that year until the moment."""
        year = self._year(number)
        place = bisect_right(year.begins, until) - 1
        if place < 0:
            return NOTHING
        return year.before[place] + min(until, year.ends[place]) - year.begins[place]

    def _year(self, number: int) -> Year:
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = self._make_year(number)
        return found

    def _make_year(self, number: int) -> Year:
        days = (date(number, 1, 1) + DAY * n for n in range((date(number + 1, 1, 1) - date(number, 1, 1)).days))
        offsets = _offsets(self.zone, number)
        spans = sorted(span for day in days for span in _spans(day, self.hours_on(day), offsets))
        passed = list(accumulate((end - begin for begin, end in spans), initial=NOTHING))
        return Year([begin for begin, _ in spans], [end for _, end in spans], passed[:-1], passed[-1])


def due(
    start: datetime,
    minutes: float,
    pauses: Iterable[tuple[datetime, datetime | None]] = (),
    working: WorkingTime | None = None,
) -> datetime | None:
    """When a promise of so many minutes is due (UTC); None while a pause without end stands before that.

    Without `working` every minute counts. Pauses may overlap and come in any order; their union stands still.
    """
    moment, left = _utc(start), _duration(minutes)
    for since, until in _union(pauses) if left else ():
        if since > moment:
            passed = _passed(moment, since, working)
            if passed >= left:
                break
            left -= passed
        if until is None:
            return None
        moment = max(moment, until)
    return moment + left if working is None else working.after(moment, left)


def used(
    start: datetime,
    end: datetime,
    pauses: Iterable[tuple[datetime, datetime | None]] = (),
    working: WorkingTime | None = None,
) -> timedelta:
    """How much of a promise has been used up between two moments, pauses taken out; nothing when `end` is not later."""
    begin, finish = _utc(start), _utc(end)
    if finish <= begin:
        return NOTHING
    total = _passed(begin, finish, working)
    for since, until in _union(pauses):
        total -= _passed(max(since, begin), min(until or finish, finish), working)
    return total


def check_hours(hours: Hours) -> None:
    """Raise ValueError unless the spans of a day are in order, end after they begin, and do not overlap."""
    last = None
    for opens, closes in hours:
        if last == MIDNIGHT or (last is not None and opens < last) or (closes != MIDNIGHT and closes <= opens):
            raise ValueError(f"working hours must be in order and must not overlap: {opens:%H:%M}-{closes:%H:%M}")
        last = closes


def _passed(begin: datetime, finish: datetime, working: WorkingTime | None) -> timedelta:
    return working.elapsed(begin, finish) if working else max(finish - begin, NOTHING)


def _union(pauses: Iterable[tuple[datetime, datetime | None]]) -> list[tuple[datetime, datetime | None]]:
    """The pauses in order, those that touch or overlap made one."""
    union: list[tuple[datetime, datetime | None]] = []
    for since, until in sorted(pauses, key=lambda pause: pause[0]):
        begin, end = _utc(since), None if until is None else _utc(until)
        if union and (union[-1][1] is None or union[-1][1] >= begin):
            before = union[-1][1]
            union[-1] = (union[-1][0], None if before is None or end is None else max(before, end))
        else:
            union.append((begin, end))
    return union


def _duration(minutes: float) -> timedelta:
    if minutes < 0:
        raise ValueError("a promise cannot last less than nothing")
    return timedelta(minutes=minutes)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("working time needs aware moments")
    return moment.astimezone(UTC)


def _spans(day: date, hours: Hours, offsets: Sequence[tuple[datetime, datetime, timedelta]]) -> Iterable[Span]:
    """When that date's open hours really are, in UTC: once for each stretch of equal offset that they fall into."""
    for opens, closes in hours:
        begin = datetime.combine(day, opens, UTC)
        end = datetime.combine(day + DAY if closes == MIDNIGHT else day, closes, UTC)
        for first, last, offset in offsets:
            real_begin, real_end = max(begin - offset, first), min(end - offset, last)
            if real_begin < real_end:
                yield real_begin, real_end


@lru_cache(maxsize=1024)
def _offsets(zone_name: str, year: int) -> list[tuple[datetime, datetime, timedelta]]:
    """The stretches of equal UTC offset (begin, end, offset) that cover that year and two days around it."""
    zone = ZoneInfo(zone_name)
    first, last = datetime(year, 1, 1, tzinfo=UTC) - 2 * DAY, datetime(year + 1, 1, 1, tzinfo=UTC) + 2 * DAY
    days = [first + DAY * n for n in range((last - first).days + 1)]
    changes = [_change(zone, a, b) for a, b in pairwise(days) if _offset(zone, a) != _offset(zone, b)]
    return [(a, b, _offset(zone, a)) for a, b in pairwise([first, *changes, last])]


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new offset, between a moment of the old one and a moment of the new one."""
    old = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or NOTHING
