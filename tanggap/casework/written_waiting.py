"""A complaint that a visitor writes on their own telephone while waiting: one visit, one file, nothing told twice.

Until it is sent, whoever calls the number finds what was written so far and goes on from there; once it is sent they
find the complaint. Nobody finds anything of one that is anonymous or sealed: then the number and the complaint do not
know each other.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.cases.case import Visibility
from tanggap.cases.models import Case
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.queue_closing import draft_of
from tanggap.casework.queue_moves import AT_A_COUNTER, Outcome, State
from tanggap.casework.queue_places import today
from tanggap.casework.receive import Once, receive
from tanggap.casework.visit_on_file import bound
from tanggap.channels.models import Ticket
from tanggap.channels.web import drafts
from tanggap.core import secrets
from tanggap.core.errors import Refused
from tanggap.core.subject import HasKey, split

OPEN: list[str] = [State.WAITING, State.ABSENT, *AT_A_COUNTER]


def writes_for(token: str) -> Ticket | None:
    """The visit that a complaint can be written for with that token: today, not over, and none is on file for it."""
    ticket = _found(token)
    fits = ticket is not None and ticket.state in OPEN and ticket.day == today(ticket.branch)
    return ticket if ticket is not None and fits and not _recorded(ticket) else None


def keep(token: str, begun: dict[str, Any] | None) -> None:
    """What the visitor has written so far, for whoever calls the number; None takes it back."""
    ticket = writes_for(token)
    if ticket is None:
        return
    if begun is None:
        drafts.forget(draft_of(ticket))
    else:
        drafts.save(draft_of(ticket), begun)


@transaction.atomic
def receive_written(words: Words, token: str, *, by: HasKey, once: Once) -> Receipt:
    """`receive`, and the number learns its complaint in the same transaction.

    Raises Refused when the counter has recorded one for this number meanwhile.
    """
    ticket = _found(token, lock=True)
    if ticket is None:
        return receive(words, by=by, once=once)
    receipt = receive(replace(words, branch=words.branch or ticket.branch), by=by, once=once)
    case = Case.objects.select_related("data_key").get(pk=receipt.case_id)
    _tie(ticket, case, by=by)
    return receipt


@transaction.atomic
def join_written(token: str, case: Case, *, by: HasKey) -> None:
    """What was written while waiting went to a complaint that was on file already: the visit is about that one."""
    ticket = _found(token, lock=True)
    if ticket is not None and not _recorded(ticket):
        _tie(ticket, case, by=by)


def has_begun(ticket: Ticket) -> bool:
    """Whether that visitor has written something that is not on file yet."""
    return not _recorded(ticket) and drafts.load(draft_of(ticket)) is not None


def reference_of(ticket: Ticket) -> str:
    """The number of the complaint that belongs to that visit, to be told on the visitor's own page; "" for none."""
    found = Case.objects.filter(pk=split(ticket.case_key)[1]).first() if ticket.case_key else None
    return found.reference if found else ""


def _found(token: str, *, lock: bool = False) -> Ticket | None:
    rows = Ticket.objects.select_related("service", "branch", "data_key")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return rows.filter(digest=secrets.digest(token), forgotten_at__isnull=True).first()


def _tie(ticket: Ticket, case: Case, *, by: HasKey) -> None:
    if ticket.case_key == case.key:
        return
    if _recorded(ticket):
        raise Refused(_("A complaint was recorded at the counter for your number already."), code="already_done")
    drafts.forget(draft_of(ticket))
    if case.anonymous or case.visibility == Visibility.SEALED:
        return
    values = bound(case, name=ticket.name, phone=ticket.phone, purpose=ticket.purpose)
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=list(values))
    trail.record("queue_written", ticket, by=by, case=case.key)


def _recorded(ticket: Ticket) -> bool:
    return bool(ticket.case_key) or ticket.outcome == Outcome.RECORDED
