"""A change of a calendar on its way: the form, what would move, and saving it.

The form is sent three times at most: to look ahead, perhaps back to mend it, and to save. The page that looks ahead
carries all that was typed, and the version that was seen, so that saving does what was shown or says that it cannot.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.casework import calendars as story
from tanggap.casework import recounting
from tanggap.casework.calendar_words import zone_words
from tanggap.casework.recounting import Preview
from tanggap.casework.wording import promise_inside
from tanggap.clocks.calendar import DEFAULT, default_calendar
from tanggap.clocks.changes import Change, Day, published
from tanggap.clocks.hours_text import hours_to_type, hours_typed
from tanggap.clocks.models import Calendar, Holiday, HolidayKind, Recount
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.people.models import Unit
from tanggap.ui.formatting import full_date
from tanggap.workspace.calendars import ALL, here, named, see_keeper

INDONESIAN_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
MOST_DAYS = 31
NOT_CARRIED = {"csrfmiddlewaretoken", "version", "save", "mend", "look"}
ORDINARY = "ordinary"
Form = Callable[[TanggapError | None], HttpResponse]


@dataclass(frozen=True)
class Proposal:
    """What was asked for: how to look ahead, how to save it, and where to go on from there."""

    heading: str
    look: Callable[[], Preview]
    save: Callable[[str], Recount]
    version: Callable[[], str]
    home: str
    back: str


@door("manager", "admin")
@require_http_methods(["GET", "POST"])
def calendar_hours(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/calendars/CODE/hours/ {day_0 … day_6, zone}"""
    see_keeper(request)
    calendar = named(code)

    def form(problem: TanggapError | None = None) -> HttpResponse:
        rows = [
            {"name": f"day_{day}", "label": str(WEEKDAYS[day]),
             "value": request.POST.get(f"day_{day}", hours_to_type(calendar.week.get(str(day))))}
            for day in range(7)
        ]  # fmt: skip
        return _form(request, "workspace/calendar_hours.html", problem, {
            "calendar": calendar, "rows": rows, "zone": request.POST.get("zone", calendar.zone), "zones": _zones(),
            "version": story.version_of(calendar),
        })  # fmt: skip

    def read() -> Proposal:
        change = Change(calendar=calendar, week=_week(request), zone=request.POST.get("zone", ""))
        heading = _("New working hours: %(calendar)s") % {"calendar": calendar.name}
        return _of_change(request, change, heading, home=_page_of(calendar))

    return _answer(request, form, read)


