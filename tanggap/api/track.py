"""The complainant's side over the API: number and tracking code in the body, never in the address (T8)."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from tanggap.api.acts import keep_refusal, only_once, refusals_kept
from tanggap.api.acts_converse import Attachments
from tanggap.api.finding import solution_on
from tanggap.api.once import ONCE
from tanggap.api.reading import Body, Number, Whole, in_words_of
from tanggap.api.track_view import TrackView, track_view
from tanggap.cases.access import leads_to
from tanggap.cases.knocking import knock
from tanggap.cases.models import Party
from tanggap.cases.states import State
from tanggap.casework import agree, call, converse, listen, meet, offer
from tanggap.casework.close import withdraw as story_withdraw
from tanggap.casework.reopen import reopen as story_reopen
from tanggap.casework.review import review as story_review
from tanggap.casework.settled_papers import agreement_pdf, deadlock_pdf
from tanggap.core.client import address_of
from tanggap.core.errors import NotFound, Refused
from tanggap.core.files import unclaimed
from tanggap.people.actors import VISITOR
from tanggap.remedy.models import Meeting

router = Router(tags=["track"])
NO_PAPER = _("There is no such paper on this complaint.")
PDF = {"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}


class Credentials(Body):
    """From the receipt. Without both nothing is said, not even whether there is such a complaint."""

    reference: str
    tracking_code: str


def entered(request: HttpRequest, body: Credentials, act: str) -> Party:
    """The complainant's party; a wrong code is kept on the trail and slowed."""
    try:
        return leads_to(knock(body.reference, body.tracking_code, address=address_of(request)))
    except NotFound as error:
        keep_refusal(error, act, by=VISITOR, case=None)
        raise


def answered(request: HttpRequest, body: Credentials, act: str, do: Callable[[Party], Any]) -> TrackView:
    """Let the complainant do one thing, once, and show the complaint as it stands then."""
    party = entered(request, body, act)
    with refusals_kept(act, by=party, case=party.case), in_words_of(type(body)):
        only_once(request, f"track:{party.pk}", lambda: do(party))
    return track_view(party)


@router.post("/track", auth=None, response=TrackView, operation_id="track", url_name="track")
def track(request: HttpRequest, body: Credentials) -> TrackView:
    """What the complainant may see: state in plain words, timeline, promises, replies, offers."""
    return track_view(entered(request, body, "track"))


def _route(name: str) -> Callable[[Callable[..., TrackView]], Callable[..., TrackView]]:
    return router.post(  # type: ignore[no-any-return]
        f"/track/{name}", auth=None, response=TrackView, operation_id=f"track_{name}", url_name=f"track-{name}",
        openapi_extra=ONCE,
    )  # fmt: skip


class TrackReply(Credentials):
    text: str
    attachments: Attachments = []


@_route("reply")
def reply(request: HttpRequest, body: TrackReply) -> TrackView:
    """Write to us."""
    return answered(
        request, body, "hear",
        lambda party: converse.hear(
            party.case, text=body.text, attachments=unclaimed(body.attachments), medium="web", by=party
        ),
    )  # fmt: skip


class TrackAccept(Credentials):
    solution: Number


@_route("accept")
def accept(request: HttpRequest, body: TrackAccept) -> TrackView:
    """Choose one of the solutions on offer."""
    return answered(
        request, body, "accept",
        lambda party: offer.accept(party.case, solution=solution_on(party.case, body.solution), by=party),
    )  # fmt: skip


class TrackDecline(Credentials):
    expectation: str
    own_proposal: str = ""
    because: Literal["", "too_slow", "cause", "loss", "other"] = ""


@_route("decline")
def decline(request: HttpRequest, body: TrackDecline) -> TrackView:
    """None of them fits: say what you expect, perhaps with a proposal of your own."""
    return answered(
        request, body, "decline",
        lambda party: offer.decline(
            party.case, expectation=body.expectation, own_proposal=body.own_proposal, because=body.because, by=party
        ),
    )  # fmt: skip


class TrackPropose(Credentials):
    text: str


@_route("propose")
def propose(request: HttpRequest, body: TrackPropose) -> TrackView:
    """Propose what would put it right: instead of what is on offer, or while we are still looking."""
    return answered(request, body, "propose", lambda party: offer.propose_another(party.case, text=body.text, by=party))


class TrackFeedback(Credentials):
    solved: Literal["yes", "partly", "no"]
    outcome_score: Whole | None = None
    process_score: Whole | None = None
    comment: str = ""


@_route("feedback")
def feedback(request: HttpRequest, body: TrackFeedback) -> TrackView:
    """Tell us how it was; marks go from 1 to 5."""
    return answered(
        request, body, "feedback",
        lambda party: listen.feedback(
            party.case, solved=body.solved, outcome_score=body.outcome_score, process_score=body.process_score,
            comment=body.comment, by=party,
        ),
    )  # fmt: skip


