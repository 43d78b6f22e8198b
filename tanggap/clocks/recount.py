"""After a change of hours or holidays: open clocks follow, and it is said which moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tanggap.clocks.models import OPEN, Calendar, Clock, ClockState
from tanggap.clocks.rings import set_due
from tanggap.core.time import now

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Moved:
    """A promise whose due moment has moved with its calendar."""

    clock: Clock
    before: datetime

    @property
    def after(self) -> datetime:
        return self.clock.due_at


def recount(calendar: Calendar | None = None, *, at: datetime | None = None) -> Iterator[Moved]:
    """Count the open clocks of that calendar (or of all) anew; yields those that moved. Run it to its end.

    What has broken stays broken and where it was. Works in transactions of a thousand clocks.
    """
    moment, last = at or now(), 0
    while True:
        with transaction.atomic():
            clocks = _batch(calendar, last)
            moved = [found for clock in clocks if (found := _move(clock, moment))]
            Clock.objects.bulk_update(clocks, ["due_at", "ring_at", "broken_at"], batch_size=BATCH)
        yield from moved
        if len(clocks) < BATCH:
            return
        last = clocks[-1].pk


def _batch(calendar: Calendar | None, last: int) -> list[Clock]:
    open_ones = Clock.objects.filter(state__in=OPEN, working=True, broken_at=None, pk__gt=last).order_by("pk")
    found = open_ones if calendar is None else open_ones.filter(calendar=calendar)
    return list(found.select_for_update(of=("self",)).select_related("calendar").prefetch_related("pauses")[:BATCH])


def _move(clock: Clock, moment: datetime) -> Moved | None:
    before = clock.due_at
    if clock.state == ClockState.RUNNING and before < moment:
        clock.broken_at = before
        return None
    set_due(clock)
    return Moved(clock, before) if clock.due_at != before else None
