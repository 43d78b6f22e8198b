"""A change of a calendar, before it is made and when it is made: hours, zone, single dates, published holidays.

What follows for open clocks: recount.py. Stories that people start are in casework/calendars.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.clocks.calendar import built, calendars, days_of, read_hours
from tanggap.clocks.models import Calendar, Holiday, HolidayKind
from tanggap.clocks.workdays import DAY, NOTHING, WorkingTime
from tanggap.core.errors import Invalid

Week = Mapping[str, Sequence[Sequence[str]]]
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NAME = 120
LEAST_A_WEEK = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date that is not as the week says, as it is to be: closed, or open at `hours`."""

    kind: str = HolidayKind.CLOSURE
    name_id: str = ""
    name_en: str = ""
    hours: Sequence[Sequence[str]] | None = None
    # Filled from the published list, and so corrected by filling again.
    filled: bool = False

    @classmethod
    def of(cls, row: Holiday) -> "Day":
        return cls(kind=row.kind, name_id=row.name_id, name_en=row.name_en, hours=row.hours, filled=row.filled)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be different in one calendar: its week, its zone, dates (None: as the week says again).

    Without a calendar the dates are for all.
    """

    calendar: Calendar | None = None
    week: Week | None = None
    zone: str = ""
    days: Mapping[date, Day | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.week is not None or bool(self.zone or self.days)


def needed(change: Change) -> Change:
    """The same change without what stands so already; raises Invalid for what no calendar can be."""
    _check(change)
    calendar = change.calendar
    same_week = calendar is not None and change.week is not None and plain(change.week) == plain(calendar.week)
    same_zone = calendar is not None and change.zone == calendar.zone
    standing = {row.date: Day.of(row) for row in Holiday.objects.filter(calendar=calendar, date__in=change.days)}
    # Where the words say the same, it does not matter who entered them.
    days = {
        day: to
        for day, to in sorted(change.days.items())
        if (replace(to, filled=False) if to else None) != _unmarked(standing.get(day))
    }
    return replace(change, week=None if same_week else change.week, zone="" if same_zone else change.zone, days=days)


def _unmarked(day: Day | None) -> Day | None:
    return replace(day, filled=False) if day else None


def plain(week: Week) -> dict[str, list[list[str]]]:
    """A week without its closed weekdays, in order, so that two can be compared."""
    return {day: [list(span) for span in hours] for day, hours in sorted(week.items()) if hours}


def after(calendar: Calendar, change: Change) -> WorkingTime:
    """The working time that the calendar would have; nothing is written."""
    own = change.calendar is not None
    days: dict[date, Any] = dict(days_of(calendar))
    kept = set(Holiday.objects.filter(calendar=calendar, date__in=change.days).values_list("date", flat=True))
    shared = {row.date: row for row in Holiday.objects.filter(calendar=None, date__in=change.days)} if own else {}
    for day, to in change.days.items():
        if not own and day in kept:
            continue  # its own row has the last word
        found = to or shared.get(day)
        days.pop(day, None)
        if found is not None:
            days[day] = found
    mine = own and change.calendar == calendar
    week = change.week if mine and change.week is not None else calendar.week
    return built(change.zone if mine and change.zone else calendar.zone, week, days)


@transaction.atomic
def make(change: Change) -> None:
    """Write it down. Follow with a Recount, which moves the open clocks."""
    _check(change)
    calendar = change.calendar
    if calendar is not None and (change.week is not None or change.zone):
        calendar.week = plain(change.week) if change.week is not None else calendar.week
        calendar.zone = change.zone or calendar.zone
        calendar.save(update_fields=["week", "zone"])
    gone = [day for day, to in change.days.items() if to is None]
    Holiday.objects.filter(calendar=calendar, date__in=gone).delete()
    rows = [Holiday(calendar=calendar, date=day, **vars(to)) for day, to in change.days.items() if to is not None]
    Holiday.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["calendar", "date"],
        update_fields=["kind", "name_id", "name_en", "hours", "filled"],
    )  # fmt: skip
    Calendar.objects.filter(pk__in=[one.pk for one in calendars(calendar)]).update(
        stamp=uuid4(), version=F("version") + 1
    )
    if calendar is not None:
        calendar.refresh_from_db(fields=["stamp", "version"])


def published(years: Iterable[int]) -> Change:
    """What filling in those years would change: the Indonesian holidays and cuti bersama as they were published.

    Filling again follows what was published meanwhile, and never touches a date that people entered themselves.
    Source: the `holidays` package, categories public and government.
    """
    wanted = {day: to for year in years for day, to in _published(year).items()}
    standing = {row.date: row for row in Holiday.objects.filter(calendar=None, date__year__in={*years})}
    stale = {day: None for day, row in standing.items() if row.filled and day not in wanted}
    fresh = {
        day: to
        for day, to in wanted.items()
        if day not in standing or (standing[day].filled and Day.of(standing[day]) != to)
    }
    return Change(days=dict(sorted({**stale, **fresh}.items(), key=lambda pair: pair[0])))


def fill_holidays(years: Iterable[int]) -> int:
    """Fill them in; returns how many dates changed."""
    if change := published(list(years)):
        make(change)
    return len(change.days)


def filled_in(year: int) -> bool:
    """Whether anybody, or the published list, has said which dates of that year are free for all."""
    return Holiday.objects.filter(calendar=None, date__year=year).exists()


@lru_cache(maxsize=16)
def _published(year: int) -> Mapping[date, Day]:
    import holidays  # the calendars of all the world take a tenth of a second to load, and nobody else asks for them

    def names(category: str, language: str) -> Mapping[date, str]:
        return holidays.country_holidays("ID", years=year, categories=category, language=language)

    rows: dict[date, Day] = {}
    # A date that is both is a national holiday.
    for category, kind in (("government", HolidayKind.COLLECTIVE), ("public", HolidayKind.NATIONAL)):
        english = names(category, "en_US")
        for day, name in names(category, "id").items():
            rows[day] = Day(kind=kind, name_id=name, name_en=english[day], filled=True)
    return rows


def _check(change: Change) -> None:
    """Raises Invalid with the field that is to be mended."""
    for hours in (change.week or {}).values():
        read_hours(hours)
    if change.week is not None and not plain(change.week):
        raise _wrong("week", _("Give hours for one weekday at least: without them no promise would ever be due."))
    if change.week is not None and _weekly(change.week) < LEAST_A_WEEK:
        raise _wrong("week", _("Give one hour a week at least: with less, promises would be due only after years."))
    if change.zone and change.zone not in available_timezones():
        raise _wrong("zone", _("There is no such time zone."))
    for day, to in change.days.items():
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise _wrong("day", _("Give a date between the years 2000 and 2100."))
        if to is not None:
            _check_day(to)


def _weekly(week: Week) -> timedelta:
    """How long it is open in an ordinary week, on the clock on the wall."""
    spans = [span for hours in week.values() for span in read_hours(hours)]
    clock = [(datetime.combine(date.min, opens), datetime.combine(date.min, closes)) for opens, closes in spans]
    return sum((closes - opens + (DAY if closes <= opens else NOTHING) for opens, closes in clock), NOTHING)


def _check_day(day: Day) -> None:
    if day.kind not in HolidayKind.values:
        raise _wrong("kind", _("Choose one of these, please."))
    if not day.name_id.strip() or not day.name_en.strip():
        raise _wrong("name_id", _("Say what day it is: it stands beside the date."))
    if max(len(day.name_id), len(day.name_en)) > LONGEST_NAME:
        raise _wrong("name_id", _("At most 120 characters, please."))
    if (day.kind == HolidayKind.EXTRA_DAY) != bool(day.hours):
        raise _wrong("hours", _("Other hours need hours, and a closed day has none."))
    if day.hours:
        read_hours(day.hours)


def _wrong(name: str, sentence: Any) -> Invalid:
    return Invalid(sentence, fields={name: sentence})
