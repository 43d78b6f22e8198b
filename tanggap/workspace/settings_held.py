"""Settings: what we hold of a person who asks, by a number or an address of theirs; handed out, or forgotten.

By POST alone: numbers and addresses have no place in an address of ours or in a log.
"""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tanggap.casework import held_at_doors as story
from tanggap.casework.retention import RULES
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.workspace.settings_given import filled, status_of, told

FIELDS = ("phone", "email", "word")
LOOK, EXPORT, FORGET = "look", "export", "forget"


@door("manager")
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/held/ {act, phone, email, word}"""
    user: Staff = request.user  # type: ignore[assignment]
    if not story.looks_up(user):
        raise Forbidden(story.NOT_YOU)
    given, problem, found = filled(request, FIELDS, {}), None, None
    if request.method == "POST":
        asked = {"phone": given["phone"], "email": given["email"]}
        try:
            if request.POST.get("act") == EXPORT:
                return _as_file(story.export(**asked, by=user))
            if request.POST.get("act") == FORGET:
                _forget(request, given, user)
            found = story.look_up(**asked, by=user)
        except TanggapError as error:
            problem = error
            if "word" in getattr(error, "fields", {}):
                found = story.held(**asked, by=user)
    return _page(request, given, found, problem)


held.shows_again = True  # type: ignore[attr-defined]


def _forget(request: HttpRequest, given: dict[str, str], user: Staff) -> None:
    if given["word"].strip().upper() != _("FORGET"):
        sentence = _("Type the word %(word)s.") % {"word": _("FORGET")}
        raise Invalid(sentence, fields={"word": sentence})
    gone = story.forget(phone=given["phone"], email=given["email"], by=user)
    said = ngettext("%(num)d thing was forgotten.", "%(num)d things were forgotten.", gone) % {"num": gone}
    messages.success(request, said)
    given["word"] = ""


def _page(
    request: HttpRequest, given: dict[str, str], found: story.Held | None, problem: TanggapError | None
) -> HttpResponse:
    over = found.over() if found else {}
    lines = [
        {"words": RULES[kind].name, "count": len(rows), "over": len(over[kind])}
        for kind, rows in (found.rows if found else {}).items()
    ]
    if found:
        lines += [{"words": _("Complaints that you may see"), "count": len(found.cases), "over": 0},
                  {"words": _("Mails that we sent"), "count": len(found.sent), "over": 0}]  # fmt: skip
    answer = render(request, "workspace/settings_held.html", {
        "given": given, "found": found, "lines": lines, "over": sum(map(len, over.values())), "word": _("FORGET"),
        **told(problem),
    }, status=status_of(problem))  # fmt: skip
    answer["Cache-Control"] = "private, no-store"
    return answer


def _as_file(content: dict[str, object]) -> HttpResponse:
    answer = HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="held.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer
