"""What was settled with the complainant, as their page shows it: agreement, earlier offers, call, review, deadlock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanggap.cases.models import Case
from tanggap.cases.states import Outcome
from tanggap.casework.close import bodies_for
from tanggap.casework.deadlock import in_parts
from tanggap.casework.dossier import facts_of
from tanggap.casework.offered import Offered, offered_in
from tanggap.casework.settled_papers import answer_in_words, bodies_of
from tanggap.remedy.models import Agreement, CallRequest, Deadlock, Meeting, Offer, Review


@dataclass(frozen=True, kw_only=True)
class Settled:
    """`earlier` are offers that were answered; `call` waits, or reached nobody; `answer` is in words."""

    agreement: Agreement | None
    steps: Sequence[dict[str, Any]]
    answer: str
    to_confirm: bool
    earlier: Sequence[Offered]
    call: CallRequest | None
    review: Review | None
    deadlock: Deadlock | None
    bodies: Sequence[dict[str, Any]]
    meeting: Meeting | None


def settled(case: Case, acts: Collection[str]) -> Settled:
    """Read it all; what belongs to an earlier round is told as memory, not as what counts."""
    on_file = facts_of(case, ["agreements", "calls", "reviews", "deadlocks", "meetings"])
    counts = [one for one in on_file.agreements if one.replaced_at is None and one.round == case.round]
    agreement = counts[-1] if counts else None
    ended = [one for one in on_file.deadlocks if one.closing == case.closings]
    dead = ended[-1] if ended and case.outcome == Outcome.DEADLOCK else None
    return Settled(
        agreement=agreement, steps=_steps(agreement) if agreement else (),
        answer=answer_in_words(agreement, case.language) if agreement else "",
        to_confirm=agreement is not None and "confirm" in acts,
        earlier=[one for one in offered_in(case) if one.state != Offer.State.OPEN],
        call=_call(case, on_file.calls), review=on_file.reviews[-1] if on_file.reviews else None,
        meeting=_meeting(on_file.meetings), deadlock=dead, bodies=_bodies(case, dead),
    )  # fmt: skip


def _steps(made: Agreement) -> list[dict[str, Any]]:
    return [{**one, "due": date.fromisoformat(one["due"]) if one["due"] else None} for one in made.steps]


def _meeting(meetings: Sequence[Meeting]) -> Meeting | None:
    """The one that is ahead; one at most is."""
    return next((one for one in meetings if one.state == Meeting.State.INVITED), None)


def _call(case: Case, calls: Sequence[CallRequest]) -> CallRequest | None:
    """Only what is still of interest: a call that waits, or one that reached nobody on an open complaint."""
    latest = calls[-1] if calls else None
    if latest is None or not case.is_open:
        return None
    return latest if latest.state in {CallRequest.State.OPEN, CallRequest.State.NOT_REACHED} else None


def _bodies(case: Case, dead: Deadlock | None) -> list[dict[str, Any]]:
    """Those of the letter; of a complaint that was not upheld those that the SOP names for it."""
    fitting = bodies_of(case, dead) if dead else bodies_for(case) if case.outcome == Outcome.NOT_UPHELD else ()
    return [
        {"name": one.label.say(case.language), "text": one.text.say(case.language),
         "facts": in_parts(one, case.language), "web": one.web or ""}
        for one in fitting
    ]  # fmt: skip
