"""Working time the slow way: looks at the clock on the wall, minute by minute, and where it matters second by second.

Written apart from clocks/workdays.py and sharing nothing with it: no spans, no years, no arithmetic on hours. The wall
clock is asked of zoneinfo once for each minute of a local day; a calendar is then a row of minutes, each with as many
working seconds as it holds: none or sixty, or something in between where a pause begins or ends within it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTES_OF_A_DAY = 1440
ORDINARY = tuple(range(MINUTES_OF_A_DAY))
Pause = tuple[datetime, datetime | None]


@lru_cache(maxsize=4096)
def wall_minutes(zone: str, day: date) -> tuple[int, tuple[int, ...]]:
    """The minutes of that local date as they really come: the first (minutes since 1970), and what the wall shows."""
    clock = ZoneInfo(zone)
    # A date begins somewhere on earth fourteen hours before it does in Greenwich, and ends twelve hours later.
    first = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 60 - 15 * 60
    shown, began = [], None
    for minute in range(first, first + (15 + 24 + 13) * 60):
        wall = datetime.fromtimestamp(minute * 60, UTC).astimezone(clock)
        if wall.date() != day:
            continue
        began = minute if began is None else began
        assert minute == began + len(shown), "a date that comes, goes and comes again"
        shown.append(wall.hour * 60 + wall.minute)
    assert began is not None
    return began, tuple(shown)


class Oracle:
    """What a calendar says of `days` local dates from `first` on; pauses are taken out."""

    def __init__(
        self, zone: str, week: Mapping[int, Sequence[tuple[time, time]]], closed: Iterable[date],
        extra: Mapping[date, Sequence[tuple[time, time]]], *, first: date, days: int, pauses: Iterable[Pause] = (),
    ) -> None:  # fmt: skip
        self.zone, self.week, self.closed, self.extra = zone, week, set(closed), extra
        dates = [first + timedelta(days=number) for number in range(days)]
        self.begins = wall_minutes(zone, first)[0]
        self.open = bytearray().join(self.minutes_of(day) for day in dates)
        self.pauses = [(second_of(a), second_of(b) if b else 60 * self.end) for a, b in pauses]
        self.seconds = bytearray(self.open)
        for pause in self.pauses:
            self.take_out(*pause)

    @property
    def end(self) -> int:
        return self.begins + len(self.open)

    def minutes_of(self, day: date) -> bytes:
        """Sixty for each minute of that date at which the wall shows an open one, else nothing."""
        hours = self.extra[day] if day in self.extra else [] if day in self.closed else self.week.get(day.weekday(), [])
        on_the_wall = bytearray(MINUTES_OF_A_DAY)
        for opens, closes in hours:
            begin, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute or MINUTES_OF_A_DAY
            on_the_wall[begin:end] = bytes([60]) * (end - begin)
        _began, shown = wall_minutes(self.zone, day)
        # On nearly all days the wall shows each minute once and in order.
        return on_the_wall if shown == ORDINARY else bytes(on_the_wall[minute] for minute in shown)

    def take_out(self, begin: int, end: int) -> None:
        """No second of that pause counts; minutes that it covers whole, and the seconds of those that it cuts."""
        low, high = max(begin, 60 * self.begins), min(end, 60 * self.end)
        if low >= high:
            return
        first, last = -(-low // 60), high // 60
        if first < last:
            self.seconds[first - self.begins : last - self.begins] = bytes(last - first)
        for minute in {low // 60, high // 60} - set(range(first, last)):
            if minute < self.end:
                left = sum(self.works(second) for second in range(60 * minute, 60 * minute + 60))
                self.seconds[minute - self.begins] = left

    def works(self, second: int) -> bool:
        """Whether that second counts: the wall shows an open minute, and nothing is paused."""
        return self.open[second // 60 - self.begins] == 60 and not any(a <= second < b for a, b in self.pauses)

    def count(self, start: datetime, end: datetime) -> int:
        """The working seconds from `start` until `end`."""
        begin, finish = second_of(start), second_of(end)
        if finish <= begin:
            return 0
        first, last = -(-begin // 60), finish // 60
        if first > last:
            return sum(map(self.works, range(begin, finish)))
        edges = sum(map(self.works, [*range(begin, 60 * first), *range(60 * last, finish)]))
        return edges + sum(self.seconds[first - self.begins : last - self.begins])

    @property
    def last(self) -> datetime:
        """When the last of the dates is over."""
        return moment_of(60 * self.end)

    def closing_after(self, moment: datetime) -> datetime:
        """The end of the hours that stand open at that moment."""
        minute = second_of(moment) // 60
        while minute < self.end and self.open[minute - self.begins]:
            minute += 1
        return moment_of(60 * minute)

    def due(self, start: datetime, seconds: int) -> datetime | None:
        """The first moment by which so many working seconds have passed; None when the dates hold too few."""
        at = second_of(start)
        while seconds and at % 60:
            seconds -= self.works(at)
            at += 1
        place = at // 60 - self.begins
        # Whole days at a stride, then the minutes of the last one, then the seconds of its last minute.
        for stride in (MINUTES_OF_A_DAY, 1):
            while seconds and place < len(self.seconds):
                passed = sum(self.seconds[place : place + stride])
                if passed >= seconds:
                    break
                seconds, place = seconds - passed, place + stride
        if not seconds:
            return moment_of(at)
        if place >= len(self.seconds):
            return None
        at = 60 * (self.begins + place)
        while seconds:
            seconds -= self.works(at)
            at += 1
        return moment_of(at)


def second_of(moment: datetime) -> int:
    """Seconds since 1970; moments here have no parts of a second."""
    return int(moment.timestamp())


def moment_of(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
