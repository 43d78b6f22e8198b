"""The pages that stand only on the way to the first complaint: hours, procedure, units, and the list at the end."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import calendars, drafting, first_steps, first_units, readiness
from tanggap.casework import organisation as story
from tanggap.casework.first_units import Names
from tanggap.casework.found import fill_holidays
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.changes import Change, filled_in
from tanggap.clocks.hours_text import hours_to_type, hours_typed
from tanggap.clocks.models import Holiday
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, TanggapError
from tanggap.people.models import Organisation, Unit
from tanggap.people.organisation import forget_profile, profile
from tanggap.sop.models import Edition
from tanggap.sop.procedure import Procedure
from tanggap.sop.render.document import document
from tanggap.sop.schema import read
from tanggap.workspace.settings_given import see_other
from tanggap.workspace.setup_frame import framed, next_step, onward

# Which of the shipped procedures is nearest to an organisation of that kind.
NEAREST = {"company": "company", "association": "association", "bank": "company", "public_body": "company"}


@door("admin")
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """GET /desk/setup/: on to the first step that nobody has been through."""
    story.may_administer(request.user)  # type: ignore[arg-type]
    return redirect(f"/desk/setup/{next_step()}/")


@door("admin")
@require_POST
def setup_later(request: HttpRequest, step: str) -> HttpResponse:
    """POST /desk/setup/STEP/later/: passed by; the list at the end remembers it."""
    if step not in story.STEPS:
        raise NotFound(_("There is no such step."))
    if step != "sop":  # that one is done when a procedure is in force, and only then
        story.pass_step(step, by=request.user)  # type: ignore[arg-type]
    place = story.STEPS.index(step)
    return redirect(f"/desk/setup/{story.STEPS[min(place + 1, len(story.STEPS) - 1)]}/")


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def setup_hours(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/setup/hours/ {day_0 … day_6}"""
    story.may_administer(request.user)  # type: ignore[arg-type]
    office, errors, general = default_calendar(), {}, ""
    if request.method == "POST":
        try:
            _save_hours(request)
            return onward(request, "hours")
        except Invalid as problem:
            errors = problem.fields
            general = "" if errors else problem.sentence
        except Refused as problem:
            general = problem.sentence
    rows = [
        {"name": f"day_{day}", "label": str(WEEKDAYS[day]),
         "value": request.POST.get(f"day_{day}", hours_to_type(office.week.get(str(day))))}
        for day in range(7)
    ]  # fmt: skip
    year = time.today().year
    return render(request, "workspace/setup_hours.html", {
        **framed(request, "hours"), "rows": rows, "errors": errors, "general": general, "year": year,
        "holidays": Holiday.objects.filter(calendar=None, date__year=year).order_by("date"), "filled": filled_in(year),
    }, status=400 if errors else 200)  # fmt: skip


