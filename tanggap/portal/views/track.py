"""The way back to a complaint: number and code, the link from a letter, a lost code."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.cases import access
from tanggap.cases.knocking import knock
from tanggap.cases.models import Party
from tanggap.casework.acting import note_refusal
from tanggap.casework.record import renew_lost_code
from tanggap.core import limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.people.actors import VISITOR
from tanggap.portal.acts import ACTS
from tanggap.portal.seat import leave, seated, take_seat
from tanggap.portal.views.case import go_on

QUARTER = 15 * 60
DAY = 24 * 60 * 60
PER_REFERENCE, PER_ADDRESS = 10, 30
RENEWALS_A_DAY = 3


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def track(request: HttpRequest) -> HttpResponse:
    """GET asks for number and code; POST opens the page of the complaint. Wrong and absent are answered alike (T8)."""
    if request.method != "POST":
        if seated(request) is not None and "another" not in request.GET:
            return HttpResponseRedirect(reverse("portal:case"))
        return _ask(request, {"reference": request.GET.get("reference", "")[:40]}, {})
    reference, code = request.POST.get("reference", ""), request.POST.get("code", "")
    errors = {
        name: sentence
        for name, text, sentence in (
            ("reference", reference, _("Write the number, like K26-04817. It is on your receipt.")),
            ("code", code, _("Write the tracking code, like 7K3M-9QPX. It is on your receipt.")),
        )
        if not text.strip()
    }
    kept = {name: text for name, text in request.POST.items() if name.startswith("kept-")}
    if errors:
        return _ask(request, {"reference": reference}, errors, status=400, kept=kept)
    try:
        party = knock(reference.replace("\0", ""), code, address=address_of(request))
    except NotFound as wrong:
        note_refusal(wrong, "track", by=VISITOR)
        return _ask(request, {"reference": reference}, {"code": wrong.sentence}, status=404, kept=kept)
    return go_on(request, party) if kept.get("kept-act") in ACTS else _enter(party)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link from a letter: GET shows a button and uses nothing up, so scanners do no harm (T35); POST opens."""
    if request.method != "POST":
        return render(request, "portal/link.html", {"wrong": False})
    slow_down(request, "link", token)
    try:
        return _enter(access.by_token(token))
    except NotFound:
        return render(request, "portal/link.html", {"wrong": True}, status=404)


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """A lost code: whatever was typed, the answer is the same; a letter goes only to the address on file."""
    if request.method != "POST":
        return render(request, "portal/lost.html", {"given": {}, "errors": {}, "sent": False})
    given = {name: request.POST.get(name, "") for name in ("reference", "email")}
    errors: dict[str, Any] = {}
    if not given["reference"].strip():
        errors["reference"] = _("Write the number, like K26-04817. It is on your receipt.")
    if "@" not in given["email"]:
        errors["email"] = _("Write the email address that you gave us with the complaint.")
    if errors:
        return render(request, "portal/lost.html", {"given": given, "errors": errors, "sent": False}, status=400)
    slow_down(request, "lost", given["reference"])
    may_renew = limits.allowed("lost code", plain(given["reference"]), limit=RENEWALS_A_DAY, per_seconds=DAY)
    renew_lost_code(given["reference"], given["email"], allowed=may_renew)
    return render(request, "portal/lost.html", {"given": {}, "errors": {}, "sent": True})


@door("party")
@require_POST
def go(request: HttpRequest) -> HttpResponse:
    """Leave the page of the complaint: this browser forgets it."""
    answer = leave(HttpResponseRedirect(reverse("portal:home"), status=303))
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def slow_down(request: HttpRequest, bucket: str, what: str) -> None:
    """Count a try for this number and for this address; raises TooMany beyond the limits."""
    limits.hit(f"{bucket} address", address_of(request), limit=PER_ADDRESS, per_seconds=QUARTER)
    limits.hit(f"{bucket} reference", plain(what), limit=PER_REFERENCE, per_seconds=QUARTER)


def plain(reference: str) -> str:
    """The number as the door reads it, so that another spelling is no other counter."""
    return reference.replace("\0", "").strip().upper()[:16]


def _enter(party: Party) -> HttpResponse:
    return take_seat(HttpResponseRedirect(reverse("portal:case"), status=303), party)


def _ask(
    request: HttpRequest, given: Mapping[str, str], errors: Mapping[str, Any], status: int = 200,
    kept: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    return render(request, "portal/track.html", {"given": given, "errors": errors, "kept": kept}, status=status)
