"""What was decided and offered before on a case, and why it was sent back or declined: the memory beside the table."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework.dossier import Dossier, facts_of
from tanggap.core.db.plain import rows
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Approval, Decision, Offer
from tanggap.workspace.solution_columns import proposer


@dataclass(frozen=True)
class Word:
    """What somebody said about a decision: whose word it was, and the alternative that was suggested instead."""

    name: str
    text: str
    at: datetime | None
    suggests: str = ""


@dataclass(frozen=True)
class Earlier:
    """One attempt: what was chosen and why, what the approvers said, what the complainant answered."""

    round: int
    attempt: int
    at: datetime
    chosen_by: str
    reason: str
    options: list[dict[str, Any]]
    state: str
    returned: list[Word] = field(default_factory=list)
    offer: str = ""
    offer_words: str = ""
    because: str = ""
    expectation: str = ""
    counter: str = ""
    came_back: str = ""  # what was carried out did not do: in the words with which the next round began


@dataclass(frozen=True)
class Memory:
    """All attempts, the newest first; those that are off the table; and who proposed what."""

    attempts: list[Earlier]
    dropped: list[dict[str, Any]]
    sent_back: Word | None


def memory(case: Case) -> Memory:
    """Two queries, however much there was."""
    on_file = facts_of(case, ("decisions", "options", "solutions", "approvals", "offers"))
    people = roster_now()
    for one in on_file.solutions:
        one._state.fields_cache["proposed_by"] = people.staff.get(one.proposed_by_id or 0)
    came_back = _came_back(case)
    attempts = [_earlier(one, on_file, came_back) for one in reversed(on_file.decisions)]
    dropped = [
        {"pk": one.pk, "title": one.title, "proposer": proposer(one), "at": one.dropped_at, "round": one.round}
        for one in on_file.solutions if one.dropped_at is not None
    ]  # fmt: skip
    newest = attempts[0] if attempts and attempts[0].round == case.round else None
    return Memory(attempts, dropped, newest.returned[-1] if newest and newest.returned else None)


def _came_back(case: Case) -> dict[int, str]:
    """Why a round was not the last although a solution was carried out, by its number."""
    told = rows(Entry, "subject = %s AND verb = ANY(%s) ORDER BY seq", case.key, ["dissatisfied", "reopened"])
    return {
        int(one.facts.get("next_round", 0)) - 1: "\n".join(map(str, one.read_private(case.data_key).values()))
        for one in told
    }


def _earlier(decision: Decision, on_file: Dossier, came_back: dict[int, str]) -> Earlier:
    offers = [one for one in on_file.offers if one.decision_id == decision.pk]
    answer = _answer(offers[-1], on_file) if offers else {}
    options = [
        {"title": one.title, "amount": one.amount, "recommended": one.pk == decision.recommended_id,
         "proposer": proposer(one)}
        for one in on_file.options_of(decision)
    ]  # fmt: skip
    returned = [_word(one, on_file) for one in on_file.approvals_of(decision) if one.verdict == "returned"]
    return Earlier(
        decision.round, decision.attempt, decision.at, _name(decision.chosen_by_id), decision.reason, options,
        decision.state, returned, **answer,
        came_back=came_back.get(decision.round, "") if answer.get("offer") == Offer.State.ACCEPTED else "",
    )  # fmt: skip


def _answer(offer: Offer, on_file: Dossier) -> dict[str, Any]:
    counter = next((one for one in on_file.solutions if one.pk == offer.counter_id), None)
    return {
        "offer": offer.state, "offer_words": str(offer.get_state_display()),
        "because": str(offer.get_because_display()) if offer.because else "", "expectation": offer.expectation,
        "counter": str(counter.title) if counter else "",
    }  # fmt: skip


def _word(approval: Approval, on_file: Dossier) -> Word:
    suggested = next((one for one in on_file.solutions if one.pk == approval.suggestion_id), None)
    return Word(
        _name(approval.approver_id), approval.remark, approval.at, str(suggested.title) if suggested else ""
    )


def _name(staff_id: int | None) -> str:
    found = roster_now().staff.get(staff_id or 0)
    return found.full_name if found else ""
