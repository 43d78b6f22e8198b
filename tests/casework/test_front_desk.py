"""Visitors take a number, are called in turn, are heard; what came of it is kept, and who they were is forgotten."""

from datetime import UTC, datetime, timedelta
from datetime import time as clock

import pytest

from tanggap.audit.models import Entry
from tanggap.cases.access import get_case
from tanggap.casework import front_desk, queue_closing, queue_places, retention, sent_on, sources, waiting_room
from tanggap.casework.arrivals import Words
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Counter, QueueService, Ticket
from tanggap.channels.walk_in.turns import in_turn
from tanggap.clocks.models import Calendar
from tanggap.core import time
from tanggap.core.errors import Invalid, NotFound, Refused, Stale
from tanggap.people.actors import VISITOR
from tanggap.people.models import Unit
from tanggap.people.units import plant
from tests import sagara as world
from tests.sagara import Sagara

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


@pytest.fixture
def office(sagara: Sagara) -> Unit:
    [office] = queue_places.branches()
    return office


def number(office: Unit, letter: str = "A", **said: object) -> Ticket:
    """Somebody takes a number at the kiosk."""
    service = next(one for one in queue_places.services(office) if one.letter == letter)
    return front_desk.take_number(office, service, Visitor(**said), by=VISITOR).ticket  # type: ignore[arg-type]


def seat(office: Unit, number: str = "1", kind: str = "counter", *, by: object) -> Counter:
    queue_places.counters(office)
    counter, _made = Counter.objects.get_or_create(branch=office, kind=kind, number=number)
    return queue_places.sit_down(counter, by=by)  # type: ignore[arg-type]


def later(minutes: float) -> object:
    return time.travel(time.now() + timedelta(minutes=minutes))


def test_two_with_priority_are_called_before_others_and_never_a_third() -> None:
    arrived = [Ticket(number=n, priority=p) for n, p in enumerate(["", "elderly", "", "pregnant", "disabled"], 1)]
    assert [one.number for one in in_turn(arrived)] == [2, 4, 1, 5, 3]
    assert [one.number for one in in_turn(arrived, ["elderly"])] == [2, 1, 4, 5, 3]
    assert [one.number for one in in_turn(arrived, ["elderly", "elderly"])] == [1, 2, 4, 3, 5]


def test_a_visit_from_the_number_to_the_file_with_how_long_it_waited(sagara: Sagara, office: Unit) -> None:
    ticket = number(office, name="Alice Rahmawati", phone="0812 1111 2222", purpose="Galon pecah")
    assert ticket.label == "A-001" and ticket.phone == "+6281211112222"
    counter = seat(office, by=sagara.fitri)
    with later(8):
        assert front_desk.call_next(counter, by=sagara.fitri) == ticket
        begun = sources.begin(ticket.key, by=sagara.fitri)
        assert (begun.medium, begun.name, begun.body) == ("walk_in", "Alice Rahmawati", "Galon pecah")
        words = Words(body="Galon pecah saat diturunkan.", medium="walk_in", entered_by="desk", source=ticket.key)
        receipt = sources.take_in(words, by=sagara.fitri)
        with pytest.raises(Refused):
            sources.take_in(words, by=sagara.fitri)
    case = get_case(sagara.fitri, receipt.reference)
    ticket.refresh_from_db()
    assert (ticket.case_key, ticket.outcome, ticket.state) == (case.key, "recorded", "serving")
    [entry] = Entry.objects.filter(subject=case.key, verb="came_in_person")
    assert entry.facts == {"ticket": "A-001", "counter": "1", "place": "counter", "waited": 8}
    assert case.branch == office


def test_who_does_not_come_may_be_called_again_and_a_mistake_is_put_back(sagara: Sagara, office: Unit) -> None:
    first, second = number(office), number(office)
    counter = seat(office, by=sagara.fitri)
    assert front_desk.call_next(counter, by=sagara.fitri) == first
    first.refresh_from_db()
    front_desk.recall(first, by=sagara.fitri)
    assert first.calls.count() == 2
    front_desk.absent(first, by=sagara.fitri)
    assert front_desk.call_next(counter, by=sagara.fitri) == second
    front_desk.put_back(second, by=sagara.fitri)
    front_desk.call(first, counter, by=sagara.fitri)
    assert [one.label for one in waiting_room.waiting_for(office)] == ["A-002"]
    front_desk.finish(first, "answered", by=sagara.fitri)
    with pytest.raises(Stale, match="A-001"):
        front_desk.absent(first, by=sagara.fitri)
    front_desk.leave(second, by=VISITOR)
    assert front_desk.call_next(counter, by=sagara.fitri) is None


