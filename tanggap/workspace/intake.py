"""Staff record a complaint that came by telephone, in person, by letter, mail or WhatsApp, or that they noticed (R14).

In the order in which one speaks: who it is, what happened, said back and confirmed, what kind, what is wished, what we
promise. Then it is saved and its number read out (intake_saved.py).
"""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.cases import access
from tanggap.casework.arrivals import Receipt
from tanggap.casework.beginning import Beginning
from tanggap.casework.receive import Once
from tanggap.casework.sources import Conversation, begin, take_in
from tanggap.core import secrets, time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.core.subject import split
from tanggap.people import kept_forms
from tanggap.people.models import Staff
from tanggap.workspace.acts_fields import take_in_files
from tanggap.workspace.intake_beside import beside
from tanggap.workspace.intake_draft import drafts, opened
from tanggap.workspace.intake_form import ON_BEHALF, began, known_of, options, typed, words_of
from tanggap.workspace.intake_kind import kind_of, severities
from tanggap.workspace.intake_known import known
from tanggap.workspace.intake_saved import after_saving
from tanggap.workspace.intake_talk import steps_for, title_of


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET /desk/new/?medium=&from=&kept=; POST with `look` shows earlier complaints, without it records this one."""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return _begin(request, user)
    given = typed(request.POST)
    if "look" in request.POST:
        return _form(request, given)
    try:
        receipt = _record(request, given, user)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _form(request, given, errors=fields or {"": problem.sentence}, status=problem.status)
    kept_forms.forget(given["mark"], by=user)
    return after_saving(request, receipt, user)


new.shows_again = True  # type: ignore[attr-defined]


@door("staff")
@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """POST /desk/new/earlier/: earlier complaints of this number or address, for the part of the form that shows them.

    By POST, because a telephone number has no place in an address or a log.
    """
    return render(request, "workspace/_earlier.html", known(typed(request.POST), by=request.user))  # type: ignore[arg-type]


@door("staff")
@require_POST
def kind(request: HttpRequest) -> HttpResponse:
    """POST /desk/new/kind/: the middle of the form anew, as the story and what was chosen have it."""
    user: Staff = request.user  # type: ignore[assignment]
    given = typed(request.POST)
    found = kind_of(given, by=user)
    context = {
        "given": given, "kind": found, "errors": {}, "part": True,
        "asks_anew": request.POST.get("asked_for", "") != found.category,
    }
    return render(request, "workspace/_intake_kind.html", context)


def _begin(request: HttpRequest, user: Staff) -> HttpResponse:
    """The empty form, one that was kept, or what is known of what it was opened from; which may be a complaint already.
    """
    given = typed(request.GET) | {"nonce": secrets.token(), "began": str(int(time.now().timestamp())), "mark": ""}
    given = {name: value for name, value in given.items() if name in ("nonce", "began", "mark", "medium", "on_behalf")}
    if kept := opened(request.GET.get("kept", ""), by=user):
        return _form(request, typed(kept) | {"mark": request.GET["kept"]})
    given["medium"] = given["medium"] if given["medium"] in dict(options()["medium"]) else "phone"
    given["on_behalf"] = given["on_behalf"] if given["on_behalf"] in ON_BEHALF else "nobody"
    if source := request.GET.get("from", ""):
        begun = begin(source, by=user)
        if begun.case_key:
            return _to_what_it_became(begun.case_key, user)
        given |= {**known_of(begun), "from": source}
    return _form(request, typed(given))


def _to_what_it_became(key: str, user: Staff) -> HttpResponse:
    seen = access.seen_among(user, [split(key)[1] or 0])
    if not seen:
        raise NotFound(_("A complaint was recorded from this already, and you cannot see it."))
    return redirect("case", seen[0].reference)


def _record(request: HttpRequest, given: dict[str, str], user: Staff) -> Receipt:
    """Take it in, once per form: a second click gets the same receipt. Raises Invalid."""
    files = take_in_files(request, "files", None)
    words = words_of(given, files=tuple(files), by=user)
    nonce = given["nonce"] or secrets.token()
    said = {name: value for name, value in given.items() if name not in ("nonce", "mark", "began")}
    body = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()
    conversation = Conversation(
        summary=given["summary"], confirmed=bool(given["confirmed"]), since=began(given) if given["began"] else None
    )
    return take_in(words, conversation=conversation, by=user, once=Once(f"desk:{user.pk}", nonce[:100], body))


def _form(
    request: HttpRequest, given: dict[str, str], *, errors: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    begun, offered = _source(given["from"], user), options()
    context = {
        "given": given, "errors": errors or {}, "options": offered, "kind": kind_of(given, by=user),
        "severities": severities(offered["severity"]), **known(given, by=user),
        "beside": beside(given["from"], by=user) if begun else None,
        **_running(given, begun), "title": title_of(given), "talk": steps_for(given),
        "drafts": [] if given["mark"] or begun or request.method == "POST" else drafts(by=user),
        "asks_anew": True, "part": False,
    }  # fmt: skip
    return render(request, "workspace/new.html", context, status=status)


def _source(key: str, user: Staff) -> Beginning | None:
    """What the form was opened from; None for one that was opened from nothing, or was forged."""
    try:
        return begin(key, by=user) if key else None
    except NotFound:
        return None


def _running(given: dict[str, str], begun: Beginning | None) -> dict[str, Any]:
    """Since when we speak, and how long that is by now."""
    since = begun.since if begun and begun.since else began(given)
    seconds = int((time.now() - since).total_seconds()) if since else 0
    return {"since": since, "ran": f"{seconds // 60:02}:{seconds % 60:02}"}

