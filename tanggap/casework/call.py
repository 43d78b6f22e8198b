"""The complainant wants to speak with a person: a promise with a date, kept by a recorded contact (R31, R36)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.letters import spokesperson
from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.lengths import length
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.casework.say import check_text, write_to
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.wording import date_in_words
from tanggap.core import time
from tanggap.core.db.plain import add, change, first
from tanggap.core.errors import Invalid, Refused, require
from tanggap.core.subject import key_of
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.remedy.asked import MOST_TRIES
from tanggap.remedy.models import CallRequest, Contact, Offer
from tanggap.sop.parts import Promise
from tanggap.sop.text import Within

# Where an edition says nothing of calls.
USUAL = Within(amount=1, unit="days", working=True)
# After the talk there is this much time at least to answer an offer.
AFTER_THE_TALK = Within(amount=2, unit="days", working=False)


@transaction.atomic
def ask_call(
    case: Case, *, way: str, when: str, reach: str = "", about: str = "", by: Party | Staff,
    version: int | None = None,
) -> CallRequest:
    """Ask to be called, or to be received: how, when it suits, on which number. Whoever answers for it is told."""
    begin(case, "ask_call", by=by, version=version)
    if way not in CallRequest.Way.values:
        raise Invalid(_("Say how you would like to speak with us."), fields={"way": _("Choose one.")})
    check_text(when, "when", longest=200)
    check_text(reach, "reach", longest=200, required=False)
    check_text(about, "about", longest=2_000, required=False)
    if not reach.strip() and not _reachable(case, way):
        sentence = _("Tell us the number, please; we have none.")
        raise Invalid(sentence, fields={"reach": sentence})
    require(waiting_call(case) is None, _("You have asked already; we call you."), code="already_asked")
    demand(case, "ask_call", reason=about)
    within = None if length(case, "call") else Promise.of(USUAL, case.edition.procedure.organisation.working_day_hours)
    owed = promises.promise(case, "call", within=within)
    assert owed is not None, "a call is always promised"
    [asked] = add([CallRequest(
        case=case, round=case.round, way=way, stored_when=case.sealed(when), stored_reach=case.sealed(reach),
        stored_about=case.sealed(about), asked_by=key_of(by), at=case.present(), due_at=owed.due_at,
    )])  # fmt: skip
    case.put()
    write_down(case, "call_asked", by=by, private={"when": when, "about": about}, call=asked.pk, way=way)
    people = [one for one in _callers(case) if one != by]
    tell_staff(people, Notice.Kind.CALL, case, about=asked.key)
    mail_staff(case, "call-asked", people, way=str(asked.get_way_display()),
               due=date_in_words(asked.due_at, case.language))  # fmt: skip
    return asked


@transaction.atomic
def drop_call(case: Case, *, by: Party | Staff, version: int | None = None) -> None:
    """The complainant does not need the call any more."""
    begin(case, "drop_call", by=by, version=version)
    asked = waiting_call(case)
    if asked is None:
        raise Refused(_("No call is waiting."), code="not_now")
    demand(case, "drop_call")
    _end(asked, CallRequest.State.CANCELLED)
    case.put()
    write_down(case, "call_dropped", by=by, call=asked.pk)
    promises.drop(case, "call")
    _go_on_with_the_offer(case)


def answered_by(case: Case, contact: Contact, *, by: Staff) -> CallRequest | None:
    """A contact was recorded: when they were reached, the call is made; after the third try in vain it ends.

    Answers with the call that was waited for, if there was one.
    """
    asked = waiting_call(case)
    if asked is None:
        return None
    if contact.reached:
        _end(asked, CallRequest.State.DONE, answer=contact)
        write_down(case, "call_made", by=by, call=asked.pk)
    else:
        change(CallRequest, "id = %s", asked.pk, tries=asked.tries + 1)
        asked.tries += 1
        if asked.tries < MOST_TRIES:
            write_down(case, "call_tried", by=by, call=asked.pk, number=asked.tries)
            return asked
        _end(asked, CallRequest.State.NOT_REACHED, answer=contact)
        write_down(case, "call_ended", by=by, call=asked.pk)
        write_to(case, "call-ended")
    promises.keep(case, "call")
    _go_on_with_the_offer(case)
    return asked


def waiting_call(case: Case) -> CallRequest | None:
    """The call that the complainant waits for."""
    return first(CallRequest, "case_id = %s AND state = 'open'", case.pk, case=case)


def _end(asked: CallRequest, state: CallRequest.State, **also: Any) -> None:
    moment = asked.case.present()
    require(change(CallRequest, "id = %s AND state = 'open'", asked.pk, state=state, ended_at=moment, **also),
            _("No call is waiting."), code="not_now")  # fmt: skip
    asked.state, asked.ended_at = state, moment


def _go_on_with_the_offer(case: Case) -> None:
    """Nobody was held to the date while they waited for our call; now there is time to answer again."""
    if case.state != State.OFFERED:
        return
    made = first(Offer, "case_id = %s AND state = 'open'", case.pk)
    within = Promise.of(AFTER_THE_TALK, case.edition.procedure.organisation.working_day_hours)
    if made is None or (made.answer_by - time.now()).total_seconds() > within.minutes * 60:
        return
    clock = promises.promise(case, "offer_answer", within=within)
    assert clock is not None, "its length was given"
    change(Offer, "id = %s", made.pk, answer_by=clock.due_at)
    write_to(case, "offer-reminder", due=date_in_words(clock.due_at, case.language))


def _reachable(case: Case, way: str) -> bool:
    """Whether we know how; of an anonymous complaint we know nothing."""
    if way == CallRequest.Way.IN_PERSON:
        return True
    party = spokesperson(case)
    if party is None or party.person_id is None:
        return False
    known = vault.read_by_number(party.person_id)
    return bool(known.phone or known.whatsapp)


def _callers(case: Case) -> list[Staff]:
    return workers_on(case) or frontdesk_of(case) or people_to_tell(case, case.unit)


