"""A case goes up a documented level: more authority, sooner (R28, R29)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.people import add_participant, holders_of
from tanggap.casework.say import check_text
from tanggap.casework.staff_mail import mail_staff
from tanggap.core.errors import require
from tanggap.core.subject import HasKey
from tanggap.sop.parts import Escalation


@transaction.atomic
def escalate(case: Case, *, reason: str, by: HasKey, version: int | None = None) -> int:
    """One level up the SOP's ladder; whoever stands there is told by bell and mail. Returns the new level."""
    begin(case, "escalate", by=by, version=version)
    check_text(reason, "reason", longest=2_000)
    demand(case, "escalate", reason=reason)
    levels = sorted(case.edition.procedure.escalation, key=lambda level: level.level)
    step = next((level for level in levels if level.level > case.escalation), None)
    require(step, _("It is at the highest level of the SOP already."), code="highest_level")
    assert step is not None
    return _climb(case, step, reason, by)


def escalate_on(case: Case, occasion: str, *, reason: str, by: HasKey) -> None:
    """What the SOP escalates by itself: to the level that names the occasion, unless it is as high already."""
    steps = [one for one in case.edition.procedure.escalation if occasion in one.on and one.level > case.escalation]
    if steps:
        _climb(case, min(steps, key=lambda one: one.level), reason, by)


def _climb(case: Case, step: Escalation, reason: str, by: HasKey) -> int:
    """Whoever stands on that level is told by bell and mail."""
    case.put(escalation=step.level)
    write_down(case, "escalated", by=by, private={"reason": reason}, level=step.level, role=step.role)
    people = holders_of(case, step.role)
    if case.hidden:
        for staff in people:
            add_participant(case, Participant.Role.APPROVER, staff=staff)
    tell_staff(people, Notice.Kind.ESCALATED, case)
    mail_staff(case, "escalated", people, level=str(step.level), unit=case.unit.name, reason=reason)
    return step.level
