"""What is seen of the queue: by the front desk, on the display of the waiting room, and on the visitor's telephone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.casework.queue_places import today
from tanggap.channels.models import Counter, Ticket, TicketCall
from tanggap.channels.walk_in.turns import MOST_IN_A_ROW, in_turn
from tanggap.core import secrets, time
from tanggap.core.errors import NotFound
from tanggap.people.models import Unit

State = Ticket.State
AT_A_COUNTER: list[str] = [State.CALLED, State.SERVING]
NEXT, FINISHED = 4, 8
ALONG = "service", "data_key", "wanted", "sent_service", "sent_unit", "branch"
# More minutes than that are no estimate that anybody could plan by.
LONGEST_FORETOLD = 6 * 60
# A display that looks every few seconds speaks a call that is so old at most.
STILL_SPOKEN = 60
# An estimate is made of so many visits at least: of today, else of the last days.
ENOUGH, ENOUGH_BEFORE, DAYS_BEFORE = 3, 10, 14


@dataclass(frozen=True)
class Called:
    """A number and the counter or room that it was called to."""

    label: str
    kind: str
    counter: str
    at: datetime
    call: int  # rises with each call, so that a display knows what it has spoken already


@dataclass(frozen=True)
class Board:
    """What the display of the waiting room shows: numbers and counters, and never a name."""

    called: Called | None
    lately: list[Called]  # all of the last seconds, the earliest first: two counters may call between two looks
    serving: list[Called]
    next: list[str]
    waiting: int
    minutes: int | None  # about how long somebody who comes now would wait


@dataclass(frozen=True)
class Followed:
    """What a visitor sees of their own number."""

    ticket: Ticket
    label: str
    last: Called | None  # the number of the same service that was called last
    turn: int  # 1 is the next; 0 when it does not wait
    minutes: int | None


@dataclass(frozen=True)
class Day:
    """How the day has been in that branch."""

    visitors: int
    solved: int
    absent: int
    longest: timedelta  # of those who wait now
    average: timedelta | None  # until somebody was called


class InLine(NamedTuple):
    """What decides about the order. Telephones and displays ask for it every few seconds, so it is no whole row."""

    pk: int
    priority: str


def waiting_for(branch: Unit) -> list[Ticket]:
    """Those who wait in that branch today, in the order in which they will be called."""
    return in_turn(list(_waiting(branch).select_related(*ALONG)), _latest_priorities(branch))


def line_of(branch: Unit) -> list[int]:
    """The same, by their numbers (pk) alone."""
    rows = [InLine(*row) for row in _waiting(branch).values_list("pk", "priority")]
    return [one.pk for one in in_turn(rows, _latest_priorities(branch))]


def _waiting(branch: Unit) -> QuerySet[Ticket]:
    return _today(branch).filter(state=State.WAITING).order_by("taken_at", "pk")


def _latest_priorities(branch: Unit) -> list[str]:
    called = _today(branch).filter(called_at__isnull=False).order_by("-called_at", "-pk")
    return list(called.values_list("priority", flat=True)[:MOST_IN_A_ROW])


def board(branch: Unit) -> Board:
    """The numbers of that branch now."""
    waiting = line_of(branch)
    first = Ticket.objects.select_related("service").in_bulk(waiting[:NEXT])
    calls = _latest_calls(branch)
    last = next(iter(calls), None)
    here = {
        ticket.pk for ticket in _today(branch).filter(state__in=AT_A_COUNTER).only("pk")
    }  # fmt: skip
    serving = [_called(one) for one in calls if one.ticket_id in here and (last is None or one.pk != last.pk)]
    return Board(
        called=_called(last) if last else None, lately=_lately(calls), serving=serving,
        next=[first[number].label for number in waiting[:NEXT] if number in first], waiting=len(waiting),
        minutes=minutes_until(branch, len(waiting) + 1),
    )  # fmt: skip


def followed(token: str) -> Followed:
    """The visit whose page that token opens; raises NotFound for every other."""
    rows = Ticket.objects.select_related("service", "branch", "counter", "data_key")
    ticket = rows.filter(digest=secrets.digest(token)).first()
    if ticket is None or ticket.forgotten_at is not None:
        raise NotFound(_("This number is not known any more. Please take a new one."))
    if ticket.day != today(ticket.branch):
        if ticket.state == State.WAITING:  # whoever closes the day may not have come to it yet
            ticket.state = State.UNSERVED
        return Followed(ticket, ticket.label, None, 0, None)
    line = line_of(ticket.branch) if ticket.state == State.WAITING else []
    turn = line.index(ticket.pk) + 1 if ticket.pk in line else 0
    same = (one for one in _latest_calls(ticket.branch) if one.ticket.service_id == ticket.service_id)
    last = next(same, None)
    minutes = minutes_until(ticket.branch, turn) if turn else None
    return Followed(ticket, ticket.label, _called(last) if last else None, turn, minutes)


def minutes_until(branch: Unit, turn: int) -> int | None:
    """About how many minutes until that turn comes: by how long visits take, and how many counters are open.

    None where too few visits were measured to say anything, and where it would be most of a day.
    """
    taken = _length_of_a_visit(branch)
    if taken is None:
        return None
    open_now = Counter.objects.filter(branch=branch, is_active=True, staff__isnull=False, paused_at=None).count()
    minutes = max(round((turn - 1) * taken.total_seconds() / 60 / max(open_now, 1)), 1)
    return minutes if minutes <= LONGEST_FORETOLD else None


def finished(branch: Unit) -> list[Ticket]:
    """The visits that ended last today, and those that nobody came for."""
    rows = _today(branch).filter(state__in=[State.DONE, State.ABSENT, State.LEFT])
    return list(rows.select_related(*ALONG, "counter").order_by("-ended_at", "-pk")[:FINISHED])


def at_counters(branch: Unit) -> list[Ticket]:
    """Those who were called or are served there now, the latest call first."""
    rows = Ticket.objects.filter(branch=branch, state__in=AT_A_COUNTER).select_related(*ALONG, "counter")
    return list(rows.order_by("-called_at", "-pk"))


def at(counter: Counter) -> Ticket | None:
    """Who was called to that counter, or is served there; also over midnight."""
    rows = Ticket.objects.filter(counter=counter, state__in=AT_A_COUNTER)
    return rows.select_related(*ALONG, "counter").order_by("-called_at").first()


def day_of(branch: Unit, waiting: Iterable[Ticket]) -> Day:
    """The figures of today for the head of the page; `waiting` are those who wait."""
    found = _today(branch).aggregate(
        visitors=Count("pk"), solved=Count("pk", filter=Q(outcome=Ticket.Outcome.SOLVED)),
        absent=Count("pk", filter=Q(state=State.ABSENT)),
        average=Avg(F("called_at") - F("taken_at"), filter=Q(called_at__isnull=False)),
    )  # fmt: skip
    now = time.now()
    return Day(**found, longest=max((now - one.taken_at for one in waiting), default=timedelta()))


def _today(branch: Unit) -> QuerySet[Ticket]:
    return Ticket.objects.filter(branch=branch, day=today(branch))


def _latest_calls(branch: Unit) -> list[TicketCall]:
    """The last call of each number today, the newest first."""
    rows = TicketCall.objects.filter(branch=branch, ticket__day=today(branch)).order_by("-at", "-pk")
    found: dict[int, TicketCall] = {}
    for one in rows.select_related("ticket__service", "counter")[:50]:
        found.setdefault(one.ticket_id, one)
    return list(found.values())


def _called(one: TicketCall) -> Called:
    return Called(one.ticket.label, one.counter.kind, one.counter.number, one.at, one.pk)


def _lately(calls: list[TicketCall]) -> list[Called]:
    since = time.now() - timedelta(seconds=STILL_SPOKEN)
    return [_called(one) for one in reversed(calls) if one.at >= since]


def _length_of_a_visit(branch: Unit) -> timedelta | None:
    over = Ticket.objects.filter(branch=branch, state=State.DONE, ended_at__gt=F("called_at"))
    day = today(branch)
    for rows, enough in (
        (over.filter(day=day), ENOUGH), (over.filter(day__gte=day - timedelta(days=DAYS_BEFORE)), ENOUGH_BEFORE),
    ):  # fmt: skip
        found = rows.aggregate(count=Count("pk"), length=Avg(F("ended_at") - F("called_at")))
        if found["count"] >= enough:
            return found["length"]
    return None
