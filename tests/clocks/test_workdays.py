"""Working time against an oracle that knows nothing but the clock on the wall, minute by minute."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tanggap.clocks.workdays import WorkingTime, due, used

MINUTE = timedelta(minutes=1)
ZONES = [
    "Asia/Jakarta",
    "Asia/Makassar",
    "Asia/Jayapura",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
]
# Around changes of the wall clock, a year's end, a leap day, Lebaran.
NEAR = [
    (2024, 2, 27),
    (2024, 3, 8),
    (2025, 3, 28),
    (2025, 10, 3),
    (2025, 10, 24),
    (2025, 10, 31),
    (2025, 12, 29),
    (2026, 3, 16),
]
OFFICE = {day: [(time(8), time(12)), (time(13), time(17))] for day in range(5)}


def at(zone: str, *wall: int, fold: int = 0) -> datetime:
    return datetime(*wall, tzinfo=ZoneInfo(zone), fold=fold)


def office(zone: str = "Asia/Jakarta", **more) -> WorkingTime:
    return WorkingTime(zone, OFFICE, **more)


class Oracle:
    """The slow truth: looks at the wall clock at every single minute."""

    def __init__(self, working: WorkingTime) -> None:
        self.working, self.zone, self.seen = working, ZoneInfo(working.zone), {}

    def open(self, instant: datetime) -> bool:
        if instant not in self.seen:
            self.seen[instant] = self.look(instant)
        return self.seen[instant]

    def look(self, instant: datetime) -> bool:
        wall = instant.astimezone(self.zone)
        day, shown = wall.date(), wall.hour * 60 + wall.minute
        hours = self.working.week.get(day.weekday(), ())
        if day in self.working.closed:
            hours = ()
        if day in self.working.extra:
            hours = self.working.extra[day]
        return any(o.hour * 60 + o.minute <= shown < ((c.hour * 60 + c.minute) or 1440) for o, c in hours)

    def due(self, start: datetime, minutes: int, pauses=()) -> datetime:
        instant = start.astimezone(UTC)
        while minutes:
            if self.open(instant) and not any(a <= instant < b for a, b in pauses):
                minutes -= 1
            instant += MINUTE
        return instant

    def minutes(self, start: datetime, end: datetime, pauses=()) -> int:
        count = 0
        while start < end:
            count += self.open(start) and not any(a <= start < b for a, b in pauses)
            start += MINUTE
        return count


def random_hours(chance: random.Random) -> list[tuple[time, time]]:
    marks = sorted(chance.sample(range(0, 1441, 15), 2 * chance.choice([1, 1, 2, 2, 3])))
    clock = [time(mark // 60 % 24, mark % 60) for mark in marks]
    return list(zip(clock[::2], clock[1::2], strict=True))


def random_case(chance: random.Random) -> tuple[WorkingTime, datetime]:
    first = date(*chance.choice(NEAR))
    near = [first + timedelta(days=n) for n in range(12)]
    working = WorkingTime(
        chance.choice(ZONES),
        {day: random_hours(chance) for day in range(7) if chance.random() < 0.75} or OFFICE,
        closed=frozenset(chance.sample(near, 3)),
        extra={day: random_hours(chance) for day in chance.sample(near, 2)},
    )
    start = datetime.combine(first, time(0), UTC) + MINUTE * chance.randrange(3 * 1440)
    return working, start


def random_pauses(chance: random.Random, start: datetime) -> list[tuple[datetime, datetime]]:
    begins = [start + MINUTE * chance.randrange(-600, 4000) for _ in range(chance.randrange(5))]
    return [(begin, begin + MINUTE * chance.randrange(2000)) for begin in begins]


@pytest.mark.parametrize("seed", range(200))
def test_any_calendar_agrees_with_the_minute_by_minute_oracle(seed: int) -> None:
    chance = random.Random(seed)
    working, start = random_case(chance)
    oracle, pauses, minutes = Oracle(working), random_pauses(chance, start), chance.randrange(1, 2000)

    end = due(start, minutes, pauses, working)

    assert end == oracle.due(start, minutes, pauses)
    assert used(start, end, pauses, working) == minutes * MINUTE
    assert working.add(start, minutes) == oracle.due(start, minutes)
    assert working.between(start, end) == oracle.minutes(start, end)


@pytest.mark.parametrize("zone", ZONES)
def test_an_office_hour_is_an_hour_in_every_zone(zone: str) -> None:
    assert office(zone).add(at(zone, 2026, 11, 20, 16, 30), 60) == at(zone, 2026, 11, 23, 8, 30)


def test_seconds_are_kept() -> None:
    start = at("Asia/Jakarta", 2026, 11, 20, 16, 59, 30)
    assert office().add(start, 1) == at("Asia/Jakarta", 2026, 11, 23, 8, 0, 30)
    assert office().elapsed(start, at("Asia/Jakarta", 2026, 11, 23, 8, 0, 11)) == timedelta(seconds=41)


def test_the_lunch_break_does_not_count() -> None:
    assert office().add(at("Asia/Jakarta", 2026, 11, 20, 11, 30), 60) == at("Asia/Jakarta", 2026, 11, 20, 13, 30)


def test_what_is_used_up_at_closing_time_is_due_then_and_not_the_next_morning() -> None:
    assert office().add(at("Asia/Jakarta", 2026, 11, 20, 16, 0), 60) == at("Asia/Jakarta", 2026, 11, 20, 17, 0)


def test_nothing_promised_is_due_at_once_even_at_night() -> None:
    night = at("Asia/Jakarta", 2026, 11, 21, 23, 0)
    assert office().add(night, 0) == night


def test_nothing_promised_is_due_at_once_even_while_all_stands_still() -> None:
    noon = at("Asia/Jakarta", 2026, 11, 20, 12, 0)
    assert due(noon, 0, [(noon, noon + MINUTE)], office()) == due(noon, 0, [(noon, None)], office()) == noon


def test_a_closed_date_is_skipped_and_an_extra_date_has_its_own_hours() -> None:
    working = office(closed=frozenset([date(2026, 11, 20)]), extra={date(2026, 11, 21): [(time(9), time(10))]})
    thursday = at("Asia/Jakarta", 2026, 11, 19, 16, 0)
    assert working.add(thursday, 120) == at("Asia/Jakarta", 2026, 11, 21, 10, 0)
    assert working.add(thursday, 121) == at("Asia/Jakarta", 2026, 11, 23, 8, 1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 5),
        ("Europe/Berlin", date(2026, 10, 25), 7),
        ("Australia/Lord_Howe", date(2026, 4, 5), 6.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 5.5),
    ],
)
def test_a_night_shift_is_as_long_as_the_wall_clock_makes_it(zone: str, day: date, hours: float) -> None:
    night = WorkingTime(zone, {day: [(time(0), time(6))] for day in range(7)})
    begin, end = at(zone, day.year, day.month, day.day), at(zone, day.year, day.month, day.day, 12)
    assert night.elapsed(begin, end) == timedelta(hours=hours)


def test_a_shift_that_begins_within_the_doubled_hour_is_worked_twice() -> None:
    night = WorkingTime("Europe/Berlin", {6: [(time(2, 30), time(2, 45))]})
    assert night.elapsed(at("Europe/Berlin", 2026, 10, 25), at("Europe/Berlin", 2026, 10, 25, 6)) == timedelta(
        minutes=30
    )


def test_a_shift_until_midnight_and_one_from_midnight_make_one_night() -> None:
    working = WorkingTime("Asia/Makassar", {4: [(time(22), time(0))], 5: [(time(0), time(2))]})
    assert working.add(at("Asia/Makassar", 2026, 11, 20, 23), 90) == at("Asia/Makassar", 2026, 11, 21, 0, 30)


def test_a_promise_of_thirty_years_is_counted_as_exactly_as_one_of_a_day() -> None:
    working, start = office(), at("Asia/Jakarta", 2001, 1, 1, 8)
    days = sum((date(2001, 1, 1) + timedelta(days=n)).weekday() < 5 for n in range(365 * 30))
    end = working.add(start, days * 480)
    assert working.between(start, end) == days * 480
    assert end == at("Asia/Jakarta", 2030, 12, 24, 17)


def test_without_a_calendar_every_minute_counts() -> None:
    friday = at("Asia/Jakarta", 2026, 11, 20, 16)
    assert due(friday, 3 * 24 * 60) == at("Asia/Jakarta", 2026, 11, 23, 16)


def test_overlapping_pauses_count_once_in_any_order() -> None:
    begin = at("Asia/Jakarta", 2026, 11, 16, 8)
    pauses = [(begin + timedelta(hours=h), begin + timedelta(hours=h + 2)) for h in (2, 1)]
    assert due(begin, 120, pauses, office()) == due(begin, 120, pauses[::-1], office()) == begin + timedelta(hours=6)


def test_an_open_pause_leaves_the_due_moment_unknown_unless_it_was_reached_before() -> None:
    begin = at("Asia/Jakarta", 2026, 11, 16, 8)
    assert due(begin, 120, [(begin + timedelta(hours=1), None)], office()) is None
    assert due(begin, 60, [(begin + timedelta(hours=1), None)], office()) == begin + timedelta(hours=1)


@pytest.mark.parametrize(
    "hours",
    [
        [(time(9), time(9))],
        [(time(13), time(17)), (time(8), time(12))],
        [(time(8), time(12)), (time(11), time(17))],
        [(time(8), time(0)), (time(9), time(10))],
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: list) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkingTime("Asia/Jakarta", {0: hours})


def test_a_calendar_without_hours_never_answers_a_wrong_moment() -> None:
    with pytest.raises(ValueError, match="too few working hours"):
        WorkingTime("Asia/Jakarta", {}).add(at("Asia/Jakarta", 2026, 11, 16, 8), 1)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        office().add(datetime(2026, 11, 16, 8), 1)
