"""A promise under change: another target, another calendar, more time. Nothing broken becomes kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tanggap.clocks import changing, clock, extensions
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.models import Calendar, Clock, Extension, Pause
from tanggap.clocks.rings import used_until
from tanggap.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def wib(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo("Asia/Jakarta"))


MONDAY = wib(2026, 11, 16, 8, 0)


@pytest.fixture
def office(db: None) -> Calendar:
    return default_calendar()


@pytest.fixture
def branch(office: Calendar) -> Calendar:
    """A branch that is open from ten to four, every day of the week."""
    return Calendar.objects.create(
        code="branch", name="Cabang", week={str(day): [["10:00", "16:00"]] for day in range(7)}
    )


@pytest.fixture
def promise(office: Calendar) -> Clock:
    """Four working hours from Monday eight o'clock: due at noon."""
    return clock.start("case:7", "decision", minutes=240, calendar=office, case_id=7, at=MONDAY)


def locked(kind: str = "decision") -> Clock:
    return next(one for one in clock.open_of(7) if one.kind == kind)


@transaction.atomic
def aim(minutes: int, at: datetime, *, working: bool = True) -> changing.Changed | None:
    return changing.aim_anew(locked(), minutes=minutes, working=working, at=at)


@transaction.atomic
def move(calendar: Calendar, at: datetime) -> list[changing.Changed]:
    return changing.move([locked()], calendar, at=at)


def test_a_new_target_counts_from_the_old_beginning(promise: Clock) -> None:
    changed = aim(480, wib(2026, 11, 16, 10))
    assert changed is not None and changed.due_before == wib(2026, 11, 16, 12)
    stored = Clock.objects.get(pk=changed.clock.pk)
    assert (stored.started_at, stored.due_at, stored.state) == (MONDAY, wib(2026, 11, 16, 17), "running")
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("cancelled", None)


def test_a_new_target_that_has_passed_already_is_broken_at_that_moment(promise: Clock) -> None:
    changed = aim(60, wib(2026, 11, 16, 11))
    assert changed is not None and changed.broke
    stored = Clock.objects.get(pk=changed.clock.pk)
    assert (stored.state, stored.broken_at) == ("running", wib(2026, 11, 16, 9))
    clock.keep("case:7", "decision", at=wib(2026, 11, 16, 11, 30))
    stored.refresh_from_db()
    assert stored.state == "broken"


def test_what_has_broken_gets_no_milder_target(promise: Clock) -> None:
    assert aim(4800, wib(2026, 11, 16, 14)) is None
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("running", wib(2026, 11, 16, 12))


def test_a_new_target_keeps_the_pauses_and_the_time_that_was_granted(promise: Clock) -> None:
    clock.pause(7, ["decision"], "question", at=wib(2026, 11, 16, 9))
    clock.resume(7, at=wib(2026, 11, 16, 10))
    clock.extend(promise, 60, "Laboratorium penuh", at=wib(2026, 11, 16, 10))
    clock.pause(7, ["decision"], "laboratory", at=wib(2026, 11, 16, 11))
    changed = aim(120, wib(2026, 11, 16, 14))
    assert changed is not None and not changed.broke
    stored = Clock.objects.get(pk=changed.clock.pk)
    assert (stored.state, stored.total_minutes, stored.pauses.count()) == ("paused", 180, 2)
    clock.resume(7, at=wib(2026, 11, 16, 15))
    stored.refresh_from_db()
    assert stored.due_at == wib(2026, 11, 16, 16)  # an hour before each pause, and one is left


def test_one_that_stands_still_may_have_broken_before_it_stood(promise: Clock) -> None:
    clock.pause(7, ["decision"], "question", at=wib(2026, 11, 16, 11))
    changed = aim(120, wib(2026, 11, 16, 14))
    assert changed is not None
    stored = Clock.objects.get(pk=changed.clock.pk)
    assert (stored.state, stored.broken_at) == ("running", wib(2026, 11, 16, 10))
    assert not Pause.objects.filter(clock=stored, until=None).exists()


def test_what_is_left_is_counted_by_the_calendar_of_the_other_unit(promise: Clock, branch: Calendar) -> None:
    [moved] = move(branch, wib(2026, 11, 16, 11))
    assert moved.due_before == wib(2026, 11, 16, 12)
    stored = Clock.objects.get(pk=promise.pk)
    assert (stored.calendar, stored.spent_seconds, stored.due_at) == (branch, 3 * 3600, wib(2026, 11, 16, 12))
    [again] = move(default_calendar(), wib(2026, 11, 16, 11, 30))
    assert Clock.objects.get(pk=promise.pk).due_at == again.due_before
    clock.keep("case:7", "decision", at=wib(2026, 11, 16, 11, 45))
    assert Clock.objects.get(pk=promise.pk).used_minutes == 225


def test_what_is_left_waits_until_the_other_unit_is_open(promise: Clock, branch: Calendar) -> None:
    move(branch, wib(2026, 11, 16, 9))
    stored = Clock.objects.get(pk=promise.pk)
    assert stored.due_at == wib(2026, 11, 16, 13)  # an hour is used, and the branch begins at ten
    assert stored.ring_at == wib(2026, 11, 16, 12, 12)


