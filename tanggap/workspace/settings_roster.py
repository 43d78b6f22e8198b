"""The duty roster (R8): a week of who receives by which medium, and the lines that say so."""

from collections.abc import Sequence
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases.case import Medium
from tanggap.casework import duty_roster as story
from tanggap.casework.directory import Directory, directory
from tanggap.casework.duty_roster import Line, Shift
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Refused, Stale, TanggapError
from tanggap.people.models import Duty, Staff
from tanggap.people.models.duty import EVERY_DAY
from tanggap.ui.formatting import DAYS, short_date, spoken_language
from tanggap.workspace.settings_given import (
    a_date,
    a_person,
    a_time,
    filled,
    see_other,
    several,
    status_of,
    told,
    typed,
    unless,
    version_of,
)

FIELDS = ("staff", "medium", "starts", "ends", "since", "until")


@door("manager", "admin")
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/roster/?from=: the week in which that date lies, and all lines."""
    _see(request)
    monday = _monday(request.GET.get("from", ""))
    days = [monday + timedelta(days=number) for number in range(7)]
    known = directory()
    media = [_row(known, code, days) for code in story.MEDIA]
    return render(request, "workspace/settings_roster.html", {
        "days": [(DAYS[spoken_language()][day.weekday()], day, day == time.today()) for day in days], "media": media,
        "gaps": sum(shift["gap"] for row in media for cell in row["cells"] for shift in cell),
        "before": (monday - timedelta(days=7)).isoformat(), "after": (monday + timedelta(days=7)).isoformat(),
        "words": f"{short_date(days[0])} – {short_date(days[-1])}", "lines": [_said(row) for row in story.lines()],
    })  # fmt: skip


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def roster_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/roster/new/ {staff, medium, days, starts, ends, since, until}"""
    return _form(request, None)


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def roster_change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, POST /desk/settings/roster/ID/ {the same, version}"""
    return _form(request, story.find(pk))


@door("manager", "admin")
@require_POST
def roster_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/roster/ID/remove/: with a way back for ten seconds."""
    duty = story.find(pk)
    try:
        story.take_off(duty, by=_by(request))
        undo = f"undo:{reverse('roster_restore', args=[pk])}"
        said = _("%(name)s is off the roster for this.") % {"name": duty.staff.display_name}
        messages.success(request, said, extra_tags=undo)
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("settings_roster"))


@door("manager", "admin")
@require_POST
def roster_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/roster/ID/restore/"""
    try:
        story.put_back(story.find(pk), by=_by(request))
        messages.success(request, _("The line is back on the roster."))
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("settings_roster"))


def _form(request: HttpRequest, duty: Duty | None) -> HttpResponse:
    _see(request)
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            line = _read(request)
            saved = story.put_on(line, by=_by(request)) if duty is None else story.change(
                duty, line, version=version_of(request), by=_by(request))  # fmt: skip
            said = _("Complaints that come from now on follow the roster: %(name)s.")
            messages.success(request, said % {"name": saved.staff.display_name})
            return see_other(reverse("settings_roster"))
        except (Invalid, Refused) as refused:
            problem = refused
            if duty is not None:
                duty.refresh_from_db()
    stands = _stands(duty) if duty is not None else {"since": time.today().isoformat()}
    days = several(request, "days") if request.method == "POST" else list(duty.weekdays if duty else EVERY_DAY)
    return render(request, "workspace/settings_roster_line.html", {
        **told(problem), "duty": duty, "given": filled(request, FIELDS, stands), "days": days,
        "stale": isinstance(problem, Stale), "now": _said(duty) if duty is not None else None,
        "people": [(one.pk, one.display_name) for one in story.people_at_work()],
        "media": [{"value": code, "label": _medium(code)} for code in ("", *story.MEDIA)],
        "weekdays": [{"value": str(number), "label": DAYS[spoken_language()][number]} for number in range(7)],
    }, status=status_of(problem))  # fmt: skip


def _read(request: HttpRequest) -> Line:
    problems: dict[str, Any] = {}
    line = Line(
        staff=a_person(request, "staff"), medium=typed(request, "medium"),
        weekdays="".join(sorted({*several(request, "days")} & {*EVERY_DAY})),
        starts=a_time(request, "starts", problems), ends=a_time(request, "ends", problems),
        since=a_date(request, "since", problems), until=a_date(request, "until", problems),
    )  # fmt: skip
    unless(problems)
    return line


def _stands(duty: Duty) -> dict[str, Any]:
    return {
        "staff": duty.staff_id, "medium": duty.medium, "since": duty.since.isoformat(),
        "until": duty.until.isoformat() if duty.until else "",
        "starts": duty.starts.isoformat("minutes") if duty.starts else "",
        "ends": duty.ends.isoformat("minutes") if duty.ends else "",
    }  # fmt: skip


def _row(known: Directory, medium: str, days: Sequence[date]) -> dict[str, Any]:
    unit = known.unit(known.edition.procedure.duty(medium))
    cells = [[_shift(shift) for shift in story.shifts(known, medium, day)] for day in days]
    return {"code": medium, "unit": unit, "cells": cells}


def _shift(shift: Shift) -> dict[str, Any]:
    people = [staff.display_name for staff in shift.receivers.people]
    ends = None if shift.ends == story.MIDNIGHT else shift.ends
    hours = "" if shift.whole_day else f"{_hour(shift.starts)}–{_hour(ends)}"
    return {"hours": hours, "people": people, "by_roster": shift.receivers.by_roster, "gap": not people}


def _hour(edge: clock_time | None) -> str:
    """An hour of the wall clock; None is the midnight that ends a day."""
    sign = ":" if spoken_language() == "en" else "."
    return f"{edge.hour:02}{sign}{edge.minute:02}" if edge is not None else f"24{sign}00"


def _said(duty: Duty) -> dict[str, Any]:
    """A line of the roster in words."""
    days = [DAYS[spoken_language()][int(number)] for number in duty.weekdays]
    hours = _("all day")
    if duty.starts:
        hours = _("%(starts)s to %(ends)s") % {"starts": _hour(duty.starts), "ends": _hour(duty.ends)}
    if duty.until == duty.since:
        period = short_date(duty.since)
    elif duty.until:
        period = _("%(first)s until %(last)s") % {"first": short_date(duty.since), "last": short_date(duty.until)}
    else:
        period = _("from %(date)s") % {"date": short_date(duty.since)}
    return {"duty": duty, "medium": _medium(duty.medium), "hours": hours, "period": period,
            "days": _("every day") if len(days) == 7 else ", ".join(days)}  # fmt: skip


def _medium(code: str) -> str:
    return str(Medium(code).label) if code else _("All media")


def _monday(value: str) -> date:
    try:
        day = date.fromisoformat(value)
        day = day if 2000 <= day.year <= 2199 else time.today()
    except ValueError:
        day = time.today()
    return day - timedelta(days=day.weekday())


def _see(request: HttpRequest) -> None:
    if not story.may_keep(_by(request)):
        raise Forbidden(story.NOT_YOU)


def _by(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
