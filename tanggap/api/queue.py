"""/queue: numbers for visitors, for kiosks and displays of others, and for whatever calls them to a counter.

A token made with `--kiosk` is good for the first three addresses alone: what there is, the display, a number.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Body as InBody
from ninja import Path, Query, Router, Status

from tanggap.api.acts import keep_refusal
from tanggap.api.entry import at_a_kiosk
from tanggap.api.finding import case_of
from tanggap.api.once import ONCE, claimed, once_of
from tanggap.api.queue_shapes import (
    About,
    BoardShown,
    BranchList,
    Break,
    CallTo,
    CounterShown,
    FigureFilters,
    FiguresShown,
    Finish,
    NextCalled,
    NumberGiven,
    SendOn,
    TakeNumber,
    TicketFilters,
    TicketList,
    TicketShown,
)
from tanggap.api.queue_showing import board_shown, branch_shown, counter_shown, figures_shown, given_shown, shown
from tanggap.api.reading import refuse_unknown
from tanggap.casework import front_desk, queue_figures, queue_places, sent_on, visit_on_file, waiting_room
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Counter, Ticket
from tanggap.core.errors import Forbidden, Invalid, NotFound, TanggapError
from tanggap.people.models import Staff, Unit

router = Router(tags=["queue"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Code = Annotated[str, Path(max_length=40)]
NO_BREAK: Any = InBody(Break())


@router.get("/queue/branches", response=BranchList, operation_id="list_queue_branches", url_name="queue-branches",
            auth=at_a_kiosk)  # fmt: skip
def list_branches(request: HttpRequest) -> BranchList:
    """Where you receive visitors, what they come for, and who is there to receive them."""
    return BranchList(items=[branch_shown(one) for one in queue_places.own_branches(_by(request))])


@router.get("/queue/branches/{code}/board", response=BoardShown, operation_id="read_queue_board",
            url_name="queue-board", auth=at_a_kiosk)  # fmt: skip
def read_board(request: HttpRequest, code: Code) -> BoardShown:
    """What the display of the waiting room shows now. Ask every few seconds."""
    return board_shown(waiting_room.board(_branch(request, code)))


@router.post("/queue/branches/{code}/tickets", response={201: NumberGiven}, operation_id="take_number",
             url_name="queue-tickets", openapi_extra=ONCE, auth=at_a_kiosk)  # fmt: skip
def take_number(request: HttpRequest, code: Code, body: TakeNumber) -> Status:
    """A number for somebody who has come in. With an Idempotency-Key the same request again gets the same number."""

    def take() -> Ticket:
        service = queue_places.service_of(branch, body.service)
        visitor = Visitor(
            name=body.name, phone=body.phone, purpose=body.purpose, priority=body.priority, private=body.private
        )
        return front_desk.take_number(branch, service, visitor, by=by).ticket

    branch, by = _branch(request, code), _by(request)
    ticket = _once(request, "take_number", take)
    assert ticket is not None
    return Status(201, given_shown(waiting_room.followed(ticket.token)))


@router.get("/queue/branches/{code}/tickets", response=TicketList, operation_id="list_tickets",
            url_name="queue-tickets")  # fmt: skip
def list_tickets(request: HttpRequest, code: Code, filters: Query[TicketFilters]) -> TicketList:
    """Today's numbers of a branch: those who wait, those at a counter, or those whose visit ended last."""
    refuse_unknown(request.GET, TicketFilters)
    branch, by = _branch(request, code), _by(request)
    found = {"waiting": waiting_room.waiting_for, "here": waiting_room.at_counters, "over": waiting_room.finished}
    return TicketList(items=shown(found[filters.state](branch), by))


@router.get("/queue/branches/{code}/figures", response=FiguresShown, operation_id="read_queue_figures",
            url_name="queue-figures")  # fmt: skip
def read_figures(request: HttpRequest, code: Code, filters: Query[FigureFilters]) -> FiguresShown:
    """How long visitors waited on these days, for each service and for all of them."""
    refuse_unknown(request.GET, FigureFilters)
    branch = _branch(request, code)
    found = queue_figures.figures([branch], filters.since, filters.until)
    return figures_shown(branch, found[0] if found else None)


