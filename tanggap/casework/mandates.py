"""Who speaks for whom (R7): a mandate is told, shown, checked by staff, expires, and is withdrawn.

It is for one complaint only. Whoever has told that they speak may read and answer what they brought; whether they may
also agree follows from the mandate (mandate_state.py), and who is spoken to now from cases/speaking.py. When it is
withdrawn, whoever it was for speaks for themselves, and the code of the representative opens nothing any more.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Evidence, Party
from tanggap.cases.speaking import is_on_hold
from tanggap.casework.acting import lock, locked, write_down
from tanggap.casework.mandate_state import mandate_state
from tanggap.casework.record import renew_code
from tanggap.casework.say import check_text, write_to
from tanggap.casework.wording import day_in_words
from tanggap.core import files, time
from tanggap.core.db.plain import ask
from tanggap.core.errors import Forbidden, Invalid, NotFound, require
from tanggap.core.files import File
from tanggap.core.subject import key_of
from tanggap.people import vault
from tanggap.people.actors import WORKER
from tanggap.people.models import Mandate, Role, Staff

CHECKS = frozenset({Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER, Role.CONFIDENTIALITY})
REMIND_BEFORE = timedelta(days=14)
AT_ONCE = 50
NOBODY_SPEAKS = _("Nobody speaks for the complainant here.")
ENDED = _("This mandate has ended. Look at the file again, please.")

ON_HOLD = _("The complainant objects to this mandate. Settle that first.")

log = logging.getLogger(__name__)


def speaking(case: Case) -> Party | None:
    """Whoever speaks for the complainant, or did."""
    found = case.parties.filter(role=Party.Role.REPRESENTATIVE).select_related("person", "mandate__document")
    party = found.order_by("pk").first()
    if party is not None:
        party.case = case
    return party


@transaction.atomic
def show_mandate(case: Case, *, document: File | None, until: date | None = None, by: Party | Staff) -> Mandate:
    """The document comes: it lies with the files of the complaint, and waits for staff to check it."""
    lock(case)
    party = the_speaking(case)
    if isinstance(by, Staff):
        may_settle(case, by)
    elif by.pk != party.pk or not by.may_answer:
        raise Forbidden(_("Only whoever speaks for the complainant shows a mandate."))
    if document is None:
        raise Invalid(_("Choose the file of the mandate."), fields={"files": _("Choose the file of the mandate.")})
    require(case.is_open, _("This complaint is closed."), code="not_now")
    require(mandate_state(party) != Mandate.State.ENDED, ENDED, code="not_now")
    files.claim([document], key=case.data_key)
    Evidence.objects.create(case=case, file=document, added_by=key_of(by), at=case.present())
    whole = _end_of(until, "until") if until else None
    mandate = mandate_of(case, party)
    mandate.document, mandate.shown_by, mandate.until = document, key_of(by), whole
    mandate.since = min(mandate.since, time.now())
    mandate.confirmed_at = mandate.confirmed_by = mandate.reminded_at = None
    mandate.save()
    case.put()
    write_down(case, "mandate_shown", by=by, party=party.key, until=until.isoformat() if until else None)
    return mandate


@transaction.atomic
def check_mandate(case: Case, *, until: date | None, scope: str = "", by: Staff) -> Mandate:
    """Staff have read it, or have seen it on the counter: it says what was told, and until when."""
    lock(case)
    party = the_speaking(case)
    may_settle(case, by)
    require(mandate_state(party) != Mandate.State.ENDED, ENDED, code="not_now")
    require(not is_on_hold(party), ON_HOLD, code="not_now")
    check_text(scope, "scope", longest=300, required=False)
    mandate = mandate_of(case, party)
    mandate.until = _end_of(until, "until") if until else None
    mandate.scope, mandate.confirmed_at, mandate.confirmed_by, mandate.reminded_at = scope, time.now(), by, None
    mandate.save()
    # Whose mandate had expired may have been shut out meanwhile (mandate_state.shut_out_expired).
    case.parties.filter(pk=party.pk).update(may_read=True, may_answer=True, may_agree=True)
    case.put()
    write_down(case, "mandate_checked", by=by, party=party.key, until=until.isoformat() if until else None)
    return mandate


@transaction.atomic
def end_mandate(case: Case, *, reason: str, by: Staff) -> str:
    """The complainant speaks for themselves from now on, and whoever spoke reads nothing any more.

    The code was in their hands, so there is a new one: mailed to the complainant, or, of a hidden case, answered once.
    """
    lock(case)
    party = the_speaking(case)
    may_settle(case, by)
    check_text(reason, "reason", longest=2_000)
    require(mandate_state(party) != Mandate.State.ENDED, ENDED, code="not_now")
    mandate = mandate_of(case, party)
    mandate.ended_at = time.now()
    mandate.save()
    case.parties.filter(pk=party.pk).update(may_read=False, may_answer=False, may_agree=False)
    case.parties.filter(role=Party.Role.COMPLAINANT).update(may_agree=True)
    case.put()
    write_down(case, "mandate_ended", by=by, private={"reason": reason}, party=party.key)
    code = renew_code(case, by=by if case.hidden else None)
    return code if case.hidden else ""


def remind_due() -> int:
    """Whoever speaks with a mandate that ends soon is told so, once; how many."""
    now, told = time.now(), 0
    for number, case_id in ask(_ENDING, now, now + REMIND_BEFORE, AT_ONCE):
        try:
            told += _remind(number, case_id)
        except Exception:
            log.exception("mandate %s could not be reminded of", number)
    return told


_ENDING = """
    SELECT m.id, p.case_id FROM people_mandate m JOIN cases_party p ON p.mandate_id = m.id
    WHERE m.until > %s AND m.until <= %s AND m.confirmed_at IS NOT NULL AND m.ended_at IS NULL
    AND m.reminded_at IS NULL LIMIT %s"""


@transaction.atomic
def _remind(number: int, case_id: int) -> int:
    case = locked(case_id)
    if case is None or not Mandate.objects.filter(pk=number, reminded_at=None).update(reminded_at=time.now()):
        return 0
    mandate = Mandate.objects.get(pk=number)
    if not case.is_open or mandate.until is None:
        return 0
    day = last_day(mandate.until)
    write_down(case, "mandate_ending", by=WORKER, until=day.isoformat())
    write_to(case, "mandate-ending", due=day_in_words(day, case.language))
    return 1


def the_speaking(case: Case) -> Party:
    """The same; raises NotFound where nobody does."""
    party = speaking(case)
    if party is None or party.person is None:
        raise NotFound(NOBODY_SPEAKS)
    return party


def may_settle(case: Case, by: Staff) -> None:
    """Whoever works on it, and has no part in it: nobody checks a mandate that they hold or gave themselves."""
    if not access.roles_on(by, case) & CHECKS:
        raise Forbidden(_("This is for those who work on the complaint."))
    people = [one.person for one in case.parties.filter(person__isnull=False).select_related("person") if one.person]
    if by.email.casefold() in {who.email.casefold() for who in vault.read_many(people).values()}:
        raise Forbidden(_("You have a part in this complaint yourself. Somebody else must look at the mandate."),
                        code="not_neutral")  # fmt: skip


def mandate_of(case: Case, party: Party) -> Mandate:
    """The mandate of this party, made when there is none."""
    if party.mandate is not None:
        return party.mandate
    own = case.parties.filter(role=Party.Role.COMPLAINANT, person__isnull=False).first()
    require(own, _("Say first for whom: nobody is on file whom they could speak for."), code="nobody")
    made = Mandate.objects.create(giver_id=own.person_id, holder_id=party.person_id, since=case.received_at)  # type: ignore[union-attr]
    Party.objects.filter(pk=party.pk).update(mandate=made)
    party.mandate = made
    return made


def _end_of(day: date, field: str) -> datetime:
    """The end of that day, here; raises Invalid for one that is over."""
    problem: Any = _("This day is over already.") if day < time.today() else None
    if day.year > 2200:
        problem = _("Write the date as day, month and year.")
    if problem is not None:
        raise Invalid(problem, fields={field: problem})
    return datetime(day.year, day.month, day.day, tzinfo=time.default_zone()) + timedelta(days=1)


def last_day(until: datetime) -> date:
    """The last day on which a mandate is good that ends then."""
    return time.local(until - timedelta(seconds=1)).date()
