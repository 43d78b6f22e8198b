"""Calendars in the database and the working time they give. How they are changed: changes.py."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.clocks.models import Calendar, Holiday
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
    return built(calendar.zone, calendar.week, days_of(calendar))


def days_of(calendar: Calendar) -> dict[date, Holiday]:
    """The dates that are not as the week says: those for all and its own, which have the last word."""
    rows = Holiday.objects.filter(Q(calendar=calendar) | Q(calendar=None))
    return {row.date: row for row in sorted(rows, key=lambda row: row.calendar_id is not None)}


def built(zone: str, week: Mapping[str, Any], days: Mapping[date, Any]) -> WorkingTime:
    """The working time of such a week and such dates: each has `hours`, or None where it is closed."""
    return WorkingTime(
        zone,
        {int(day): read_hours(hours) for day, hours in week.items()},
        closed=frozenset(day for day, row in days.items() if row.hours is None),
        extra={day: read_hours(row.hours) for day, row in days.items() if row.hours is not None},
    )


def calendars(only: Calendar | None = None) -> QuerySet[Calendar]:
    """All calendars by name, or this one, as they are now."""
    found = Calendar.objects.order_by("name", "pk")
    return found if only is None else found.filter(pk=only.pk)


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
