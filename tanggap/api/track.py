"""The complainant's side over the API: number and tracking code in the body, never in the address (T8)."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from tanggap.api.acts import keep_refusal, only_once
from tanggap.api.acts_converse import Attachments
from tanggap.api.finding import solution_on
from tanggap.api.once import ONCE
from tanggap.api.reading import Body, Number, Whole, in_words_of
from tanggap.api.track_view import TrackView, track_view
from tanggap.cases.access import leads_to
from tanggap.cases.knocking import knock
from tanggap.cases.models import Party
from tanggap.cases.states import State
from tanggap.casework import converse, escalate, listen, offer
from tanggap.casework.close import withdraw as story_withdraw
from tanggap.casework.reopen import reopen as story_reopen
from tanggap.core.client import address_of
from tanggap.core.errors import NotFound, TanggapError
from tanggap.core.files import unclaimed
from tanggap.people.actors import VISITOR

router = Router(tags=["track"])


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
    try:
        with in_words_of(type(body)):
            only_once(request, f"track:{party.pk}", lambda: do(party))
    except TanggapError as error:
        keep_refusal(error, act, by=party, case=party.case)
        raise
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


@_route("decline")
def decline(request: HttpRequest, body: TrackDecline) -> TrackView:
    """None of them fits: say what you expect, perhaps with a proposal of your own."""
    return answered(
        request, body, "decline",
        lambda party: offer.decline(
            party.case, expectation=body.expectation, own_proposal=body.own_proposal, by=party
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
    """Ask for another decider."""
    return answered(request, body, "review", lambda party: escalate.review(party.case, reason=body.reason, by=party))
