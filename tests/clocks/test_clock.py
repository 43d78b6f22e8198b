"""A promise from its start to its end, with pauses, more time, rings and breaches."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tanggap.clocks import clock
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.clock import Start
from tanggap.clocks.models import Calendar, Clock, Pause
from tanggap.core.errors import Invalid, Refused
from tanggap.core.time import travel

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def wib(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo("Asia/Jakarta"))


MONDAY = wib(2026, 11, 16, 8, 0)


@pytest.fixture
def office(db: None) -> Calendar:
    return default_calendar()


@pytest.fixture
def promise(office: Calendar) -> Clock:
    """Four working hours from Monday eight o'clock: due at noon."""
    return clock.start("case:7", "decision", minutes=240, calendar=office, case_id=7, at=MONDAY)


def as_stored(row: Clock) -> Clock:
    return Clock.objects.get(pk=row.pk)


def test_a_promise_is_due_after_its_minutes_of_working_time(promise: Clock) -> None:
    stored = as_stored(promise)
    assert (stored.state, stored.due_at, stored.ring_at) == (
        "running",
        wib(2026, 11, 16, 12),
        wib(2026, 11, 16, 11, 12),
    )


def test_a_promise_in_plain_time_needs_no_calendar(db: None) -> None:
    privacy = clock.start(
        "request:4", "answer", minutes=72 * 60, calendar=None, working=False, at=wib(2026, 11, 20, 16)
    )
    assert as_stored(privacy).due_at == wib(2026, 11, 23, 16)


@pytest.mark.parametrize(
    ("moment", "state", "broken_at", "used"),
    [
        (wib(2026, 11, 16, 9, 0, 30), "kept", None, 60),
        (wib(2026, 11, 16, 12), "kept", None, 240),
        (wib(2026, 11, 16, 13, 1), "broken", wib(2026, 11, 16, 12), 241),
        (wib(2026, 11, 17, 8), "broken", wib(2026, 11, 16, 12), 480),
    ],
)
def test_kept_up_to_the_due_moment_and_broken_after_it(promise: Clock, moment, state, broken_at, used) -> None:
    clock.keep("case:7", "decision", at=moment)
    stored = as_stored(promise)
    assert (stored.state, stored.ended_at, stored.broken_at, stored.used_minutes, stored.ring_at) == (
        state, moment, broken_at, used, None,
    )  # fmt: skip


def test_keeping_what_was_never_promised_says_so(promise: Clock) -> None:
    assert clock.keep("case:7", "approval") is None
    assert clock.keep("case:8", "decision") is None


def test_many_start_with_one_query_and_some_already_kept(office: Calendar, django_assert_num_queries) -> None:
    starts = [
        Start(
            subject=f"case:{n}", kind="acknowledge", minutes=60, calendar=office, at=MONDAY, kept_at=MONDAY + n * MINUTE
        )
        for n in (0, 60, 61)
    ]
    clock.start_many(starts[:1])
    # So many rows at once are planned once per connection.
    clock.start_many(Start(subject=f"task:{n}", kind="task", minutes=60, calendar=office) for n in range(3))
    with django_assert_num_queries(1):
        clock.start_many([*starts[1:], Start(subject="case:9", kind="acknowledge", minutes=60, calendar=office)])
    written = Clock.objects.filter(kind="acknowledge").order_by("id")
    assert list(written.values_list("state", "used_minutes")) == [
        ("kept", 0), ("kept", 60), ("broken", 61), ("running", None),
    ]  # fmt: skip


def test_one_promise_of_a_kind_is_open_at_a_time(promise: Clock, office: Calendar) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        clock.start("case:7", "decision", minutes=10, calendar=office)
    clock.keep("case:7", "decision", at=MONDAY)
    clock.start("case:7", "decision", minutes=10, calendar=office)


