"""Deputies and absences: everybody sets their own, leaders and administrators those of their people too."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import absences as story
from tanggap.casework.absence_meanings import meaning_of_absence, meaning_of_handing, meaning_of_stand_in
from tanggap.casework.posts_kept import last_day
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Refused, TanggapError
from tanggap.people.competences import resting_now
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.workspace.acts_fields import rupiah_of
from tanggap.workspace.settings_given import a_date, a_person, filled, see_other, status_of, told, typed, unless

AWAY = ("staff", "since", "until", "reason", "deputy")
DEPUTY = ("staff", "deputy", "since", "until", "when", "what", "up_to")
PERIOD, ABSENT = "period", "absent"
ALL, APPROVALS = "all", "approvals"


@door("staff")
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/deputies/: who is or will be away, who stands in; one's own, and those one may arrange."""
    me = _by(request)
    mine = {one.pk for one in story.arranged_by(me)}
    moment = time.now()
    return render(request, "workspace/settings_away.html", {
        "absences": [{"row": row, "now": row.since <= moment, "last": last_day(row.until)}
                     for row in story.running_absences() if row.staff_id in mine],
        "deputies": [{"row": row, "now": row.since <= moment, "last": last_day(row.until)}
                     for row in story.running_deputies() if row.of_id in mine],
        "standing_in": [{"row": row, "last": last_day(row.until)}
                        for row in story.running_deputies() if row.by_id == me.pk],
        "me": me,
        "rests": [(staff, until) for pk, until in resting_now().items() if pk in mine
                  and (staff := roster_now().staff.get(pk)) is not None],
    })  # fmt: skip


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def away_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/deputies/away/ {staff, since, until, reason, deputy, look | save}"""

    def save(days: dict[str, date | None]) -> str:
        absence = story.go_away(
            _whom(request), **days, reason=typed(request, "reason"), deputy=a_person(request, "deputy"),
            by=_by(request),
        )  # fmt: skip
        return _("Saved: %(name)s is away.") % {"name": absence.staff.display_name}

    return _answer(request, "workspace/settings_away_new.html", AWAY, save)


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def deputy_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/deputies/stand-in/ {staff, deputy, since, until, when, what, up_to, look | save}"""

    def save(days: dict[str, date | None]) -> str:
        if typed(request, "what") == APPROVALS:
            row = story.hand_approvals(
                _whom(request), deputy=a_person(request, "deputy"), **days, up_to=_up_to(request), by=_by(request)
            )
            return _("%(deputy)s approves for %(name)s.") % {
                "deputy": row.by.display_name, "name": row.of.display_name}  # fmt: skip
        row = story.stand_in(
            _whom(request), deputy=a_person(request, "deputy"), **days,
            only_when_absent=typed(request, "when") != PERIOD, by=_by(request),
        )  # fmt: skip
        return _("%(deputy)s stands in for %(name)s.") % {"deputy": row.by.display_name, "name": row.of.display_name}

    return _answer(request, "workspace/settings_deputy_new.html", DEPUTY, save)


@door("staff")
@require_POST
def away_end(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/deputies/away/ID/end/"""
    absence = story.find_absence(pk)
    said = _("Back again. Nobody stands in for it any more.")
    return _end(request, lambda: story.come_back(absence, by=_by(request)), said)


@door("staff")
@require_POST
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/deputies/stand-in/ID/end/"""
    row = story.find_deputy(pk)
    said = _("%(name)s stands in no more.") % {"name": row.by.display_name}
    return _end(request, lambda: story.stop_standing_in(row, by=_by(request)), said)


def _answer(
    request: HttpRequest, template: str, fields: tuple[str, ...], save: Callable[[dict[str, date | None]], str]
) -> HttpResponse:
    """The form; the form with what it would mean; or, when it was saved, the way back."""
    problem: TanggapError | None = None
    looking: list[Any] | None = None
    posted = request.method == "POST"
    if posted:
        try:
            problems: dict[str, Any] = {}
            days = {name: a_date(request, name, problems) for name in ("since", "until")}
            unless(problems)
            if "save" in request.POST:
                messages.success(request, save(days))
                return see_other(reverse("settings_away"))
            looking = _look(request, **days, deputy_needed=fields is DEPUTY)
        except (Invalid, Refused) as refused:
            problem = refused
    start = {
        "staff": request.GET.get("staff") or _by(request).pk, "since": time.today().isoformat(), "when": ABSENT,
        "what": APPROVALS if request.GET.get("what") == APPROVALS else ALL,
    }  # fmt: skip
    return render(request, template, {
        **told(problem), "given": filled(request, fields, start), "meanings": looking,
        "people": [(one.pk, one.display_name) for one in story.arranged_by(_by(request))],
        "deputies": [(one.pk, one.display_name) for one in story.possible_deputies() if one.pk != _by(request).pk],
    }, status=status_of(problem))  # fmt: skip


def _look(request: HttpRequest, since: date | None, until: date | None, *, deputy_needed: bool) -> list[Any]:
    """What it would mean. Whoever may not arrange it learns nothing about anybody."""
    by, staff, deputy = _by(request), _whom(request), a_person(request, "deputy")
    problems = story.wrong_with(staff, deputy, since=since, until=until, by=by)
    handing = deputy_needed and typed(request, "what") == APPROVALS
    if handing:
        problems |= story.wrong_hand(staff, deputy, until, _up_to(request))
    elif deputy_needed and deputy is None:
        problems["deputy"] = story.NOBODY
    if staff is not None and not story.may_arrange(by, staff):
        raise Forbidden(story.NOT_YOU)
    unless(problems)
    if staff is None or since is None:
        return []
    if handing and deputy is not None:
        return meaning_of_handing(staff, deputy, since, until)
    if deputy_needed and deputy is not None:
        return meaning_of_stand_in(staff, deputy, since, until)
    return meaning_of_absence(staff, deputy, since, until)


def _end(request: HttpRequest, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("settings_away"))


def _up_to(request: HttpRequest) -> int | None:
    """The amount up to which approvals are handed over; None without a limit."""
    value = typed(request, "up_to").strip()
    try:
        return rupiah_of(value) if value else None
    except Invalid as problem:
        raise Invalid(_("Please look at the marked fields."), fields={"up_to": problem.sentence}) from None


def _whom(request: HttpRequest) -> Staff | None:
    """Oneself, where nobody else could be chosen."""
    return a_person(request, "staff") if "staff" in request.POST else _by(request)


def _by(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
