"""Calls as they happen: one comes in or goes out, is about a complaint or about none, and ends (R5, R19)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases.letters import spokesperson
from tanggap.cases.models import Case
from tanggap.casework.acting import lock, write_down
from tanggap.casework.beginning import Beginning
from tanggap.casework.directory import directory
from tanggap.casework.say import check_text
from tanggap.channels.models import Call
from tanggap.core import time
from tanggap.core.errors import Invalid, NotFound, Refused, require
from tanggap.core.keys import seal
from tanggap.people import vault
from tanggap.people.models import Staff

NO_CALL = _("There is no such call.")
A_BREATH = timedelta(minutes=2)
# A contact that is recorded so soon after a call on the complaint began was that call.
SAME_CALL = timedelta(hours=2)
# What may come of a call without a complaint.
ENDINGS = (
    Call.Outcome.STATUS, Call.Outcome.CALL_BACK, Call.Outcome.NO_ANSWER, Call.Outcome.WRONG_NUMBER,
    Call.Outcome.NOTHING,
)  # fmt: skip


@transaction.atomic
def take_call(
    number: str = "", *, direction: str = Call.Direction.IN, at: datetime | None = None, by: Staff
) -> Call:
    """The telephone rings, or we dial: a row of the log from this moment. Raises Invalid for what is no number.

    A number that is withheld is an empty one.
    """
    tidy = _tidy(number)
    known = directory()
    if at is None:
        _hang_up(by)
    call = Call.objects.create(
        direction=direction, stored_number=tidy, digest=vault.digest_of("phone", tidy) if tidy else None,
        person=vault.find_person(phone=tidy) if tidy else None, officer=by, started_at=at or time.now(),
        unit=known.unit(known.edition.procedure.duty("phone")),
    )  # fmt: skip
    trail.record("phone_call_began", call, by=by, direction=direction)
    return call


def own_call(number: int, *, by: Staff) -> Call:
    """A call that `by` is on, or was; raises NotFound for everybody else's."""
    call = Call.objects.select_related("data_key").filter(pk=number, officer=by).first()
    if call is None:
        raise NotFound(NO_CALL)
    return call


def _hang_up(by: Staff) -> None:
    """Nobody is on two calls: one that was left open is over when the next begins."""
    left = Call.objects.filter(officer=by, ended_at=None)
    left.exclude(outcome="").update(ended_at=time.now())
    left.filter(outcome="").update(outcome=Call.Outcome.NOTHING, ended_at=time.now())


def _tidy(number: str) -> str:
    """The number in its one written form; raises Invalid for the field `number`."""
    try:
        return vault.contact(phone=number).phone
    except Invalid as problem:
        raise Invalid(problem.sentence, fields={"number": problem.sentence}) from None


@transaction.atomic
def call_since(
    number: str = "", *, since: datetime | None, direction: str = Call.Direction.IN, by: Staff
) -> Call:
    """The call that goes on since the page was opened; a page that sends twice speaks of the same one."""
    list(Staff.objects.select_for_update().filter(pk=by.pk).values_list("pk"))
    tidy = _tidy(number)
    began = Call.objects.select_related("data_key").filter(officer=by, started_at=since) if since else ()
    # The number may have been typed, or corrected, between the two.
    known = next((one for one in began if not tidy or not one.number or one.number == tidy), None)
    return known or take_call(number, direction=direction, at=since, by=by)


@transaction.atomic
def ring_in(number: str, *, by: Staff) -> Call:
    """A telephone system says who rings. Raises Invalid for what is no number.

    Systems fire twice, and people reload: the same number within the same breath is the same call.
    """
    tidy = _tidy(number)
    lately = Call.objects.filter(officer=by, ended_at=None, outcome="", started_at__gt=time.now() - A_BREATH)
    # Two requests at the same instant queue up here.
    list(Staff.objects.select_for_update().filter(pk=by.pk).values_list("pk"))
    known = next((call for call in lately.order_by("-pk") if call.number == tidy), None)
    return known or take_call(tidy, by=by)


@transaction.atomic
def end_call(call: Call, *, outcome: str, name: str = "", note: str = "", by: Staff) -> None:
    """The call is over and no complaint came of it; raises Invalid for an outcome that says otherwise."""
    call = Call.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=own_call(call.pk, by=by).pk)
    if outcome not in ENDINGS:
        raise Invalid(_("Say what came of the call."), fields={"outcome": _("Choose one of these.")})
    check_text(note, "note", longest=2_000, required=False)
    require(not call.case_key and call.outcome == "", _("This call was noted already."), code="already_done")
    tidy = vault.contact(name=name).name
    if tidy:
        call.stored_name = tidy
        call.save(update_fields=["stored_name"])
    close_call(call, outcome=outcome, note=note.strip(), by=by)


