"""A case goes to another unit, with its trace; how often is counted, and the SOP may cap it (R24, R25)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.assess import require_insider, take_over
from tanggap.casework.call_in import call_in
from tanggap.casework.competent import refuse_untrained
from tanggap.casework.decide import ask_anew
from tanggap.casework.people import people_to_tell
from tanggap.casework.say import check_text
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.transfers import at_the_cap, manages
from tanggap.core.errors import require
from tanggap.people.models import Staff, Unit


@transaction.atomic
def hand_over(
    case: Case, *, unit: Unit, reason: str, handler: Staff | None = None, by: Staff, version: int | None = None
) -> None:
    """Another unit answers from now on; its calendar counts what is left of the internal promises."""
    begin(case, "hand_over", by=by, version=version)
    check_text(reason, "reason", longest=2_000)
    require(unit.pk != case.unit_id, _("It is with that department already."), code="same_unit")
    require_insider(handler, unit)
    refuse_untrained(case, handler)
    beyond = at_the_cap(case)
    demand(case, "hand_over", reason=reason, by_manager=manages(by, case))
    before = case.unit
    case.put(unit=unit, handler=handler, transfers=case.transfers + 1)
    take_over(case, unit, handler)
    write_down(case, "handed_over", by=by, private={"reason": reason}, before=before.code, unit=unit.code,
               transfers=case.transfers, beyond_cap=beyond)  # fmt: skip
    promises.move(case, unit, by=by)
    told = people_to_tell(case, unit, handler)
    tell_staff(told, Notice.Kind.FORWARDED, case)
    mail_staff(case, "handed-over", told, unit=unit.name, reason=reason)
    if handler is None:
        call_in(case, again=True)
    ask_anew(case, always=True)
