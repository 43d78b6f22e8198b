"""A number as the front desk shows it: who came, what for, how long it has been, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tanggap.cases import access
from tanggap.channels.models import Ticket
from tanggap.core import time
from tanggap.core.subject import split
from tanggap.people.models import Staff


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


def row_of(ticket: Ticket, by: Staff) -> Row:
    """For somebody who receives visitors; what is sealed with a confidential complaint is not told in a list."""
    now = time.now()
    sealed = ticket.data_key_id is not None
    who = _("Confidential") if sealed else ticket.name or _("Visitor without a name")
    case = _case_of(ticket, by)
    return Row(
        ticket=ticket, label=ticket.label, who=who, purpose="" if sealed else ticket.purpose,
        waited=_minutes(((ticket.called_at or ticket.ended_at or now) - ticket.taken_at).total_seconds()),
        served=_minutes(((ticket.ended_at or now) - (ticket.called_at or now)).total_seconds()),
        marks=_marks(ticket), became=_became(ticket, case), reference=case.reference if case else "",
        record_href=f"{reverse('intake')}?medium=walk_in&from={ticket.key}",
    )  # fmt: skip


def _case_of(ticket: Ticket, by: Staff) -> Any:
    if not ticket.case_key:
        return None
    return next(iter(access.seen_among(by, [split(ticket.case_key)[1] or 0])), None)


def _marks(ticket: Ticket) -> tuple[tuple[str, str, str], ...]:
    marks = []
    if ticket.priority:
        marks.append((_("Priority: %(reason)s") % {"reason": str(ticket.get_priority_display()).lower()}, "warn",
                      "star"))  # fmt: skip
    if ticket.is_private:
        marks.append((_("Behind a closed door"), "nila", "shield-lock"))
    if ticket.wanted is not None and ticket.state == Ticket.State.WAITING:
        marks.append((ticket.wanted.name, "tarum", "arrow-right"))
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