@router.get("/queue/tickets/{number}", response=TicketShown, operation_id="read_ticket", url_name="queue-ticket")
def read_ticket(request: HttpRequest, number: Id) -> TicketShown:
    """One visit, of a branch where you receive visitors."""
    by = _by(request)
    return shown([queue_places.ticket_here(number, by=by)], by)[0]


@router.post("/queue/counters/{number}/sit", response=CounterShown, operation_id="sit_down", url_name="queue-sit",
             openapi_extra=ONCE)  # fmt: skip
def sit_down(request: HttpRequest, number: Id) -> CounterShown:
    """Take that counter: only whoever sits there calls numbers to it. You leave the one where you sat before."""
    return _at(request, number, "sit_down", lambda counter, by: queue_places.sit_down(counter, by=by))


@router.post("/queue/counters/{number}/stand_up", response=CounterShown, operation_id="stand_up",
             url_name="queue-stand-up", openapi_extra=ONCE)  # fmt: skip
def stand_up(request: HttpRequest, number: Id) -> CounterShown:
    """The counter is closed until somebody sits down there."""
    return _at(request, number, "stand_up", lambda counter, by: queue_places.stand_up(counter, by=by))


@router.post("/queue/counters/{number}/break", response=CounterShown, operation_id="take_a_break",
             url_name="queue-break", openapi_extra=ONCE)  # fmt: skip
def take_a_break(request: HttpRequest, number: Id, body: Break = NO_BREAK) -> CounterShown:
    """A break begins, or is `over`; nobody is called to that counter meanwhile."""
    return _at(request, number, "take_a_break",
               lambda counter, by: queue_places.take_a_break(counter, over=body.over, by=by))  # fmt: skip


@router.post("/queue/counters/{number}/next", response=NextCalled, operation_id="call_next", url_name="queue-next",
             openapi_extra=ONCE)  # fmt: skip
def call_next(request: HttpRequest, number: Id) -> NextCalled:
    """Call whoever's turn it is; the visit before ends. Send an Idempotency-Key, so that a lost answer skips nobody."""
    by, counter = _by(request), _counter(request, number)
    ticket = _once(request, "call_next", lambda: front_desk.call_next(counter, by=by))
    return NextCalled(ticket=shown([queue_places.ticket_here(ticket.pk, by=by)], by)[0] if ticket else None)


@router.post("/queue/tickets/{number}/call", response=TicketShown, operation_id="call_ticket", url_name="queue-call",
             openapi_extra=ONCE)  # fmt: skip
def call_ticket(request: HttpRequest, number: Id, body: CallTo) -> TicketShown:
    """Call this very number to your counter: out of turn, or again one that was absent earlier today."""
    counter = _counter(request, body.counter)
    return _move(request, number, "call_ticket", lambda one, by: front_desk.call(one, counter, by=by))


@router.post("/queue/tickets/{number}/transfer", response=TicketShown, operation_id="send_ticket_on",
             url_name="queue-transfer", openapi_extra=ONCE)  # fmt: skip
def send_on(request: HttpRequest, number: Id, body: SendOn) -> TicketShown:
    """It waits for another counter or room, another service, or for somebody of a department; it keeps its place."""
    return _move(request, number, "send_ticket_on",
                 lambda one, by: sent_on.transfer(one, sent_on.place_of(body.to, one), by=by))  # fmt: skip


@router.post("/queue/tickets/{number}/finish", response=TicketShown, operation_id="finish_visit",
             url_name="queue-finish", openapi_extra=ONCE)  # fmt: skip
def finish(request: HttpRequest, number: Id, body: Finish) -> TicketShown:
    """The visit is over. One from which a complaint was recorded keeps that as its outcome."""
    return _move(request, number, "finish_visit", lambda one, by: front_desk.finish(one, body.outcome, by=by))


@router.post("/queue/tickets/{number}/about", response=TicketShown, operation_id="put_ticket_on",
             url_name="queue-about", openapi_extra=ONCE)  # fmt: skip