def test_a_private_talk_waits_for_the_room_and_who_is_sent_on_keeps_the_place(sagara: Sagara, office: Unit) -> None:
    secret, other = number(office, "R"), number(office)
    desk_, room = seat(office, by=sagara.fitri), seat(office, "2", "room", by=sagara.bob)
    assert front_desk.call_next(desk_, by=sagara.fitri) == other
    third = number(office)
    sent_on.transfer(other, room, by=sagara.fitri)
    assert [one.label for one in waiting_room.waiting_for(office)] == ["R-001", "A-001", "A-002"]
    assert front_desk.call_next(desk_, by=sagara.fitri) == third
    assert front_desk.call_next(room, by=sagara.bob) == secret
    assert front_desk.call_next(room, by=sagara.bob) == other
    secret.refresh_from_db()
    assert (secret.state, secret.outcome) == ("done", "nothing")


def test_who_is_sent_on_to_a_service_or_a_department_waits_for_whoever_is_there(sagara: Sagara, office: Unit) -> None:
    first, second = number(office), number(office)
    here = seat(office, by=sagara.fitri)
    cash = QueueService.objects.create(letter="K", name_id="Kasir", name_en="Cashier")
    here.services.set([QueueService.objects.get(letter="A")])
    front_desk.call_next(here, by=sagara.fitri)
    sent_on.transfer(first, cash, by=sagara.fitri)
    assert first.label == "A-001" and not sent_on.somebody_there(first)
    assert front_desk.call_next(here, by=sagara.fitri) == second
    there = seat(office, "2", by=sagara.bob)
    there.services.set([cash])
    assert sent_on.somebody_there(first) and front_desk.next_for(there) == first

    bobs = sagara.bob.posts.get().unit
    sent_on.transfer(first, sent_on.place_of(f"unit:{bobs.pk}", first), by=sagara.bob)
    third = number(office)
    assert front_desk.next_for(here) == third and front_desk.call_next(there, by=sagara.bob) == first
    for nowhere in ("unit:999999", "counter:x", "", f"staff:{sagara.bob.pk}", "unit:" + "9" * 30):
        with pytest.raises(Refused, match="visitor|tamu"):
            sent_on.place_of(nowhere, first)
    # A room that is given up keeps nobody waiting for it.
    sent_on.transfer(third, Counter.objects.create(branch=office, number="9"), by=sagara.fitri)
    Counter.objects.filter(number="9").update(is_active=False)
    assert front_desk.next_for(here) == third


def test_the_day_ends_by_the_clock_of_each_branch(sagara: Sagara) -> None:
    root = Unit.objects.get(parent=None)
    papua = plant("jayapura-1", name_id="Cabang Jayapura", parent=root, kind="branch")
    Calendar.objects.create(code="jayapura", name="Jayapura", zone="Asia/Jayapura")
    papua.calendar_code = "jayapura"
    papua.save()
    evening = datetime.combine(time.now().date() + timedelta(days=1), clock(14, 50), tzinfo=UTC)
    with time.travel(evening):  # 21:50 in Jakarta, 23:50 in Jayapura
        here, there, called = number(root, name="Alice"), number(papua, name="Carol"), number(papua)
        counter = seat(papua, by=sagara.maya)
        front_desk.call(called, counter, by=sagara.maya)
        token = there.token
        assert queue_closing.close_days() == 0
    with time.travel(evening + timedelta(minutes=20)):
        assert waiting_room.followed(token).ticket.state == "unserved", "told before anybody has closed the day"
        assert number(papua).label == "A-001" and number(root).label == "A-002"
        assert waiting_room.at(counter) == called, "a visit goes on over midnight"
        assert queue_closing.close_days() == 1
        there.refresh_from_db()
        assert (there.state, here.state) == ("unserved", "waiting")
        for late in (front_desk.put_back, front_desk.recall):
            with pytest.raises(Refused, match="A-002"):
                late(called, by=sagara.maya)
    with time.travel(evening + timedelta(hours=5)):
        assert queue_closing.close_days() == 3 and queue_closing.close_days() == 0
        called.refresh_from_db()
        assert (called.state, called.outcome, called.ended_at) == ("done", "nothing", called.served_at)
    assert Entry.objects.filter(verb="queue_not_served").count() == 3


def test_the_board_knows_numbers_and_counters_and_says_about_how_long_when_it_knows(
    sagara: Sagara, office: Unit
) -> None:
    counter = seat(office, by=sagara.fitri)
    for _one in range(5):
        number(office, name="Alice Rahmawati")
    assert waiting_room.board(office).minutes is None
    for step in range(4):
        with later(step * 6):
            front_desk.call_next(counter, by=sagara.fitri)
    board = waiting_room.board(office)
    assert board.called and (board.called.label, board.called.counter) == ("A-004", "1")
    assert (board.next, board.waiting, board.minutes, board.serving) == (["A-005"], 1, 6, [])
    assert "Alice" not in repr(board)


