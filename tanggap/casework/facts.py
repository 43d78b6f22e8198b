"""The facts about one case that the rules of the SOP ask for. What comes with an act is laid over them."""

import json
from collections.abc import Collection
from typing import Any

from tanggap.cases.models import Case
from tanggap.casework.dossier import Dossier, facts_of
from tanggap.casework.lengths import reopen_until
from tanggap.casework.rungs import climbed, ladder_of, rungs_of
from tanggap.core import time
from tanggap.remedy.models import Approval, CallRequest, Decision, Offer, Redress, Review, Task
from tanggap.sop.rules import Facts

WAITS = Decision.State.OPEN
TASKS_OPEN = frozenset({Task.State.PLANNED, Task.State.OPEN})
IMPACTS = ("impact_satisfaction", "impact_reputation", "impact_money", "impact_law")


# Which rows tell a fact.
TOLD_BY: dict[str, tuple[str, ...]] = {
    "mandate_shown": ("parties",),
    "solutions_open": ("solutions",),
    "offerable": ("decisions", "options", "solutions"),
    "recommended": ("decisions",),
    "approvals_left": ("decisions", "approvals"),
    "condition_open": ("decisions", "approvals"),
    "offers_open": ("offers",),
    "tasks_open": ("tasks",),
    "redress_open": ("redress",),
    "contact_recorded": ("contacts", "offers"),
    "agreement_recorded": ("agreements", "offers"),
    "feelings": ("feelings",),
    "feedback_given": ("feedback",),
    "call_open": ("calls",),
    "review_open": ("reviews",),
    "reviewed": ("reviews",),
    "agreement_waits": ("agreements",),
    "courtesy_call_due": ("clocks",),
}

ON_FILE = frozenset(kind for kinds in TOLD_BY.values() for kind in kinds)


def gather(
    case: Case, dossier: Dossier | None = None, *, only: Collection[str] = TOLD_BY.keys(), **given: Any
) -> Facts:
    """What is known of the case now, from its rows; `given` (fields of Facts, or of the case) has the last word.

    With `only`, no rows are read but those that tell these facts; the others are as if nothing were on file.
    """
    on_file = dossier or facts_of(case, {kind for fact in only for kind in TOLD_BY[fact]})
    rounds = (on_file.contacts, on_file.agreements, on_file.feedback)
    contacts, agreements, feedback = ([row for row in rows if row.round == case.round] for rows in rounds)
    decision = on_file.decision(Decision.State.OPEN, Decision.State.APPROVED)
    offers = [one for one in on_file.offers if one.state == Offer.State.OPEN]
    known: dict[str, Any] = {
        **_of_case(case, given),
        "mandate_shown": _mandate_shown(case, on_file),
        "solutions_open": sum(one.dropped_at is None for one in on_file.solutions),
        "offerable": len(on_file.options_of(decision)) if decision else 0,
        "recommended": decision is not None,
        # What was approved stays so, whatever ladder holds by now.
        "approvals_left": approvals_left(decision, on_file) if decision and decision.state == WAITS else 0,
        "condition_open": decision is not None and any(one.holds_up for one in on_file.approvals_of(decision)),
        "offers_open": len(offers),
        "tasks_open": sum(one.state in TASKS_OPEN for one in on_file.tasks),
        "redress_open": sum(one.state == Redress.State.RESERVED for one in on_file.redress),
        "contact_recorded": bool(contacts or offers),
        "agreement_recorded": bool(agreements) or _agreed(case, on_file),
        "feelings": frozenset(one.kind for one in on_file.feelings),
        "feedback_given": bool(feedback),
        "call_open": any(one.state == CallRequest.State.OPEN for one in on_file.calls),
        "review_open": any(one.state == Review.State.OPEN for one in on_file.reviews),
        "reviewed": any(
            one.round == case.round and one.state != Review.State.CANCELLED for one in on_file.reviews
        ),
        "agreement_waits": any(one.state == "waiting" for one in on_file.agreements),
        "courtesy_call_due": any(one.kind == "courtesy_call" and one.is_open for one in on_file.clocks),
    }
    fields = Facts.__dataclass_fields__
    return Facts(**{**known, **{name: value for name, value in given.items() if name in fields}})


def _of_case(case: Case, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": case.state,
        "type": case.type,
        "category": case.category,
        "severity": case.severity,
        "temperature": case.temperature,
        "impact_set": any(given.get(name) or getattr(case, name) for name in IMPACTS),
        "unit_set": True,
        "owner_set": case.owner_id is not None,
        "round": case.round,
        "answers": frozenset(answers_of(case)),
        "desired_outcome": str(case.wish),
        "values": frozenset(case.tags),
        "hand_overs": case.transfers,
        "window_over": _window_over(case),
    }


def answers_of(case: Case) -> dict[str, str]:
    """The complainant's answers to the guided questions, by the code of the question."""
    text = str(case.answers_text)
    return {key: value for key, value in json.loads(text).items() if str(value).strip()} if text else {}


def approvals_left(decision: Decision, on_file: Dossier) -> int:
    """How many rungs of the ladder have not been answered yet."""
    yes = [one for one in on_file.approvals_of(decision) if one.verdict == Approval.Verdict.APPROVED]
    ladder, wanted = ladder_of(on_file.case, decision.amount), rungs_of(on_file.case, decision.amount)
    return max(0, len(wanted) - climbed(ladder.rungs, [one for one in yes if one.undone_at is None]))


def _mandate_shown(case: Case, on_file: Dossier) -> bool:
    if case.on_behalf not in {"representative", "committee"}:
        return True
    return any(party.role == "representative" for party in on_file.parties)


def _agreed(case: Case, on_file: Dossier) -> bool:
    """An acceptance is an agreement: what was offered is its text."""
    return any(one.round == case.round and one.state == Offer.State.ACCEPTED for one in on_file.offers)


def _window_over(case: Case) -> bool:
    """Whether the time in which it may be opened again is over."""
    until = reopen_until(case)
    return until is not None and until < time.now()
