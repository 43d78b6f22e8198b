"""What is settled with the complainant, beside the timeline; and its papers for staff to hand on."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tanggap.cases.models import Case
from tanggap.casework.acting import look_at
from tanggap.casework.available import Outlook
from tanggap.casework.dossier import Dossier
from tanggap.casework.settled_papers import agreement_pdf, deadlock_pdf
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.people.models import Staff
from tanggap.workspace import acts_settled
from tanggap.workspace.acts_form import find_case

NO_PAPER = _("There is no such paper on this complaint.")
AGREED = {
    "waiting": (_("Not confirmed yet"), "warn", "hourglass"), "confirmed": (_("Confirmed"), "ok", "check"),
    "objected": (_("Objected to"), "bad", "message"),
}  # fmt: skip


def panel(case: Case, on_file: Dossier, look: Outlook, by: Staff) -> dict[str, Any]:
    """Agreement, call, review, end without an agreement, legal risk: each None when there is nothing to show."""
    calls, reviews = on_file.calls, on_file.reviews
    waiting = next((one for one in calls if one.state == "open"), None)
    return {
        "agreement": _agreement(on_file, look), "call": waiting, "review": reviews[-1] if reviews else None,
        "decides": bool(reviews) and reviews[-1].state == "open" and look.can("decide_review")
        and by.pk not in _involved(on_file),
        "deadlock": on_file.deadlocks[-1] if on_file.deadlocks else None,
        "risk": next((one for one in reversed(on_file.legal_risks) if one.lifted_at is None), None),
        "act": {
            "change": acts_settled.AGREEMENT, "confirm": acts_settled.CONFIRM, "object": acts_settled.OBJECT,
            "drop_call": acts_settled.DROP_CALL, "decide": acts_settled.DECIDE_REVIEW, "risk": acts_settled.LEGAL_RISK,
        },
    }  # fmt: skip


def _agreement(on_file: Dossier, look: Outlook) -> dict[str, Any] | None:
    counts = [one for one in on_file.agreements if one.replaced_at is None]
    if not counts:
        return None
    row = counts[-1]
    words, look_of, icon = AGREED[row.state]
    steps = [{**one, "due": date.fromisoformat(one["due"]) if one["due"] else None} for one in row.steps]
    return {
        "row": row, "words": words, "look": look_of, "icon": icon, "steps": steps,
        "older": [one for one in on_file.agreements if one.replaced_at is not None],
        "to_answer": row.state == "waiting" and look.can("confirm_agreement"),
    }  # fmt: skip


def _involved(on_file: Dossier) -> set[int]:
    """The same as casework/review.py asks the database, from rows that were read already; the story has the last
    word."""
    found = {one.proposed_by_id for one in on_file.solutions} | {one.chosen_by_id for one in on_file.decisions}
    found |= {one.approver_id for one in on_file.approvals} | {on_file.case.handler_id}
    return {number for number in found if number is not None}


@door("staff")
@require_safe
def agreement_paper(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """GET /desk/cases/REF/agreement/2.pdf: that version, in the complainant's language."""
    case = find_case(request, reference)
    made = case.agreements.filter(number=version).first() if version < 30_000 else None
    if made is None:
        raise NotFound(NO_PAPER)
    look_at(case, by=request.user)  # type: ignore[arg-type]
    return _pdf(agreement_pdf(case, made), f"{case.reference}-{version}.pdf")


@door("staff")
@require_safe
def deadlock_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /desk/cases/REF/letter.pdf: what the complainant was given when there was no agreement."""
    case = find_case(request, reference)
    made = case.deadlocks.order_by("-pk").first()
    if made is None:
        raise NotFound(NO_PAPER)
    look_at(case, by=request.user)  # type: ignore[arg-type]
    return _pdf(deadlock_pdf(case, made), f"{case.reference}-letter.pdf")


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
