"""What may be done next on a case, by whom, and what is still missing: for the page, the API and the command alike."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from tanggap.cases import access
from tanggap.cases.case import Kind
from tanggap.cases.models import Case, Party
from tanggap.cases.states import State, acts_from, fits
from tanggap.casework.acting import party_may
from tanggap.casework.dossier import Dossier, facts_of
from tanggap.casework.facts import ON_FILE, gather
from tanggap.core.subject import HasKey
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Decision
from tanggap.sop import rules
from tanggap.sop.models import procedure_of
from tanggap.sop.procedure import OF_APPROVERS
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
_NOT_STAFF = frozenset({"hear", "lapse"})


@dataclass(frozen=True)
class Offerable:
    """An act that this person may do now; with `missing` still empty it can be done at once."""

    act: str
    primary: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Outlook:
    """Where a case stands for one member of staff: what may be done, what comes next, and what stands in between."""

    names: frozenset[str]
    next_act: str | None
    missing: tuple[Missing, ...]
    each: Callable[[], list[Offerable]]

    @property
    def acts(self) -> list[Offerable]:
        """What may be done, each with what is missing before it; a page of buttons needs no more than `can`."""
        return self.each()

    def can(self, act: str) -> bool:
        """Whether this act is theirs to do in this state."""
        return act in self.names


def outlook(case: Case, by: Staff, dossier: Dossier) -> Outlook:
    """The same as `available` and `missing_for_next` together, from rows that were read already; `by` sees the case."""
    standing = standing_of(by)
    me = {by.pk, *standing.acting_for}
    mine = [one.role for one in dossier.participants if one.until is None and one.staff_id in me]
    acts = _acts_of(case, by, access.roles_of_participant(by, case, mine))
    # Who may not approve in any case needs not be told that he or she had a part in it.
    involved = "approve" in acts and _involved(dossier, by)
    facts = replace(gather(case, dossier, approver_involved=involved), **_TYPED)
    nearest = next_act(case)
    missing = rules.missing(case.edition.procedure, nearest, _typed(case, nearest, facts)) if nearest else []
    if not facts.courtesy_call_due:
        acts = [act for act in acts if act != "courtesy_call"]
    return Outlook(frozenset(acts), nearest, tuple(missing), partial(_offerable, case, acts, facts))


def available(case: Case, by: HasKey) -> list[Offerable]:
    """The acts of this state that are this person's to do, the next one of the procedure marked as primary."""
    roles = access.roles_on(by, case) if isinstance(by, Staff) else frozenset({"complainant"})
    dossier = facts_of(case, ON_FILE)
    facts = replace(gather(case, dossier, approver_involved=_involved(dossier, by)), **_TYPED)
    return _offerable(case, _acts_of(case, by, roles), facts)


def _acts_of(case: Case, by: HasKey, roles: frozenset[str]) -> list[str]:
    """The acts that are theirs in this state, in the order of the table of moves."""
    acts = tuple(act for act in acts_of_roles(case.edition_id, case.state, roles) if fits(act, case.kind))
    if isinstance(by, Party):
        return [act for act in acts if party_may(by, act)]
    if isinstance(by, Staff) and (lent := access.lent_roles(by, case.unit_id) - roles):
        more = acts_of_roles(case.edition_id, case.state, lent)
        more = tuple(act for act in more if act in OF_APPROVERS and fits(act, case.kind))
        acts = tuple(act for act in acts_from(case.state) if act in acts or act in more)
    return [act for act in acts if act not in _NOT_STAFF or not isinstance(by, Staff)]


@lru_cache(maxsize=1024)
def acts_of_roles(edition_id: int, state: str, roles: frozenset[str]) -> tuple[str, ...]:
    """What this edition of the SOP lets these roles do in that state; it never changes any more."""
    procedure, acts = procedure_of(edition_id), acts_from(state)
    return tuple(act for act in acts if act in rules.KNOWN_ACTS and roles & set(procedure.needs(act).roles))


def _offerable(case: Case, acts: list[str], facts: Facts) -> list[Offerable]:
    procedure, nearest = case.edition.procedure, next_act(case)
    return [
        Offerable(act, act == nearest, tuple(rules.missing(procedure, act, _typed(case, act, facts)))) for act in acts
    ]


def next_act(case: Case) -> str | None:
    """The next required act of the procedure; None while the complainant is to answer, and after closing."""
    if case.kind == Kind.CONTACT:
        return "answer" if case.is_open else None
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
    options = dossier.options_of(decision)
    made = {decision.chosen_by_id, *(pk for one in options for pk in (one.proposed_by_id, *one.revised_by))}
    return by.pk in made
