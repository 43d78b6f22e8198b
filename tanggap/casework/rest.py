"""After a hard contact: a rest in which nothing new comes, and the complaint handed to a colleague without blame (R52).

That somebody rests stands on the trail of that person and not on the complaint, and is seen by that person and by
whoever leads him or her.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.cases import access
from tanggap.cases.case import Temperature
from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.casework.absences import may_arrange
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.assess import refuse_excluded, require_insider
from tanggap.casework.call_in import call_in
from tanggap.casework.competent import refuse_untrained
from tanggap.casework.people import add_participant, end_participants, people_to_tell
from tanggap.core import time
from tanggap.core.errors import Forbidden, Refused, require
from tanggap.people.models import Rest, Staff


@transaction.atomic
def rest(
    case: Case, *, hand_over: bool = False, to: Staff | None = None, by: Staff, version: int | None = None
) -> Rest:
    """This contact was hard: whoever had it rests now, and may hand the complaint over in the same breath.

    Without a name it goes to whoever the SOP calls in, else back to the department, whose heads are told.
    """
    begin(case, "rest", by=by, version=version)
    demand(case, "rest")
    begun = begin_rest(case, by)  # first, so that it does not come back to the same person
    if hand_over or to is not None:
        _hand_over(case, to, by=by)
    return begun


def begin_rest(case: Case, staff: Staff) -> Rest:
    """So many minutes, as the SOP of the case says; one that runs already is never made shorter."""
    moment = time.now()
    ends = moment + timedelta(minutes=case.edition.procedure.rest.minutes)
    made = Rest.objects.create(staff=staff, since=moment, until=ends, about=case.key)
    record("rest_begun", staff, by=staff, until=ends.isoformat())
    return made


def after_contact(case: Case, staff: Staff) -> None:
    """Somebody very angry was spoken with: that is a hard contact without anybody having to say so."""
    if case.temperature == Temperature.VERY_ANGRY:
        begin_rest(case, staff)


@transaction.atomic
def end_rest(staff: Staff, *, by: Staff) -> None:
    """Ready again before the time, as that person says, or whoever leads him or her."""
    if not may_arrange(by, staff):
        raise Forbidden(_("A rest is ended by whoever rests, or leads that person."))
    ended = Rest.objects.in_force().filter(staff=staff).update(until=time.now())
    require(ended, _("This rest is over already."), code="already_done")
    record("rest_ended", staff, by=by)


def _hand_over(case: Case, to: Staff | None, *, by: Staff) -> None:
    parts = [role for role in ("handler", "owner") if getattr(case, f"{role}_id") == by.pk]
    require(parts, _("Only what you handle or answer for can be handed over."), code="not_yours")
    if to is not None:
        require(to.pk != by.pk, _("Choose a colleague, not yourself."), code="oneself")
        refuse_excluded(case, to)
        if "handler" in parts:
            require_insider(to, case.unit)
            refuse_untrained(case, to)
    if "owner" in parts and (to is None or (case.hidden and not access.sees_identity(to, case))):
        # Somebody always answers to the complainant, and a hidden name is told to nobody on the way.
        parts.remove("owner")
        if not parts:
            raise Refused(_("Choose the colleague who answers to the complainant from now on."), code="missing")
    for role in parts:
        end_participants(case, Participant.Role(role))
        if to is not None:
            add_participant(case, Participant.Role(role), staff=to)
    case.put(**dict.fromkeys(parts, to))
    write_down(case, "passed_on", by=by, handler=to.key if to else "")
    if to is not None:
        tell_staff([to], Notice.Kind.ASSIGNED, case)
    elif call_in(case, again=True) is None:
        tell_staff(people_to_tell(case, case.unit), Notice.Kind.FORWARDED, case)
