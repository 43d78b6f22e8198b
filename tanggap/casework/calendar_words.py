"""A change of a calendar in words: for the page before it is saved, for the trail of each case, for the complainant.

Trails hold codes and dates (`codes_of`); the words are made when somebody reads them, in their language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tanggap.casework.wording import day_in_words
from tanggap.clocks.changes import Change, Day, plain
from tanggap.clocks.models import Calendar, Holiday, HolidayKind
from tanggap.people.models import Unit


@dataclass(frozen=True)
class Line:
    """One thing that changes: a weekday, the zone, a date; how it stands and how it would stand."""

    what: str
    now: str
    then: str


def codes_of(change: Change) -> dict[str, Any]:
    """What a change is, for trails: {"what": "closed", "day": "2027-05-05", "calendar": "office"}."""
    codes: dict[str, Any] = {"calendar": change.calendar.code if change.calendar else ""}
    if not change.days:
        return {**codes, "what": "hours"}
    days = sorted(change.days)
    if len(days) > 1:
        return {**codes, "what": "days", "count": len(days), "day": days[0].isoformat(), "until": days[-1].isoformat()}
    [(day, to)] = change.days.items()
    what = "ordinary" if to is None else "other_hours" if to.hours else "closed"
    return {**codes, "what": what, "day": day.isoformat()}


def why_words(codes: Mapping[str, Any], language: str, *, names: Mapping[str, str] | None = None) -> str:
    """Why promises moved: "Rabu, 5 Mei 2027, menjadi hari libur."; `names` are those of units by code."""
    day, until = (_day(codes.get(name), language) for name in ("day", "until"))
    with translation.override(language):
        match codes.get("what"):
            case "closed":
                return _("%(day)s became a day off.") % {"day": day}
            case "other_hours":
                return _("%(day)s has other working hours.") % {"day": day}
            case "ordinary":
                return _("%(day)s became an ordinary day again.") % {"day": day}
            case "days":
                count = int(codes.get("count", 0))
                said = ngettext("%(count)s date between %(day)s and %(until)s has changed.",
                                "%(count)s dates between %(day)s and %(until)s have changed.", count)  # fmt: skip
                return said % {"count": count, "day": day, "until": until}
            case "unit":
                unit = str(codes.get("unit", ""))
                return _("%(unit)s has other working hours now.") % {"unit": (names or {}).get(unit, unit)}
    with translation.override(language):
        return _("The working hours have changed.")


def _day(text: Any, language: str) -> str:
    return day_in_words(date.fromisoformat(text), language) if isinstance(text, str) and text else ""


def lines_of(change: Change, language: str) -> list[Line]:
    """What changes, one line each: weekdays in order, then the zone, then dates."""
    calendar, lines = change.calendar, []
    with translation.override(language):
        if calendar is not None and change.week is not None:
            now, then = plain(calendar.week), plain(change.week)
            lines = [
                Line(str(WEEKDAYS[number]), hours_words(now.get(str(number)), language),
                     hours_words(then.get(str(number)), language))
                for number in range(7) if now.get(str(number)) != then.get(str(number))
            ]  # fmt: skip
        if calendar is not None and change.zone and change.zone != calendar.zone:
            lines.append(Line(_("Time zone"), zone_words(calendar.zone), zone_words(change.zone)))
        standing = {row.date: Day.of(row) for row in Holiday.objects.filter(calendar=calendar, date__in=change.days)}
        return lines + [
            Line(day_in_words(day, language), day_words(standing.get(day), language), day_words(to, language))
            for day, to in change.days.items()
        ]


def unit_line(unit: Unit, now: Calendar, then: Calendar) -> Line:
    """The same for a unit that goes over to another calendar."""
    return Line(unit.name, now.name, then.name)


def day_words(day: Day | None, language: str) -> str:
    """What a date is: "Hari libur nasional: Tahun Baru Masehi"; "as on other weeks" without a row."""
    with translation.override(language):
        if day is None:
            return _("As the week says")
        name = day.name_en if language == "en" else day.name_id
        kind = f"{HolidayKind(day.kind).label}: {name}"
        return f"{kind}, {hours_words(day.hours, language)}" if day.hours else kind


def hours_words(hours: Sequence[Sequence[str]] | None, language: str) -> str:
    """ "08.00–12.00, 13.00–17.00"; "Tutup" without hours."""
    if not hours:
        with translation.override(language):
            return pgettext("hours", "Closed")
    dot = "." if language == "id" else ":"
    spans = (f"{opens}–{'24:00' if closes == '00:00' else closes}" for opens, closes in hours)
    return ", ".join(spans).replace(":", dot)


def zone_words(zone: str) -> str:
    """ "WIB (Asia/Jakarta)"; other zones by their name."""
    letters = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}.get(zone)
    return f"{letters} ({zone})" if letters else zone
