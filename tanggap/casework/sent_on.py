"""Whom a visitor waits for: any counter of the service, or where somebody sent them on: counter, service, unit."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.casework.queue_moves import AT_A_COUNTER, State, move, see_today
from tanggap.casework.queue_places import RECEIVES, counters, services
from tanggap.channels.models import Counter, QueueService, Ticket
from tanggap.core.errors import Refused, require
from tanggap.people.models import Post, Staff, Unit
from tanggap.people.standing import standing_of

Place = Counter | QueueService | Unit


@transaction.atomic
def transfer(ticket: Ticket, to: Place, *, by: Staff) -> Ticket:
    """It waits there, with its number and its place by arrival; whoever was sent on before is sent anew."""
    see_today(ticket)
    wanted = {"wanted": None, "sent_service": None, "sent_unit": None}
    if isinstance(to, Counter):
        require(to.branch_id == ticket.branch_id and to.is_active, _("Choose a counter of this branch."))
        require(to.pk != ticket.counter_id, _("This visitor is at that counter already."))
        wanted["wanted"] = to  # type: ignore[assignment]
    elif isinstance(to, QueueService):
        require(to.is_active and to.branch_id in (None, ticket.branch_id), _("This is not offered here today."))
        wanted["sent_service"] = to  # type: ignore[assignment]
    else:
        require(to.closed_at is None, _("This unit is closed. Choose another one."))
        wanted["sent_unit"] = to  # type: ignore[assignment]
    move(
        ticket, [State.WAITING, *AT_A_COUNTER], **wanted, state=State.WAITING, counter=None, called_at=None,
        served_at=None,
    )  # fmt: skip
    trail.record("queue_transferred", ticket, by=by, to=to.key)
    return ticket


def place_of(key: str, ticket: Ticket) -> Place:
    """What `counter:3`, `service:2` or `unit:7` names for that visitor; raises Refused for everything else."""
    kind, _colon, number = key.partition(":")
    found: Place | None = None
    if number.isascii() and number.isdigit() and len(number) < 19:
        table = {"counter": Counter.objects, "service": QueueService.objects, "unit": Unit.objects}.get(kind)
        found = table.filter(pk=int(number)).first() if table is not None else None  # type: ignore[attr-defined]
    if found is None:
        raise Refused(_("Choose where the visitor is to go."))
    return found


def places(branch: Unit, but: Counter | None = None) -> list[tuple[object, list[tuple[str, str]]]]:
    """Where visitors of that branch can be sent on to, in groups: (heading, [(key, words)])."""
    here = [
        (f"counter:{one.pk}", f"{one.name} · {one.staff.full_name}" if one.staff else one.name)
        for one in counters(branch) if one.pk != (but.pk if but else None)
    ]
    offered = services(branch)
    return [
        (heading, found) for heading, found in (
            (_("Counters and rooms"), here),
            (_("Another service"), [(f"service:{one.pk}", one.name) for one in offered] if len(offered) > 1 else []),
            (_("A department"), [(f"unit:{one.pk}", one.name) for one in _departments(branch)]),
        ) if found
    ]  # fmt: skip


def somebody_there(ticket: Ticket) -> bool:
    """Whether anybody sits now where that visitor was sent on to."""
    return any(suits(ticket) for suits in (_suits(one) for one in counters(ticket.branch) if one.staff_id))


def those_for(counter: Counter, waiting: Collection[Ticket]) -> list[Ticket]:
    """Those of them that this counter may call, in their order."""
    suits = _suits(counter)
    return [ticket for ticket in waiting if suits(ticket)]


def _suits(counter: Counter) -> Callable[[Ticket], bool]:
    """Its own services, who asked for it or for somebody who sits there, and in a room who wants a door."""
    own = set(counter.services.values_list("pk", flat=True))
    rooms = Counter.objects.filter(branch_id=counter.branch_id, kind=Counter.Kind.ROOM, is_active=True).exists()
    behind_a_door = counter.kind == Counter.Kind.ROOM
    departments = standing_of(counter.staff).units_of(*RECEIVES) if counter.staff else frozenset()

    def suits(ticket: Ticket) -> bool:
        # A counter that is not used any more keeps nobody waiting for it.
        if ticket.wanted is not None and ticket.wanted.is_active:
            return ticket.wanted_id == counter.pk
        if ticket.sent_unit_id is not None:
            return ticket.sent_unit_id in departments
        service = ticket.sent_service or ticket.service
        if rooms and (ticket.is_private or service.is_private) != behind_a_door:
            return False
        return not own or service.pk in own

    return suits


def _departments(branch: Unit) -> list[Unit]:
    """Where somebody works who could come to a counter."""
    posts = Post.objects.in_force().filter(role__in=RECEIVES, staff__is_active=True)
    rows = Unit.objects.filter(pk__in=posts.values("unit"), closed_at__isnull=True).exclude(parent=None)
    return list(rows.exclude(pk=branch.pk).order_by("path"))
