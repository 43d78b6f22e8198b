"""The end of a day in a branch: who still waits was not served; a visit that nobody ended is over."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from tanggap.audit import trail
from tanggap.casework.queue_moves import AT_A_COUNTER, State, came_of
from tanggap.casework.queue_places import today
from tanggap.channels.models import Ticket
from tanggap.channels.web import drafts
from tanggap.core import time
from tanggap.people.actors import WORKER
from tanggap.people.models import Unit

# A visit may go on over midnight; after so long nobody sits there any more.
LONGEST_VISIT = timedelta(hours=4)
AT_ONCE = 1000


def draft_of(ticket: Ticket) -> str:
    """The secret under which is kept what that visitor has begun to write."""
    return f"ticket {ticket.token}"


@transaction.atomic
def close_days() -> int:
    """End what is left of the days that are over, each by the clock of its branch; how many numbers."""
    rows = Ticket.objects.filter(ended_at__isnull=True).select_related("branch", "service")
    late = rows.filter(day__lt=time.now().date() + timedelta(days=1)).order_by("pk").select_for_update(
        of=("self",), skip_locked=True
    )
    now, days = time.now(), dict[int, date]()
    ended: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in late.iterator(chunk_size=AT_ONCE):
        branch: Unit = ticket.branch
        day = days.get(branch.pk) or days.setdefault(branch.pk, today(branch))
        if ticket.day >= day:
            continue
        if ticket.state == State.WAITING:
            ticket.state, ticket.ended_at = State.UNSERVED, now
            ended["queue_not_served"].append(ticket)
        elif ticket.state in AT_A_COUNTER and (called := ticket.called_at or ticket.taken_at) < now - LONGEST_VISIT:
            # How long it took nobody knows, so it counts in no average.
            ticket.served_at = ticket.ended_at = ticket.served_at or called
            ticket.outcome, ticket.state = came_of(ticket), State.DONE
            ended["queue_done"].append(ticket)
    for verb, tickets in ended.items():
        Ticket.objects.bulk_update(tickets, ["state", "outcome", "served_at", "ended_at"])
        trail.record_many([
            trail.Event(verb=verb, subject=one, by=WORKER, facts={"outcome": one.outcome} if one.outcome else {})
            for one in tickets
        ])  # fmt: skip
        for one in tickets:
            drafts.forget(draft_of(one))
    return sum(len(tickets) for tickets in ended.values())