def test_what_has_broken_is_not_moved(promise: Clock, branch: Calendar) -> None:
    assert move(branch, wib(2026, 11, 17, 9)) == []
    promise.refresh_from_db()
    assert (promise.calendar, promise.broken_at) == (default_calendar(), wib(2026, 11, 16, 12))


def test_of_one_promise_one_request_for_more_time_is_open(promise: Clock) -> None:
    at = wib(2026, 11, 16, 9)
    extensions.request(promise, 60, "Laboratorium penuh", by="staff:1", at=at)
    with pytest.raises(Refused) as told:
        extensions.request(promise, 60, "Sungguh", by="staff:1", at=at)
    assert told.value.code == "already_asked"
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(clock=promise, minutes=5, reason="Lagi", asked_by="staff:2", asked_at=at)


def test_more_time_is_asked_for_with_a_reason_and_before_the_end(promise: Clock) -> None:
    with pytest.raises(Invalid):
        extensions.request(promise, 60, " ", by="staff:1", at=MONDAY)
    with pytest.raises(Invalid):
        extensions.request(promise, 0, "Laboratorium penuh", by="staff:1", at=MONDAY)
    with pytest.raises(Refused):
        extensions.request(promise, 60, "Laboratorium penuh", by="staff:1", at=wib(2026, 11, 16, 12))


def test_more_time_that_was_asked_in_time_is_not_granted_afterwards(promise: Clock) -> None:
    asked = extensions.request(promise, 60, "Laboratorium penuh", by="staff:1", at=MONDAY)
    with pytest.raises(Refused) as told, transaction.atomic():
        extensions.grant(asked, locked(), by="staff:2", at=wib(2026, 11, 16, 12, 1))
    assert told.value.code == "too_late"
    assert extensions.waiting([7], at=wib(2026, 11, 16, 11)) == [asked.pk]
    assert extensions.waiting([7], at=wib(2026, 11, 16, 13)) == []


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "granted"},
        {"state": "asleep"},
        {"minutes": 0},
        {"reason": ""},
        {"answered_by": "staff:2"},
        {"state": "granted", "answered_by": "staff:1", "answered_at": MONDAY + HOUR, "two_people": True},
    ],
)
def test_the_database_refuses_a_request_that_cannot_be(promise: Clock, impossible: dict) -> None:
    extensions.request(promise, 60, "Laboratorium penuh", by="staff:1", at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.update(**impossible)


def test_a_request_follows_the_promise_to_its_new_target(promise: Clock) -> None:
    asked = extensions.request(promise, 60, "Laboratorium penuh", by="staff:1", at=MONDAY)
    changed = aim(480, wib(2026, 11, 16, 9))
    asked.refresh_from_db()
    assert changed is not None and asked.clock_id == changed.clock.pk
    with transaction.atomic():
        fresh = extensions.grant(asked, locked(), by="staff:2", at=wib(2026, 11, 16, 10))
    assert fresh.total_minutes == 540 and extensions.granted(fresh) == 1


STEPS = some.lists(
    some.tuples(
        some.sampled_from(["aim", "move", "pause", "resume", "extend", "ring"]),
        some.integers(min_value=1, max_value=2000),
        some.integers(min_value=0, max_value=30),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_happens_to_a_promise_no_breach_is_forgotten_and_no_time_invented(
    steps: list[tuple[str, int, int]], branch: Calendar
) -> None:
    calendars, moment, broken = [default_calendar(), branch], MONDAY, False
    with transaction.atomic():
        clock.start("case:7", "decision", minutes=240, calendar=calendars[0], case_id=7, at=MONDAY)
        for what, size, hours in steps:
            moment += timedelta(hours=hours)
            one = locked()
            used_before = used_until(one, moment)
            _step(what, size, one, calendars[size % 2], moment)
            [after] = clock.counted([locked()])
            broken = broken or after.broken_at is not None
            assert broken == (after.broken_at is not None)
            assert after.due_at >= after.started_at
            if what in {"move", "extend", "ring"}:
                assert abs(used_until(after, moment) - used_before) < timedelta(seconds=2)
        [ended] = clock.counted([locked()])
        clock.end([ended], at=moment)
        assert ended.state == ("broken" if ended.broken_at else "kept")
        assert not broken or ended.state == "broken"
        assert 0 <= ended.used_minutes <= (moment - MONDAY) // timedelta(minutes=1)  # type: ignore[operator]
        transaction.set_rollback(True)


def _step(what: str, size: int, one: Clock, calendar: Calendar, moment: datetime) -> None:
    match what:
        case "aim":
            changing.aim_anew(one, minutes=size, working=bool(size % 3), at=moment)
        case "move":
            changing.move([one], calendar, at=moment)
        case "pause":
            clock.stop([one], "question", at=moment)
        case "resume" if one.state == "paused":
            clock.go_on([one], at=moment)
        case "extend" if clock.can_stop(one, moment):
            clock.extend(one, size, "Laboratorium penuh", at=moment)
        case "ring" if clock.is_late(one, moment):
            Clock.objects.filter(pk=one.pk, broken_at=None).update(broken_at=one.due_at)
