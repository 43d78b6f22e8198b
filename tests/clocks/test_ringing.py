"""Clocks that are due ring once each, oldest first, whoever dies or wakes up late."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tanggap.clocks import clock
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.clock import Start, claim_due, mark_many_rung, mark_rung
from tanggap.clocks.models import Calendar, Clock

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
SOON, DUE = MONDAY + 48 * MINUTE, MONDAY + 60 * MINUTE


@pytest.fixture
def office(db: None) -> Calendar:
    return default_calendar()


@pytest.fixture
def hour(office: Calendar) -> Clock:
    """One working hour from Monday eight o'clock."""
    return clock.start("case:7", "decision", minutes=60, calendar=office, case_id=7, at=MONDAY)


def sweep(now: datetime) -> list[tuple[str, str]]:
    """What a worker does: claim, mark, act."""
    return [(c.subject, c.ring) for c in claim_due(now) if mark_rung(c, now)]


def test_a_clock_rings_once_when_it_is_due_soon_and_once_when_it_breaks(hour: Clock) -> None:
    rung = {minute: sweep(MONDAY + minute * MINUTE) for minute in range(120)}
    assert {minute: found for minute, found in rung.items() if found} == {
        49: [("case:7", "due_soon")], 61: [("case:7", "broken")],
    }  # fmt: skip
    stored = Clock.objects.get()
    assert (stored.state, stored.broken_at, stored.rung, stored.ring_at) == ("running", DUE, 2, None)


def test_nothing_rings_early_and_the_due_moment_itself_still_counts(hour: Clock) -> None:
    assert sweep(SOON) == []
    assert sweep(SOON + timedelta(microseconds=1)) == [("case:7", "due_soon")]
    assert sweep(DUE) == []
    clock.keep("case:7", "decision", at=DUE)
    assert (sweep(DUE + MINUTE), Clock.objects.get().state) == ([], "kept")


def test_after_a_standstill_all_ring_once_the_oldest_first_and_only_with_the_latest_ring(office: Calendar) -> None:
    minutes = [50, 10, 30, 480]
    clock.start_many(
        Start(subject=f"case:{m}", kind="decision", minutes=m, calendar=office, at=MONDAY) for m in minutes
    )  # fmt: skip
    late = MONDAY + timedelta(hours=6)
    assert sweep(late) == [("case:10", "broken"), ("case:30", "broken"), ("case:50", "broken")]
    assert sweep(late) == []


def test_a_dead_workers_clocks_come_back_when_its_lease_is_over(hour: Clock) -> None:
    now = DUE + MINUTE
    (dead,) = claim_due(now, lease_seconds=60)
    assert claim_due(now + timedelta(seconds=59)) == []
    (again,) = claim_due(now + timedelta(seconds=60))
    assert mark_rung(dead, now) is False
    assert mark_rung(again, now) is True
    assert mark_rung(again, now) is False


def test_what_is_answered_or_paused_after_the_claim_does_not_ring(office: Calendar) -> None:
    for number in (1, 2, 3):
        clock.start(f"case:{number}", "decision", minutes=60, calendar=office, case_id=number, at=MONDAY)
    claimed = claim_due(SOON + MINUTE)
    clock.keep("case:1", "decision", at=SOON + MINUTE)
    clock.pause(2, ["decision"], "question", at=SOON + MINUTE)
    assert [c.case_id for c in claimed if mark_rung(c, SOON + MINUTE)] == [3]


def test_a_paused_clock_keeps_quiet_and_does_not_ring_twice_for_the_same(hour: Clock) -> None:
    assert sweep(SOON + MINUTE) == [("case:7", "due_soon")]
    clock.pause(7, ["decision"], "question", at=SOON + 2 * MINUTE)
    assert sweep(DUE + 30 * MINUTE) == []
    clock.resume(7, at=DUE + 30 * MINUTE)
    assert Clock.objects.get().due_at == DUE + 40 * MINUTE
    assert sweep(DUE + 40 * MINUTE) == []
    assert sweep(DUE + 41 * MINUTE) == [("case:7", "broken")]


def test_with_more_time_it_is_due_soon_anew(hour: Clock) -> None:
    sweep(SOON + MINUTE)
    clock.extend(hour, 60, "laboratory", at=SOON + MINUTE)
    assert sweep(DUE + MINUTE) == []
    assert sweep(MONDAY + 97 * MINUTE) == [("case:7", "due_soon")]


def test_many_are_claimed_and_marked_with_the_same_few_queries(office: Calendar, django_assert_num_queries) -> None:
    late = DUE + MINUTE
    for rows in (1, 3):
        clock.start_many(
            Start(subject=f"case:{rows}-{n}", kind="task", minutes=60, calendar=office, at=MONDAY) for n in range(rows)
        )
        with django_assert_num_queries(5):
            claimed = claim_due(late)
            assert len(mark_many_rung(claimed, late)) == rows


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_ring_every_clock_exactly_once() -> None:
    office = default_calendar()
    clock.start_many(
        Start(subject=f"case:{n}", kind="decision", minutes=60, calendar=office, at=MONDAY) for n in range(400)
    )  # fmt: skip
    late, together, rung = DUE + MINUTE, Barrier(4), Counter()

    def work() -> None:
        together.wait()
        while claimed := claim_due(late, limit=7):
            rung.update(mark_many_rung(claimed, late))
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (len(rung), set(rung.values())) == (400, {1})
    assert Clock.objects.filter(broken_at=DUE, ring_at=None, rung=2).count() == 400
