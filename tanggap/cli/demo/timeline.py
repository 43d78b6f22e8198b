"""One timeline for all lives of the demo: at each moment whoever is next acts, with the worker's sweeps in between."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tanggap.casework.sweep import BATCH, ring_due
from tanggap.clocks.calendar import default_calendar, working_time
from tanggap.core import time

SWEEP_HOURS = 6


@dataclass(frozen=True)
class Later:
    """What a life yields between two acts: so many hours, of working time when staff act next."""

    hours: float
    working: bool = True


Life = Iterator[Later]


class Timeline:
    """From `begin` to `end`; nothing happens after `end`, so lives that are not over stay where they are."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        self.now, self.end = begin, end
        self._due: list[tuple[datetime, int, Life]] = []
        self._count = 0
        self._office = working_time(default_calendar())

    def add(self, life: Life, at: datetime) -> None:
        """A life begins at that moment."""
        self._count += 1
        heapq.heappush(self._due, (at, self._count, life))

    def run(self) -> Iterator[datetime]:
        """Let everything happen, in order; gives the moment after each step."""
        while self._due and self._due[0][0] < self.end:
            at, number, life = heapq.heappop(self._due)
            self._sweep_until(at)
            with time.travel(at):
                later = next(life, None)
            if later is not None:
                heapq.heappush(self._due, (self._next(at, later), number, life))
            yield at
        self._sweep_until(self.end)

    def _next(self, at: datetime, later: Later) -> datetime:
        pause = timedelta(hours=later.hours)
        moment = self._office.after(at, pause) if later.working else at + pause
        # Whatever the calendar says of the last days, what is to happen happens before the end.
        return moment if moment < self.end else at + (self.end - at) / 3

    def _sweep_until(self, at: datetime) -> None:
        while self.now + timedelta(hours=SWEEP_HOURS) <= at:
            self.now += timedelta(hours=SWEEP_HOURS)
            with time.travel(self.now):
                while ring_due().rung == BATCH:
                    continue
