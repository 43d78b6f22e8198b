"""Before anybody works here: with the code that the command line printed, somebody becomes the first administrator."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tanggap.casework import first_steps, invitations
from tanggap.core import limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, Refused, TooMany
from tanggap.people.models import Staff

TRIES, WINDOW_SECONDS = 10, 15 * 60
# Together, from wherever: a code of 60 bits stands a long time against that.
TRIES_IN_ALL = 200


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def first_visit(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/begin/ {code, name, email, password}: not there any more once somebody works here."""
    if not first_steps.nobody_works_here():
        raise Http404
    given = {name: request.POST.get(name, "") for name in ("name", "email")}
    code = request.POST.get("code", request.GET.get("code", ""))[:200]
    if request.method != "POST":
        return _page(request, "workspace/first_visit.html", {**given, "code": code})
    try:
        limits.hit("set-up", address_of(request), limit=TRIES, per_seconds=WINDOW_SECONDS)
        limits.hit("set-up-all", "", limit=TRIES_IN_ALL, per_seconds=WINDOW_SECONDS)
        staff = first_steps.first_administrator(
            code, **given, password=request.POST.get("password", ""), language=(get_language() or "id")[:2]
        )
    except (Invalid, TooMany) as problem:
        return _page(request, "workspace/first_visit.html", {**given, "code": code}, problem)
    _sign_in(request, staff)
    return redirect("setup")


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET, POST /desk/invitation/TOKEN/ {name, password}: the invited person chooses name and password, once."""
    try:
        found = invitations.find(token)
        facts = {"invitation": found, "name": request.POST.get("name", found.full_name)}
        if request.method != "POST":
            return _page(request, "workspace/invitation.html", facts)
        staff = invitations.accept(token, name=facts["name"], password=request.POST.get("password", ""))
    except Invalid as problem:
        return _page(request, "workspace/invitation.html", facts, problem)
    except Refused as problem:
        answer = _page(request, "workspace/invitation.html", {"invitation": None, "reason": problem.sentence})
        answer.status_code = 410
        return answer
    logout(request)  # whoever was at this browser is not whom the session belongs to from now on
    _sign_in(request, staff)
    return redirect("inbox")


def _sign_in(request: HttpRequest, staff: Staff) -> None:
    staff.backend = "tanggap.people.known.KnownStaff"  # type: ignore[attr-defined]
    get_adapter().login(request, staff)


def _page(
    request: HttpRequest, template: str, facts: dict[str, Any], problem: Invalid | TooMany | None = None
) -> HttpResponse:
    errors = problem.fields if isinstance(problem, Invalid) else {}
    general = problem.sentence if isinstance(problem, TooMany) else ""
    context = {**facts, "errors": errors, "general": general}
    return render(request, template, context, status=problem.status if problem else 200)
