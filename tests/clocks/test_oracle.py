"""Ten thousand calendars and spans: working time is right to the second, by an oracle that shares no code with it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tanggap.clocks.workdays import WorkingTime, due, used
from tests.clocks.oracle import Oracle, wall_minutes

Hours = list[tuple[time, time]]
ZONES = (
    "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
)  # fmt: skip
ALTOGETHER = 10_000
SECOND = timedelta(seconds=1)
PARTS = 20  # tests of so many cases each, so that two processes share them
# Ends of years, a leap day, Lebaran; of each zone also the days when its wall clock is changed.
ANYWHERE = [date(2023, 12, 28), date(2024, 2, 26), date(2026, 3, 16), date(2026, 12, 24)]
CHANGES = {
    "Europe/Berlin": [date(2024, 3, 31), date(2024, 10, 27), date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2024, 3, 10), date(2024, 11, 3), date(2026, 3, 8), date(2026, 11, 1)],
    "Australia/Lord_Howe": [date(2024, 4, 7), date(2024, 10, 6), date(2026, 4, 5), date(2026, 10, 4)],
}
DAYS = 17  # of which an oracle knows; the promise begins on one of the first


@dataclass
class Sample:
    """One calendar and one span, as chance made them."""

    zone: str
    week: dict[int, Hours]
    closed: set[date]
    extra: dict[date, Hours]
    first: date
    start: datetime
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    @property
    def working(self) -> WorkingTime:
        return WorkingTime(self.zone, self.week, frozenset(self.closed), self.extra)

    def oracle(self, pauses: Sequence[tuple[datetime, datetime | None]] = ()) -> Oracle:
        return Oracle(self.zone, self.week, self.closed, self.extra, first=self.first, days=DAYS, pauses=pauses)


def clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def hours(chance: random.Random) -> Hours:
    """A day's spans: split shifts, breaks, spans that touch, nights that end at midnight or begin with it."""
    kind = chance.random()
    if kind < 0.25:
        return [(time(8), time(12)), (time(13), time(17))]
    if kind < 0.35:
        return [(time(0), clock(chance.randrange(60, 400))), (clock(chance.randrange(1080, 1400)), time(0))]
    if kind < 0.4:
        return [(time(0), time(0))]
    step = chance.choice([1, 1, 5, 15, 30])
    marks = sorted(chance.sample(range(0, 1441, step), 2 * chance.choice([1, 1, 2, 2, 3, 4])))
    spans = [(clock(opens), clock(closes)) for opens, closes in zip(marks[::2], marks[1::2], strict=True)]
    if len(spans) > 1 and chance.random() < 0.2:
        spans[0] = (spans[0][0], spans[1][0])
    return spans


def start_of(chance: random.Random, zone: str, middle: date) -> datetime:
    """Any second near that date; where the wall clock is changed there, mostly about that hour, gap and fold too."""
    if zone in CHANGES and chance.random() < 0.6:
        wall = datetime.combine(middle, time(0)) + timedelta(seconds=chance.randrange(4 * 3600))
        return wall.replace(tzinfo=ZoneInfo(zone), fold=chance.randrange(2))
    begin = datetime.combine(middle, time(0), UTC) - timedelta(days=2)
    return begin + timedelta(seconds=chance.choice([1, 60, 900]) * chance.randrange(300))


def pauses(chance: random.Random, start: datetime) -> list[tuple[datetime, datetime | None]]:
    """Up to four, overlapping or not, from before the start to days after it; some have no end."""
    begin, found = start.astimezone(UTC), []
    for _number in range(chance.choice([0, 1, 1, 2, 3, 4])):
        since = begin + timedelta(seconds=chance.randrange(-40_000, 500_000))
        lasts = timedelta(seconds=chance.choice([0, 1, 59, 3_600, chance.randrange(200_000)]))
        found.append((since, None if chance.random() < 0.1 else since + lasts))
    chance.shuffle(found)
    return found


def sample(chance: random.Random) -> Sample:
    zone = chance.choice(ZONES)
    middle = chance.choice(CHANGES.get(zone, []) * 2 + ANYWHERE)
    first = middle - timedelta(days=4)
    near = [first + timedelta(days=number) for number in range(14)]
    week = {day: hours(chance) for day in range(7) if chance.random() < 0.75} or {chance.randrange(7): hours(chance)}
    start = start_of(chance, zone, middle)
    return Sample(
        zone, week, set(chance.sample(near, chance.randrange(4))),
        {day: hours(chance) for day in chance.sample(near, chance.randrange(3))}, first, start, pauses(chance, start),
    )  # fmt: skip


