"""My complaints of the last twelve months: a link by mail, then a list on this device for half an hour (U12)."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.casework.own_complaints import complaints_from, mail_key, party_of, use_key
from tanggap.casework.wording import state_words
from tanggap.core import limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound
from tanggap.portal.seat import take_seat

COOKIE = "__Host-mine" if settings.SECURE else "mine"
SECONDS = 30 * 60
SALT = "tanggap.portal.mine"
QUARTER, DAY = 15 * 60, 24 * 60 * 60
ASKED_A_QUARTER, LETTERS_A_DAY, TRIES = 20, 3, 30
MOST = 50


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """GET /mine/: the list where this device may see it, else the form. POST: whatever was typed, one answer."""
    if request.method != "POST":
        contact = contact_of(request)
        return _list(request, contact) if contact else render(request, "portal/mine_ask.html", _asking())
    typed = request.POST.get("email", "")[:254]
    limits.hit("mine address", address_of(request), limit=ASKED_A_QUARTER, per_seconds=QUARTER)
    try:
        may_have = limits.allowed("mine letter", typed.strip().lower(), limit=LETTERS_A_DAY, per_seconds=DAY)
        mail_key(typed, language=(get_language() or "id")[:2], allowed=may_have)
    except Invalid:
        errors = {"email": _("Write the email address that you gave us with the complaint.")}
        return render(request, "portal/mine_ask.html", _asking(typed, errors), status=400)
    return render(request, "portal/mine_ask.html", {**_asking(), "sent": True})


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, token: str) -> HttpResponse:
    """GET /mine/TOKEN/ shows a button and uses nothing up; POST opens the list."""
    if request.method != "POST":
        return render(request, "portal/mine_key.html", {"wrong": ""})
    limits.hit("mine key", address_of(request), limit=TRIES, per_seconds=QUARTER)
    try:
        contact = use_key(token)
    except NotFound as problem:
        return render(request, "portal/mine_key.html", {"wrong": problem.sentence}, status=404)
    answer = HttpResponseRedirect(reverse("portal:mine"))
    answer.status_code = 303
    value = signing.dumps(contact.hex(), salt=SALT)
    answer.set_cookie(COOKIE, value, max_age=SECONDS, secure=settings.SECURE, httponly=True, samesite="Lax")
    return answer


@door("party")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """POST /mine/open/ reference: the page of that complaint, as with number and code."""
    contact = contact_of(request)
    try:
        party = party_of(contact or b"", request.POST.get("reference", ""))
    except NotFound:
        return HttpResponseRedirect(reverse("portal:mine"), status=303)
    return take_seat(HttpResponseRedirect(reverse("portal:case"), status=303), party)


@door("party")
@require_POST
def forget(_request: HttpRequest) -> HttpResponse:
    """POST /mine/forget/: this device sees the list no more."""
    answer = HttpResponseRedirect(reverse("portal:home"), status=303)
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def _list(request: HttpRequest, contact: bytes) -> HttpResponse:
    cases = complaints_from(contact)[:MOST]
    answer = render(request, "portal/mine.html", {"cases": [(case, state_words(case)) for case in cases]})
    answer["Cache-Control"] = "private, no-store"
    return answer


def contact_of(request: HttpRequest) -> bytes | None:
    """The address whose mailed link was opened on this device within half an hour; None without."""
    try:
        return bytes.fromhex(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _asking(email: str = "", errors: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"email": email, "errors": errors or {}, "sent": False}
