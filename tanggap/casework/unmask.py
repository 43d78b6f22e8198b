"""Seeing who complained on a hidden case: a reason, a second person, and the complainant is told (A4)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Notice, Participant, UnmaskRequest
from tanggap.cases.notices import tell_staff
from tanggap.casework.acting import NOT_YOU, begin, demand, write_down
from tanggap.casework.people import add_participant
from tanggap.casework.say import check_text, write_to
from tanggap.core import time
from tanggap.core.errors import Forbidden, Refused, require
from tanggap.core.keys import unseal
from tanggap.people.models import Staff


@transaction.atomic
def ask_to_unmask(case: Case, *, reason: str, by: Staff, version: int | None = None) -> UnmaskRequest:
    """Somebody who works on the case asks to see the identity, with a reason; confidentiality officers are told."""
    begin(case, "note", by=by, version=version)
    require(case.hidden, _("The name on this complaint is not hidden."), code="not_hidden")
    require(not case.anonymous, _("The complainant is anonymous: nobody knows the name."), code="anonymous")
    check_text(reason, "reason", longest=2_000)
    if case.unmask_requests.filter(asked_by=by, answered_at__isnull=True).exists():
        raise Refused(_("Your request waits for an answer already."), code="already_done")
    request = UnmaskRequest.objects.create(
        case=case, asked_by=by, stored_reason=case.sealed(reason), asked_at=time.now()
    )
    case.put()
    write_down(case, "unmask_asked", by=by, private={"reason": reason})
    tell_staff(officers_on(case), Notice.Kind.UNMASK, case)
    return request


@transaction.atomic
def unmask(request: UnmaskRequest, *, agree: bool, by: Staff) -> None:
    """A second person, a confidentiality officer on the case, agrees or refuses. The complainant sees it."""
    case = request.case
    begin(case, "unmask", by=by)
    if by.pk == request.asked_by_id or by.pk not in {staff.pk for staff in officers_on(case)}:
        raise Forbidden(NOT_YOU)
    demand(case, "unmask", reason="agreed by a second person", second_person=True)
    rows = UnmaskRequest.objects.filter(pk=request.pk, answered_at__isnull=True)
    changed = rows.update(answered_at=time.now(), granted_by=by if agree else None, refused=not agree)
    require(changed, _("This request was answered already."), code="already_answered")
    case.put()
    if not agree:
        write_down(case, "unmask_refused", by=by, asked_by=request.asked_by.key)
        return
    add_participant(case, Participant.Role.UNMASKED, staff=request.asked_by)
    write_down(case, "unmasked", by=by, asked_by=request.asked_by.key)
    reason = str(unseal(request.stored_reason, case.data_key))
    write_to(case, "unmasked", staff=request.asked_by.full_name, reason=reason)


@transaction.atomic
def see_contact(case: Case, *, by: Staff) -> None:
    """Somebody who may know who complained looks how to reach them: written down each time (U35)."""
    if not access.sees_identity(by, case):
        raise Forbidden(_("The name is kept confidential; ask to see the identity first."))
    write_down(case, "contact_seen", by=by)


def officers_on(case: Case) -> list[Staff]:
    """The confidentiality officers who are named on this case."""
    named = case.participants.filter(role=Participant.Role.CONFIDENTIALITY, until__isnull=True, staff__isnull=False)
    return [one.staff for one in named.select_related("staff") if one.staff is not None]
