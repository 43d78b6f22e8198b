"""What was settled, to take along as a PDF: the agreement, and the letter when there was none."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tanggap.cases.models import Party
from tanggap.casework.links import token_of, track_url
from tanggap.casework.meeting_letters import appointment_of
from tanggap.casework.settled_papers import agreement_pdf, deadlock_pdf
from tanggap.core.doors import door
from tanggap.portal.views.case import for_the_party
from tanggap.remedy.models import Meeting


@door("party")
@require_safe
@for_the_party
def agreement(_request: HttpRequest, party: Party, version: int) -> HttpResponse:
    """GET /track/case/agreement/2.pdf: that version, also when there is a newer one."""
    made = party.case.agreements.filter(number=version).first() if version < 30_000 else None
    if made is None:
        raise Http404
    return _pdf(agreement_pdf(party.case, made), f"{party.case.reference}-{version}.pdf")


@door("party")
@require_safe
@for_the_party
def letter(_request: HttpRequest, party: Party) -> HttpResponse:
    """GET /track/case/letter.pdf: the letter of the latest closing without an agreement."""
    made = party.case.deadlocks.order_by("-pk").first()
    if made is None:
        raise Http404
    return _pdf(deadlock_pdf(party.case, made), f"{party.case.reference}-letter.pdf")


@door("party")
@require_safe
@for_the_party
def meeting(_request: HttpRequest, party: Party) -> HttpResponse:
    """GET /track/case/meeting.ics: the meeting that is ahead, for the own calendar."""
    ahead = party.case.meetings.filter(state=Meeting.State.INVITED).select_related("mediator").first()
    if ahead is None:
        raise Http404
    ahead.case = party.case
    made = appointment_of(ahead, language=party.case.language, url=track_url(token_of(party.case)))
    return _kept_by_nobody(made.encode(), "text/calendar; charset=utf-8", f"{party.case.reference}.ics")


def _pdf(made: bytes, name: str) -> HttpResponse:
    return _kept_by_nobody(made, "application/pdf", name)


def _kept_by_nobody(made: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
