"""A visit and the file of the complaint it was about: what the intake begins with, what is kept, what is forgotten."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.acting import write_down
from tanggap.casework.beginning import Beginning
from tanggap.casework.queue_closing import draft_of
from tanggap.casework.queue_places import ticket_here
from tanggap.channels.models import Ticket
from tanggap.channels.web import drafts
from tanggap.core import time
from tanggap.core.errors import Refused, require
from tanggap.core.files import File
from tanggap.core.keys import seal
from tanggap.people.models import Staff

State, Outcome = Ticket.State, Ticket.Outcome


def begin_intake(number: int, by: Staff) -> Beginning:
    """What the intake page begins with when it is opened from a number: who came, what for, since when.

    What the visitor has begun to write while waiting comes before what they said when they took the number.
    """
    ticket = ticket_here(number, by=by)
    said = {"name": ticket.name, "phone": ticket.phone, "body": ticket.purpose}
    written = (drafts.load(draft_of(ticket)) or {}) if not ticket.case_key else {}
    uploads = tuple(File.objects.filter(public_id__in=written.pop("files", ()), claimed=False).order_by("pk"))
    return Beginning(
        **said | {name: text for name, text in written.items() if text}, medium="walk_in", branch=ticket.branch,
        since=ticket.served_at or ticket.called_at, case_key=ticket.case_key, files=uploads,
    )  # fmt: skip


def ticket_filed(number: int, case: Case, by: Staff) -> None:
    """What the visitor told is on file; how long they waited for it becomes part of the file.

    The row of a confidential complaint is sealed with its key. From an anonymous one nothing leads to the complaint.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_here(number, by=by).pk)
    if ticket.case_key == case.key or (case.anonymous and ticket.outcome == Outcome.RECORDED):
        return
    if ticket.case_key or ticket.outcome == Outcome.RECORDED:
        raise Refused(_("For this number a complaint was recorded already."), code="already_done")
    said = bound(case, name=ticket.name, phone=ticket.phone, purpose=ticket.purpose)
    values: dict[str, Any] = {"outcome": Outcome.RECORDED, **said}
    if ticket.state == State.CALLED:
        values |= {"state": State.SERVING, "served_at": time.now()}
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))
    drafts.forget(draft_of(ticket))
    trail.record("queue_recorded", ticket, by=by, case="" if case.anonymous else case.key)
    write_on_file(ticket, case, "came_in_person", by=by)


@transaction.atomic
def put_on(ticket: Ticket, case: Case, *, by: Staff) -> Ticket:
    """The visitor is here about that complaint, which is on file: it learns of the visit when that is over."""
    held = _held(ticket)
    if held.case_key == case.key:
        return held
    if held.case_key or held.outcome == Outcome.RECORDED:
        raise Refused(_("For this number a complaint was recorded already."), code="already_done")
    require(not case.anonymous, _("An anonymous complaint is tied to no visitor."))
    _set(held, bound(case, name=held.name, phone=held.phone, purpose=held.purpose))
    trail.record("queue_put_on", held, by=by, case=case.key)
    return held


@transaction.atomic
def take_off(ticket: Ticket, case: Case, *, by: Staff) -> Ticket:
    """The complaint was recorded under the number of somebody else: the number is free for its own visitor again."""
    held = _held(ticket)
    if held.case_key != case.key:
        return held
    outcome = Outcome.NOTHING if held.state == State.DONE else Outcome.NONE
    said = {"stored_name": held.name, "stored_phone": held.phone, "stored_purpose": held.purpose}
    _set(held, {"case_key": "", "outcome": outcome, "data_key": None, **said})
    trail.record("queue_taken_off", held, by=by, case=case.key)
    write_down(case, "visit_of_another", by=by)
    return held


def _held(ticket: Ticket) -> Ticket:
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("data_key", "service", "branch")
    return rows.get(pk=ticket.pk)


def _set(ticket: Ticket, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))


def bound(case: Case, *, name: str, phone: str, purpose: str) -> dict[str, Any]:
    """What the row of a visit holds once it is about that complaint."""
    if case.anonymous:
        return {"stored_name": "", "stored_phone": "", "stored_purpose": ""}
    key = case.data_key
    return {
        "case_key": case.key, "data_key": key, "stored_name": seal(name, key), "stored_phone": seal(phone, key),
        "stored_purpose": seal(purpose, key),
    }  # fmt: skip


def write_on_file(ticket: Ticket, case: Case, verb: str, *, by: Staff) -> None:
    """Not the moment of an anonymous visit: numbers and cameras would tell who it was."""
    facts: dict[str, Any] = {"waited": round(ticket.waited(time.now()).total_seconds() / 60)}
    if not case.anonymous:
        counter = ticket.counter
        facts |= {"ticket": ticket.label, "counter": counter.number if counter else "",
                  "place": counter.kind if counter else ""}  # fmt: skip
    write_down(case, verb, by=by, **facts)
