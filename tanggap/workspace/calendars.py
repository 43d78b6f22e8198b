"""The calendars: when we work, on which days we do not, who uses which, and how promises followed the last change.

Everybody on the staff reads them. Managers and administrators of the whole organisation change them; what changes
promises goes by way of a preview (calendar_changes.py).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.casework import calendars as story
from tanggap.casework.calendar_words import hours_words, why_words, zone_words
from tanggap.clocks.calendar import DEFAULT, days_of, default_calendar
from tanggap.clocks.changes import FIRST_YEAR, LAST_YEAR, filled_in
from tanggap.clocks.models import Calendar, Holiday, Recount
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.core.subject import split
from tanggap.people.models import Staff, Unit
from tanggap.ui.formatting import full_date, spoken_language

ALL = "all"
HISTORY = 12
COMING = 8


@door("staff")
@require_safe
def calendar_list(request: HttpRequest) -> HttpResponse:
    """GET /desk/calendars/"""
    default_calendar()
    units = list(Unit.objects.order_by("path"))
    language = here()
    rows = [
        {"calendar": one, "zone": zone_words(one.zone), "week": _week_in_short(one, language),
         "units": _users(one, units), "is_default": one.code == DEFAULT}
        for one in Calendar.objects.order_by("name", "pk")
    ]  # fmt: skip
    return render(request, "workspace/calendars.html", {
        "rows": rows, "may_keep": story.may_keep(request.user), "year": time.today().year,  # type: ignore[arg-type]
        "unfilled": unfilled(), "job": last_job(),
    })  # fmt: skip


@door("staff")
@require_safe
def calendar_page(request: HttpRequest, code: str) -> HttpResponse:
    """GET /desk/calendars/CODE/"""
    return _page(request, named(code))


@door("manager", "admin")
@require_http_methods(["GET", "POST"])
def calendar_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/calendars/new/ {name, code, copy}"""
    see_keeper(request)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            copied = Calendar.objects.filter(code=request.POST.get("copy", "").replace("\0", "")).first()
            made = story.make(
                request.POST.get("name", "").replace("\0", ""), code=request.POST.get("code", "").strip(),
                copy_of=copied, by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            messages.success(request, _("%(name)s is there. Set its hours, then choose it for a unit.") % {
                "name": made.name})  # fmt: skip
            return _to("calendar", made.code)
        except Invalid as problem:
            errors = problem.fields
    copies = [(one.code, one.name) for one in Calendar.objects.order_by("name")]
    return render(request, "workspace/calendar_new.html", {
        "errors": errors, "copies": copies, "typed": request.POST or {"copy": DEFAULT},
    }, status=400 if errors else 200)  # fmt: skip


@door("manager", "admin")
@require_POST
def calendar_rename(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/calendars/CODE/rename/ {name, version}"""
    see_keeper(request)
    calendar, name = named(code), request.POST.get("name", "").replace("\0", "")
    try:
        story.rename(calendar, name, version=request.POST.get("version", ""), by=request.user)  # type: ignore[arg-type]
    except TanggapError as problem:
        return _page(request, calendar, problem=problem, typed=name)
    messages.success(request, _("The calendar is called %(name)s now.") % {"name": calendar.name})
    return _to("calendar", code)


@door("manager", "admin")
@require_POST
def calendar_remove(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/calendars/CODE/remove/"""
    see_keeper(request)
    calendar = named(code)
    try:
        story.remove(calendar, by=request.user)  # type: ignore[arg-type]
    except TanggapError as problem:
        return _page(request, calendar, problem=problem)
    messages.success(request, _("%(name)s has been removed.") % {"name": calendar.name})
    return redirect("calendars")


@door("staff")
@require_safe
def calendar_days(request: HttpRequest, code: str) -> HttpResponse:
    """GET /desk/calendars/CODE/days/?year=: the dates of a year that are not as the week says; CODE may be "all"."""
    calendar = None if code == ALL else named(code)
    year = _year(request.GET.get("year", ""))
    found = days_of(calendar).values() if calendar else Holiday.objects.filter(calendar=None)
    rows = day_rows((row for row in found if row.date.year == year), calendar)
    return render(request, "workspace/calendar_days.html", {
        "calendar": calendar, "code": code, "year": year, "rows": rows, "unfilled": not filled_in(year),
        "may_keep": story.may_keep(request.user), "version": story.version_of(calendar),  # type: ignore[arg-type]
    })  # fmt: skip


def _page(
    request: HttpRequest, calendar: Calendar, *, problem: TanggapError | None = None, typed: str = ""
) -> HttpResponse:
    calendar = named(calendar.code)
    language, today = here(), time.today(calendar.zone)
    coming = (row for row in days_of(calendar).values() if row.date >= today)
    fields = getattr(problem, "fields", {})
    return render(request, "workspace/calendar_page.html", {
        "calendar": calendar, "version": story.version_of(calendar), "zone": zone_words(calendar.zone),
        "week": [(str(WEEKDAYS[day]), hours_words(calendar.week.get(str(day)), language)) for day in range(7)],
        "units": story.users_of(calendar), "is_default": calendar.code == DEFAULT, "year": today.year,
        "coming": day_rows(coming, calendar)[:COMING], "may_keep": story.may_keep(request.user),  # type: ignore[arg-type]
        "job": last_job(), "history": history(calendar), "error": problem.sentence if problem and not fields else "",
        "errors": fields, "typed": typed or calendar.name,
    }, status=problem.status if problem else 200)  # fmt: skip


def _users(calendar: Calendar, units: list[Unit]) -> list[Unit]:
    """The units that have chosen it; of the ordinary office's nothing is said, for it is everybody else's."""
    return [one for one in units if one.calendar_code == calendar.code]


def _week_in_short(calendar: Calendar, language: str) -> list[tuple[str, str]]:
    """Weekdays with the same hours on one line: ("Senin–Jumat", "08.00–12.00, 13.00–17.00")."""
    lines: list[tuple[list[int], str]] = []
    for day in range(7):
        words = hours_words(calendar.week.get(str(day)), language)
        if lines and lines[-1][1] == words:
            lines[-1][0].append(day)
        else:
            lines.append(([day], words))
    return [
        (str(WEEKDAYS[days[0]]) if len(days) == 1 else f"{WEEKDAYS[days[0]]}–{WEEKDAYS[days[-1]]}", words)
        for days, words in lines if calendar.week.get(str(days[0]))
    ]  # fmt: skip


def day_rows(found: Iterable[Holiday], calendar: Calendar | None) -> list[dict[str, Any]]:
    """Dates as a table shows them, in order; `own` says that the date can be cleared here."""
    language = here()
    return [
        {"day": row.date, "weekday": str(WEEKDAYS[row.date.weekday()]), "kind": row.get_kind_display(),
         "kind_code": row.kind, "name": row.name, "full": full_date(row.date, language=language),
         "hours": hours_words(row.hours, language),
         "own": (row.calendar_id is None) == (calendar is None)}
        for row in sorted(found, key=lambda row: row.date)
    ]  # fmt: skip


def last_job() -> dict[str, Any] | None:
    """How promises followed the last change of any calendar, or follow it now."""
    job = Recount.objects.order_by("-pk").select_related("calendar", "unit").first()
    if job is None:
        return None
    return {"job": job, "why": why_words(job.why, here(), names=_unit_names([job.why])), "by": _names({job.by})[job.by]}


def history(calendar: Calendar) -> list[dict[str, Any]]:
    """The last entries of its own trail and of the dates for all, newest first."""
    entries = trail.entries(calendar, story.SHARED)[-HISTORY:][::-1]
    names, units = _names({entry.actor for entry in entries}), _unit_names([entry.facts for entry in entries])
    return [
        {"at": entry.at, "who": names[entry.actor], "words": words, "names": _day_names(entry)}
        for entry in entries if (words := _entry_words(entry, units))
    ]  # fmt: skip


def _entry_words(entry: Entry, units: dict[str, str]) -> str:
    facts = entry.facts
    match entry.verb:
        case "calendar_made":
            return _("The calendar was made.")
        case "calendar_renamed":
            return _("The calendar was given another name.")
        case "calendar_changed":
            return why_words(facts, here(), names=units)
        case "calendar_followed":
            return _("Promises counted anew: %(counted)s, moved: %(moved)s.") % {
                "counted": facts.get("counted", 0), "moved": facts.get("moved", 0),
            }  # fmt: skip
    return ""


def _day_names(entry: Entry) -> str:
    """What was written with an entry: the names of days, the new name."""
    return ", ".join(dict.fromkeys(str(value) for value in entry.read_private(None).values() if value))


def _names(keys: set[str]) -> dict[str, str]:
    ids = [number for kind, number in map(split, keys) if kind == "staff" and number]
    known = {one.key: one.display_name for one in Staff.objects.filter(pk__in=ids)}
    return {key: known.get(key, _("Command line") if key == "command" else "Tanggap") for key in keys}


def _unit_names(codes: list[dict[str, Any]]) -> dict[str, str]:
    return {one.code: one.name for one in Unit.objects.filter(code__in={str(each.get("unit", "")) for each in codes})}


def unfilled() -> int | None:
    """The year whose holidays are not filled in yet, of this and the coming one."""
    year = time.today().year
    return next((one for one in (year, year + 1) if not filled_in(one)), None)


def named(code: str) -> Calendar:
    """The calendar with that code; raises NotFound."""
    found = Calendar.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such calendar."))
    return found


def see_keeper(request: HttpRequest) -> None:
    """Raise Forbidden for whoever manages or administers only a part of the organisation."""
    story.see_keeper(request.user)  # type: ignore[arg-type]


def here() -> str:
    """The language of the page."""
    return spoken_language(get_language())


def _year(typed: str) -> int:
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else time.today().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _to(route: str, *args: Any) -> HttpResponse:
    answer = redirect(route, *args)
    answer.status_code = 303
    return answer
