"""A clock climbs its own ladder: each rung once, never early, whoever dies, whatever the machine's clock does."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tanggap.clocks import clock
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.changes import Change, make
from tanggap.clocks.clock import Start
from tanggap.clocks.ladder import LADDER, Ladder, Ring
from tanggap.clocks.models import Calendar, Clock
from tanggap.clocks.ringing import claim_due, give_back, mark_many_rung, mark_rung
from tanggap.clocks.rings import pauses_of, time_of
from tanggap.clocks.workdays import used
from tanggap.core.errors import Refused
from tanggap.core.time import travel

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
TUESDAY = MONDAY + DAY
STEEP: Ladder = (Ring(50), Ring(80), Ring(), Ring(later=120), Ring(later=480))
WORKING: Ladder = (Ring(50), Ring(), Ring(later=480, working=True))


@pytest.fixture
def office(db: None) -> Calendar:
    return default_calendar()


def start(office: Calendar, ladder: Ladder, *, minutes: int = 240, number: int = 7) -> Clock:
    """So many working minutes from Monday eight o'clock."""
    return clock.start(
        f"case:{number}", "decision", minutes=minutes, calendar=office, case_id=number, at=MONDAY, ladder=ladder
    )


def sweep(now: datetime) -> list[tuple[str, list[str]]]:
    """What a worker does: claim, mark, act; the rungs of which it speaks."""
    return [(c.subject, [str(ring) for ring in c.rings]) for c in claim_due(now) if mark_rung(c, now)]


def rung_by_the_minute(begin: datetime, minutes: int) -> dict[int, list[str]]:
    found = {minute: sweep(begin + minute * MINUTE) for minute in range(minutes)}
    return {minute: rungs[0][1] for minute, rungs in found.items() if rungs}


def test_each_rung_rings_once_a_moment_after_its_time(office: Calendar) -> None:
    start(office, STEEP)  # due at noon
    assert rung_by_the_minute(MONDAY, 13 * 60) == {
        121: ["50%"], 193: ["80%"], 241: ["due"], 361: ["due+120m"], 721: ["due+480m"],
    }  # fmt: skip
    stored = Clock.objects.get()
    assert (stored.rung, stored.ring_at, stored.broken_at) == (5, None, MONDAY + 4 * HOUR)


def test_a_working_day_after_noon_is_noon_of_the_next_working_day(office: Calendar) -> None:
    start(office, WORKING)
    sweep(MONDAY + 4 * HOUR + MINUTE)
    assert Clock.objects.get().ring_at == TUESDAY + 4 * HOUR
    assert sweep(TUESDAY + 4 * HOUR) == []
    assert sweep(TUESDAY + 4 * HOUR + MINUTE) == [("case:7", ["due+480w"])]


def test_a_clock_without_a_calendar_knows_no_working_time(db: None) -> None:
    clock.start("request:4", "answer", minutes=60, calendar=None, working=False, at=MONDAY, ladder=WORKING)
    assert rung_by_the_minute(MONDAY, 11 * 60) == {31: ["50%"], 61: ["due"], 541: ["due+480w"]}


def test_clocks_that_were_there_before_ladders_ring_as_they_did(office: Calendar) -> None:
    start(office, LADDER)
    assert Clock.objects.values_list("ladder", flat=True).get() == ""
    assert rung_by_the_minute(MONDAY, 13 * 60) == {193: ["80%"], 241: ["due"]}


def test_after_a_day_without_a_worker_each_rings_once_the_oldest_first_for_all_that_was_missed(
    office: Calendar,
) -> None:
    for number, minutes in ((1, 300), (2, 60), (3, 120), (4, 2400)):
        start(office, STEEP, minutes=minutes, number=number)
    late = TUESDAY + HOUR
    assert sweep(late) == [
        ("case:2", ["50%", "80%", "due", "due+120m", "due+480m"]),
        ("case:3", ["50%", "80%", "due", "due+120m", "due+480m"]),
        ("case:1", ["50%", "80%", "due", "due+120m", "due+480m"]),
    ]
    assert sweep(late) == []


