"""Visitors in person: they take a number, are called in turn, are heard, and what came of it is kept (R3, U39-U42)."""

import hashlib
from dataclasses import astuple, dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.queue_closing import draft_of
from tanggap.casework.queue_moves import AT_A_COUNTER, Outcome, State, came_of, move, moved, see_today
from tanggap.casework.queue_places import today
from tanggap.casework.sent_on import those_for
from tanggap.casework.visit_on_file import bound, write_on_file
from tanggap.casework.waiting_room import waiting_for
from tanggap.channels import idempotency
from tanggap.channels.models import Counter, QueueDay, QueueService, Ticket, TicketCall
from tanggap.channels.walk_in.ticket import token_of
from tanggap.channels.web import drafts
from tanggap.core import secrets, time
from tanggap.core.db.plain import ask
from tanggap.core.errors import Invalid, Stale, require
from tanggap.core.subject import HasKey, split
from tanggap.people import vault
from tanggap.people.contacts import plain_text
from tanggap.people.models import Staff, Unit

LONGEST_PURPOSE = 300
_NEXT_NUMBER = f"""
    INSERT INTO {QueueDay._meta.db_table} AS d (branch_id, service_id, day, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (branch_id, service_id, day) DO UPDATE SET last = d.last + 1 RETURNING last"""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """What somebody says who takes a number; all of it may be left empty."""

    name: str = ""
    phone: str = ""
    purpose: str = ""
    priority: str = ""
    private: bool = False

    def tidy(self) -> "Visitor":
        """In its normal form; raises Invalid naming the field that cannot be taken."""
        who = vault.contact(name=self.name, phone=self.phone)
        purpose = plain_text(self.purpose, field="purpose", limit=LONGEST_PURPOSE)
        if self.priority not in Ticket.Priority.values:
            raise Invalid(_("Choose one of these."), fields={"priority": _("Choose one of these.")})
        return replace(self, name=who.name, phone=who.phone, purpose=purpose)


@dataclass(frozen=True)
class Taken:
    """The number that was given, and the secret that opens its page on a telephone."""

    ticket: Ticket
    token: str


@transaction.atomic
def take_number(
    branch: Unit, service: QueueService, visitor: Visitor = Visitor(), *, about: Case | None = None, form: str = "",
    by: HasKey,
) -> Taken:  # fmt: skip
    """The next number of that service today, without a gap: whoever is slower waits for the row. Raises Invalid.

    `about` is the complaint that the visitor comes back for. `form` is the mark of the page that it was asked for on:
    asked twice for the same visitor, that page gets its one number.
    """
    claim = _claimed(form, branch, service, visitor) if form else None
    if claim is not None and claim.answer is not None:
        given = Ticket.objects.select_related("service", "branch", "data_key").get(pk=claim.answer["ticket"])
        return Taken(given, given.token)
    require(service.is_active and service.branch_id in (None, branch.pk), _("This is not offered here today."))
    visitor, day = visitor.tidy(), today(branch)
    [(number,)] = ask(_NEXT_NUMBER, branch.pk, service.pk, day)
    token = token_of(branch.pk, service.pk, day, number)
    said = {"name": visitor.name, "phone": visitor.phone, "purpose": visitor.purpose}
    ticket = Ticket.objects.create(
        branch=branch, service=service, day=day, number=number, priority=visitor.priority, taken_at=time.now(),
        is_private=visitor.private or service.is_private, digest=secrets.digest(token),
        **(bound(about, **said) if about else {f"stored_{name}": text for name, text in said.items()}),
    )  # fmt: skip
    trail.record("queue_number_taken", ticket, by=by, number=ticket.label, branch=branch.code)
    if claim is not None:
        claim.store({"ticket": ticket.pk})
    return Taken(ticket, token)


def _claimed(form: str, branch: Unit, service: QueueService, visitor: Visitor) -> idempotency.Claim:
    # What was typed is part of the key: whoever goes back and gives a number to the next visitor gets another one.
    said = hashlib.sha256(repr((branch.pk, service.pk, astuple(visitor))).encode("utf-8", "surrogatepass"))
    return idempotency.claim("queue", f"{form[:64]}:{said.hexdigest()}", said.digest())


def call_next(counter: Counter, *, by: Staff) -> Ticket | None:
    """Call whoever's turn it is to this counter, and end the visit before; None when nobody waits for it.

    Of two counters that ask at once each gets another number: the condition of the UPDATE is the lock.
    """
    _may_call(counter, by)
    for ticket in _for(counter):
        try:
            return _call(ticket, counter, [State.WAITING], by=by)
        except Stale:  # another counter was faster; the next one, then
            continue
    _end_the_visit_before(counter, by=by)
    return None


@transaction.atomic
def call(ticket: Ticket, counter: Counter, *, by: Staff) -> Ticket:
    """Call this very number: out of turn, or once more whoever was absent, or whose visit ended by mistake.

    Raises Stale when another counter has it.
    """
    _may_call(counter, by)
    require(ticket.branch_id == counter.branch_id, _("This number waits in another branch."))
    see_today(ticket)
    return _call(ticket, counter, [State.WAITING, State.ABSENT, State.DONE, State.LEFT], by=by)


