"""What a complainant may see of the complaint, over the API."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from tanggap.cases.case import Case
from tanggap.cases.models import Party
from tanggap.cases.states import State
from tanggap.casework.available import available
from tanggap.casework.deadlock import in_parts
from tanggap.casework.dossier import facts_of
from tanggap.casework.offered import offered_in
from tanggap.casework.promises import TO_COMPLAINANT
from tanggap.casework.settled_papers import bodies_of
from tanggap.casework.timeline import Moment, for_the_complainant
from tanggap.casework.waits import waits
from tanggap.casework.wording import promise_name
from tanggap.clocks.models import Clock
from tanggap.remedy.models import Agreement, CallRequest, Deadlock, Offer, Redress, Review


class TrackFile(BaseModel):
    id: str
    name: str
    size: int


class TrackMoment(BaseModel):
    """One item: `words` is our sentence, `text` is as it was written."""

    kind: str = Field(description="complaint, heard (from you), said (by us), or event")
    at: datetime
    words: str
    text: str
    author: str
    files: list[TrackFile]


class TrackPromise(BaseModel):
    kind: str
    words: str
    due_at: datetime
    state: str


class TrackWait(BaseModel):
    """Why promises of ours stand still, and until when as it seems."""

    words: str
    since: datetime
    until: datetime | None


class TrackOption(BaseModel):
    id: int
    title: str
    description: str
    working_days: int
    redress_kind: str
    redress_amount: int
    recommended: bool


class TrackOffer(BaseModel):
    id: int
    state: str
    message: str
    answer_by: datetime
    solutions: list[TrackOption]


class TrackRound(BaseModel):
    """What was offered before, and what you answered."""

    round: int
    at: datetime
    offered: list[str]
    state: str
    accepted: str
    expectation: str
    own_proposal: str


class TrackAgreement(BaseModel):
    """What we agreed; `state` is waiting, confirmed or objected."""

    number: int
    state: str
    text: str
    who: str
    by_when: date | None
    steps: list[dict[str, str]]
    prevention: str
    at: datetime


class TrackCall(BaseModel):
    state: str
    way: str
    when: str
    due_at: datetime
    tries: int


class TrackReview(BaseModel):
    """Another decider; `state` is open, stands or overturned."""

    state: str
    due_at: datetime
    answer: str
    decided_by: str
    decided_at: datetime | None


class TrackOutside(BaseModel):
    """An outside body that you can turn to, with what one needs to know."""

    name: str
    text: str
    facts: dict[str, str]


class TrackDeadlock(BaseModel):
    reason: str
    theirs: str = Field(description="What you hold, as we understood it.")
    other: str
    bodies: list[TrackOutside]


class TrackGift(BaseModel):
    kind: str
    amount: int
    voucher_code: str
    valid_until: date | None
    redeemed: bool


class TrackView(BaseModel):
    reference: str
    state: str
    state_words: str
    subject: str
    unit: str
    received_at: datetime
    closed_at: datetime | None
    waiting_for_you: bool
    merged_into: str | None
    promises: list[TrackPromise]
    waits: list[TrackWait]
    timeline: list[TrackMoment]
    replies: list[TrackMoment]
    offers: list[TrackOffer]
    earlier: list[TrackRound]
    agreement: TrackAgreement | None
    call: TrackCall | None
    review: TrackReview | None
    deadlock: TrackDeadlock | None
    redress: list[TrackGift]
    acts: list[str] = Field(description="What you may do now, under /track/.")


# What the rules call an act, and under which address the complainant does it.
_ADDRESS = {
    "hear": "reply", "reply": "reply", "dissatisfied": "reopen", "ask_call": "call", "confirm_agreement": "confirm",
    "object_agreement": "object", "answer_meeting": "meeting",
}  # fmt: skip
# These are only there to be answered; the others say what is missing when they are tried.
_ANSWERS = frozenset({"ask_call", "drop_call", "confirm_agreement", "object_agreement", "review"})
_OFFERED_HERE = frozenset({"reply", "accept", "decline", "propose", "feedback", "reopen", "withdraw", "review",
                            "call", "drop_call", "confirm", "object", "meeting"})


def track_view(party: Party) -> TrackView:
    """The complaint for whoever brought it, as it stands now."""
    case = party.case
    case.refresh_from_db()
    timeline = [_moment(one) for one in for_the_complainant(case)]
    merged = case.merged_into
    return TrackView(
        reference=case.reference, state=case.state, state_words=str(State(case.state).label), subject=case.title,
        unit=case.unit.name, received_at=case.received_at, closed_at=case.closed_at,
        waiting_for_you=case.waiting_since is not None, merged_into=merged.reference if merged else None,
        promises=_promises(case), waits=_waits(case), timeline=timeline,
        replies=[one for one in timeline if one.kind in {"heard", "said"}],
        offers=[_offer(one) for one in _offers(case)], redress=[_gift(one) for one in _given(case)],
        acts=_acts(party), **_settled(case),
    )  # fmt: skip


def _acts(party: Party) -> list[str]:
    offered = available(party.case, party)
    acts = {_ADDRESS.get(one.act, one.act) for one in offered if one.act not in _ANSWERS or not one.missing}
    if party.may_answer and party.case.is_open:
        acts.add("reply")
    if party.may_answer and party.case.state in {State.OFFERED, State.INVESTIGATING}:
        acts.add("propose")
    if not party.case.meetings.filter(state="invited").exists():
        acts.discard("meeting")
    return sorted(acts & _OFFERED_HERE)


def _settled(case: Case) -> dict[str, Any]:
    on_file = facts_of(case, ["agreements", "calls", "reviews", "deadlocks"])
    counts = [one for one in on_file.agreements if one.replaced_at is None and one.round == case.round]
    calls, reviews = on_file.calls, on_file.reviews
    ended = [one for one in on_file.deadlocks if one.closing == case.closings and case.outcome == "deadlock"]
    return {
        "earlier": [
            TrackRound(
                round=one.round, at=one.at, offered=list(one.titles), state=one.state, accepted=one.accepted,
                expectation=one.expectation, own_proposal=one.own,
            )
            for one in offered_in(case) if one.state != Offer.State.OPEN
        ],
        "agreement": _agreement(counts[-1]) if counts else None,
        "call": _call(calls[-1]) if calls else None,
        "review": _review(reviews[-1]) if reviews else None,
        "deadlock": _deadlock(case, ended[-1]) if ended else None,
    }  # fmt: skip


def _agreement(one: Agreement) -> TrackAgreement:
    return TrackAgreement(
        number=one.number, state=one.state, text=one.text, who=one.who, by_when=one.by_when, steps=one.steps,
        prevention=one.prevention, at=one.at,
    )  # fmt: skip


def _call(one: CallRequest) -> TrackCall:
    return TrackCall(state=one.state, way=one.way, when=one.when, due_at=one.due_at, tries=one.tries)


def _review(one: Review) -> TrackReview:
    return TrackReview(
        state=one.state, due_at=one.due_at, answer=one.answer, decided_at=one.decided_at,
        decided_by=one.decided_by.full_name if one.decided_by else "",
    )


def _deadlock(case: Case, one: Deadlock) -> TrackDeadlock:
    return TrackDeadlock(
        reason=one.reason, theirs=one.theirs, other=one.other,
        bodies=[
            TrackOutside(
                name=body.label.say(case.language), text=body.text.say(case.language),
                facts={label.rstrip(":"): text for label, text in in_parts(body, case.language)},
            )
            for body in bodies_of(case, one)
        ],
    )  # fmt: skip


def _moment(one: Moment) -> TrackMoment:
    files = [TrackFile(id=each.file.public_id, name=each.file.shown_name, size=each.file.size) for each in one.files]
    return TrackMoment(kind=one.kind, at=one.at, words=one.words, text=one.text, author=one.author, files=files)


def _promises(case: Case) -> list[TrackPromise]:
    kept = Clock.objects.filter(case_id=case.pk, subject=case.key, kind__in=TO_COMPLAINANT).order_by("due_at", "pk")
    return [
        TrackPromise(kind=one.kind, words=promise_name(one.kind, case.language), due_at=one.due_at, state=one.state)
        for one in kept
        if one.kind != "progress" or one.is_open  # of recurring word only the next
    ]


def _waits(case: Case) -> list[TrackWait]:
    found = waits(case, case.language, inside=False)
    return [TrackWait(words=one.words, since=one.since, until=one.expected) for one in found]


def _offers(case: Case) -> list[Offer]:
    rows = case.offers.select_related("decision").prefetch_related("decision__ranked__solution").order_by("pk")
    return list(rows)


def _offer(one: Offer) -> TrackOffer:
    options = [ranked.solution for ranked in one.decision.ranked.all()]
    for option in options:
        option.case = one.case
    return TrackOffer(
        id=one.pk, state=one.state, message=one.message, answer_by=one.answer_by,
        solutions=[
            TrackOption(
                id=option.pk, title=option.title, description=option.description, working_days=option.working_days,
                redress_kind=option.redress_kind, redress_amount=option.redress_amount,
                recommended=option.pk == one.decision.recommended_id,
            )
            for option in options
        ],
    )  # fmt: skip


def _given(case: Case) -> list[Redress]:
    return list(case.redress.filter(state=Redress.State.GRANTED).select_related("voucher").order_by("pk"))


def _gift(one: Redress) -> TrackGift:
    # Django raises where a one-to-one has no other end; the join above has fetched it, or knows that there is none.
    voucher = one.voucher if hasattr(one, "voucher") else None
    return TrackGift(
        kind=one.kind, amount=one.amount, voucher_code=voucher.code if voucher else "",
        valid_until=voucher.valid_until if voucher else None,
        redeemed=voucher is not None and voucher.redeemed_at is not None,
    )  # fmt: skip
