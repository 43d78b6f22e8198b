"""Whoever is spoken for says that they do not want it: the link from the letter. GET never acts (T35)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tanggap.casework import objections
from tanggap.core import limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused

PER_ADDRESS, PER_LINK, QUARTER = 30, 30, 15 * 60


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, token: str) -> HttpResponse:
    """GET /objection/TOKEN/ shows a button and changes nothing; POST {words}: the mandate rests from now on."""
    try:
        found = objections.find(token)
    except (NotFound, Refused) as problem:
        limits.hit("objection address", address_of(request), limit=PER_ADDRESS, per_seconds=QUARTER)
        facts = {"sentence": problem.sentence}
        return _quiet(render(request, "portal/objection_ended.html", facts, status=problem.status))
    # The language of their letter, unless they chose another one here.
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override((get_language() if chosen else "") or found.case.language):
        return _quiet(_answer(request, found, token))


def _answer(request: HttpRequest, found: objections.Objection, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    words = request.POST.get("words", "")
    try:
        limits.hit("objection", str(found.own.pk), limit=PER_LINK, per_seconds=QUARTER)
        objections.object_to(token, words=words)
    except Invalid as problem:
        return _page(request, found, words=words, errors=problem.fields, status=problem.status)
    except Refused as problem:
        return render(request, "portal/objection_ended.html", {"sentence": problem.sentence}, status=problem.status)
    return HttpResponseRedirect(f"{request.path}#content", status=303)


def _page(
    request: HttpRequest, found: objections.Objection, *, words: str = "", errors: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    return render(request, "portal/objection.html", {
        "reference": found.case.reference, "since": found.since, "words": words, "errors": errors or {},
        "longest": objections.LONGEST,
    }, status=status)  # fmt: skip


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way and found by no search."""
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
