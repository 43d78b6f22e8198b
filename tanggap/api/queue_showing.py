"""Numbers, counters and waiting rooms in the shapes of the API."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from tanggap.api.queue_shapes import (
    BoardShown,
    BranchShown,
    Called,
    CounterShown,
    Figures,
    FiguresShown,
    NumberGiven,
    ServiceShown,
    TicketShown,
)
from tanggap.cases import access
from tanggap.casework import queue_places, waiting_room, written_waiting
from tanggap.casework.links import queue_url
from tanggap.casework.queue_figures import OfBranch
from tanggap.casework.waiting_room import Board, Followed
from tanggap.channels.models import Counter, QueueService, Ticket
from tanggap.core.subject import split
from tanggap.insight.queues import Waits
from tanggap.people.models import Staff, Unit


def branch_shown(branch: Unit) -> BranchShown:
    here = queue_places.counters(branch)
    prefetch_related_objects(here, "services")
    return BranchShown(
        code=branch.code, name=branch.name, today=queue_places.today(branch),
        prints_at_once=queue_places.prints_at_once(branch),
        services=[_service(one) for one in queue_places.services(branch)],
        counters=[counter_shown(one) for one in here],
    )  # fmt: skip


def counter_shown(one: Counter) -> CounterShown:
    return CounterShown(
        id=one.pk, kind=one.kind, number=one.number, open=one.staff_id is not None and one.paused_at is None,
        services=sorted(service.pk for service in one.services.all()),
    )  # fmt: skip


def board_shown(board: Board) -> BoardShown:
    return BoardShown(
        called=_called(board.called) if board.called else None, lately=[_called(one) for one in board.lately],
        serving=[_called(one) for one in board.serving], next=board.next, waiting=board.waiting, minutes=board.minutes,
    )  # fmt: skip


def given_shown(seen: Followed) -> NumberGiven:
    ticket = seen.ticket
    return NumberGiven(
        id=ticket.pk, number=seen.label, service=ticket.service_id, taken_at=ticket.taken_at, turn=seen.turn,
        minutes=seen.minutes, url=queue_url(ticket.token),
    )  # fmt: skip


def shown(tickets: Sequence[Ticket], by: Staff) -> list[TicketShown]:
    """As the front desk sees them: what is sealed with a confidential complaint is not told in a list."""
    numbers = {number for one in tickets if one.case_key and (number := split(one.case_key)[1])}
    seen = {case.key: case.reference for case in access.seen_among(by, numbers)}
    return [_ticket(one, seen.get(one.case_key)) for one in tickets]


def figures_shown(branch: Unit, found: OfBranch | None) -> FiguresShown:
    rows = [(None, found.whole), *((service.pk, one) for service, one in found.services)] if found else []
    return FiguresShown(branch=branch.code, items=[_figures(service, one) for service, one in rows])


def _ticket(one: Ticket, reference: str | None) -> TicketShown:
    sealed = one.data_key_id is not None
    sent = one.wanted or one.sent_service or one.sent_unit
    kind = "counter" if one.wanted else "service" if one.sent_service else "unit"
    return TicketShown(
        id=one.pk, number=one.label, branch=one.branch.code, day=one.day, service=one.service_id, state=one.state,
        outcome=one.outcome, priority=one.priority, private=one.is_private, name="" if sealed else one.name,
        phone="" if sealed else one.phone, purpose="" if sealed else one.purpose, counter=one.counter_id,
        sent_to=f"{kind}:{sent.pk}" if sent else None, reference=reference,
        written=one.state in waiting_room.AT_A_COUNTER and written_waiting.has_begun(one), taken_at=one.taken_at,
        called_at=one.called_at, served_at=one.served_at, ended_at=one.ended_at,
    )  # fmt: skip


def _service(one: QueueService) -> ServiceShown:
    return ServiceShown(id=one.pk, letter=one.letter, name_id=one.name_id, name_en=one.name_en, private=one.is_private)


def _called(one: waiting_room.Called) -> Called:
    return Called(number=one.label, kind=one.kind, counter=one.counter, at=one.at, call=one.call)


def _figures(service: int | None, one: Waits) -> Figures:
    return Figures(
        service=service, taken=one.taken, served=one.served, absent=one.absent, left=one.left, unserved=one.unserved,
        wait_p50=one.half, wait_p90=one.most, wait_longest=one.longest, visit_p50=one.visit,
    )  # fmt: skip