def differences(one: Sample, chance: random.Random) -> list[str]:
    """What workdays.py says otherwise than the oracle, about one sample."""
    working, plain, paused = one.working, one.oracle(), one.oracle(one.pauses)
    wrong: list[str] = []

    def same(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            wrong.append(f"{what}: {ours}, by the wall clock {theirs}; {one}")

    # So much that the dates hold it, pauses taken out; with a pause that never ends it may be too much, for ever.
    open_ended = any(until is None for _since, until in one.pauses)
    available = (plain if open_ended else paused).count(one.start, plain.last)
    assert available > 0, "the dates hold no working time at all"
    wanted = chance.randrange(1, min(available, chance.choice([120, 20_000, 200_000])) + 1)
    if chance.random() < 0.2:  # used up exactly at closing time
        closing = plain.closing_after(plain.due(one.start, wanted) - SECOND)
        wanted = min(plain.count(one.start, closing), available)
    ends = plain.due(one.start, wanted)
    assert ends is not None
    same("add", working.add(one.start, wanted / 60), ends)
    same("elapsed", working.elapsed(one.start, ends).total_seconds(), wanted)
    same("is_open at the start", working.is_open(one.start), plain.works(int(one.start.timestamp())))
    same("is_open just before the end", working.is_open(ends - SECOND), True)
    same("is_open at the end", working.is_open(ends), ends < plain.last and plain.works(int(ends.timestamp())))

    later = paused.due(one.start, wanted)
    assert later is not None or open_ended
    same("due", due(one.start, wanted / 60, one.pauses, working), later)
    look = later or min(ends + chance.randrange(100_000) * SECOND, plain.last)
    same("used", used(one.start, look, one.pauses, working).total_seconds(), paused.count(one.start, look))
    same("between", working.between(one.start, look), plain.count(one.start, look) // 60)
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_calendars_and_spans_agree_with_the_clock_on_the_wall(part: int) -> None:
    chance = random.Random(f"working time {part}")
    tried = wrong = 0
    said: list[str] = []
    for _number in range(ALTOGETHER // PARTS):
        found = differences(sample(chance), chance)
        tried, wrong, said = tried + 1, wrong + bool(found), said + found
    assert (tried * PARTS, wrong, said[:3]) == (ALTOGETHER, 0, [])


def test_chance_reaches_every_zone_gaps_and_folds_open_and_overlapping_pauses_and_midnights() -> None:
    chance = random.Random("what is tried")
    samples = [sample(chance) for _number in range(2_000)]
    in_gap = [one for one in samples if one.start.replace(fold=0).utcoffset() != one.start.replace(fold=1).utcoffset()]
    assert {one.zone for one in samples} == set(ZONES)
    assert {one.zone for one in in_gap} == set(CHANGES)
    assert sum(any(until is None for _since, until in one.pauses) for one in samples) > 100
    assert sum(overlapping(one) for one in samples) > 100
    assert (
        sum(any(closes == time(0) for spans in one.week.values() for _opens, closes in spans) for one in samples) > 99
    )
    assert sum(one.start.second > 0 for one in samples) > 500


def overlapping(one: Sample) -> bool:
    ended = sorted((since, until) for since, until in one.pauses if until is not None)
    return any(later[0] < earlier[1] for earlier, later in zip(ended, ended[1:], strict=False))


def test_the_oracle_itself_sees_that_a_gap_has_no_minutes_and_a_fold_has_them_twice() -> None:
    lengths = {
        (zone, day): len(wall_minutes(zone, day)[1])
        for zone, days in CHANGES.items() for day in days[:2]
    }  # fmt: skip
    assert list(lengths.values()) == [1380, 1500, 1380, 1500, 1470, 1410]


def test_the_oracle_counts_an_ordinary_friday_as_anybody_would() -> None:
    office = [(time(8), time(12)), (time(13), time(17))]
    seen = Oracle("Asia/Jakarta", dict.fromkeys(range(5), office), [], {}, first=date(2026, 11, 20), days=5)
    friday = datetime(2026, 11, 20, 16, 59, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    monday = datetime(2026, 11, 23, 8, 0, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert seen.due(friday, 60) == monday
    assert seen.count(friday, monday) == 60
    lunch = (monday.replace(hour=8, minute=0, second=10), monday.replace(hour=8, minute=0, second=20))
    known = {"first": date(2026, 11, 20), "days": 5, "pauses": [lunch]}
    paused = Oracle("Asia/Jakarta", dict.fromkeys(range(5), office), [], {}, **known)
    assert paused.due(friday, 60) == monday + timedelta(seconds=10)
