"""Staff record a complaint that came by telephone, in person, by letter, mail or WhatsApp, or that they noticed (R14).

Identity first, then what happened and what kind it is, then it is recorded; the receipt is read out and handed over.
"""

import hashlib
import json
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from tanggap.cases import access
from tanggap.cases.earlier import earlier_cases
from tanggap.casework.arrivals import Receipt
from tanggap.casework.documents import slip_of
from tanggap.casework.receive import Once
from tanggap.casework.sources import begin, take_in
from tanggap.casework.wording import promise_name
from tanggap.core import secrets
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.ui.formatting import full_date_time
from tanggap.workspace.acts_fields import take_in_files
from tanggap.workspace.intake_beside import beside
from tanggap.workspace.intake_form import FIELDS, known_of, options, words_of


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET /desk/new/; POST with `look` shows earlier complaints, without it records this one."""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return _begin(request, user)
    given = {name: request.POST.get(name, "") for name in FIELDS}
    if "look" in request.POST:
        return _form(request, given)
    try:
        receipt = _record(request, given, user)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _form(request, given, errors=fields or {"": problem.sentence}, status=problem.status)
    return render(request, "workspace/recorded.html", _recorded(receipt, user))


@door("staff")
@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """POST /desk/new/earlier/: earlier complaints of this number or address, for the part of the form that shows them.

    By POST, because a telephone number has no place in an address or a log.
    """
    return render(request, "workspace/_earlier.html", {"found": _earlier(request), "asked": _asked(request)})


def _begin(request: HttpRequest, user: Staff) -> HttpResponse:
    """The empty form, or what is known of what it was opened from; that which is a complaint already leads there."""
    medium, source = request.GET.get("medium", ""), request.GET.get("from", "")
    given = {"medium": medium if medium in dict(options()["medium"]) else "phone", "nonce": secrets.token()}
    if source:
        begun = begin(source, by=user)
        if begun.case_key:
            return _to_what_it_became(begun.case_key, user)
        given |= {**known_of(begun), "from": source}
    return _form(request, given)


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
    typed = {name: value for name, value in given.items() if name != "nonce"}
    body = hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).digest()
    return take_in(words, by=user, once=Once(f"desk:{user.pk}", nonce[:100], body))


def _form(
    request: HttpRequest, given: dict[str, str], *, errors: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    context = {
        "given": {name: given.get(name, "") for name in FIELDS},
        "errors": errors or {},
        "options": options(),
        "found": _earlier(request),
        "asked": _asked(request),
        "beside": beside(_usable(given.get("from", ""), user), by=user),
    }
    return render(request, "workspace/new.html", context, status=status)


def _usable(key: str, user: Staff) -> str:
    """The key of a form that came back, unless it was forged."""
    try:
        return key if key and begin(key, by=user) else ""
    except NotFound:
        return ""


def _asked(request: HttpRequest) -> bool:
    return any(request.POST.get(name, "").strip() for name in ("phone", "email", "whatsapp", "member_no"))


def _earlier(request: HttpRequest) -> list[Any]:
    user: Staff = request.user  # type: ignore[assignment]
    given = request.POST
    phone = given.get("phone", "") or given.get("whatsapp", "")
    if not _asked(request):
        return []
    return earlier_cases(user, email=given.get("email", ""), phone=phone, member_no=given.get("member_no", ""))


def _recorded(receipt: Receipt, user: Staff) -> dict[str, Any]:
    language = (get_language() or "id")[:2]
    stops = [{"label": _("Received"), "note": _("now"), "state": "done"}]
    stops += [
        {"label": promise_name(one.kind, language), "note": _("At the latest %(when)s") % {
            "when": full_date_time(one.due_at)}, "state": "next"}
        for one in receipt.promises
    ]  # fmt: skip
    if len(stops) > 1:
        stops[1]["state"] = "current"
    mine = access.visible_to(user).filter(reference=receipt.reference).exists()
    picture = segno.make(receipt.tracking_url).svg_inline(omitsize=True, border=1)
    return {
        "receipt": receipt, "stops": stops, "may_open": mine, "qr_svg": Markup(picture), "slip": slip_of(
            access.by_code(receipt.reference, receipt.tracking_code).case, receipt.tracking_code, language),
        "contact": current_edition().procedure.organisation.name.say(language),
    }  # fmt: skip
