"""How a number gets from one state into another: by one UPDATE whose condition is the lock."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.casework.queue_places import today
from tanggap.channels.models import Ticket
from tanggap.core.db.plain import change
from tanggap.core.errors import Refused, Stale

State, Outcome = Ticket.State, Ticket.Outcome
AT_A_COUNTER: list[str] = [State.CALLED, State.SERVING]


def move(ticket: Ticket, before: list[str], **values: Any) -> None:
    """From one of these states; raises Stale when it is in another by now."""
    if not change(Ticket, "id = %s AND state = ANY(%s)", ticket.pk, [str(one) for one in before], **values):
        ticket.refresh_from_db()
        raise Stale(_("%(number)s is somewhere else by now. Look at the list again.") % {"number": ticket.label})
    for name, value in values.items():
        setattr(ticket, name, value)


def moved(ticket: Ticket, before: list[str], **values: Any) -> bool:
    """The same; False when it is there already: a button that is pressed twice does nothing twice."""
    try:
        move(ticket, before, **values)
    except Stale:
        if ticket.state != values["state"]:
            raise
        return False
    return True


def see_today(ticket: Ticket) -> None:
    """A number counts on its own day, in its branch; raises Refused for every other."""
    if ticket.day != today(ticket.branch):
        raise Refused(
            _("%(number)s was given out on another day. Give the visitor a new number.") % {"number": ticket.label},
            code="another_day",
        )


def came_of(ticket: Ticket) -> str:
    """What a visit came to of which nobody said it."""
    return ticket.outcome or (Outcome.ABOUT if ticket.case_key else Outcome.NOTHING)
