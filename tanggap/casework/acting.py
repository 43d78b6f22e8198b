"""How every act begins and ends: lock the file, see that it is the time and the person for it, write it down."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases import access
from tanggap.cases.at_hand import AtHand, participants_of, read_under_lock
from tanggap.cases.case import Kind
from tanggap.cases.models import Case, Party
from tanggap.cases.speaking import spoken_for
from tanggap.cases.states import MOVES, fits
from tanggap.casework.facts import gather
from tanggap.casework.mandate_state import mandate_holds
from tanggap.core.db.plain import first, refresh, rows
from tanggap.core.errors import Forbidden, Refused, Stale, TanggapError
from tanggap.core.subject import HasKey, key_of, split
from tanggap.people.models import Staff
from tanggap.sop import rules
from tanggap.sop.procedure import OF_APPROVERS

NO_COMPLAINT = _("This is no complaint. Make it one first, if it is one.")
A_COMPLAINT = _("This is a complaint. That act is for questions, requests and thanks.")
NOT_NOW = _("This cannot be done at this point of the procedure. Look at the file again, please.")
NOT_YOU = _("This is not for you to do. Ask somebody who answers for this complaint.")
CHANGED = _("Somebody else has changed this complaint meanwhile. Look at it again, please.")


class Missing(Refused):
    """The SOP wants more before this act; `missing` says what."""

    code = "missing"

    def __init__(self, missing: list[rules.Missing]) -> None:
        super().__init__(missing[0].sentence)
        self.missing = missing


def lock(case: Case) -> None:
    """Nobody else changes this case until the transaction ends; its row is read again, and whom and what it names."""
    refresh(case, "id = %s FOR UPDATE", case.pk)
    # A key may have been destroyed meanwhile, so it is never taken from memory.
    case._state.fields_cache.pop("data_key", None)
    access.put_at_hand(case)
    case.at_hand = read_under_lock(case.pk, case)


def locked(case_id: int | None) -> Case | None:
    """The case with that number, locked in the same way; None when there is none."""
    case = first(Case, "id = %s FOR UPDATE", case_id)
    if case is not None:
        access.put_at_hand(case)
        case.at_hand = read_under_lock(case.pk, case)
    return case


def locked_together(numbers: Iterable[int]) -> dict[int, Case]:
    """Those of these cases on which nobody is at work, locked in the order of their numbers; with a few queries."""
    cases = rows(Case, "id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED", sorted(set(numbers)))
    parts = participants_of(case.pk for case in cases)
    for case in cases:
        access.put_at_hand(case)
        case.at_hand = AtHand(parts.get(case.pk, []))
    return {case.pk: case for case in cases}


def begin(case: Case, act: str, *, by: HasKey, version: int | None = None) -> None:
    """Lock the row of the case, refresh it, and see that this act is possible now and for this person.

    `version` is what the person saw; raises Stale when it is older. Raises Refused when the state does not allow the
    act, Forbidden when it is not theirs to do.
    """
    lock(case)
    if version is not None and version != case.version:
        raise Stale(CHANGED, current=case.version)
    if case.state not in MOVES[act].sources:
        raise Refused(NOT_NOW, code="not_now")
    if not fits(act, case.kind):
        raise Refused(NO_COMPLAINT if case.kind == Kind.CONTACT else A_COMPLAINT, code="not_for_this_kind")
    if not may(by, act, case):
        raise Forbidden(NOT_YOU)


def may(by: HasKey, act: str, case: Case) -> bool:
    """Whether this person may do that act on this case, which is locked, as the case's edition of the SOP says."""
    roles = set(case.edition.procedure.needs(act).roles) if act in rules.KNOWN_ACTS else set()
    if isinstance(by, Staff):
        door = access.doorway_at_hand(case)
        if roles & access.roles_on(by, case, door):
            return True
        # Whoever was handed approvals may say the word on a decision, and nothing else.
        lent = access.lent_roles(by, case.unit_id) if act in OF_APPROVERS else frozenset()
        return bool(roles & lent) and door is not None and access.sees(by, door)
    if isinstance(by, Party):
        return by.case_id == case.pk and "complainant" in roles and party_may(by, act)
    kind, _number = split(key_of(by))
    return kind == "worker" and "worker" in roles


def party_may(party: Party, act: str) -> bool:
    """Whether this party was given the right that the act takes: to agree, or to answer."""
    if act in {"accept", "decline", "withdraw"}:
        return _may_agree(party) and mandate_holds(party)
    return party.may_answer


def _may_agree(party: Party) -> bool:
    """Whoever is spoken for agrees themselves when the mandate of whoever spoke holds no more."""
    return party.may_agree or (party.role == Party.Role.COMPLAINANT and not spoken_for(party.case))


def demand(case: Case, act: str, **given: Any) -> None:
    """See that nothing is missing that the SOP wants for this act; `given` are the facts that come with the act."""
    procedure = case.edition.procedure
    asked = rules.asked(procedure, act, given.get("type", case.type)) - given.keys()
    missing = rules.missing(procedure, act, gather(case, only=asked, **given))
    if missing:
        raise Missing(missing)


def write_down(case: Case, verb: str, *, by: HasKey, private: Mapping[str, Any] | None = None, **facts: Any) -> Entry:
    """One entry on the trail of the case; `private` holds personal text, which stays outside the chain."""
    return trail.record_many([_event(case, verb, by, facts, private)], ends=_ends(case))[0]


def write_down_each(case: Case, verb: str, *, by: HasKey, each: Iterable[Mapping[str, Any]]) -> None:
    """The same verb several times, with these facts, in this order."""
    trail.record_many((_event(case, verb, by, facts) for facts in each), ends=_ends(case))


def write_down_together(cases: Iterable[Case], events: Iterable[trail.Event]) -> None:
    """Entries on the trails of several cases, which are all locked; two queries, however many they are."""
    hands = {case.key: case.at_hand for case in cases if case.at_hand is not None}
    ends = {subject: end for hand in hands.values() for subject, end in hand.ends.items()}
    trail.record_many(events, ends=ends)
    for subject, hand in hands.items():
        if subject in ends:
            hand.ends[subject] = ends[subject]


def _ends(case: Case) -> dict[str, trail.End]:
    """Where the chain of the case ends, if this act has written on it before; until it is over nobody else does."""
    return case.at_hand.ends if case.at_hand is not None else {}


def _event(
    case: Case, verb: str, by: HasKey, facts: Mapping[str, Any], private: Mapping[str, Any] | None = None
) -> trail.Event:
    coarse = case.anonymous and isinstance(by, Party)
    return trail.Event(verb=verb, subject=case, by=by, private=private, key=case.data_key, facts=facts, coarse=coarse)


def look_at(case: Case, *, by: Staff) -> None:
    """Somebody opens the file; of a hidden one that is written down."""
    if case.hidden:
        trail.record_many([_event(case, "read", by, {})])


def note_refusal(error: TanggapError, act: str, *, by: HasKey, case: Case | None = None) -> None:
    """An act was refused, and nothing changed; that it was tried is kept, on the trail of whoever tried."""
    with transaction.atomic():
        trail.record("refused", key_of(by), by=by, act=act, code=error.code, case=case.key if case else None)
