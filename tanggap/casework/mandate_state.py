"""What a mandate allows whoever speaks for somebody (R7): reading and answering at once, agreeing as the SOP says."""

from tanggap.cases.models import Case, Party
from tanggap.cases.speaking import speaks_now
from tanggap.core import time
from tanggap.people.models import Mandate


def wants_document(case: Case) -> bool:
    """Whether the SOP lets a representative of this case agree only with a mandate that was checked.

    A committee speaks for its members by its office.
    """
    return case.edition.procedure.mandate.document and case.on_behalf == "representative"


def mandate_state(party: Party) -> str:
    """As it stands now: told, shown, checked, expired or ended."""
    return party.mandate.state_at(time.now()) if party.mandate else Mandate.State.TOLD


def shows_mandate(party: Party) -> bool:
    """Whether this party can show a mandate: it speaks for somebody, and none is checked and good."""
    if party.role != Party.Role.REPRESENTATIVE or not party.case.is_open:
        return False
    return mandate_state(party) not in {Mandate.State.CHECKED, Mandate.State.ENDED, Mandate.State.SUSPENDED}


def mandate_holds(party: Party) -> bool:
    """Whether this party may agree for whom it speaks; a complainant needs no mandate."""
    if party.role != Party.Role.REPRESENTATIVE:
        return True
    state = mandate_state(party)
    if state in {Mandate.State.TOLD, Mandate.State.SHOWN}:
        return not wants_document(party.case)
    return state == Mandate.State.CHECKED


def shut_out_expired(case: Case) -> None:
    """The code is renewed for whoever may be spoken to now: a representative whose mandate is over reads no more."""
    for party in case.parties.filter(role=Party.Role.REPRESENTATIVE, may_read=True).select_related("mandate"):
        if not speaks_now(party):
            case.parties.filter(pk=party.pk).update(may_read=False, may_answer=False, may_agree=False)