@transaction.atomic
def about_case(case: Case, call: Call, *, by: Staff) -> None:
    """Whoever rings speaks of a complaint that is on file: the call stands there, and the file on the call."""
    lock(case)
    call = Call.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=call.pk)
    if call.case_key == case.key:
        return
    require(not call.case_key, _("This call is about another complaint."), code="already_done")
    close_call(call, outcome=Call.Outcome.ABOUT, case=case, by=by)
    write_down(case, "phoned" if call.direction == Call.Direction.IN else "phoned_out", by=by, phone=call.pk)


def status_asked(case: Case, call: Call | None, *, since: datetime | None, number: str, by: Staff) -> None:
    """Whoever rang was told how it stands; a call that nobody had noted stands in the log once."""
    if call is None:
        if since is None or Call.objects.filter(officer=by, started_at=since).exists():
            return
        call = take_call(number, at=since, by=by)
    call = Call.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=own_call(call.pk, by=by).pk)
    if call.outcome == "":
        close_call(call, outcome=Call.Outcome.STATUS, case=case, by=by)


def contact_by_phone(case: Case, *, reached: bool, by: Staff) -> None:
    """A contact on this complaint was by telephone, or in vain: the call that it was stands in the log, once.

    One that began when they rang, or was just noted on this complaint, is that call; else we have called.
    """
    lately = time.now() - SAME_CALL
    mine = Call.objects.filter(officer=by, case_key=case.key, started_at__gt=lately).order_by("-pk").first()
    if reached and mine is not None and mine.outcome != Call.Outcome.NO_ANSWER:
        Call.objects.filter(pk=mine.pk).update(ended_at=time.now())
        return
    party = spokesperson(case) if not case.hidden else None
    number = vault.read_by_number(party.person_id).phone if party is not None and party.person_id else ""
    call = take_call(number, direction=Call.Direction.OUT, by=by)
    close_call(call, outcome=Call.Outcome.ABOUT if reached else Call.Outcome.NO_ANSWER, case=case, by=by)


def begin_intake(number: int, by: Staff) -> Beginning:
    """What the intake page begins with when it is opened from a call."""
    call = own_call(number, by=by)
    who = vault.read(call.person) if call.person is not None else vault.NOBODY
    return Beginning(
        medium="phone", phone=call.number, name=call.name or who.name, member_no=who.member_no, since=call.started_at,
        organization=who.organization, received_at=None, case_key=call.case_key,
    )  # fmt: skip


def call_filed(number: int, case: Case, by: Staff) -> None:
    """What was said in the call is on file now; the call ends, unless it had ended.

    The row of a call about a confidential complaint is sealed with its key. From an anonymous one nothing leads to the
    complaint, and the row forgets who rang.
    """
    call = Call.objects.select_for_update(of=("self",)).get(pk=own_call(number, by=by).pk)
    if call.case_key == case.key or (case.anonymous and call.outcome == Call.Outcome.RECORDED):
        return
    if call.case_key or call.outcome == Call.Outcome.RECORDED:
        raise Refused(_("From this call a complaint was recorded already."), code="already_done")
    close_call(call, outcome=Call.Outcome.RECORDED, case=case, by=by)


def log_intake(case: Case, *, number: str, since: datetime, by: Staff) -> None:
    """A complaint was taken down on the telephone, and nobody had noted the call: it stands in the log as well.

    Called once more for a form that was sent twice.
    """
    if Call.objects.filter(officer=by, started_at=since, outcome=Call.Outcome.RECORDED).exists():
        return
    call = take_call(number, at=since, by=by)
    close_call(call, outcome=Call.Outcome.RECORDED, case=case, by=by)


def close_call(call: Call, *, outcome: str, case: Case | None = None, note: str = "", by: Staff) -> None:
    """The locked call is over, with what came of it; written on its own trail."""
    values: dict[str, Any] = {"outcome": outcome, "ended_at": call.ended_at or time.now()}
    if note:
        values["stored_note"] = note
    if case is not None:
        values |= _bound(call, case)
    for name, value in values.items():
        setattr(call, name, value)
    call.save(update_fields=list(values))
    told = case.key if case is not None and not case.anonymous else ""
    trail.record("phone_call_ended", call, by=by, outcome=outcome, case=told)


def _bound(call: Call, case: Case) -> dict[str, Any]:
    if case.anonymous:
        return {"stored_number": "", "stored_name": "", "stored_note": "", "digest": None, "person": None}
    if case.data_key is None:
        return {"case_key": case.key, "stored_name": call.name or case.shown_name}
    return {
        "case_key": case.key, "data_key": case.data_key, "digest": None, "person": None,
        "stored_number": seal(call.number, case.data_key), "stored_name": seal(call.name, case.data_key),
        "stored_note": seal(call.note, case.data_key),
    }  # fmt: skip
