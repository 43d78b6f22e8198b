"""Saved views: naming what the inbox is filtered by, the page where they are kept, the numbers in the menu (U26)."""

import json
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.models import Case, SavedView
from tanggap.casework import queues as story
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.core.keyset import Capped
from tanggap.people.models import Staff, Unit
from tanggap.people.standing import roster_now
from tanggap.sop.models import procedure_in_force
from tanggap.ui.formatting import capped
from tanggap.workspace import inbox_filters
from tanggap.workspace.acts_people import unit_of
from tanggap.workspace.inbox import listed
from tanggap.workspace.inbox_filters import Filters
from tanggap.workspace.shell import counted, forget_counters, saved
from tanggap.workspace.shell import views as built_in


@door("staff")
@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """GET /desk/views/"""
    return _page(request)


@door("staff")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/views/new/?show=&…: the filters are in the address; {name, share} are typed."""
    user: Staff = request.user  # type: ignore[assignment]
    asked = inbox_filters.read(request.GET, user, procedure_in_force()[0])
    problem = None
    if request.method == "POST":
        try:
            query = {name: value for name, value in QueryDict(asked.query()).items() if isinstance(value, str)}
            view = story.save_view(request.POST.get("name", ""), query, share=_share(request), by=user)
            forget_counters(user)
            messages.success(request, _("The view %(name)s is in the menu now.") % {"name": view.name})
            return _to(f"/desk/?{asked.query()}")
        except TanggapError as error:
            problem = error
    return render(request, "workspace/view_new.html", {
        "chips": asked.chips(), "query": asked.query(), "typed": request.POST, "share": _share_options(user),
        "errors": _errors(problem),
    }, status=problem.status if problem else 200)  # fmt: skip


@door("staff")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/views/NUMBER/change/ {name, share}"""
    user: Staff = request.user  # type: ignore[assignment]
    try:
        view = story.change_view(pk, name=request.POST.get("name", ""), share=_share(request), by=user)
    except TanggapError as problem:
        return _page(request, problem, pk)
    forget_counters(user)
    messages.success(request, _("The view %(name)s is changed.") % {"name": view.name})
    return _to("/desk/views/")


@door("staff")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/views/NUMBER/remove/"""
    user: Staff = request.user  # type: ignore[assignment]
    try:
        name = story.remove_view(pk, by=user)
    except TanggapError as problem:
        return _page(request, problem)
    forget_counters(user)
    messages.success(request, _("The view %(name)s is deleted.") % {"name": name})
    return _to("/desk/views/")


@door("staff")
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """GET /desk/views/counts/?of=QUERY&…: [number, hot] of the views that are in sight; 304 when unchanged."""
    user: Staff = request.user  # type: ignore[assignment]
    edition, procedure = procedure_in_force()
    have = {query for query, *_rest in (*built_in(), *saved(user))}
    wanted = [query for query in dict.fromkeys(request.GET.getlist("of")) if query in have]
    asked = {query: inbox_filters.read(QueryDict(query), user, edition) for query in wanted}
    whole = {query: filters for query, filters in asked.items() if not filters.gone}

    def count() -> dict[str, int]:
        seen = access.visible_to(user)
        return _count(user, {query: listed(seen, user, filters, procedure) for query, filters in whole.items()})

    numbers = counted(user, ("views", edition, tuple(whole)), count) if whole else {}
    found = {query: [capped(number) if number else "", _hot(whole[query])] for query, number in numbers.items()}
    said = json.dumps(found)
    etag = f'"{sha256(said.encode()).hexdigest()[:24]}"'
    unchanged = request.headers.get("If-None-Match") == etag
    answer = HttpResponse(status=304) if unchanged else HttpResponse(said, content_type="application/json")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _count(user: Staff, lists: dict[str, QuerySet[Case]]) -> dict[str, int]:
    """All of them in one query; what can hold nothing is nothing."""
    asked = {query: cases for query, cases in lists.items() if not cases.query.is_empty()}
    if not asked:
        return {}
    found = Staff.objects.filter(pk=user.pk).values_list(*(Capped(cases) for cases in asked.values()))
    return dict(zip(asked, found[0], strict=True))


def _hot(asked: Filters) -> bool:
    return asked.chosen.get("due") == "overdue"


def _page(request: HttpRequest, problem: TanggapError | None = None, pk: int = 0) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    edition, _procedure = procedure_in_force()
    rows = [_row(view, user, edition) for view in story.views_of(user)]
    return render(request, "workspace/views.html", {
        "rows": rows, "errors": _errors(problem), "wrong": pk, "typed": request.POST,
        "built_in": [(f"/desk/?{query}", words) for query, words, _icon in built_in()],
    }, status=problem.status if problem else 200)  # fmt: skip


def _row(view: SavedView, user: Staff, edition: int) -> dict[str, Any]:
    given = QueryDict(mutable=True)
    given.update(view.query)
    asked = inbox_filters.read(given, user, edition)
    shared = roster_now().units.get(view.shared_with_id or 0)
    share = _share_options(user)
    if shared and shared.pk not in dict(share):
        share.append((shared.pk, shared.name))  # whoever renames it shares it on
    return {
        "view": view, "href": f"/desk/?{given.urlencode()}", "chips": [chip["words"] for chip in asked.chips()],
        "gone": ", ".join(asked.gone), "shared": shared.name if shared else "",
        "shared_with": view.shared_with_id or "", "share": share,
        "mine": story.may_keep(user, view),
    }  # fmt: skip


def _share(request: HttpRequest) -> Unit | None:
    value = request.POST.get("share", "")
    return unit_of(value if value.isascii() and value.isdigit() and len(value) < 10 else "", "share")


def _share_options(user: Staff) -> list[tuple[int, str]]:
    language = (get_language() or "id")[:2]
    return [(one.pk, one.name_en if language == "en" else one.name_id) for one in story.may_share_with(user)]


def _errors(problem: TanggapError | None) -> dict[str, Any]:
    return (getattr(problem, "fields", {}) or {"": problem.sentence}) if problem else {}


def _to(address: str) -> HttpResponse:
    answer = redirect(address)
    answer.status_code = 303
    return answer
