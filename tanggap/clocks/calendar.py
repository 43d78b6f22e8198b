"""Calendars in the database: their working time, the published holidays, and changes that open clocks must follow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tanggap.clocks.models import Calendar, Holiday, HolidayKind
from tanggap.clocks.workdays import Hours, WorkingTime, check_hours
from tanggap.core.db.plain import first
from tanggap.core.errors import Invalid
from tanggap.core.time import default_zone

DEFAULT = "office"
OFFICE = {str(day): [["08:00", "12:00"], ["13:00", "17:00"]] for day in range(5)}


def default_calendar() -> Calendar:
    """The calendar of an ordinary office, made at first need: Monday to Friday, 08:00-12:00 and 13:00-17:00."""
    if (found := first(Calendar, "code = %s", DEFAULT)) is not None:
        return found
    calendar, _made = Calendar.objects.get_or_create(
        code=DEFAULT, defaults={"name": "Jam kantor", "zone": default_zone().key, "week": OFFICE}
    )
    return calendar


def working_time(calendar: Calendar) -> WorkingTime:
    """When that calendar works; remembered until its stamp changes, so pass a calendar that was read just now."""
    return _working_time(calendar.pk, calendar.stamp)


@lru_cache(maxsize=256)
def _working_time(calendar_id: int, stamp: UUID) -> WorkingTime:
    calendar = Calendar.objects.get(pk=calendar_id)
    rows = Holiday.objects.filter(Q(calendar=calendar_id) | Q(calendar=None))
    # The calendar's own row comes last and so has the last word on its date.
    days = {row.date: row for row in sorted(rows, key=lambda row: row.calendar_id is not None)}
    return WorkingTime(
        calendar.zone,
        {int(day): read_hours(hours) for day, hours in calendar.week.items()},
        closed=frozenset(day for day, row in days.items() if row.hours is None),
        extra={day: read_hours(row.hours) for day, row in days.items() if row.hours is not None},
    )


def read_hours(hours: Sequence[Sequence[str]]) -> Hours:
    """`[["08:00", "12:00"]]` as times; raises Invalid, with a sentence, when they are out of order or no times."""
    try:
        spans = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours]
        check_hours(spans)
    except (ValueError, TypeError) as problem:
        raise Invalid(
            _("Give working hours in order and without overlap, such as 08:00-12:00 and 13:00-17:00."),
            fields={"hours": str(problem)},
        ) from problem
    return spans


@transaction.atomic
def set_week(calendar: Calendar, week: Mapping[str, Sequence[Sequence[str]]], *, zone: str | None = None) -> None:
    """Change the hours of a calendar. Follow with `recount.recount(calendar)`, which moves the open clocks."""
    for hours in week.values():
        read_hours(hours)
    calendar.week, calendar.zone = dict(week), zone or calendar.zone
    calendar.save(update_fields=["week", "zone"])
    _changed(calendar)


@transaction.atomic
def set_day(
    day: date,
    kind: HolidayKind,
    *,
    name_id: str,
    name_en: str,
    calendar: Calendar | None = None,
    hours: Sequence[Sequence[str]] | None = None,
) -> Holiday:
    """Close a date, or give it other hours, for one calendar or for all. Follow with `recount.recount(calendar)`."""
    if hours is not None:
        read_hours(hours)
    row, _made = Holiday.objects.update_or_create(
        calendar=calendar,
        date=day,
        defaults={"kind": kind, "name_id": name_id, "name_en": name_en, "hours": hours, "filled": False},
    )
    _changed(calendar)
    return row


@transaction.atomic
def clear_day(day: date, *, calendar: Calendar | None = None) -> bool:
    """Make a date ordinary again; says whether there was anything to clear. Follow with `recount.recount(calendar)`."""
    gone, _which = Holiday.objects.filter(calendar=calendar, date=day).delete()
    _changed(calendar)
    return bool(gone)


@transaction.atomic
def fill_holidays(years: Iterable[int]) -> int:
    """Fill in the published Indonesian holidays and cuti bersama of those years; returns how many dates changed.

    Filling again follows what was published meanwhile, and never touches a date that people entered themselves.
    Source: the `holidays` package, categories public and government.
    """
    wanted = {row.date: row for year in years for row in _published(year)}
    found = {row.date: row for row in Holiday.objects.filter(calendar=None, date__in=wanted)}
    stale = Holiday.objects.filter(calendar=None, filled=True, date__year__in={day.year for day in wanted})
    gone, _which = stale.exclude(date__in=wanted).delete()
    fresh = [row for day, row in wanted.items() if day not in found or _differs(found[day], row)]
    Holiday.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["calendar", "date"],
        update_fields=["kind", "name_id", "name_en"],
    )
    if gone or fresh:
        _changed(None)
    return gone + len(fresh)


def _differs(row: Holiday, published: Holiday) -> bool:
    said = (row.kind, row.name_id, row.name_en)
    return row.filled and said != (published.kind, published.name_id, published.name_en)


def _published(year: int) -> list[Holiday]:
    import holidays  # the calendars of all the world take a tenth of a second to load, and nobody else asks for them

    def names(category: str, language: str) -> Mapping[date, str]:
        return holidays.country_holidays("ID", years=year, categories=category, language=language)

    rows = {}
    # A date that is both is a national holiday.
    for category, kind in (("government", HolidayKind.COLLECTIVE), ("public", HolidayKind.NATIONAL)):
        english = names(category, "en_US")
        for day, name in names(category, "id").items():
            rows[day] = Holiday(date=day, kind=kind, name_id=name, name_en=english[day], filled=True)
    return [rows[day] for day in sorted(rows)]


def _changed(calendar: Calendar | None) -> None:
    rows = Calendar.objects.all() if calendar is None else Calendar.objects.filter(pk=calendar.pk)
    rows.update(stamp=uuid4(), version=F("version") + 1)
    if calendar is not None:
        calendar.refresh_from_db(fields=["stamp", "version"])