def test_cancelling_ends_one_kind_one_subject_or_a_whole_case(office: Calendar) -> None:
    for subject, kind in [("case:7", "decision"), ("case:7", "approval"), ("task:1", "task"), ("case:7", "resolution")]:
        clock.start(subject, kind, minutes=240, calendar=office, case_id=7, at=MONDAY)
    assert [c.kind for c in clock.cancel("case:7", "decision", at=MONDAY)] == ["decision"]
    assert [c.kind for c in clock.cancel("case:7", at=MONDAY)] == ["approval", "resolution"]
    assert [c.kind for c in clock.cancel_case(7, at=wib(2026, 11, 16, 14))] == ["task"]
    assert set(Clock.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Clock.objects.get(kind="task").broken_at == wib(2026, 11, 16, 12)


def test_a_pause_moves_the_due_moment_by_its_working_time(promise: Clock) -> None:
    (paused,) = clock.pause(7, ["decision"], "question", at=wib(2026, 11, 16, 10))
    assert (as_stored(paused).state, as_stored(paused).ring_at) == ("paused", None)
    (again,) = clock.resume(7, at=wib(2026, 11, 17, 9))
    stored = as_stored(again)
    assert (stored.state, stored.due_at, stored.ring_at) == (
        "running",
        wib(2026, 11, 17, 11),
        wib(2026, 11, 17, 10, 12),
    )
    clock.keep("case:7", "decision", at=wib(2026, 11, 17, 10))
    assert as_stored(promise).used_minutes == 180


def test_pauses_for_two_reasons_count_once_and_the_clock_waits_for_both(promise: Clock) -> None:
    clock.pause(7, ["decision"], "question", at=wib(2026, 11, 16, 9))
    clock.pause(7, ["decision"], "laboratory", at=wib(2026, 11, 16, 10))
    clock.pause(7, ["decision"], "laboratory", at=wib(2026, 11, 16, 10, 30))
    assert clock.resume(7, reason="question", at=wib(2026, 11, 16, 11)) == []
    assert as_stored(promise).state == "paused"
    (again,) = clock.resume(7, reason="laboratory", at=wib(2026, 11, 16, 14))
    assert as_stored(again).due_at == wib(2026, 11, 16, 17)
    assert Pause.objects.count() == 2


def test_only_the_kinds_that_are_named_stand_still(promise: Clock, office: Calendar) -> None:
    clock.start("case:7", "resolution", minutes=480, calendar=office, case_id=7, at=MONDAY)
    clock.start("case:8", "decision", minutes=480, calendar=office, case_id=8, at=MONDAY)
    clock.pause(7, ["decision"], "question", at=MONDAY)
    assert [c.state for c in Clock.objects.order_by("id")] == ["paused", "running", "running"]


def test_what_is_answered_while_it_stands_still_is_kept(promise: Clock) -> None:
    clock.pause(7, ["decision"], "question", at=wib(2026, 11, 16, 9))
    clock.keep("case:7", "decision", at=wib(2026, 11, 18, 9))
    stored = as_stored(promise)
    assert (stored.state, stored.used_minutes) == ("kept", 60)
    assert Pause.objects.get().until == wib(2026, 11, 18, 9)


def test_what_is_overdue_is_not_stopped_any_more_and_its_breach_stands(promise: Clock) -> None:
    assert clock.pause(7, ["decision"], "question", at=wib(2026, 11, 16, 14)) == []
    stored = as_stored(promise)
    assert (stored.state, stored.broken_at) == ("running", wib(2026, 11, 16, 12))
    clock.keep("case:7", "decision", at=wib(2026, 11, 16, 9))
    assert as_stored(promise).state == "broken"


def test_more_time_is_granted_before_the_end_only_and_with_a_reason(promise: Clock) -> None:
    with pytest.raises(Invalid):
        clock.extend(promise, 60, "  ", at=MONDAY)
    with pytest.raises(Invalid):
        clock.extend(promise, 0, "laboratory", at=MONDAY)
    clock.extend(promise, 120, "laboratory", at=wib(2026, 11, 16, 11))
    stored = as_stored(promise)
    assert (stored.due_at, stored.minutes, stored.extended_minutes, stored.extension_reason) == (
        wib(2026, 11, 16, 15), 240, 120, "laboratory",
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        clock.extend(promise, 60, "again", at=wib(2026, 11, 16, 15))
    assert refusal.value.code == "too_late"


def test_an_ended_promise_gets_no_more_time(promise: Clock) -> None:
    clock.keep("case:7", "decision", at=MONDAY)
    with pytest.raises(Refused):
        clock.extend(promise, 60, "late idea", at=MONDAY)


def test_open_promises_are_listed_the_next_due_first(promise: Clock, office: Calendar) -> None:
    soon = clock.start("offer:2", "offer_answer", minutes=60, calendar=office, case_id=7, at=MONDAY)
    clock.pause(7, ["decision"], "question", at=MONDAY)
    assert clock.running(7) == [soon, promise]


def test_without_a_moment_it_is_now(office: Calendar) -> None:
    with travel(MONDAY):
        clock.start("case:7", "decision", minutes=60, calendar=office)
    with travel(MONDAY + 30 * MINUTE):
        clock.keep("case:7", "decision")
    stored = Clock.objects.get()
    assert (stored.started_at, stored.ended_at) == (MONDAY.astimezone(UTC), MONDAY + 30 * MINUTE)


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "kept"},
        {"state": "asleep"},
        {"minutes": 0},
        {"due_at": MONDAY - MINUTE},
        {"calendar": None},
        {"state": "broken", "ended_at": MONDAY, "used_minutes": 0, "ring_at": None},
        {"state": "paused"},
        {"extended_minutes": 5},
    ],
)
def test_the_database_refuses_a_clock_that_cannot_be(promise: Clock, impossible: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.update(**impossible)