@door("manager", "admin")
@require_http_methods(["GET", "POST"])
def calendar_day(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/calendars/CODE/days/edit/?day= {day, until, what, name_id, name_en, hours}"""
    see_keeper(request)
    calendar = None if code == ALL else named(code)
    asked = _date(request.POST.get("day") or request.GET.get("day", ""))

    def form(problem: TanggapError | None = None) -> HttpResponse:
        row = Holiday.objects.filter(calendar=calendar, date=asked).first() if asked else None
        stands = {"what": row.kind, "name_id": row.name_id, "name_en": row.name_en} if row else {
            "what": HolidayKind.CLOSURE if calendar else HolidayKind.NATIONAL}  # fmt: skip
        known = {**stands, "hours": hours_to_type(row.hours) if row else "", "day": asked.isoformat() if asked else ""}
        return _form(request, "workspace/calendar_day.html", problem, {
            "calendar": calendar, "code": code, "row": row, "full": full_date(row.date) if row else "",
            "shown": {**known, **_posted(request)},
            "whats": [{"value": kind, "label": label} for kind, label in _whats(row is not None)],
            "version": story.version_of(calendar), "year": (asked or time.today()).year,
        })  # fmt: skip

    def read() -> Proposal:
        change = Change(calendar=calendar, days=_days(request))
        heading = calendar.name if calendar else _("Days for all calendars")
        return _of_change(request, change, heading, home=_days_of(code, min(change.days).year))

    return _answer(request, form, read)


@door("manager", "admin")
@require_POST
def calendar_fill(request: HttpRequest) -> HttpResponse:
    """POST /desk/calendars/all/fill/ {year}: what was published for that year, to be looked at and saved."""
    see_keeper(request)
    typed = request.POST.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and 2000 <= int(typed[:5]) <= 2100 else time.today().year

    def form(problem: TanggapError | None = None) -> HttpResponse:
        if problem is not None:
            said = _("Nothing new has been published.") if problem.code == "nothing_new" else problem.sentence
            messages.info(request, said)
        return _see_other(_days_of(ALL, year))

    def read() -> Proposal:
        heading = _("Holidays and cuti bersama of %(year)s") % {"year": year}
        return _of_change(request, published([year]), heading, home=_days_of(ALL, year))

    return _answer(request, form, read)


@door("manager", "admin")
@require_http_methods(["GET", "POST"])
def unit_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/units/CODE/calendar/ {calendar}: which calendar a unit works by."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    if not story.may_choose(request.user, unit):  # type: ignore[arg-type]
        raise Forbidden(story.NOT_YOUR_UNIT)
    default_calendar()

    def form(problem: TanggapError | None = None) -> HttpResponse:
        options = [
            {"value": one.code, "label": one.name, "note": zone_words(one.zone)}
            for one in Calendar.objects.order_by("name", "pk")
        ]  # fmt: skip
        return _form(request, "workspace/unit_calendar.html", problem, {
            "unit": unit, "options": options, "version": str(unit.version),
            "chosen": request.POST.get("calendar", unit.calendar_code or DEFAULT),
        })  # fmt: skip

    def read() -> Proposal:
        calendar = Calendar.objects.filter(code=request.POST.get("calendar", "").replace("\0", "")).first()
        if calendar is None:
            raise Invalid(_("Choose a calendar."), fields={"calendar": _("Choose a calendar.")})
        return Proposal(
            heading=_("Working calendar of %(unit)s") % {"unit": unit.name},
            look=lambda: recounting.preview_choice(unit, calendar, by=request.user),  # type: ignore[arg-type]
            save=lambda version: story.choose(unit, calendar, version=version, by=request.user),  # type: ignore[arg-type]
            version=lambda: str(Unit.objects.values_list("version", flat=True).get(pk=unit.pk)),
            home=reverse("unit", args=[unit.code]), back=request.path,
        )  # fmt: skip

    return _answer(request, form, read)


def _of_change(request: HttpRequest, change: Change, heading: str, *, home: str) -> Proposal:
    return Proposal(
        heading=heading, home=home, back=request.get_full_path(),
        look=lambda: recounting.preview(change, language=here(), by=request.user),  # type: ignore[arg-type]
        save=lambda version: story.save(change, version=version, by=request.user),  # type: ignore[arg-type]
        version=lambda: story.version_of(change.calendar),
    )  # fmt: skip


def _answer(request: HttpRequest, form: Form, read: Callable[[], Proposal]) -> HttpResponse:
    """The form, the page that looks ahead, or, when it was saved, the way home."""
    if request.method != "POST" or "mend" in request.POST:
        return form(None)
    seen = request.POST.get("version", "")
    try:
        proposal = read()
        job = _save(proposal, seen) if "save" in request.POST else None
        return _saved(request, proposal, job) if job else _look(request, proposal, seen)
    except (Invalid, Refused) as problem:
        return form(problem)


def _save(proposal: Proposal, seen: str) -> Recount | None:
    """None when somebody else was faster: then both are looked at first."""
    try:
        return proposal.save(seen)
    except Stale:
        return None


def _look(request: HttpRequest, proposal: Proposal, seen: str) -> HttpResponse:
    """What would move; when somebody else was faster, how it stands now is shown beside what is wanted."""
    version = proposal.version()
    preview = proposal.look()
    if not preview.lines:
        raise Refused(story.NOTHING, code="nothing_new")
    stale = bool(seen) and seen != version
    carried = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    promised = [(one, promise_inside(one.kind, here())) for one in preview.shown]
    return render(request, "workspace/calendar_preview.html", {
        "heading": proposal.heading, "preview": preview, "promised": promised, "carried": carried, "stale": stale,
        "version": version, "home": proposal.home, "back": proposal.back, "longest": _in_days(preview.longest),
    }, status=409 if stale else 200)  # fmt: skip


def _saved(request: HttpRequest, proposal: Proposal, job: Recount) -> HttpResponse:
    job = recounting.begin(job)
    if job.done_at is None:
        said = _("Saved. Promises are being counted anew; this page shows how far it has come.")
    else:
        said = ngettext("Saved. %(num)s promise has moved.", "Saved. %(num)s promises have moved.", job.moved)
        said %= {"num": job.moved}
    messages.success(request, said)
    return _see_other(proposal.home)


def _form(request: HttpRequest, template: str, problem: TanggapError | None, context: dict[str, Any]) -> HttpResponse:
    errors = dict(getattr(problem, "fields", {}))
    general = problem.sentence if problem and not errors else ""
    more = {"errors": errors, "general": general}
    return render(request, template, {**context, **more}, status=problem.status if problem else 200)


def _week(request: HttpRequest) -> dict[str, list[list[str]]]:
    """The hours of each weekday; raises Invalid that names all that cannot be read."""
    week, problems = {}, {}
    for day in range(7):
        try:
            week[str(day)] = hours_typed(request.POST.get(f"day_{day}", ""))
        except Invalid as problem:
            problems[f"day_{day}"] = problem.sentence
    if problems:
        raise Invalid(_("Some of the hours cannot be read."), fields=problems)
    if not any(week.values()):
        said = _("Give hours for one weekday at least: without them no promise would ever be due.")
        raise Invalid(said, fields={"day_0": said})
    return week


def _days(request: HttpRequest) -> dict[date, Day | None]:
    """One date, or each from `day` until `until`, as it is to be."""
    posted = {name: value.replace("\0", "").strip() for name, value in _posted(request).items()}
    first, what = _date(posted["day"]), posted["what"]
    last = _date(posted["until"]) if posted["until"] else first
    problems: dict[str, Any] = {}
    if first is None:
        problems["day"] = _("Choose the date.")
    if last is None or (first and not 0 <= (last - first).days < MOST_DAYS):
        problems["until"] = _("Choose a last date from the first one on, at most a month.")
    if what not in {code for code, _label in _whats(True)}:
        problems["what"] = _("Choose one of these.")
    if what != ORDINARY and not posted["name_id"]:
        problems["name_id"] = _("Say what day it is: it stands beside the date.")
    hours: list[list[str]] = []
    if what == HolidayKind.EXTRA_DAY:
        try:
            hours = hours_typed(posted["hours"])
            if not hours:
                problems["hours"] = _("Write the hours of that day, such as 08.00–12.00.")
        except Invalid as problem:
            problems["hours"] = problem.sentence
    if problems or first is None or last is None:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    names = {"name_id": posted["name_id"], "name_en": posted["name_en"] or posted["name_id"]}
    to = None if what == ORDINARY else Day(kind=what, hours=hours or None, **names)
    return {first + timedelta(days=number): to for number in range((last - first).days + 1)}


def _posted(request: HttpRequest) -> dict[str, str]:
    names = ("day", "until", "what", "name_id", "name_en", "hours") if request.method == "POST" else ()
    return {name: request.POST.get(name, "") for name in names}


def _whats(stands: bool) -> list[tuple[str, str]]:
    """What a date can be; ordinary again only where something stands."""
    kinds = [(str(kind.value), str(kind.label)) for kind in HolidayKind]
    return [*kinds, (ORDINARY, _("An ordinary day again"))] if stands else kinds


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The Indonesian ones first, then all the world."""
    others = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
    return [
        (_("Indonesia"), [(zone, zone_words(zone)) for zone in INDONESIAN_ZONES]),
        (_("Other zones"), [(zone, zone) for zone in others if zone not in INDONESIAN_ZONES]),
    ]  # fmt: skip


def _in_days(longest: timedelta) -> str:
    """The longest delay as people say it."""
    minutes = int(longest.total_seconds() // 60)
    if minutes <= 0:
        return ""
    if minutes < 24 * 60:
        hours = -(-minutes // 60)
        return ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours}
    days = -(-minutes // (24 * 60))
    return ngettext("%(num)s day", "%(num)s days", days) % {"num": days}


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _page_of(calendar: Calendar) -> str:
    return reverse("calendar", args=[calendar.code])


def _days_of(code: str, year: int) -> str:
    return f"{reverse('calendar_days', args=[code])}?year={year}"


def _see_other(where: str) -> HttpResponse:
    answer = redirect(where)
    answer.status_code = 303
    return answer
