"""Calls as they happen: one comes in or goes out, is about a complaint or about none, and ends (R5, R19)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.beginning import Beginning
from tanggap.casework.directory import directory
from tanggap.channels.models import Call
from tanggap.core import time
from tanggap.core.errors import NotFound, Refused
from tanggap.core.keys import seal
from tanggap.people import vault
from tanggap.people.models import Staff

NO_CALL = _("There is no such call.")


@transaction.atomic
def take_call(number: str = "", *, direction: str = Call.Direction.IN, by: Staff) -> Call:
    """The telephone rings, or we dial: a row of the log from this moment. Raises Invalid for what is no number.

    A number that is withheld is an empty one.
    """
    tidy = vault.contact(phone=number).phone
    known = directory()
    call = Call.objects.create(
        direction=direction, stored_number=tidy, digest=vault.digest_of("phone", tidy) if tidy else None,
        person=vault.find_person(phone=tidy) if tidy else None, officer=by, started_at=time.now(),
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
        return {"case_key": case.key}
    return {
        "case_key": case.key, "data_key": case.data_key, "digest": None, "person": None,
        "stored_number": seal(call.number, case.data_key), "stored_name": seal(call.name, case.data_key),
        "stored_note": seal(call.note, case.data_key),
    }  # fmt: skip
