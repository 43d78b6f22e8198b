"""Working hours and holidays: `tanggap calendar list`, `show`, `fill 2027`, `close 2027-05-05 "Pemilu"`."""

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from tanggap.cli.command import Need

if TYPE_CHECKING:
    from tanggap.clocks.changes import Change
    from tanggap.clocks.models import Calendar

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|show|fill|close|open")
    acts.add_parser("list", help="the calendars, their zone and who uses them")
    show = acts.add_parser("show", help="hours of CODE, and its days off and with other hours in YEAR")
    show.add_argument("code", metavar="CODE", nargs="?", default="office")
    show.add_argument("--year", metavar="YEAR", type=int, help="another year than this one")
    fill = acts.add_parser("fill", help="fill in the holidays and cuti bersama of YEAR as they were published")
    fill.add_argument("year", metavar="YEAR", type=int)
    close = acts.add_parser("close", help="a day off, for all calendars or one; open promises follow")
    opened = acts.add_parser("open", help="a date is as the hours of the week say again")
    close.add_argument("day", metavar="DATE", help="as in 2027-05-05")
    close.add_argument("name", metavar="NAME", help="what day it is, in Indonesian")
    close.add_argument("--english", metavar="NAME", default="", help="the same in English")
    opened.add_argument("day", metavar="DATE", help="as in 2027-05-05")
    for one in (close, opened):
        one.add_argument("--calendar", metavar="CODE", default="", help="only this calendar")
    for one in (fill, close, opened):
        one.add_argument("--dry-run", action="store_true", help="only say which promises would move")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    # The administrator's tools speak English, whatever the first language of the installation is.
    with override("en"):
        if given.act == "list":
            print("\n".join(_list()))
        elif given.act == "show":
            print("\n".join(_show(given.code, given.year)))
        else:
            return _change(_wanted(given), dry=given.dry_run)
    return 0


def _list() -> Iterator[str]:
    from tanggap.casework.calendars import users_of
    from tanggap.clocks.calendar import calendars, default_calendar

    default_calendar()
    for one in calendars():
        yield f"{one.code}\t{one.name}\t{one.zone}\t{', '.join(unit.code for unit in users_of(one)) or '-'}"


def _show(code: str, year: int | None) -> Iterator[str]:
    from django.utils.dates import WEEKDAYS

    from tanggap.casework.calendar_words import hours_words
    from tanggap.clocks.calendar import days_of
    from tanggap.core import time

    calendar, wanted = _named(code), year or time.today().year
    yield f"{calendar.name} ({calendar.code}), {calendar.zone}"
    for number in range(7):
        yield f"{WEEKDAYS[number]}\t{hours_words(calendar.week.get(str(number)), 'en')}"
    for day, row in sorted(days_of(calendar).items()):
        if day.year == wanted:
            hours = f"\t{hours_words(row.hours, 'en')}" if row.hours else ""
            yield f"{day}\t{row.get_kind_display()}\t{row.name}{hours}"


def _wanted(given: argparse.Namespace) -> "Change":
    from tanggap.clocks.changes import FIRST_YEAR, LAST_YEAR, Change, Day, published
    from tanggap.core.errors import Invalid

    if given.act == "fill":
        if not FIRST_YEAR <= given.year <= LAST_YEAR:
            raise Invalid("Give a year between 2000 and 2100.")
        return published([given.year])
    try:
        day = date.fromisoformat(given.day)
    except ValueError:
        raise Invalid(f"{given.day} is no date; write it as in 2027-05-05.") from None
    calendar = _named(given.calendar) if given.calendar else None
    if given.act == "open":
        return Change(calendar=calendar, days={day: None})
    name = given.name.strip()
    return Change(calendar=calendar, days={day: Day(name_id=name, name_en=given.english.strip() or name)})


def _change(change: "Change", *, dry: bool) -> int:
    from tanggap.casework import calendars, recounting
    from tanggap.clocks.changes import needed
    from tanggap.people.actors import COMMAND

    if not change or not needed(change):
        print("Nothing would change.")
        return 0
    told = recounting.preview(change, language="en", by=COMMAND)
    for line in told.lines:
        print(f"{line.what}: {line.now} -> {line.then}")
    if dry:
        print(f"Promises that would move: {told.moved:,}, of complaints: {told.cases:,}; overdue at once: "
              f"{told.overdue:,}. Nothing was saved.")  # fmt: skip
        return 0
    job = recounting.carry_through(calendars.save(change, by=COMMAND))
    print(f"Saved. Promises that moved: {job.moved:,}.")
    return 0


def _named(code: str) -> "Calendar":
    from tanggap.clocks.calendar import default_calendar
    from tanggap.clocks.models import Calendar
    from tanggap.core.errors import NotFound

    default_calendar()
    found = Calendar.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no calendar {code}; see: tanggap calendar list")
    return found
