"""The draft of the next edition: what differs from the one in force, putting it aside, publishing it by two people."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.states import OPEN
from tanggap.casework import drafting
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.core.own_path import own_path
from tanggap.people.models import Staff
from tanggap.sop.models import Edition, is_first
from tanggap.workspace.draft_given import by_of
from tanggap.workspace.draft_words import pieces_of
from tanggap.workspace.settings_given import a_date, number_of, see_other, status_of, told, typed, unless, version_of

SHOWN = 200
IN_SHORT = 12
MOST_COUNTED = 10_000


@door("manager", "admin")
@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/draft/: what it changes, who asks for what, the editions so far."""
    return _page(request)


@door("manager", "admin")
@require_POST
def draft_begin(request: HttpRequest) -> HttpResponse:
    """POST /desk/settings/draft/begin/ {next}"""
    made, lost = drafting.begin(by=by_of(request))
    said = _("The draft of edition %(number)s is open. Nothing changes for complaints until it is published.")
    messages.success(request, said % {"number": made.number})
    if lost:
        messages.info(request, _("To be changed here the file was written anew; remarks in it are not in the draft."))
    return see_other(own_path(request.POST.get("next")) or reverse("settings_draft"))


@door("manager", "admin")
@require_POST
def draft_undo(request: HttpRequest) -> HttpResponse:
    """POST /desk/settings/draft/undo/ {version}, or both in the address, as a toast has them."""
    version = version_of(request) or number_of(request.GET.get("version", ""))
    back = own_path(request.GET.get("next")) or reverse("settings_draft")

    def undo() -> None:
        drafting.undo(version=version, by=by_of(request))

    return _do(request, undo, _("The last change is taken back."), back)


@door("manager", "admin")
@require_POST
def draft_discard(request: HttpRequest) -> HttpResponse:
    """POST /desk/settings/draft/discard/ {version}: put aside, with a way back."""
    try:
        gone = drafting.discard(version=version_of(request), by=by_of(request))
        undo = f"undo:{reverse('draft_restore', args=[gone.pk])}"
        messages.success(request, _("The draft is put aside."), extra_tags=undo)
    except (Refused, NotFound) as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("settings_draft"))


@door("manager", "admin")
@require_POST
def draft_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/draft/ID/restore/"""

    def restore() -> None:
        drafting.bring_back(pk, by=by_of(request))

    return _do(request, restore, _("The draft is back."))


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_publish(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/draft/publish/ {on, remark, version}: ask for it; the first edition is published."""
    if request.method != "POST":
        return _page(request, asking=True)
    problems: dict[str, Any] = {}
    try:
        on = a_date(request, "on", problems)
        unless(problems)
        remark = typed(request, "remark").strip()
        edition = drafting.propose(on=on, remark=remark, version=version_of(request), by=by_of(request))
    except (Invalid, Refused, NotFound) as problem:
        return _page(request, problem, asking=True)
    if edition.state == Edition.State.PUBLISHED:
        messages.success(request, _("Edition %(number)s is in force.") % {"number": edition.number})
    else:
        messages.success(request, _("A second person can agree now. Tell somebody who has read it."))
    return see_other(reverse("settings_draft"))


@door("manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_agree(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/draft/agree/ {version}: the second person reads once more what changes, and agrees."""
    if request.method != "POST":
        return _page(request, agreeing=True)
    try:
        edition = drafting.agree(version=version_of(request), by=by_of(request))
    except (Refused, NotFound) as problem:
        return _page(request, problem)
    if edition.state == Edition.State.PUBLISHED:
        said = _("Edition %(number)s is in force. Complaints that are open stay with the edition they came under.")
    else:
        said = _("Agreed. Edition %(number)s takes effect by itself on its day.")
    messages.success(request, said % {"number": edition.number})
    return see_other(reverse("settings_draft"))


@door("manager", "admin")
@require_POST
def draft_take_back(request: HttpRequest) -> HttpResponse:
    """POST /desk/settings/draft/take-back/ {version}"""

    def take_back() -> None:
        drafting.take_back(version=version_of(request), by=by_of(request))

    return _do(request, take_back, _("Not to be published yet. The draft can be changed again."))


def _page(
    request: HttpRequest, problem: TanggapError | None = None, *, asking: bool = False, agreeing: bool = False
) -> HttpResponse:
    me = by_of(request)
    drafting.see_keeper(me)
    known = Edition.objects.select_related("published_by", "seconded_by")
    in_force = known.defer(None).filter(state=Edition.State.PUBLISHED).first()
    held = drafting.open_draft()
    found = drafting.changes(held) if held is not None else []
    procedures = (in_force.procedure if in_force else None, held.procedure if held else None)
    pieces = pieces_of(found, procedures)
    past = known.filter(state__in=(Edition.State.PUBLISHED, Edition.State.RETIRED)).order_by("-published_at", "-pk")
    mine = held is not None and held.proposed_by_id == me.pk
    return render(request, "workspace/draft.html", {
        **told(problem), "in_force": in_force, "draft": held, "pieces": pieces[:SHOWN], "count": len(pieces),
        "short": pieces[:IN_SHORT], "first": is_first(), "mine": mine,
        "on": typed(request, "on"), "remark": typed(request, "remark"), "today": time.today().isoformat(),
        "stale": isinstance(problem, Stale), "past": past[:IN_SHORT], "stay": _staying(me, in_force),
        "asking": asking and held is not None and held.proposed_by_id is None and bool(found or is_first()),
        "agreeing": agreeing and held is not None and held.proposed_by_id is not None and not mine
                    and held.seconded_by_id is None,
    }, status=status_of(problem))  # fmt: skip


def _staying(me: Staff, in_force: Edition | None) -> int:
    """How many open complaints, of those that this person sees, stay with the edition in force."""
    if in_force is None:
        return 0
    return access.visible_to(me).filter(edition_id=in_force.pk, state__in=OPEN)[:MOST_COUNTED].count()


def _do(request: HttpRequest, act: Callable[[], None], said: str, back: str = "") -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except (Refused, NotFound) as problem:
        messages.error(request, problem.sentence)
    return see_other(back or reverse("settings_draft"))
