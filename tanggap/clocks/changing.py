"""A promise under change: another target, or another calendar. Nothing that has broken is changed any more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tanggap.clocks import extensions
from tanggap.clocks.clock import Start, counted, end, forge_many, is_late, write
from tanggap.clocks.models import Calendar, Clock, ClockState, Pause
from tanggap.clocks.rings import set_due, stops_of, used_until
from tanggap.core.db.plain import add, change
from tanggap.core.time import now

MOVED = ("calendar", "moved_at", "spent_seconds", "due_at", "ring_at", "rung", "lease_until", "broken_at")


@dataclass(frozen=True, slots=True)
class Changed:
    """A promise before and after; `clock` is the one that runs now, `due_before` when it was due."""

    clock: Clock
    due_before: datetime

    @property
    def broke(self) -> bool:
        """Whether what is asked now had passed already."""
        return self.clock.broken_at is not None


def aim_anew(old: Clock, *, minutes: int, working: bool, at: datetime | None = None) -> Changed | None:
    """A new target is a new clock from the old beginning, with its pauses and with the time that was granted on top.

    `old` is locked. None when it has broken: a breach is never taken back. When the new target has passed already,
    that is written down as a breach of that moment.
    """
    moment = at or now()
    [old] = counted([old])
    if _write_breach(old, moment):
        return None
    was, stops = old.state, stops_of(old)
    still = [(stop, stop.until is None) for stop in stops]
    end([old], ClockState.CANCELLED, at=moment)
    [new] = forge_many([Start(
        subject=old.subject, kind=old.kind, minutes=minutes, working=working, calendar=old.calendar,
        case_id=old.case_id, at=old.started_at,
    )])  # fmt: skip
    new.known_pauses = [
        Pause(clock=new, reason=stop.reason, since=stop.since, until=None if open_still else stop.until,
              expected=stop.expected)
        for stop, open_still in still
    ]  # fmt: skip
    _succeed(new, old, ClockState(was), moment)
    return Changed(new, old.due_at)


def _succeed(new: Clock, old: Clock, state: ClockState, moment: datetime) -> None:
    """The new clock takes over what the old one was given, and is written with its pauses."""
    for name in ("ladder", "moved_at", "spent_seconds", "extended_minutes", "extended_at", "extension_reason"):
        setattr(new, name, getattr(old, name))
    _settle(new, state, moment)
    add([new])
    for stop in stops_of(new):
        stop.clock_id = new.pk
    add(stops_of(new))
    extensions.follow(old, new)


def begin_again(old: Clock, *, standing: Collection[str] = (), at: datetime | None = None) -> Clock:
    """What kept this promise was taken back: it runs on from its beginning as if it had never been kept.

    A pause that ended with it goes on where its reason is among those `standing` still.
    """
    change(Clock, "id = %s", old.pk, state=ClockState.CANCELLED)
    [old] = counted([old])
    [new] = forge_many([Start(
        subject=old.subject, kind=old.kind, minutes=old.minutes, working=old.working, calendar=old.calendar,
        case_id=old.case_id, at=old.started_at,
    )])  # fmt: skip
    new.known_pauses = [
        Pause(clock=new, reason=stop.reason, since=stop.since, expected=stop.expected,
              until=None if stop.until == old.ended_at and stop.reason in standing else stop.until)
        for stop in stops_of(old)
    ]  # fmt: skip
    _succeed(new, old, ClockState.PAUSED, at or now())
    return new


def _settle(new: Clock, state: ClockState, moment: datetime) -> None:
    """Set when it is due, and whether that has passed: one that stands still may have broken before it stood."""
    set_due(new)
    standing = [stop for stop in stops_of(new) if stop.until is None]
    if new.due_at < min([moment, *(stop.since for stop in standing)]):
        new.broken_at = new.due_at
        for stop in standing:
            stop.until = stop.since
    elif standing:
        new.state = state
        set_due(new)


def move(clocks: Iterable[Clock], calendar: Calendar, *, at: datetime | None = None) -> list[Changed]:
    """What is left of these open clocks is counted by that calendar from now on; what was used stays used.

    They are locked. Those that count every minute, that have broken, or run by it already stay as they are.
    """
    moment, moved = at or now(), []
    for clock in counted(clocks):
        if not clock.working or clock.calendar_id == calendar.pk or _write_breach(clock, moment):
            continue
        before = clock.due_at
        clock.spent_seconds = used_until(clock, moment) // timedelta(seconds=1)
        clock.moved_at, clock.calendar, clock.lease_until = max(moment, clock.started_at), calendar, None
        set_due(clock)
        write(clock, MOVED)
        moved.append(Changed(clock, before))
    return moved


def _write_breach(clock: Clock, moment: datetime) -> bool:
    """Whether it has broken by then; if nobody wrote that down yet, it is now."""
    if clock.broken_at is None and is_late(clock, moment):
        clock.broken_at = clock.due_at
        write(clock, ("broken_at",))
    return clock.broken_at is not None
