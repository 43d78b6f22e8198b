"""Trainings: who is trained for which kind of contact, from when until when, written down by whom (R51)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import trainings as story
from tanggap.casework.posts_kept import last_day
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Refused, TanggapError
from tanggap.core.own_path import own_path
from tanggap.core.subject import split
from tanggap.people.models import Competence, Staff
from tanggap.people.standing import roster_now
from tanggap.sop.models import current_edition
from tanggap.ui.formatting import spoken_language
from tanggap.workspace.settings_given import a_date, a_person, filled, see_other, status_of, told, typed, unless

FIELDS = ("staff", "kind", "since", "until", "proof")
KEEPERS = ("head", "manager", "admin", "quality")


@door(*KEEPERS)
@require_safe
def trainings(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/trainings/?show=ended: by what they are for; what nobody is trained for is said."""
    ended = request.GET.get("show") == "ended"
    kept = {one.pk for one in story.kept_by(_by(request))}
    groups: dict[str, list[dict[str, Any]]] = {} if ended else {code: [] for code in Competence.Kind.values}
    for one in story.ended() if ended else story.running():
        groups.setdefault(one.kind, []).append(_said(one, kept))
    wanted = {rule.kind: rule for rule in current_edition().procedure.training}
    listed = [
        {"code": code, "label": Competence.Kind(code).label, "rows": rows,
         "wanted": rule.text.say(spoken_language()) if (rule := wanted.get(code)) and rule.text else "",
         "strict": code in wanted and wanted[code].required, "asked": code in wanted}
        for code, rows in groups.items()
    ]  # fmt: skip
    return render(request, "workspace/settings_trainings.html", {
        "groups": listed, "ended": ended, "may_add": bool(kept),
    })  # fmt: skip


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def training_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/trainings/new/?staff=&kind= {staff, kind, since, until, proof}"""
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            problems: dict[str, Any] = {}
            days = {name: a_date(request, name, problems) for name in ("since", "until")}
            unless(problems)
            made = story.add(
                a_person(request, "staff"), kind=typed(request, "kind"), **days, proof=typed(request, "proof"),
                by=_by(request),
            )  # fmt: skip
            said = _("%(name)s is trained for this: %(training)s.")
            facts = {"name": made.staff.display_name, "training": made.get_kind_display()}
            messages.success(request, said % facts)
            return see_other(own_path(request.POST.get("next")) or reverse("settings_trainings"))
        except (Invalid, Refused, Forbidden) as refused:
            problem = refused
    begin = {"since": time.today().isoformat(), **{name: request.GET.get(name, "") for name in ("staff", "kind")}}
    return render(request, "workspace/settings_training.html", {
        **told(problem), "given": filled(request, FIELDS, begin),
        "people": [(one.pk, one.display_name) for one in story.kept_by(_by(request))], "kinds": Competence.Kind.choices,
        "next": own_path(request.POST.get("next") or request.GET.get("next")) or "",
    }, status=status_of(problem))  # fmt: skip


@door(*KEEPERS)
@require_POST
def training_end(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/trainings/ID/end/"""
    training = story.find(pk)
    try:
        story.end(training, by=_by(request))
        messages.success(request, _("The training of %(name)s counts no more.") % {"name": training.staff.display_name})
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(own_path(request.POST.get("next")) or reverse("settings_trainings"))


def _said(one: Competence, kept: set[int]) -> dict[str, Any]:
    kind, number = split(one.recorded_by)
    writer = roster_now().staff.get(number or 0) if kind == "staff" else None
    return {
        "row": one, "last": last_day(one.until), "coming": one.since > time.now(), "soon": story.ends_soon(one),
        "by": writer.display_name if writer else "", "may_end": one.staff_id in kept,
    }  # fmt: skip


def _by(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
