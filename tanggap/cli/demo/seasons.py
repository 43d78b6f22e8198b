"""When things happen: thirteen months up to now, with office hours, weekends, Lebaran and a bad October."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cached_property
from random import Random

import holidays

from tanggap.clocks.workdays import WorkingTime
from tanggap.core import time

MONTHS_BACK = 395  # days: thirteen months
WEEK = timedelta(days=7)
SPOKEN = frozenset({"phone", "walk_in", "letter"})
# Monday to Sunday; who writes, writes at weekends too.
WRITTEN_DAYS = (1.15, 1.05, 1.0, 1.0, 0.95, 0.65, 0.55)
HOURS = {"web": (7, 23), "whatsapp": (6, 22), "email": (7, 21)}
NIGHT_BEGINS, NIGHT_ENDS = 22, 6


class Year:
    """The time the demo covers, seen from its present moment: its seasons, and how much happens on a day."""

    def __init__(self, end: datetime, office: WorkingTime) -> None:
        self.end, self.office = end, office

    @cached_property
    def begin(self) -> datetime:
        """Thirteen months ago; a little earlier when October would be cut."""
        october = datetime.combine(self.october, clock_time(), tzinfo=time.default_zone())
        return min(self.end - timedelta(days=MONTHS_BACK), october)

    @property
    def today(self) -> date:
        return time.local(self.end).date()

    @cached_property
    def october(self) -> date:
        """The first day of the latest October that is over for three weeks."""
        year = self.today.year
        return date(year if self.today >= date(year, 11, 1) + 3 * WEEK else year - 1, 10, 1)

    @cached_property
    def lebaran(self) -> date:
        """The latest Idul Fitri that is over for three weeks."""
        years = range(self.today.year - 2, self.today.year + 1)
        named = holidays.country_holidays("ID", years=years, language="en_US").items()
        first = [day for day, name in named if name.startswith("Eid al-Fitr") and "Second" not in name]
        return max(day for day in first if day <= self.today - 3 * WEEK)

    @cached_property
    def congress(self) -> date:
        """The members meet every July."""
        year = self.today.year
        return date(year if self.today >= date(year, 7, 10) + 3 * WEEK else year - 1, 7, 10)

    def day_of(self, season: str, luck: Random) -> date:
        """A day of that season, or any day when it is none."""
        match season:
            case "october":
                return self.october + timedelta(days=min(27, max(2, round(luck.gauss(14, 6)))))
            case "lebaran":
                return self.lebaran + timedelta(days=luck.choice((-9, -7, -6, -5, -4, -3, -3, -2, -1, 1, 3, 5, 6, 8)))
            case "congress":
                return self.congress + timedelta(days=luck.choice((-6, -3, -1, 0, 0, 1, 1, 2, 3, 5, 8)))
        days, weights = self._ordinary
        return luck.choices(days, weights)[0]

    @cached_property
    def _ordinary(self) -> tuple[list[date], list[float]]:
        first = time.local(self.begin).date()
        days = [first + timedelta(days=number) for number in range((self.today - first).days)]
        return days, [self._weight(day, (day - first).days / len(days)) for day in days]

    def _weight(self, day: date, passed: float) -> float:
        """A little more from month to month, and much more around Lebaran, when water and couriers are short."""
        rush = 2.2 if -14 <= (day - self.lebaran).days <= 9 else 1.0
        return (0.6 + 0.9 * passed) * WRITTEN_DAYS[day.weekday()] * rush

    def moment(self, day: date, medium: str, luck: Random) -> datetime:
        """When on that day: at the counter and on the phone only in office hours, in writing in the evening too."""
        if medium in SPOKEN:
            opening = self.office.after(at(day, 0), timedelta(minutes=1))
            return self.office.after(opening, timedelta(minutes=luck.uniform(5, 470)))
        first, last = HOURS[medium]
        return at(day, luck.triangular(first, last, luck.choice((10, 20))))

    def earlier(self, moment: datetime, hours: float) -> datetime:
        """The latest moment from which so many working hours pass until `moment`."""
        wanted = timedelta(hours=hours)
        low, high = moment - 4 * wanted - 3 * WEEK, moment
        while high - low > timedelta(seconds=1):
            middle = low + (high - low) / 2
            low, high = (middle, high) if self.office.elapsed(middle, moment) >= wanted else (low, middle)
        return low

    def months(self) -> Iterator[str]:
        """Every month that is covered, as "2026-03"."""
        day = time.local(self.begin).date().replace(day=1)
        while day <= self.today:
            yield f"{day:%Y-%m}"
            day = (day + timedelta(days=31)).replace(day=1)


def at(day: date, hour: float) -> datetime:
    """That hour of that day on the wall clock."""
    return datetime.combine(day, clock_time(), tzinfo=time.default_zone()) + timedelta(hours=hour)


def awake(moment: datetime, *, later: bool = True) -> datetime:
    """Nobody answers at night: the next morning, or the evening before."""
    hour = time.local(moment).hour
    if NIGHT_ENDS <= hour < NIGHT_BEGINS:
        return moment
    return moment + timedelta(hours=8.3) if later else moment - timedelta(hours=8.3)
