"""Calls that we owe: promised in a call or for a missed one, on a clock, whose it is by the duty roster (R8, R19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tanggap.audit import trail
from tanggap.cases.models import Notice
from tanggap.cases.notices import tell_of
from tanggap.casework.call import USUAL
from tanggap.casework.directory import Directory, directory
from tanggap.casework.say import check_text
from tanggap.casework.telephone import call_since, close_call, end_call, take_call
from tanggap.casework.wording import date_in_words
from tanggap.channels.models import Call, Callback, Outbound
from tanggap.channels.outbox import make_mail, queue_many
from tanggap.channels.phone.callback import MOST_TRIES
from tanggap.clocks import clock
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.errors import Invalid, NotFound, require
from tanggap.core.subject import key_of, split
from tanggap.people import vault
from tanggap.people.actors import WORKER
from tanggap.people.models import Role, Staff
from tanggap.people.standing import stand_ins, standing_of
from tanggap.sop.parts import Promise

KIND = "callback"
LATEST, EARLIEST = timedelta(days=60), timedelta(days=366)
DESK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)


@transaction.atomic
def promise_callback(
    number: str, *, name: str = "", about: str = "", wanted_at: datetime | None = None, asked_in: Call | None = None,
    by: Staff,
) -> Callback:  # fmt: skip
    """We call back at the moment that was wished, else within a working day; whoever is on duty has it."""
    who = vault.contact(phone=number, name=name)
    if not who.phone:
        sentence = _("Write the number that we are to call.")
        raise Invalid(sentence, fields={"number": sentence})
    check_text(about, "about", longest=2_000, required=False)
    moment, known = time.now(), directory()
    if wanted_at is not None and not moment < wanted_at < moment + LATEST:
        sentence = _("Say a moment that is still to come, within two months.")
        raise Invalid(sentence, fields={"wanted_at": sentence})
    unit = known.unit(known.edition.procedure.duty("phone"))
    made = Callback.objects.create(
        stored_number=who.phone, stored_name=who.name, stored_about=about.strip(), asked_in=asked_in,
        wanted_at=wanted_at, due_at=wanted_at or moment, unit=unit, at=moment,
    )  # fmt: skip
    made.owner = known.on_duty(unit, "phone", made.pk)
    usual = Promise.of(USUAL, known.edition.procedure.organisation.working_day_hours)
    minutes = ceil((wanted_at - moment).total_seconds() / 60) if wanted_at else usual.minutes
    started = clock.start(
        made.key, KIND, minutes=max(1, minutes), working=wanted_at is None and usual.working,
        calendar=known.calendar_of(unit),
    )  # fmt: skip
    made.due_at = wanted_at or started.due_at
    made.save(update_fields=["owner", "due_at"])
    told = [made.owner] if made.owner else known.receivers(unit, "phone", moment).people
    tell_of([one for one in told if one.key != key_of(by)], Notice.Kind.CALL_OWED, made.key)
    trail.record("callback_promised", made, by=by, due=made.due_at.isoformat(),
                 owner=made.owner.key if made.owner else "", call=asked_in.key if asked_in else "")  # fmt: skip
    return made


def ring(clocks: Sequence[Clock]) -> None:
    """Calls that nobody has made in time: whose they are hears of it, and whoever is on duty when they are nobody's."""
    late = [split(clock.subject)[1] for clock in clocks if clock.kind == KIND
            and "broken" in {one.name for one in clock.rings}]  # fmt: skip
    if not late:
        return
    known = directory()
    for owed in Callback.objects.filter(pk__in=late, state=Callback.State.OPEN).select_related("owner", "unit"):
        people = _who_calls(owed, known)
        trail.record("callback_late", owed, by=WORKER, told=[one.key for one in people])
        tell_of(people, Notice.Kind.CALL_LATE, owed.key)
        queue_many([_reminder(owed, one) for one in people])


def _who_calls(owed: Callback, known: Directory) -> list[Staff]:
    """Whose it is, and who stands in."""
    if owed.owner is not None and owed.owner.is_active:
        return [owed.owner, *stand_ins(owed.owner)]
    return list(known.receivers(owed.unit, "phone", time.now()).people)