@pytest.mark.parametrize("jump", [HOUR, DAY], ids=["an hour", "a day"])
def test_when_the_clock_of_the_machine_jumps_nothing_rings_twice(office: Calendar, jump: timedelta) -> None:
    start(office, STEEP)
    now = MONDAY + 2 * HOUR + MINUTE
    assert sweep(now) == [("case:7", ["50%"])]
    assert sweep(now - jump) == []
    assert sweep(now + HOUR) == []
    after = sweep(now + jump)
    assert [name for _subject, rungs in after for name in rungs] == ([] if jump == HOUR else [
        "80%", "due", "due+120m", "due+480m"])  # fmt: skip
    assert sweep(now) == sweep(now + jump) == []


def test_a_lease_from_before_the_clock_was_put_back_does_not_hold_for_a_day(office: Calendar) -> None:
    start(office, STEEP)
    (dead,) = claim_due(TUESDAY + 10 * HOUR, lease_seconds=60)
    now = TUESDAY - HOUR  # the machine's clock was wrong, and the worker has died
    assert sweep(now) == [("case:7", ["50%", "80%", "due", "due+120m", "due+480m"])]
    assert mark_rung(dead, now) is False


def test_a_clock_that_cannot_be_counted_keeps_no_other_from_ringing(office: Calendar) -> None:
    for number in (1, 2, 3):
        start(office, STEEP, number=number)
    Clock.objects.filter(case_id=2).update(ladder="sometime")
    assert [subject for subject, _rungs in sweep(TUESDAY)] == ["case:1", "case:3"]


def test_a_ring_set_before_the_calendar_changed_waits_for_its_new_time(office: Calendar) -> None:
    start(office, STEEP, minutes=480)
    make(Change(calendar=office, week={"1": [["08:00", "12:00"]], "2": [["08:00", "12:00"]]}))
    assert sweep(MONDAY + 5 * HOUR) == []
    assert Clock.objects.get().ring_at == TUESDAY + 4 * HOUR
    assert sweep(TUESDAY + 4 * HOUR + MINUTE)[0][1][0] == "50%"


def test_what_is_given_back_is_handed_out_again_from_then_on(office: Calendar) -> None:
    start(office, STEEP)
    give_back(claim_due(TUESDAY), until=TUESDAY + timedelta(seconds=1))
    assert claim_due(TUESDAY) == []
    assert len(claim_due(TUESDAY + timedelta(seconds=1))) == 1


def test_only_what_is_still_claimed_is_given_back(office: Calendar) -> None:
    start(office, STEEP)
    mine = claim_due(TUESDAY, lease_seconds=10)
    (yours,) = claim_due(TUESDAY + MINUTE)
    give_back(mine, until=TUESDAY + 2 * MINUTE)
    assert mark_rung(yours, TUESDAY + MINUTE) is True


def test_a_batch_that_was_rolled_back_can_be_marked_again(office: Calendar) -> None:
    start(office, STEEP)
    claimed = claim_due(TUESDAY)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert len(mark_many_rung(claimed, TUESDAY)) == 1
        raise ZeroDivisionError
    assert len(mark_many_rung(claimed, TUESDAY)) == 1
    assert mark_many_rung(claimed, TUESDAY) == set()


def test_a_clock_that_got_more_time_while_it_stood_still_still_rings_when_it_is_due(office: Calendar) -> None:
    slow = start(office, STEEP)
    clock.pause(7, ["decision"], "question", at=MONDAY + HOUR)
    clock.extend(slow, 60, "laboratory", at=TUESDAY)
    clock.resume(7, at=TUESDAY + HOUR)
    stored = Clock.objects.get()
    assert (stored.rung, stored.due_at) == (0, TUESDAY + 6 * HOUR)  # four hours were left: until noon, and from one


@some.composite
def ladders(draw: some.DrawFn) -> Ladder:
    """Any ladder that an SOP may have."""
    before = sorted(draw(some.sets(some.integers(1, 99), max_size=3)))
    after, working = sorted(draw(some.sets(some.integers(1, 2000), max_size=3))), draw(some.booleans())
    return (*map(Ring, before), Ring(), *(Ring(later=minutes, working=working) for minutes in after))


