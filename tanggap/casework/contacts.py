"""Contacts that are no complaint: questions, requests, thanks (R79). They are kept, answered, and stay outside figures.

Nobody is turned away over a word (R2): one act makes a contact a complaint, from the moment it came in, or the other
way.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import ContactKind, Kind
from tanggap.cases.models import Case, Reply
from tanggap.cases.states import Outcome
from tanggap.casework import promises
from tanggap.casework.acting import begin, write_down
from tanggap.casework.call_in import call_in
from tanggap.casework.close import leave
from tanggap.casework.lengths import calendar_of
from tanggap.casework.say import check_text, write_to
from tanggap.casework.wording import promises_in_words
from tanggap.clocks.models import Clock
from tanggap.core.errors import Invalid, require
from tanggap.people.models import Staff

TOLD = ("first_reply", "resolution")


@transaction.atomic
def answer(case: Case, *, how: str = "", by: Staff, version: int | None = None) -> None:
    """It is answered, and so it ends. `how` says what was told where no reply on the file does."""
    said = Reply.objects.filter(case=case, author__isnull=False).exists()
    require(said or how.strip(), _("Write the answer first, or say here what you told them."), code="unanswered")
    leave(case, "answer", Outcome.ANSWERED, how, by=by, version=version, required=False)


@transaction.atomic
def become_complaint(case: Case, *, by: Staff, version: int | None = None) -> None:
    """It is a complaint after all: the SOP holds for it, its promises run from when it came in, and a receipt goes."""
    begin(case, "become_complaint", by=by, version=version)
    case.put(kind=Kind.COMPLAINT, contact="")
    promises.became_complaint(case, calendar_of(case.receiving_unit))
    write_down(case, "became_complaint", by=by)
    dates = Clock.objects.filter(case_id=case.pk, kind__in=TOLD, subject=case.key).order_by("due_at", "pk")
    unit = case.receiving_unit.name_en if case.language == "en" else case.receiving_unit.name_id
    told = promises_in_words([(one.kind, one.due_at) for one in dates], case.language)
    write_to(case, "acknowledgement", unit=unit, promises=told, tracking_code="")
    call_in(case)


@transaction.atomic
def become_contact(case: Case, *, contact: str, reason: str, by: Staff, version: int | None = None) -> None:
    """It is a question, a request or thanks; only that somebody answers is still promised. Raises Invalid."""
    begin(case, "become_contact", by=by, version=version)
    if contact not in ContactKind.values:
        raise Invalid(_("Choose one of these."), fields={"contact": _("Choose one of these.")})
    check_text(reason, "reason", longest=1_000)
    case.put(kind=Kind.CONTACT, contact=contact)
    promises.became_contact(case)
    write_down(case, "became_contact", by=by, private={"reason": reason}, contact=contact)