def put_on(request: HttpRequest, number: Id, body: About) -> TicketShown:
    """The visitor is here about that complaint, which is on file: the visit and how long it waited stand there then."""
    case = case_of(_by(request), body.reference.strip().upper())
    return _move(request, number, "put_ticket_on", lambda one, by: visit_on_file.put_on(one, case, by=by))


@router.post("/queue/tickets/{number}/apart", response=TicketShown, operation_id="take_ticket_off",
             url_name="queue-apart", openapi_extra=ONCE)  # fmt: skip
def take_off(request: HttpRequest, number: Id, body: About) -> TicketShown:
    """That complaint was recorded under the number of another visitor: the number is free for its own again."""
    case = case_of(_by(request), body.reference.strip().upper())
    return _move(request, number, "take_ticket_off", lambda one, by: visit_on_file.take_off(one, case, by=by))


def _simple(name: str, operation: str, words: str, do: Callable[..., Ticket]) -> None:
    def move(request: HttpRequest, number: Id) -> TicketShown:
        return _move(request, number, operation, lambda one, by: do(one, by=by))

    move.__name__, move.__doc__ = operation, words
    router.post(f"/queue/tickets/{{number}}/{name}", response=TicketShown, operation_id=operation,
                url_name=f"queue-{name.replace('_', '-')}", openapi_extra=ONCE)(move)  # fmt: skip


_simple("again", "call_ticket_again", "Call it again to the same counter: the display shows and speaks it anew.",
        front_desk.recall)  # fmt: skip
_simple("serve", "serve_ticket", "The visitor has come to the counter.", front_desk.serve)
_simple("absent", "mark_ticket_absent", "Nobody came. It can be called once more on the same day.", front_desk.absent)
_simple("put_back", "put_ticket_back", "It waits again, in its old place; not on another day.", front_desk.put_back)
_simple("leave", "give_ticket_up", "The visitor does not wait any longer.", front_desk.leave)


def _by(request: HttpRequest) -> Staff:
    staff: Staff = request.auth  # type: ignore[attr-defined]
    return staff


def _branch(request: HttpRequest, code: str) -> Unit:
    """A branch where whoever asks receives visitors; another one does not exist for them."""
    found = next((one for one in queue_places.own_branches(_by(request)) if one.code == code), None)
    if found is None:
        raise NotFound(queue_places.NOT_THERE)
    return found


def _counter(request: HttpRequest, number: int) -> Counter:
    found = Counter.objects.select_related("branch").filter(pk=number, is_active=True).first()
    if found is None or not queue_places.receives_in(found.branch, _by(request)):
        raise NotFound(queue_places.NO_COUNTER)
    return found


def _at(request: HttpRequest, number: int, name: str, do: Callable[[Counter, Staff], Any]) -> CounterShown:
    counter = _counter(request, number)

    def sat() -> None:
        do(counter, _by(request))

    _once(request, name, sat)
    counter.refresh_from_db()
    return counter_shown(counter)


def _move(request: HttpRequest, number: int, name: str, do: Callable[[Ticket, Staff], Ticket]) -> TicketShown:
    by = _by(request)
    ticket = queue_places.ticket_here(number, by=by)
    _once(request, name, lambda: do(ticket, by))
    return shown([queue_places.ticket_here(number, by=by)], by)[0]


def _once(request: HttpRequest, name: str, do: Callable[[], Ticket | None]) -> Ticket | None:
    """Do it, once for each key; the number that it was about. What was refused is written down."""
    by = _by(request)
    try:
        with transaction.atomic():
            claim = claimed(once_of(request, f"api:{by.pk}"))
            if claim is not None and claim.answer is not None:
                answered = claim.answer["ticket"]
                return Ticket.objects.select_related("service", "branch").get(pk=answered) if answered else None
            ticket = do()
            if claim is not None:
                claim.store({"ticket": ticket.pk if ticket else None})
            return ticket
    except TanggapError as error:
        if not isinstance(error, Invalid | Forbidden):
            keep_refusal(error, name, by=by, case=None)
        raise
