"""The complainant says "nobody speaks for me": from a link in the letter that told them, with one press (R7).

The link serves this one purpose. It follows from the number of the complaint and the key ring, so the database holds
nothing of it; to open it changes nothing, for machines open links too. From the press on the mandate rests: whoever
spoke is shown nothing more until staff have settled it, one way or the other, with a reason.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_staff
from tanggap.cases.speaking import is_on_hold
from tanggap.casework.acting import lock, write_down
from tanggap.casework.links import objection_key
from tanggap.casework.mandate_state import mandate_state
from tanggap.casework.mandates import ENDED, end_mandate, mandate_of, may_settle, speaking, the_speaking
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.casework.say import check_text, write_to
from tanggap.core import secrets, time
from tanggap.core.errors import NotFound, Refused, require
from tanggap.core.keys import unseal
from tanggap.people.models import Mandate, Staff

LONGEST = 2_000
NO_LINK = _("This link leads to nothing any more. Call us, or answer our letter.")
NOBODY_NOW = _("Nobody speaks for you on this complaint any more. You need not do anything.")
NOTHING_TO_SETTLE = _("There is no objection to settle. Look at the file again, please.")


@dataclass(frozen=True)
class Objection:
    """What the link opens: on which complaint, how the mandate stands, and since when it rests."""

    own: Party
    speaker: Party
    state: str
    since: datetime | None

    @property
    def case(self) -> Case:
        return self.own.case


def find(key: str) -> Objection:
    """What this link is for; raises NotFound for a wrong one, Refused where nobody speaks for them any more."""
    number, _dash, token = key.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotFound(NO_LINK, code="wrong_link")
    own = Party.objects.select_related("case__edition").filter(pk=int(number), role=Party.Role.COMPLAINANT).first()
    if own is None or not secrets.constant_time_equal(objection_key(own.case, own.pk), token):
        raise NotFound(NO_LINK, code="wrong_link")
    speaker = speaking(own.case)
    if speaker is None or speaker.person is None:
        raise NotFound(NO_LINK, code="wrong_link")
    state = mandate_state(speaker)
    if state == Mandate.State.ENDED:
        raise Refused(NOBODY_NOW, code="not_now")
    return Objection(own, speaker, state, speaker.mandate.suspended_at if speaker.mandate else None)


@transaction.atomic
def object_to(key: str, *, words: str = "") -> Objection:
    """They do not want it: the mandate rests from now on, and staff are told. Twice is once."""
    found = find(key)
    check_text(words, "words", longest=LONGEST, required=False)
    case = found.case
    lock(case)
    speaker = the_speaking(case)
    require(mandate_state(speaker) != Mandate.State.ENDED, NOBODY_NOW, code="not_now")
    if is_on_hold(speaker):
        return find(key)
    mandate = mandate_of(case, speaker)
    mandate.suspended_at, mandate.stored_objection = time.now(), case.sealed(words.strip()) if words.strip() else ""
    mandate.save(update_fields=["suspended_at", "stored_objection"])
    case.parties.filter(pk=speaker.pk).update(may_read=False, may_answer=False, may_agree=False)
    case.put()
    private = {"words": words.strip()} if words.strip() else None
    write_down(case, "mandate_objected", by=found.own, private=private, party=speaker.key)
    told = [*workers_on(case), *frontdesk_of(case), *people_to_tell(case, case.unit)]
    tell_staff(told, Notice.Kind.NOT_FOR_ME, case)
    return find(key)


@transaction.atomic
def uphold_mandate(case: Case, *, reason: str, by: Staff) -> None:
    """The mandate is good all the same: whoever spoke goes on, and the complainant is told why."""
    speaker = _to_settle(case, reason, by)
    write_to(case, "mandate-upheld", reason=reason)  # first: now it is the complainant whom we write to
    mandate = mandate_of(case, speaker)
    mandate.suspended_at = None
    mandate.save(update_fields=["suspended_at"])
    case.parties.filter(pk=speaker.pk).update(may_read=True, may_answer=True, may_agree=True)
    case.put()
    write_down(case, "mandate_upheld", by=by, private={"reason": reason}, party=speaker.key)


@transaction.atomic
def grant_objection(case: Case, *, reason: str, by: Staff) -> str:
    """The complainant is right: the mandate ends, and they speak for themselves (mandates.py)."""
    _to_settle(case, reason, by)
    return end_mandate(case, reason=reason, by=by)


def objection_of(speaker: Party) -> str:
    """What the complainant wrote with it, for staff."""
    stored = speaker.mandate.stored_objection if speaker.mandate else ""
    return unseal(stored, speaker.case.data_key) if stored else ""


def _to_settle(case: Case, reason: str, by: Staff) -> Party:
    lock(case)
    speaker = the_speaking(case)
    may_settle(case, by)
    check_text(reason, "reason", longest=LONGEST)
    require(mandate_state(speaker) != Mandate.State.ENDED, ENDED, code="not_now")
    require(is_on_hold(speaker), NOTHING_TO_SETTLE, code="not_now")
    return speaker