class TrackReason(Credentials):
    reason: str


@_route("reopen")
def reopen(request: HttpRequest, body: TrackReason) -> TrackView:
    """It is not right yet: we look again, while we are asking how it was, or after closing within the SOP's window."""
    return answered(request, body, "reopen", lambda party: _again(party, body.reason))


def _again(party: Party, reason: str) -> None:
    if party.case.state == State.FOLLOWING_UP:
        listen.dissatisfied(party.case, expectation=reason, by=party)
    else:
        story_reopen(party.case, reason=reason, by=party)


class TrackWithdraw(Credentials):
    reason: str = ""


@_route("withdraw")
def withdraw(request: HttpRequest, body: TrackWithdraw) -> TrackView:
    """Take the complaint back."""
    return answered(request, body, "withdraw", lambda party: story_withdraw(party.case, reason=body.reason, by=party))


@_route("review")
def review(request: HttpRequest, body: TrackReason) -> TrackView:
    """Ask for another decider, while it is open and as long after closing as it may be opened again."""
    return answered(request, body, "review", lambda party: story_review(party.case, reason=body.reason, by=party))


class TrackCall(Credentials):
    way: Literal["phone", "whatsapp", "walk_in"]
    when: str = Field(description="When it suits, in words.")
    reach: str = Field(default="", description="On which number, where we have none or another is meant.")
    about: str = ""


@_route("call")
def ask_call(request: HttpRequest, body: TrackCall) -> TrackView:
    """Ask to speak with a person."""
    return answered(
        request, body, "ask_call",
        lambda party: call.ask_call(
            party.case, way=body.way, when=body.when, reach=body.reach, about=body.about, by=party
        ),
    )  # fmt: skip


@_route("drop_call")
def drop_call(request: HttpRequest, body: Credentials) -> TrackView:
    """The call is not wanted any more."""
    return answered(request, body, "drop_call", lambda party: call.drop_call(party.case, by=party))


class TrackConfirm(Credentials):
    number: Number | None = Field(default=None, description="The version that you have read.")


@_route("confirm")
def confirm(request: HttpRequest, body: TrackConfirm) -> TrackView:
    """Yes, this is what we agreed."""
    return answered(
        request, body, "confirm_agreement",
        lambda party: agree.confirm_agreement(party.case, number=body.number, by=party),
    )


@router.post(
    "/track/agreement.pdf", auth=None, operation_id="track_agreement_paper", url_name="track-agreement-paper",
    openapi_extra=PDF,
)  # fmt: skip
def agreement_paper(request: HttpRequest, body: TrackConfirm) -> HttpResponse:
    """Our agreement as a PDF: the newest version, or the one with that number."""
    case = entered(request, body, "track").case
    found = case.agreements.order_by("-number")
    made = (found.filter(number=body.number) if body.number is not None else found).first()
    if made is None:
        raise NotFound(NO_PAPER)
    return HttpResponse(agreement_pdf(case, made), content_type="application/pdf")


@router.post(
    "/track/letter.pdf", auth=None, operation_id="track_deadlock_letter", url_name="track-deadlock-letter",
    openapi_extra=PDF,
)  # fmt: skip
def deadlock_letter(request: HttpRequest, body: Credentials) -> HttpResponse:
    """The letter of the end without an agreement as a PDF."""
    case = entered(request, body, "track").case
    made = case.deadlocks.order_by("-pk").first()
    if made is None:
        raise NotFound(NO_PAPER)
    return HttpResponse(deadlock_pdf(case, made), content_type="application/pdf")


class TrackObject(TrackConfirm):
    text: str


@_route("object")
def object_to(request: HttpRequest, body: TrackObject) -> TrackView:
    """It is not what we agreed: say what is different."""
    return answered(
        request, body, "object_agreement",
        lambda party: agree.object_agreement(party.case, text=body.text, number=body.number, by=party),
    )


class TrackMeeting(Credentials):
    answer: Literal["comes", "cannot", "other"]
    words: str = ""


@_route("meeting")
def meeting(request: HttpRequest, body: TrackMeeting) -> TrackView:
    """Whether they come to the meeting that is ahead; `other` proposes another time, in `words`."""
    return answered(
        request, body, "answer_meeting",
        lambda party: meet.answer_meeting(_ahead(party), answer=body.answer, words=body.words, by=party),
    )  # fmt: skip


def _ahead(party: Party) -> Meeting:
    """The meeting that is ahead; raises Refused where none is."""
    found = party.case.meetings.filter(state=Meeting.State.INVITED).first()
    if found is None:
        raise Refused(meet.NOT_AHEAD, code="not_open")
    found.case = party.case
    return found
