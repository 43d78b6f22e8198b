"""A number as the front desk shows it: who came, what for, how long it has been, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from tanggap.cases import access
from tanggap.casework.queue_places import seat_of, ticket_here
from tanggap.casework.waiting_room import at
from tanggap.channels.models import Ticket
from tanggap.core import time
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.workspace.intake_beside import BESIDE, Beside


@dataclass(frozen=True)
class Row:
    """One line; `minutes` of waiting, and of being served."""

    ticket: Ticket
    label: str
    who: str
    purpose: str
    waited: int
    served: int
    marks: tuple[tuple[str, str, str], ...]  # words, tone, icon
    became: str = ""
    reference: str = ""
    record_href: str = ""


def rows_of(tickets: Sequence[Ticket], by: Staff) -> list[Row]:
    """For somebody who receives visitors; what is sealed with a confidential complaint is not told in a list."""
    keys = {number for one in tickets if one.case_key and (number := split(one.case_key)[1])}
    cases = access.seen_among(by, keys)
    prefetch_related_objects(cases, "unit")
    seen = {case.key: case for case in cases}
    return [_row(one, seen.get(one.case_key)) for one in tickets]


def _row(ticket: Ticket, case: Any) -> Row:
    now = time.now()
    sealed = ticket.data_key_id is not None
    who = _("Confidential") if sealed else ticket.name or _("Visitor without a name")
    return Row(
        ticket=ticket, label=ticket.label, who=who, purpose="" if sealed else ticket.purpose,
        waited=_minutes(((ticket.called_at or ticket.ended_at or now) - ticket.taken_at).total_seconds()),
        served=_minutes(((ticket.ended_at or now) - (ticket.called_at or now)).total_seconds()),
        marks=_marks(ticket), became=_became(ticket, case), reference=case.reference if case else "",
        record_href="" if ticket.case_key else f"{reverse('intake')}?medium=walk_in&from={ticket.key}",
    )  # fmt: skip


def beside_intake(number: int, by: Staff) -> Beside:
    """Whose number a complaint is being recorded under, and whether that is who sits here now."""
    ticket = ticket_here(number, by=by)
    mine = seat_of(by)
    here = at(mine) if mine else None
    return Beside("workspace/_intake_ticket.html", {
        "row": rows_of([ticket], by)[0],
        "other": here.label if here and here.pk != ticket.pk else "",
        "waits": ticket.state in (Ticket.State.WAITING, Ticket.State.ABSENT),
    })  # fmt: skip


BESIDE["ticket"] = beside_intake


def _marks(ticket: Ticket) -> tuple[tuple[str, str, str], ...]:
    marks = []
    if ticket.priority:
        marks.append((_("Priority: %(reason)s") % {"reason": str(ticket.get_priority_display()).lower()}, "warn",
                      "star"))  # fmt: skip
    if ticket.is_private:
        marks.append((_("Behind a closed door"), "nila", "shield-lock"))
    sent = ticket.wanted or ticket.sent_service or ticket.sent_unit
    if sent is not None and ticket.state == Ticket.State.WAITING:
        marks.append((_("Sent on: %(place)s") % {"place": sent.name}, "tarum", "arrow-right"))
    return tuple(marks)


def _became(ticket: Ticket, case: Any) -> str:
    if ticket.state != Ticket.State.DONE:
        return str(ticket.get_state_display())
    if case is not None and ticket.outcome == Ticket.Outcome.RECORDED:
        return _("Recorded as %(reference)s, now with %(unit)s") % {
            "reference": case.reference, "unit": case.unit.name if case.unit else ""}  # fmt: skip
    return str(ticket.get_outcome_display())


def _minutes(seconds: float) -> int:
    return max(int(seconds // 60), 0)
