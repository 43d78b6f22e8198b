"""When the rungs of its ladder come for a clock, and which of them it has climbed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tanggap.clocks.calendar import working_time
from tanggap.clocks.ladder import Ladder, Ring, read
from tanggap.clocks.models import Clock, ClockState, Pause
from tanggap.clocks.workdays import WorkingTime, due, used

Pauses = Iterable[tuple[datetime, datetime | None]]


def ladder_of(clock: Clock) -> Ladder:
    """The ladder under which the clock was started."""
    return read(clock.ladder)


def time_of(clock: Clock) -> WorkingTime | None:
    """The working time the clock runs in; None when every minute counts."""
    return working_time(clock.calendar) if clock.working and clock.calendar else None


def stops_of(clock: Clock) -> list[Pause]:
    """The pauses of the clock: those that were read with it, else asked for; none while it is not saved."""
    if clock.known_pauses is not None:
        return clock.known_pauses
    return list(clock.pauses.all()) if clock.pk else []


def pauses_of(clock: Clock) -> list[tuple[datetime, datetime | None]]:
    """From when until when it stood still."""
    return [(pause.since, pause.until) for pause in stops_of(clock)]


def moment_of(clock: Clock, ring: Ring, pauses: Pauses) -> datetime | None:
    """When that ring is due; None while an open pause stands before it."""
    if ring.percent == 100 and clock.state == ClockState.PAUSED:
        return None  # its due moment stands as if it ran on at once
    if ring.later:
        # What is overdue stands still no more. A clock without a calendar knows no working time.
        overtime = working_time(clock.calendar) if ring.working and clock.calendar else None
        return due(clock.due_at, ring.later, (), overtime)
    if ring.percent == 100:
        return clock.due_at
    return moment_after(clock, clock.total_minutes * ring.percent / 100, pauses)


def moment_after(clock: Clock, minutes: float, pauses: Pauses) -> datetime | None:
    """When so many minutes of the promise will be used up; what was used by a former calendar stays used."""
    left = max(minutes - clock.spent_seconds / 60, 0) if clock.moved_at else minutes
    return due(clock.moved_at or clock.started_at, left, pauses, time_of(clock))


def used_until(clock: Clock, moment: datetime) -> timedelta:
    """How much of the promise is used up by then, pauses taken out."""
    now_used = used(clock.moved_at or clock.started_at, moment, pauses_of(clock), time_of(clock))
    return timedelta(seconds=clock.spent_seconds) + now_used


def set_due(clock: Clock) -> None:
    """Count the due moment and the next ring anew, from the start and the pauses that are over.

    A clock that stands still is due as if it ran on at once; that moves when it does.
    """
    pauses = [(since, until) for since, until in pauses_of(clock) if until is not None]
    moment = moment_after(clock, clock.total_minutes, pauses)
    assert moment is not None, "only pauses without end leave a due moment unknown"
    clock.due_at = moment
    set_ring(clock)


def set_ring(clock: Clock) -> None:
    """Set when the next ring is due: nothing when all have rung or the clock stands still."""
    ladder = ladder_of(clock)
    to_ring = clock.state == ClockState.RUNNING and clock.rung < len(ladder)
    clock.ring_at = moment_of(clock, ladder[clock.rung], pauses_of(clock)) if to_ring else None


def rings_passed(clock: Clock, at: datetime) -> int:
    """How many rings of its ladder lie before that moment: up to the latest of them, whatever lies between."""
    pauses, ladder = pauses_of(clock), ladder_of(clock)
    for count in range(len(ladder), 0, -1):
        moment = moment_of(clock, ladder[count - 1], pauses)
        if moment is not None and moment < at:
            return count
    return 0