def _save_hours(request: HttpRequest) -> None:
    week, fields = {}, {}
    for day in range(7):
        try:
            week[str(day)] = hours_typed(request.POST.get(f"day_{day}", "").replace("\0", ""))
        except Invalid as problem:
            fields[f"day_{day}"] = problem.sentence
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    office, zone = default_calendar(), profile().zone or settings.TIME_ZONE
    calendars.set_up(Change(calendar=office, week=week, zone=zone), by=request.user)  # type: ignore[arg-type]
    fill_holidays(by=request.user)  # type: ignore[arg-type]
    story.pass_step("hours", by=request.user)  # type: ignore[arg-type]
    forget_profile()


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def setup_sop(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/setup/sop/ {sop}: read the procedures that come along, put one in force."""
    story.may_administer(request.user)  # type: ignore[arg-type]
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            if "change" in request.POST:
                _begin_with(request)
                messages.success(request, _("Change its categories and letters, then publish it: see “Draft edition”."))
                return see_other(reverse("categories"))
            edition = first_steps.adopt(first_steps.shipped_source(request.POST.get("sop", "")), by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("%(title)s is in force. Its units are set up, too.") % {
                "title": edition.procedure.title.say(_language())})  # fmt: skip
            return onward(request, "sop")
        except (Invalid, Refused, NotFound) as refused:
            problem = refused
    in_force = Edition.objects.filter(state=Edition.State.PUBLISHED).first()
    held = drafting.open_draft() if in_force is None else None
    nearest = NEAREST.get(profile().kind, "company")
    return render(request, "workspace/setup_sop.html", {
        **framed(request, "sop"), "in_force": in_force, "problem": problem, "held": held,
        "choices": [] if in_force or held else [_in_short(code, found) for code, found in first_steps.shipped()],
        "nearest": nearest, "exact": nearest == profile().kind,
    }, status=problem.status if problem else 200)  # fmt: skip


def _begin_with(request: HttpRequest) -> None:
    source = first_steps.shipped_source(request.POST.get("sop", ""))
    first_steps.begin_with(source, by=request.user)  # type: ignore[arg-type]


@door("admin")
@require_safe
def setup_sop_read(request: HttpRequest, code: str) -> HttpResponse:
    """GET /desk/setup/sop/read/CODE/: the whole document, as it would be in force here."""
    story.may_administer(request.user)  # type: ignore[arg-type]
    procedure, language = read(first_steps.fitted(first_steps.shipped_source(code))), _language()
    return render(request, "workspace/setup_sop_read.html", {
        **framed(request, "sop"), "title": procedure.title.say(language), "sections": document(procedure, language),
    })  # fmt: skip


def _in_short(code: str, procedure: Procedure) -> dict[str, Any]:
    language = _language()
    return {
        "code": code, "title": procedure.title.say(language), "purpose": procedure.purpose.say(language),
        "steps": len(procedure.steps), "categories": len(procedure.categories),
        "units": [unit.label.say(language) for unit in procedure.units.values()],
    }  # fmt: skip


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def setup_units(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/setup/units/ {id_CODE, en_CODE, new_id, new_en, kind}"""
    story.may_administer(request.user)  # type: ignore[arg-type]
    units = list(Unit.objects.exclude(parent=None).order_by("path"))
    errors: dict[str, Any] = {}
    if request.method == "POST":
        names = {unit.code: _names(request, f"id_{unit.code}", f"en_{unit.code}") for unit in units}
        added = _names(request, "new_id", "new_en")
        try:
            first_units.name_units(names, added=added, kind=request.POST.get("kind", ""), by=request.user)  # type: ignore[arg-type]
            if added.name_id:
                messages.success(request, _("%(name)s is added.") % {"name": added.name_id})
                return redirect(request.path)
            return onward(request, "units")
        except Invalid as problem:
            errors = problem.fields
    given = request.POST
    return render(request, "workspace/setup_units.html", {
        **framed(request, "units"), "errors": errors,
        "rows": [{"unit": unit, "name_id": given.get(f"id_{unit.code}", unit.name_id),
                  "name_en": given.get(f"en_{unit.code}", unit.name_en)} for unit in units],
        "new": {name: given.get(name, "") if errors else "" for name in ("new_id", "new_en", "kind")},
        "kinds": [(kind.value, str(kind.label)) for kind in first_units.KINDS],
    }, status=400 if errors else 200)  # fmt: skip


def _names(request: HttpRequest, name_id: str, name_en: str) -> Names:
    return Names(*(request.POST.get(name, "").replace("\0", "").strip() for name in (name_id, name_en)))


@door("admin")
@require_safe
def setup_ready(request: HttpRequest) -> HttpResponse:
    """GET /desk/setup/ready/: what is done, what is missing; a test; the address for the website."""
    story.may_administer(request.user)  # type: ignore[arg-type]
    story.pass_step("ready", by=request.user)  # type: ignore[arg-type]
    items, case = readiness.checklist(), readiness.test_case()
    in_force = Edition.objects.filter(state=Edition.State.PUBLISHED).exists()
    address = (settings.BASE_URL or request.build_absolute_uri("/")).rstrip("/")
    return render(request, "workspace/setup_ready.html", {
        **framed(request, "ready"), "items": items, "is_ready": readiness.is_ready(items), "test": case,
        "in_force": in_force, "address": f"{address}/", "test_link": request.session.get("test-link", ""),
        "shown": Organisation.objects.filter(dismissed_at=None).exists(),
    })  # fmt: skip


@door("admin")
@require_POST
def setup_try(request: HttpRequest) -> HttpResponse:
    """POST /desk/setup/try/ {act: begin or end}: a test complaint, and its withdrawal."""
    user = request.user
    try:
        if request.POST.get("act") == "end":
            readiness.take_test_back(by=user)  # type: ignore[arg-type]
            messages.success(request, _("The test complaint is withdrawn and closed."))
        else:
            receipt = readiness.try_it_out(by=user)  # type: ignore[arg-type]
            request.session["test-link"] = f"/{receipt.tracking_url.partition('//')[2].partition('/')[2]}"
            messages.success(request, _("Test complaint %(reference)s is in.") % {"reference": receipt.reference})
    except (Invalid, Refused, NotFound) as problem:
        messages.error(request, problem.sentence)
    return redirect("setup_ready")


@door("admin")
@require_POST
def setup_dismiss(request: HttpRequest) -> HttpResponse:
    """POST /desk/setup/dismiss/: the list stands on the desk no more."""
    story.dismiss_checklist(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The list is put away. You find all of it in the settings."))
    return redirect("inbox")


def _language() -> str:
    return (get_language() or "id")[:2]
