"""The legal risk of a complaint (R71): marked with a note for managers, seen by staff and in the register only."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, LegalRisk, Notice
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.people import holders_of
from tanggap.casework.say import check_text
from tanggap.core import time
from tanggap.core.db.plain import add, change
from tanggap.core.errors import require
from tanggap.people.models import Staff


@transaction.atomic
def flag_legal_risk(case: Case, *, risk: bool, note: str, by: Staff, version: int | None = None) -> None:
    """Mark it, say more about it, or lift the mark; why is always written down. The complainant never reads of it."""
    begin(case, "flag_legal_risk", by=by, version=version)
    check_text(note, "note", longest=5_000)
    demand(case, "flag_legal_risk", reason=note)
    if risk:
        mark(case, note, by=by)
        return
    require(case.legal_risk, _("There is no legal risk to lift."), code="not_now")
    change(LegalRisk, "case_id = %s AND lifted_at IS NULL", case.pk, lifted_at=time.now())
    case.put(legal_risk=False)
    write_down(case, "legal_risk_lifted", by=by, private={"note": note})


def mark(case: Case, note: str, *, by: Staff) -> None:
    """The same within another act on the locked case. Managers are told."""
    change(LegalRisk, "case_id = %s AND lifted_at IS NULL", case.pk, lifted_at=time.now())
    add([LegalRisk(case=case, stored_note=case.sealed(note), by=by, at=time.now())])
    case.put(legal_risk=True)
    write_down(case, "legal_risk", by=by, private={"note": note})
    tell_staff([one for one in holders_of(case, "manager") if one != by], Notice.Kind.LEGAL_RISK, case)
