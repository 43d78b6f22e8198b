"""“You said, we changed”: what the first page of the portal tells about what complaints have led to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework import improvements as story
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, Refused, TanggapError
from tanggap.learning.models import Improvement


@door("quality", "manager", "admin")
@require_http_methods(["GET", "HEAD", "POST"])
def improvements(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/improvements/ {act: save or remove, one, version}; ?one= opens one to be changed."""
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request))
            return redirect("settings_improvements")
        except (Invalid, Refused) as refused:
            problem = refused
    one = _one(request)
    stands = {name: getattr(one, name) for name in story.FIELDS} if one else {}
    return render(request, "workspace/settings_improvements.html", {
        "one": one, "given": _typed(request) if problem else stands, "all": story.every(),
        "shown": request.POST.get("shown") == "1" if problem else one is None or one.shown,
        "errors": problem.fields if isinstance(problem, Invalid) else {},
        "general": problem.sentence if problem is not None and not isinstance(problem, Invalid) else "",
    }, status=problem.status if problem else 200)  # fmt: skip


def _act(request: HttpRequest) -> str:
    user, one, shown = request.user, _one(request), request.POST.get("shown") == "1"
    if request.POST.get("act") == "remove" and one is not None:
        story.remove(one.pk, by=user)  # type: ignore[arg-type]
        return _("It is taken away.")
    if one is None:
        story.publish(_typed(request), shown=shown, by=user)  # type: ignore[arg-type]
    else:
        version = _number(request.POST.get("version", ""))
        story.change(one.pk, _typed(request), shown=shown, version=version, by=user)  # type: ignore[arg-type]
    return _("It is saved, and stands on the portal within a minute.") if shown else _("It is saved.")


def _one(request: HttpRequest) -> Improvement | None:
    """The one that is being changed; None for a new one. NotFound when it is gone."""
    asked = request.POST.get("one", "") or request.GET.get("one", "")
    return story.one(_number(asked)) if asked else None


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "") for name in story.FIELDS}


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