def test_a_token_opens_one_visit_and_a_wrong_one_none(sagara: Sagara, office: Unit) -> None:
    service = queue_places.services(office)[0]
    first = front_desk.take_number(office, service, by=VISITOR)
    second = front_desk.take_number(office, service, by=VISITOR)
    assert (waiting_room.followed(second.token).label, waiting_room.followed(second.token).turn) == ("A-002", 2)
    front_desk.call_next(seat(office, by=sagara.fitri), by=sagara.fitri)
    seen = waiting_room.followed(first.token)
    assert (seen.turn, seen.ticket.state, seen.last and seen.last.label) == (0, "called", "A-001")
    with pytest.raises(NotFound):
        waiting_room.followed(second.token[:-1])


def test_branches_do_not_mix_and_strangers_to_one_see_nothing_of_it(sagara: Sagara) -> None:
    root = Unit.objects.get(parent=None)
    depok, bogor = (plant(code, name_id=code, parent=root, kind="branch") for code in ("depok-1", "bogor-1"))
    assert queue_places.branches() == [root, depok, bogor]
    assert queue_places.own_branches(sagara.fitri) == [root]  # works at the front desk of the organisation
    here, there = number(depok), number(bogor)
    assert here.label == there.label == "A-001"
    maya = sagara.maya  # manages everything
    with pytest.raises(Refused):
        front_desk.call(there, seat(depok, by=maya), by=maya)
    assert front_desk.call_next(seat(depok, by=maya), by=maya) == here
    with pytest.raises(NotFound):
        queue_places.ticket_here(there.pk, by=sagara.fitri)


def test_numbers_begin_anew_each_day_and_what_was_said_is_forgotten(sagara: Sagara, office: Unit) -> None:
    ticket = number(office, name="Alice Rahmawati", purpose="Rahasia Alice")
    with later(60 * 24 * 5):
        assert number(office).label == "A-001"
        assert retention.forget_due() == 1
        ticket.refresh_from_db()
        assert (ticket.name, ticket.purpose, ticket.number) == ("", "", 1)


def test_a_seat_is_taken_over_paused_and_left(sagara: Sagara, office: Unit) -> None:
    counter = seat(office, by=sagara.fitri)
    number(office)
    queue_places.take_a_break(counter, over=False, by=sagara.fitri)
    with pytest.raises(Refused, match="break|istirahat"):
        front_desk.call_next(counter, by=sagara.fitri)
    seat(office, by=sagara.bob)
    counter.refresh_from_db()
    with pytest.raises(Refused):
        front_desk.call_next(counter, by=sagara.fitri)
    assert queue_places.seat_of(sagara.fitri) is None
    queue_places.stand_up(counter, by=sagara.bob)
    with pytest.raises(Stale):
        queue_places.stand_up(counter, by=sagara.bob)


def test_what_cannot_be_taken_is_said_and_no_number_is_lost(sagara: Sagara, office: Unit) -> None:
    for wrong in ({"phone": "12"}, {"priority": "vip"}, {"purpose": "a" * 301}, {"name": "\0"}):
        with pytest.raises(Invalid):
            number(office, **wrong)
    QueueService.objects.filter(letter="R").update(is_active=False)
    assert [one.letter for one in queue_places.services(office)] == ["A"]
    assert number(office).label == "A-001"


def test_an_anonymous_visit_leads_nowhere_and_a_confidential_one_is_sealed(sagara: Sagara, office: Unit) -> None:
    first, second = number(office, "R", name="Alice"), number(office, "R", name="Carol Wijaya")
    for ticket, hidden in ((first, {"anonymous": True}), (second, {"confidential": True})):
        words = Words(body="Tentang seorang petugas.", medium="walk_in", entered_by="desk", source=ticket.key, **hidden)
        sources.take_in(words, by=sagara.fitri)
        ticket.refresh_from_db()
    assert (first.case_key, first.name, first.outcome) == ("", "", "recorded")
    assert second.case_key and "Carol" not in second.stored_name and second.name == "Carol Wijaya"


def test_a_visit_ends_whole_or_not_at_all_and_one_that_ended_elsewhere_skips_nobody(
    sagara: Sagara, office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, counter = number(office), seat(office, by=sagara.fitri)
    front_desk.call_next(counter, by=sagara.fitri)

    def breaks(*_said: object, **_more: object) -> None:
        raise RuntimeError("the trail cannot be written")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(front_desk.trail, "record", breaks)
        front_desk.call_next(counter, by=sagara.fitri)  # nobody waits: it only ends the visit before
    first.refresh_from_db()
    assert first.state == "called"

    second, third = number(office), number(office)
    ends = front_desk._end

    def ends_elsewhere_first(ticket: Ticket, outcome: str, *, by: object) -> None:
        """Between our look and our change somebody finishes it in another tab."""
        now = time.now()
        Ticket.objects.filter(pk=ticket.pk).update(state="done", outcome="solved", served_at=now, ended_at=now)
        ends(ticket, outcome, by=by)  # type: ignore[arg-type]

    monkeypatch.setattr(front_desk, "_end", ends_elsewhere_first)
    assert front_desk.call_next(counter, by=sagara.fitri) == second
    third.refresh_from_db()
    assert third.state == "waiting"
