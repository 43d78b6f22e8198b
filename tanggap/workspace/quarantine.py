"""Messages that nobody could read as a complaint: who wrote, why it waits, and what is done with it."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.earlier import earlier_cases
from tanggap.cases.models import Case
from tanggap.casework import quarantine as story
from tanggap.casework.left_waiting import TOO_LONG, too_long
from tanggap.casework.mail_threads import VOICES
from tanggap.casework.quarantine import DISCARDED, LOOKS_AFTER, REFUSED, WAITING
from tanggap.channels import inbound
from tanggap.channels.models import Inbound
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, TanggapError
from tanggap.core.keyset import Order, page
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.workspace.settings_given import see_other
from tanggap.workspace.shell import forget_counters

DOOR = tuple(role.value for role in LOOKS_AFTER)
NEWEST = Order("newest", "received_at", descending=True)
TABS = {"": WAITING, "refused": REFUSED, "discarded": DISCARDED}
ACTS = ("again", "put", "discard", "back", "off")


@door(*DOOR)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """GET /desk/quarantine/?show=refused|discarded&cursor=: the newest first."""
    show = request.GET.get("show", "")
    if show not in TABS:
        raise NotFound(story.NOTHING_HERE)
    found = page(story.messages_in(TABS[show]), NEWEST, request.GET.get("cursor", ""))
    late = set() if show else too_long(found.rows)
    words = {"": _("Waiting"), "refused": _("Written by no person"), "discarded": _("Discarded")}
    return render(request, "workspace/quarantine.html", {
        "rows": [(story.brief(row), row.pk in late) for row in found.rows], "found": found, "show": show,
        "too_long": TOO_LONG,
        "tabs": [(f"?show={code}" if code else "?", text, code == show) for code, text in words.items()],
    })  # fmt: skip


@door(*DOOR)
@require_http_methods(["GET", "HEAD"])
def message(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/quarantine/NUMBER/?reference=: the message, and what can be done with it."""
    row = story.find(number, by=_by(request))
    return _page(request, row, reference=request.GET.get("reference", ""))


@door(*DOOR)
@require_safe
def raw(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/quarantine/NUMBER/raw/: the bytes as they arrived, as a file that no browser opens."""
    row = story.find(number, by=_by(request))
    answer = HttpResponse(inbound.read_raw(row), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="message-{row.pk}.eml"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


@door(*DOOR)
@require_POST
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """POST /desk/quarantine/NUMBER/again|put|discard|back|off/ {reference, party | reason}"""
    by = _by(request)
    row = story.find(number, by=by)
    try:
        said = {"again": _again, "put": _put, "discard": _discard, "back": _back, "off": _off}[act](request, row, by)
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        errors = fields or {"": problem.sentence}
        return _page(request, row, reference=request.POST.get("reference", ""), errors=errors, status=problem.status)
    forget_counters(by)
    flash.success(request, said[0], extra_tags=said[1])
    return see_other(reverse("quarantine"))


def _again(request: HttpRequest, row: Inbound, by: Staff) -> tuple[str, str]:
    reading = story.read_again(row, by=by)
    if not reading.reference:
        raise Refused(_("It was read once more, and still waits for the same reason or another."))
    return _("It was read: %(reference)s.") % {"reference": reading.reference}, ""


def _put(request: HttpRequest, row: Inbound, by: Staff) -> tuple[str, str]:
    case = _case(request.POST.get("reference", ""), by)
    if case is None:
        sentence = _("There is no such complaint. Type its number, like K26-04817.")
        raise Invalid(sentence, fields={"reference": sentence})
    party = next((one for one in _voices(case) if str(one["pk"]) == request.POST.get("party", "")), None)
    if party is None:
        sentence = _("Choose whose words these are.")
        raise Invalid(sentence, fields={"party": sentence})
    story.put_on(row, case, party["party"], by=by)
    undo = f"undo:{reverse('quarantine_off', args=[row.pk])}"
    return _("It stands on %(reference)s now.") % {"reference": case.reference}, undo


def _discard(request: HttpRequest, row: Inbound, by: Staff) -> tuple[str, str]:
    story.discard(row, request.POST.get("reason", ""), by=by)
    return _("Discarded. It is kept, and can be brought back."), f"undo:{reverse('quarantine_back', args=[row.pk])}"


def _back(request: HttpRequest, row: Inbound, by: Staff) -> tuple[str, str]:
    story.bring_back(row, by=by)
    return _("It waits again."), ""


def _off(request: HttpRequest, row: Inbound, by: Staff) -> tuple[str, str]:
    case = story.take_off(row, by=by)
    return _("It was taken off %(reference)s, and waits again.") % {"reference": case.reference}, ""


def _page(
    request: HttpRequest, row: Inbound, *, reference: str = "", errors: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    by = _by(request)
    row = story.find(row.pk, by=by)
    seen = story.look_into(row, by=by)
    case = _case(reference, by) or (seen.proposed if seen.proposed and not reference else None)
    return render(request, "workspace/quarantined.html", {
        "row": row, "seen": seen, "case": case, "voices": _voices(case) if case else [], "errors": errors or {},
        "reference": reference or (case.reference if case else ""), "given": request.POST,
        "same_sender": [] if case or not seen.sender else _of_sender(seen.sender, by),
        "by_hand": story.put_by_hand(row, by=by) is not None,
        "record": f"{reverse('intake')}?medium=email&from={story.source_key(row)}",
    }, status=status)  # fmt: skip


def _case(reference: str, by: Staff) -> Case | None:
    try:
        return access.get_case(by, reference.strip().upper()[:20]) if reference.strip() else None
    except NotFound:
        return None


def _voices(case: Case) -> list[dict[str, Any]]:
    """Whose words it may be: the parties that may answer, with their names where the reader may know them."""
    parties = case.parties.filter(role__in=VOICES, may_answer=True).select_related("person").order_by("pk")
    return [
        {"pk": one.pk, "party": one, "role": one.get_role_display(),
         "name": vault.read(one.person).name if one.person and not case.hidden else ""}
        for one in parties
    ]  # fmt: skip


def _of_sender(address: str, by: Staff) -> list[Case]:
    """What is open of whoever has that address. Anybody may have written it, so that it only helps to find."""
    return [one for one in earlier_cases(by, email=address) if one.is_open]


def _by(request: HttpRequest) -> Staff:
    user: Staff = request.user  # type: ignore[assignment]
    return user
