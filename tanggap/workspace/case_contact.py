"""How the complainant is reached: hidden behind dots until somebody asks to see it, and that is written down (U35)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework import acting
from tanggap.casework.unmask import see_contact
from tanggap.core.doors import door
from tanggap.core.text import DOTS, covered_address
from tanggap.people import vault
from tanggap.people.vault import Contact
from tanggap.ui.formatting import phone
from tanggap.workspace.acts_form import find_case, refusals_kept

Line = tuple[str, str, str, str]  # icon, what it is, the value, where a click on it leads


@door("staff")
@require_http_methods(["GET", "POST"])
def reach(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: with dots, and the button. POST: in full, written down; with the header of htmx only the part."""
    case = find_case(request, reference, "see_contact")
    shown = request.method == "POST"
    with refusals_kept(request, "see_contact", case):
        if shown:
            see_contact(case, by=request.user)  # type: ignore[arg-type]
    acting.look_at(case, by=request.user)  # type: ignore[arg-type]
    party = case.parties.filter(role="complainant", person__isnull=False).first()
    known = vault.read_by_number(party.person_id) if party and party.person_id and shown else vault.NOBODY
    part = request.headers.get("HX-Request") == "true"
    answer = render(
        request, "workspace/case/_contact.html" if part else "workspace/case/contact.html",
        {"case": case, "ways": in_full(known) if shown else [], "shown": shown},
    )  # fmt: skip
    answer["Vary"] = "HX-Request"
    answer["Cache-Control"] = "private, no-store"
    return answer


def in_full(known: Contact) -> list[Line]:
    """Every way to reach somebody."""
    lines = (
        ("phone", _("Telephone"), phone(known.phone) if known.phone else "", f"tel:{known.phone}"),
        ("brand-whatsapp", "WhatsApp", phone(known.whatsapp) if known.whatsapp else "", ""),
        ("mail", _("Email"), known.email, f"mailto:{known.email}"),
        ("user-check", _("Member number"), known.member_no, ""), ("home", _("Address"), known.post, ""),
    )  # fmt: skip
    return [line for line in lines if line[2]]


def behind_dots(known: Contact) -> list[Line]:
    """The same as far as everybody at work may glance at it: enough to tell two apart, too little to use."""
    return [(icon, what, _covered(icon, value), "") for icon, what, value, _href in in_full(known)]


def _covered(icon: str, value: str) -> str:
    if icon == "mail":
        return covered_address(value)
    return DOTS if icon == "home" or len(value) < 6 else f"{DOTS}{value[-2:]}"
