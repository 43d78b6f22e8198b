"""Numbers and counters at the same instant: none given twice, none called twice, none left out."""

from collections import Counter as Tally

import pytest

from tanggap.casework import front_desk, queue_places
from tanggap.channels.models import Counter, Ticket, TicketCall
from tanggap.core.errors import Refused
from tanggap.people.actors import VISITOR
from tests import sagara as world
from tests.racing import all_at_once
from tests.sagara import Sagara

pytestmark = pytest.mark.slow
VISITORS, HANDS = 200, 40


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def test_two_hundred_numbers_are_given_once_and_two_counters_call_each_once(sagara: Sagara) -> None:
    [office] = queue_places.branches()
    service = queue_places.services(office)[0]

    def take(_hand: int) -> list[int]:
        each = range(VISITORS // HANDS)
        return [front_desk.take_number(office, service, by=VISITOR).ticket.number for _one in each]

    taken = [number for answer in all_at_once(HANDS, take) for number in answer]
    assert sorted(taken) == list(range(1, VISITORS + 1))

    seats = [(Counter.objects.create(branch=office, number=name), by) for name, by in
             (("7", sagara.fitri), ("8", sagara.bob))]  # fmt: skip
    for counter, by in seats:
        queue_places.sit_down(counter, by=by)

    def call_all(hand: int) -> list[str]:
        counter, by = seats[hand]
        called = []
        while (ticket := front_desk.call_next(counter, by=by)) is not None:
            called.append(ticket.label)
        return called

    answers = all_at_once(2, call_all)
    assert Tally(label for answer in answers for label in answer) == Tally(f"A-{n:03d}" for n in range(1, 201))
    assert TicketCall.objects.count() == VISITORS
    assert set(Ticket.objects.values_list("state", flat=True)) == {"done"}


def test_of_twenty_who_sit_down_at_once_one_sits_there(sagara: Sagara) -> None:
    [office] = queue_places.branches()
    [counter] = queue_places.counters(office)
    people = [sagara.fitri, sagara.bob]
    answers = all_at_once(20, lambda hand: queue_places.sit_down(counter, by=people[hand % 2]))
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    counter.refresh_from_db()
    assert counter.staff in people and Counter.objects.filter(staff__isnull=False).count() == 1
