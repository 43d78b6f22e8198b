"""Saved views: naming what the inbox is filtered by, and the page where they are kept (U26)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases.models import SavedView
from tanggap.casework import queues as story
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff, Unit
from tanggap.people.standing import roster_now
from tanggap.sop.models import procedure_in_force
from tanggap.workspace import inbox_filters
from tanggap.workspace.acts_people import unit_of
from tanggap.workspace.inbox import tabs
from tanggap.workspace.shell import forget_counters, query_of
from tanggap.workspace.shell import views as built_in

HOME = "/desk/settings/views/"


@door("staff")
@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/views/"""
    return _page(request)


@door("staff")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/views/new/?show=&…: the filters are in the address; {name, share} are typed."""
    user: Staff = request.user  # type: ignore[assignment]
    asked = inbox_filters.read(request.GET, user, procedure_in_force()[0])
    problem = None
    if request.method == "POST":
        try:
            filters = {name: list(values) for name, values in QueryDict(asked.query()).lists()}
            view = story.save_view(request.POST.get("name", ""), filters, share=_share(request), by=user)
            forget_counters(user)
            messages.success(request, _("The view %(name)s is in the menu now.") % {"name": view.name})
            return _to(f"/desk/?{query_of(view)}")
        except TanggapError as error:
            problem = error
    return render(request, "workspace/settings_view_new.html", {
        "chips": asked.chips(), "query": asked.query(), "typed": request.POST, "share": _share_options(user),
        "errors": _errors(problem),
    }, status=problem.status if problem else 200)  # fmt: skip


@door("staff")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/views/NUMBER/change/ {name, share}"""

    def act(by: Staff) -> None:
        view = story.change_view(pk, name=request.POST.get("name", ""), share=_share(request), by=by)
        messages.success(request, _("The view %(name)s is changed.") % {"name": view.name})

    return _done(request, act, wrong=pk)


@door("staff")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/views/NUMBER/move/ {to: up or down}"""
    return _done(request, lambda by: story.move_view(pk, up=request.POST.get("to") == "up", by=by))


@door("staff")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/views/NUMBER/remove/"""

    def act(by: Staff) -> None:
        view = story.remove_view(pk, by=by)
        sentence = _("The view %(name)s is deleted.") % {"name": view.name}
        messages.success(request, sentence, extra_tags=f"undo:{HOME}{pk}/restore/")

    return _done(request, act)


@door("staff")
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/views/NUMBER/restore/: the deletion of a moment ago is taken back."""

    def act(by: Staff) -> None:
        view = story.restore_view(pk, by=by)
        messages.success(request, _("The view %(name)s is back.") % {"name": view.name})

    return _done(request, act)


def _done(request: HttpRequest, act: Callable[[Staff], Any], wrong: int = 0) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    try:
        act(user)
    except TanggapError as problem:
        return _page(request, problem, wrong)
    forget_counters(user)
    return _to(HOME)


def _page(request: HttpRequest, problem: TanggapError | None = None, wrong: int = 0) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    edition, _procedure = procedure_in_force()
    found = story.views_of(user)
    share = _share_options(user)
    rows = [_row(view, user, edition, share) for view in found]
    own = [row for row in rows if row["own"]]
    for place, row in enumerate(own):
        row["up"], row["down"] = place > 0, place < len(own) - 1
    return render(request, "workspace/settings_views.html", {
        "own": own, "others": [row for row in rows if not row["own"]], "errors": _errors(problem), "wrong": wrong,
        "typed": request.POST, "built_in": [(f"/desk/?{query}", words) for query, words, _icon in built_in()],
    }, status=problem.status if problem else 200)  # fmt: skip


def _row(view: SavedView, user: Staff, edition: int, share: list[tuple[int, str]]) -> dict[str, Any]:
    asked = inbox_filters.read(QueryDict(query := query_of(view)), user, edition)
    shared = roster_now().units.get(view.shared_with_id or 0)
    kept = story.may_keep(user, view)
    if kept and shared and shared.pk not in dict(share):
        share = [*share, (shared.pk, shared.name)]  # whoever renames it shares it on
    maker = roster_now().staff.get(view.owner_id)
    return {
        "view": view, "href": f"/desk/?{query}", "chips": [chip["words"] for chip in asked.chips()],
        "shows": next(tab["words"] for tab in tabs(asked) if tab["here"]),
        "gone": ", ".join(asked.gone), "shared": _called(shared) if shared else "",
        "shared_with": view.shared_with_id or "", "share": share, "own": view.owner_id == user.pk, "kept": kept,
        "maker": maker.full_name if maker else "",
    }  # fmt: skip


def _share(request: HttpRequest) -> Unit | None:
    value = request.POST.get("share", "")
    return unit_of(value if value.isascii() and value.isdigit() and len(value) < 10 else "", "share")


def _share_options(user: Staff) -> list[tuple[int, str]]:
    return [(unit.pk, _called(unit)) for unit in story.may_share_with(user)]


def _called(unit: Unit) -> str:
    """Whoever shares with the only unit at the top shares with everybody."""
    tops = [one for one in roster_now().units.values() if len(one.line()) == 1]
    return _("everybody") if tops == [unit] else unit.name


def _errors(problem: TanggapError | None) -> dict[str, Any]:
    return (getattr(problem, "fields", {}) or {"": problem.sentence}) if problem else {}


def _to(address: str) -> HttpResponse:
    answer = redirect(address)
    answer.status_code = 303
    return answer