@transaction.atomic
def _call(ticket: Ticket, counter: Counter, before: list[str], *, by: Staff) -> Ticket:
    """From one of the states `before`, and from no other: meanwhile it may have been called elsewhere, and be over."""
    now = time.now()
    move(
        ticket, before, state=State.CALLED, counter=counter,
        called_at=now, served_at=None, ended_at=None,
        outcome=Outcome.RECORDED if ticket.outcome == Outcome.RECORDED else Outcome.NONE,
    )  # fmt: skip
    _end_the_visit_before(counter, but=ticket, by=by)
    TicketCall.objects.create(ticket=ticket, branch=counter.branch, counter=counter, at=now)
    trail.record("queue_called", ticket, by=by, counter=counter.key)
    return ticket


@transaction.atomic
def recall(ticket: Ticket, *, by: Staff) -> Ticket:
    """Call it again to the same counter: the display shows and speaks it anew."""
    see_today(ticket)
    require(ticket.state == State.CALLED and ticket.counter, _("Only a number that was called can be called again."))
    counter = ticket.counter
    assert counter is not None
    TicketCall.objects.create(ticket=ticket, branch_id=ticket.branch_id, counter=counter, at=time.now())
    trail.record("queue_called_again", ticket, by=by, counter=counter.key)
    return ticket


@transaction.atomic
def serve(ticket: Ticket, *, by: Staff) -> Ticket:
    """The visitor has come to the counter and is heard."""
    if ticket.state != State.SERVING:
        move(ticket, [State.CALLED], state=State.SERVING, served_at=time.now())
        trail.record("queue_served", ticket, by=by)
    return ticket


@transaction.atomic
def absent(ticket: Ticket, *, by: Staff) -> Ticket:
    """Nobody came when the number was called. Until the day is over it may be called once more."""
    if moved(ticket, [State.CALLED], state=State.ABSENT, ended_at=time.now()):
        trail.record("queue_absent", ticket, by=by)
    return ticket


@transaction.atomic
def put_back(ticket: Ticket, *, by: Staff) -> Ticket:
    """It was called by mistake, or marked as absent: it waits again, in its old place. Not on another day."""
    see_today(ticket)
    back = {"counter": None, "called_at": None, "ended_at": None}
    if moved(ticket, [State.CALLED, State.ABSENT], state=State.WAITING, **back):
        trail.record("queue_put_back", ticket, by=by)
    return ticket


@transaction.atomic
def finish(ticket: Ticket, outcome: str, *, by: Staff) -> Ticket:
    """The visit is over, with what came of it; on the file of the complaint that it was about it is kept, too."""
    require(outcome in Outcome.values and outcome, _("Choose one of these."))
    try:
        with transaction.atomic():
            _end(ticket, ticket.outcome or outcome, by=by)
    except Stale:
        if ticket.state != State.DONE:
            raise
    return ticket


@transaction.atomic
def leave(ticket: Ticket, *, by: HasKey) -> Ticket:
    """The visitor does not wait any longer."""
    if moved(ticket, [State.WAITING, State.CALLED], state=State.LEFT, ended_at=time.now()):
        drafts.forget(draft_of(ticket))
        trail.record("queue_left", ticket, by=by)
    return ticket


def next_for(counter: Counter) -> Ticket | None:
    """Whose turn it is at that counter."""
    return next(iter(_for(counter)), None)


def _may_call(counter: Counter, by: Staff) -> None:
    require(counter.is_active, _("This counter is not used any more."))
    require(counter.staff_id == by.pk, _("Somebody else sits at this counter now. Choose yours first."), code="seat")
    require(counter.paused_at is None, _("You are on a break. End it before you call somebody."), code="paused")


def _for(counter: Counter) -> list[Ticket]:
    return those_for(counter, waiting_for(counter.branch))


def _end_the_visit_before(counter: Counter, *, but: Ticket | None = None, by: Staff) -> None:
    before = Ticket.objects.filter(counter=counter, state__in=AT_A_COUNTER).exclude(pk=but.pk if but else None)
    for ticket in before.select_related("service", "data_key"):
        try:
            with transaction.atomic():
                _end(ticket, came_of(ticket), by=by)
        except Stale:  # it ended in another tab meanwhile; whose turn it is does not change by that
            continue


def _end(ticket: Ticket, outcome: str, *, by: Staff) -> None:
    now = time.now()
    move(
        ticket, AT_A_COUNTER, state=State.DONE, outcome=outcome, ended_at=now,
        served_at=ticket.served_at or ticket.called_at,
    )  # fmt: skip
    trail.record("queue_done", ticket, by=by, outcome=outcome)
    if ticket.case_key and outcome != Outcome.RECORDED:
        case = Case.objects.select_related("data_key").filter(pk=split(ticket.case_key)[1]).first()
        if case is not None:
            write_on_file(ticket, case, "visited", by=by)