def _reminder(owed: Callback, staff: Staff) -> Outbound:
    """When it was due; neither number nor name."""
    with override(staff.language):
        subject = str(_("A promised call is overdue"))
        body = _("We promised somebody a call by %(when)s, and nobody has called yet.") % {
            "when": date_in_words(owed.due_at, staff.language)
        }
        where = f"{settings.BASE_URL}/desk/calls/back/{owed.pk}/"
    return make_mail(staff.email, subject, f"{body}\n\n{where}", language=staff.language)


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A call that is no complaint, as it was noted; `since` is when it began, where that is known."""

    number: str = ""
    name: str = ""
    direction: str = Call.Direction.IN
    outcome: str
    note: str = ""
    wanted_at: datetime | None = None
    since: datetime | None = None


@transaction.atomic
def note_call(noted: Noted, *, call: Call | None = None, by: Staff) -> Call:
    """It stands in the log, with the call that we owe where one was asked for; `call` is the one that is going on."""
    if noted.since is not None and not time.now() - EARLIEST < noted.since <= time.now():
        sentence = _("Say a moment that has passed, within a year.")
        raise Invalid(sentence, fields={"started_at": sentence})
    if call is None:
        call = call_since(noted.number, since=noted.since, direction=noted.direction, by=by)
    end_call(call, outcome=noted.outcome, name=noted.name, note=noted.note, by=by)
    if noted.outcome == Call.Outcome.CALL_BACK:
        promise_callback(
            noted.number or call.number, name=noted.name, about=noted.note, wanted_at=noted.wanted_at, asked_in=call,
            by=by,
        )  # fmt: skip
    return call


@transaction.atomic
def call_back(callback: Callback, *, reached: bool, note: str = "", by: Staff) -> Call:
    """We have called. Reached: it is done, and the call stands in the log; after the third try in vain it ends."""
    callback = _locked(callback.pk, by=by)
    check_text(note, "note", longest=2_000, required=False)
    call = take_call(callback.number, direction=Call.Direction.OUT, by=by)
    if callback.name:
        call.stored_name = callback.name
        call.save(update_fields=["stored_name"])
    outcome = Call.Outcome.NOTHING if reached else Call.Outcome.NO_ANSWER
    close_call(call, outcome=outcome, note=note.strip(), by=by)
    _answer(callback, call, reached=reached, by=by)
    return call


@transaction.atomic
def begin_callback(callback: Callback, *, by: Staff) -> Call:
    """We have reached them and they tell of a complaint: the call goes on, and the intake is opened from it."""
    callback = _locked(callback.pk, by=by)
    call = take_call(callback.number, direction=Call.Direction.OUT, by=by)
    call.stored_name = callback.name
    call.save(update_fields=["stored_name"])
    _answer(callback, call, reached=True, by=by)
    return call


@transaction.atomic
def drop_callback(callback: Callback, *, by: Staff) -> None:
    """It is not wanted any more."""
    callback = _locked(callback.pk, by=by)
    _end(callback, Callback.State.DROPPED)
    clock.cancel(callback.key)
    trail.record("callback_dropped", callback, by=by)


def _answer(callback: Callback, call: Call, *, reached: bool, by: Staff) -> None:
    callback.tries += 1
    if not reached and callback.tries < MOST_TRIES:
        callback.save(update_fields=["tries"])
        trail.record("callback_tried", callback, by=by, number=callback.tries, call=call.key)
        return
    callback.answer = call
    _end(callback, Callback.State.DONE if reached else Callback.State.NOT_REACHED)
    clock.keep(callback.key, KIND)
    trail.record("callback_made" if reached else "callback_given_up", callback, by=by, call=call.key)


def _end(callback: Callback, state: Callback.State) -> None:
    callback.state, callback.ended_at = state, time.now()
    callback.save(update_fields=["state", "ended_at", "tries", "answer"])


def callback_of(number: int, *, by: Staff) -> Callback:
    """A callback that this person may make; raises NotFound for everybody else's."""
    found = Callback.objects.select_related("data_key", "owner", "unit").filter(pk=number).first()
    if found is None or not may_call(found, by):
        raise NotFound(_("There is no such call to make."))
    return found


def may_call(callback: Callback, by: Staff) -> bool:
    """Whoever has it, stands in, or works where the telephone is answered."""
    standing = standing_of(by)
    mine = callback.owner_id in {by.pk, *standing.acting_for}
    return mine or any(standing.has(role, callback.unit_id) for role in DESK)


def _locked(number: int, *, by: Staff) -> Callback:
    found = callback_of(number, by=by)
    found = Callback.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=found.pk)
    require(found.state == Callback.State.OPEN, _("This call was made already."), code="already_done")
    return found
