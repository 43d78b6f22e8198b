"""What may be done next on a case, by whom, and what is still missing: for the page, the API and the command alike."""

from dataclasses import dataclass, replace
from typing import Any

from tanggap.cases import access
from tanggap.cases.models import Case, Party
from tanggap.cases.states import State, acts_from
from tanggap.casework.acting import party_may
from tanggap.casework.dossier import Dossier, facts_of
from tanggap.casework.facts import ON_FILE, gather
from tanggap.core.subject import HasKey
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Decision
from tanggap.sop import rules
from tanggap.sop.rules import Facts, Missing

# What is typed together with an act is not missing before it.
_LONG = "x" * 2_000
_TYPED: dict[str, Any] = {
    "reason": _LONG, "remark": _LONG, "expectation": _LONG, "external_route": _LONG, "decision_reason": _LONG,
    "outcome": _LONG, "cause": _LONG, "lesson": _LONG, "recommended": True, "second_person": True,
}  # fmt: skip
_CLASSIFIED: dict[str, Any] = {"impact_set": True}
NEXT = {
    State.RECEIVED: "assess", State.ASSESSED: "forward", State.INVESTIGATING: "decide", State.DECIDING: "approve",
    State.APPROVED: "offer", State.PUTTING_RIGHT: "complete", State.FOLLOWING_UP: "close",
}  # fmt: skip
_NOT_STAFF = frozenset({"hear", "review", "lapse"})


@dataclass(frozen=True)
class Offerable:
    """An act that this person may do now; with `missing` still empty it can be done at once."""

    act: str
    primary: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Outlook:
    """Where a case stands for one member of staff: what may be done, what comes next, and what stands in between."""

    acts: tuple[Offerable, ...]
    next_act: str | None
    missing: tuple[Missing, ...]

    def can(self, act: str) -> bool:
        """Whether this act is theirs to do in this state."""
        return any(one.act == act for one in self.acts)


def outlook(case: Case, by: Staff, dossier: Dossier) -> Outlook:
    """The same as `available` and `missing_for_next` together, from rows that were read already; `by` sees the case."""
    standing = standing_of(by)
    me = {by.pk, *standing.acting_for}
    mine = [one.role for one in dossier.participants if one.until is None and one.staff_id in me]
    facts = replace(gather(case, dossier, approver_involved=_involved(dossier, by)), **_TYPED)
    acts = _offerable(case, by, access.roles_of_participant(by, case, mine), facts)
    nearest = next_act(case)
    missing = rules.missing(case.edition.procedure, nearest, _typed(case, nearest, facts)) if nearest else []
    return Outlook(tuple(acts), nearest, tuple(missing))


def available(case: Case, by: HasKey) -> list[Offerable]:
    """The acts of this state that are this person's to do, the next one of the procedure marked as primary."""
    roles = access.roles_on(by, case) if isinstance(by, Staff) else frozenset({"complainant"})
    dossier = facts_of(case, ON_FILE)
    facts = replace(gather(case, dossier, approver_involved=_involved(dossier, by)), **_TYPED)
    return _offerable(case, by, roles, facts)


def _offerable(case: Case, by: HasKey, roles: frozenset[str], facts: Facts) -> list[Offerable]:
    procedure, nearest = case.edition.procedure, next_act(case)
    found = []
    for act in acts_from(case.state):
        if act not in rules.KNOWN_ACTS or not roles & set(procedure.needs(act).roles):
            continue
        if isinstance(by, Party) and not party_may(by, act) or isinstance(by, Staff) and act in _NOT_STAFF:
            continue
        found.append(Offerable(act, act == nearest, tuple(rules.missing(procedure, act, _typed(case, act, facts)))))
    return found


def next_act(case: Case) -> str | None:
    """The next required act of the procedure; None while the complainant is to answer, and after closing."""
    act = NEXT.get(State(case.state))
    if act == "offer" and not case.edition.procedure.consent_required(case.type):
        return "proceed"
    return act


def missing_for_next(case: Case) -> list[Missing]:
    """What stands between the case and its next step, whoever does it."""
    act = next_act(case)
    if act is None:
        return []
    facts = replace(gather(case), **_TYPED)
    return rules.missing(case.edition.procedure, act, _typed(case, act, facts))


def _typed(case: Case, act: str, facts: Facts) -> Facts:
    if act in {"assess", "resolve_at_once", "reclassify"}:
        types = case.edition.procedure
        return replace(
            facts, type=next(iter(types.types)), category=next(iter(types.categories)), severity="low",
            temperature="calm", values=frozenset(types.values), **_CLASSIFIED,
        )  # fmt: skip
    if act == "decide":
        return replace(facts, offerable=1)
    if act == "proceed":
        return replace(facts, contact_recorded=True)
    if act == "close":
        return replace(facts, register_ready=bool(case.type))
    if act in {"record_agreement", "record_contact"}:
        return replace(facts, agreement_recorded=True, contact_recorded=True)
    return facts


def _involved(dossier: Dossier, by: HasKey) -> bool:
    """Whether this person proposed or chose what waits for approval."""
    decision = next((one for one in dossier.decisions if one.state == Decision.State.OPEN), None)
    if dossier.case.state != State.DECIDING or not isinstance(by, Staff) or decision is None:
        return False
    return by.pk in {decision.chosen_by_id, *(option.proposed_by_id for option in dossier.options_of(decision))}
