"""What a complainant may see of the complaint, over the API."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from tanggap.cases.case import Case
from tanggap.cases.models import Party
from tanggap.cases.states import State
from tanggap.casework.available import available
from tanggap.casework.promises import TO_COMPLAINANT
from tanggap.casework.timeline import Moment, for_the_complainant
from tanggap.casework.waits import waits
from tanggap.casework.wording import promise_name
from tanggap.clocks.models import Clock
from tanggap.remedy.models import Offer, Redress


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
    redress: list[TrackGift]
    acts: list[str] = Field(description="What you may do now, under /track/.")


# What the rules call an act, and under which address the complainant does it.
_ADDRESS = {"hear": "reply", "reply": "reply", "dissatisfied": "reopen"}
_OFFERED_HERE = frozenset({"reply", "accept", "decline", "propose", "feedback", "reopen", "withdraw", "review"})


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
        acts=_acts(party),
    )  # fmt: skip


def _acts(party: Party) -> list[str]:
    acts = {_ADDRESS.get(one.act, one.act) for one in available(party.case, party)}
    if party.may_answer and party.case.is_open:
        acts.add("reply")
    if party.may_answer and party.case.state in {State.OFFERED, State.INVESTIGATING}:
        acts.add("propose")
    return sorted(acts & _OFFERED_HERE)


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