class Worked(RuleBasedStateMachine):
    """One clock, with workers that come, die and sleep, acts of people, and a machine whose clock jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.now, self.rung = MONDAY, set[Ring]()

    @initialize(ladder=ladders(), minutes=some.integers(2, 3000), working=some.booleans())
    def begin(self, ladder: Ladder, minutes: int, working: bool) -> None:
        self.ladder = ladder
        clock.start("case:7", "decision", minutes=minutes, calendar=default_calendar(), working=working, case_id=7,
                    at=MONDAY, ladder=ladder)  # fmt: skip

    @rule(minutes=some.integers(1, 1500))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(jump=some.sampled_from([-DAY, -HOUR, HOUR, DAY]))
    def the_clock_of_the_machine_jumps(self, jump: timedelta) -> None:
        self.now = max(MONDAY, self.now + jump)

    @rule()
    def a_worker_rings(self) -> None:
        for claimed in claim_due(self.now):
            rungs, ours = claimed.rings, mark_rung(claimed, self.now)
            assert not self.rung & set(rungs), "a rung rang twice"
            assert not early(claimed, rungs[-1], self.now), "a rung rang early"
            if ours:
                self.rung |= set(rungs)

    @rule()
    def a_worker_dies(self) -> None:
        claim_due(self.now)

    @rule()
    def the_complainant_is_asked(self) -> None:
        clock.pause(7, ["decision"], "question", at=self.now)

    @rule()
    def the_complainant_answers(self) -> None:
        clock.resume(7, at=self.now)

    @rule(minutes=some.integers(1, 1000))
    def more_time_is_given(self, minutes: int) -> None:
        try:
            given = clock.extend(Clock.objects.get(), minutes, "laboratory", at=self.now)
        except Refused:
            return
        self.rung = set(self.ladder[: given.rung])  # the rungs of the new time ring anew

    @invariant()
    @precondition(lambda self: hasattr(self, "ladder"))
    def what_rang_is_what_is_written(self) -> None:
        stored = Clock.objects.get()
        assert set(self.ladder[: stored.rung]) == self.rung
        assert (stored.broken_at is None) or stored.broken_at == stored.due_at

    def teardown(self) -> None:
        try:
            if hasattr(self, "ladder"):
                self.everything_has_rung_in_the_end()
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    def everything_has_rung_in_the_end(self) -> None:
        clock.resume(7, at=self.now)
        self.now += 400 * DAY
        self.a_worker_rings()
        stored = Clock.objects.get()
        assert (stored.rung, stored.ring_at, stored.broken_at) == (len(self.ladder), None, stored.due_at)


def early(one: Clock, ring: Ring, now: datetime) -> bool:
    """Counted the other way round: whether less has been used up by now than the rung asks for."""
    if ring.later:
        return used(one.due_at, now, (), time_of(one) if ring.working else None) < ring.later * MINUTE
    asked = one.total_minutes * MINUTE * ring.percent / 100
    return used(one.started_at, now, pauses_of(one), time_of(one)) < asked


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_each_rung_rings_once_and_none_early() -> None:
    run_state_machine_as_test(
        Worked, settings=settings(max_examples=60, stateful_step_count=25, deadline=None,
                                  suppress_health_check=list(HealthCheck)),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_ladder_is_climbed_in_time_moved_by_the_product_too() -> None:
    with travel(MONDAY):
        clock.start_many([Start(subject="case:7", kind="task", minutes=60, calendar=default_calendar(), ladder=STEEP)])
    told: list[Any] = []
    for hours in (0.5, 1, 1.5, 4, 10):
        with travel(MONDAY + hours * HOUR + MINUTE):
            told += sweep(MONDAY + hours * HOUR + MINUTE)
    assert [rungs for _subject, rungs in told] == [["50%"], ["80%", "due"], ["due+120m"], ["due+480m"]]
