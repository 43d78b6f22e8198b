"""Promises with a due moment: start, keep, cancel, pause, resume, extend. (What is due to ring: ringing.py.)

A promise kept at the due moment itself is kept. A breach is written down once and never taken back: what has broken
is no more paused, extended or moved. Only casework calls these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.clocks.ladder import LADDER, Ladder, written
from tanggap.clocks.models import Calendar, Clock, ClockState, Pause
from tanggap.clocks.ringing import claim_due, mark_many_rung, mark_rung
from tanggap.clocks.rings import rings_passed, set_due, set_ring, stops_of, used_until
from tanggap.core.db.making import make
from tanggap.core.db.plain import add, change, rows, rows_along
from tanggap.core.errors import Invalid, require
from tanggap.core.time import now

__all__ = [
    "Start", "cancel", "cancel_case", "claim_due", "end", "extend", "forge_many", "go_on", "keep", "mark_many_rung",
    "mark_rung", "open_of", "pause", "resume", "running", "start", "start_many", "stop",
]  # fmt: skip

MOVES = ("state", "ended_at", "used_minutes", "broken_at", "due_at", "ring_at", "rung", "lease_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A clock to be started; with `kept_at` it is written as already kept (or broken, when that was too late)."""

    subject: str
    kind: str
    minutes: int
    calendar: Calendar | None
    working: bool = True
    case_id: int | None = None
    at: datetime | None = None
    kept_at: datetime | None = None
    ladder: Ladder = LADDER


def start(
    subject: str,
    kind: str,
    *,
    minutes: int,
    calendar: Calendar | None,
    working: bool = True,
    case_id: int | None = None,
    at: datetime | None = None,
    ladder: Ladder = LADDER,
) -> Clock:
    """Promise something about the subject within so many minutes; one query.

    An IntegrityError means that a promise of this kind is still open: keep or cancel it first.
    """
    promise = Start(
        subject=subject, kind=kind, minutes=minutes, calendar=calendar, working=working, case_id=case_id, at=at,
        ladder=ladder,
    )  # fmt: skip
    return start_many([promise])[0]


def start_many(starts: Iterable[Start]) -> list[Clock]:
    """Start many clocks with one query."""
    return list(add(forge_many(starts)))


def forge_many(starts: Iterable[Start]) -> list[Clock]:
    """The same clocks, not written yet, for stories that write many rows at once."""
    return [_started(one) for one in starts]


def _started(one: Start) -> Clock:
    clock = make(
        Clock,
        subject=one.subject,
        kind=one.kind,
        case_id=one.case_id,
        calendar=one.calendar,
        minutes=one.minutes,
        working=one.working,
        ladder=written(one.ladder),
        started_at=(one.at or now()).astimezone(UTC),
    )
    set_due(clock)
    if one.kept_at is not None:
        _end(clock, one.kept_at)
    return clock


def keep(subject: str, kind: str, *, at: datetime | None = None) -> Clock | None:
    """The promise was fulfilled: kept when in time, broken when late; None when no such promise is open."""
    ended = _end_all(at, subject=subject, kind=kind)
    return ended[0] if ended else None


def cancel(subject: str, kind: str | None = None, *, at: datetime | None = None) -> list[Clock]:
    """The promises about the subject (of that kind, or all) are owed no more."""
    return _end_all(at, state=ClockState.CANCELLED, subject=subject, **({"kind": kind} if kind else {}))


def cancel_case(case_id: int, *, at: datetime | None = None) -> list[Clock]:
    """No promise of the case, its tasks and offers included, is owed any more."""
    return _end_all(at, state=ClockState.CANCELLED, case_id=case_id)


@transaction.atomic(savepoint=False)
def _end_all(at: datetime | None, *, state: ClockState | None = None, **which: Any) -> list[Clock]:
    clocks = _locked(**which)
    end(clocks, state, at=at)
    return clocks


def end(clocks: Iterable[Clock], state: ClockState | None = None, *, at: datetime | None = None) -> None:
    """End these open clocks, locked by `open_of`: kept or broken, as their time says, unless `state` is given."""
    for clock in counted(clocks):
        _end(clock, at or now(), state)
        for one in stops_of(clock):
            if one.until is None:
                one.until = max(one.since, clock.ended_at)
                change(Pause, "id = %s", one.pk, until=one.until)
        write(clock, MOVES)


def _end(clock: Clock, at: datetime, state: ClockState | None = None) -> None:
    moment = max(at, clock.started_at)
    if is_late(clock, moment):
        clock.broken_at = clock.broken_at or clock.due_at
    clock.state = state or (ClockState.BROKEN if clock.broken_at else ClockState.KEPT)
    clock.ended_at, clock.ring_at, clock.lease_until = moment, None, None
    clock.used_minutes = used_until(clock, moment) // timedelta(minutes=1)


def is_late(clock: Clock, moment: datetime) -> bool:
    """Whether its due moment has passed by then."""
    # One that stands still has time left, whatever its due moment of before says.
    return clock.state == ClockState.RUNNING and clock.due_at < moment


@transaction.atomic(savepoint=False)
def pause(case_id: int, kinds: Iterable[str], reason: str, *, at: datetime | None = None) -> list[Clock]:
    """Let the case's promises of those kinds stand still, for that reason; returns those that do.

    One that is due or overdue is not stopped any more; its breach is written down instead.
    """
    return stop(_locked(case_id=case_id, kinds=[str(kind) for kind in kinds]), reason, at=at)


def stop(
    clocks: Iterable[Clock], reason: str, *, expected: datetime | None = None, at: datetime | None = None
) -> list[Clock]:
    """`pause` for open clocks that are locked already; `expected` is until when it is meant to last."""
    moment, clocks = at or now(), counted(clocks)
    stopped = [clock for clock in clocks if can_stop(clock, moment)]
    for clock in clocks:
        if is_late(clock, moment):
            clock.broken_at = clock.broken_at or clock.due_at
    for clock in stopped:
        clock.state, clock.ring_at, clock.lease_until = ClockState.PAUSED, None, None
    stopping = []
    for clock in stopped:
        standing = [one for one in stops_of(clock) if _stands(one, reason)]
        for one in standing:
            one.expected = expected
            change(Pause, "id = %s", one.pk, expected=expected)
        if not standing:
            stopping.append(clock)
    new = [
        Pause(clock=clock, reason=reason, since=max(moment, clock.started_at), expected=expected) for clock in stopping
    ]
    for one in add(new):
        stops_of(one.clock).append(one)
    for clock in clocks:
        write(clock, MOVES)
    return stopped


def standing(clocks: Iterable[Clock]) -> dict[str, datetime | None]:
    """For which reasons these stand still, and until when each is meant to last."""
    stops = [stop for clock in counted(clocks) for stop in stops_of(clock)]
    return {stop.reason: stop.expected for stop in stops if stop.until is None}


def _stands(one: Pause, reason: str) -> bool:
    return one.until is None and one.reason == reason


def can_stop(clock: Clock, moment: datetime) -> bool:
    """Whether it can still be paused, extended or moved: it is not broken, nor due."""
    return clock.broken_at is None and (clock.state == ClockState.PAUSED or moment < clock.due_at)


@transaction.atomic(savepoint=False)
def resume(case_id: int, *, reason: str | None = None, at: datetime | None = None) -> list[Clock]:
    """End the pauses of the case, or only those for that reason; returns the clocks that run again, newly due."""
    return go_on(_locked(case_id=case_id, state=ClockState.PAUSED), reason=reason, at=at)


def go_on(clocks: Iterable[Clock], *, reason: str | None = None, at: datetime | None = None) -> list[Clock]:
    """`resume` for clocks that stand still and are locked already."""
    moment, clocks = at or now(), counted(clocks)
    for clock in clocks:
        for one in stops_of(clock):
            if one.until is None and reason in (None, one.reason):
                one.until = max(moment, one.since)
                change(Pause, "id = %s", one.pk, until=one.until)
        if all(one.until for one in stops_of(clock)):
            clock.state = ClockState.RUNNING
            set_due(clock)
        write(clock, MOVES)
    return [clock for clock in clocks if clock.state == ClockState.RUNNING]


@transaction.atomic
def extend(clock: Clock, minutes: int, reason: str, *, at: datetime | None = None) -> Clock:
    """Grant a promise more time, before it is due and with a reason; returns it as it stands now.

    Raises Invalid without a reason or minutes, Refused when it is due or ended. The rings of the new time ring anew.
    """
    if not reason.strip():
        raise Invalid(_("Say why more time is needed."), fields={"reason": _("Say why more time is needed.")})
    if minutes <= 0:
        raise Invalid(
            _("Say how much more time is needed."), fields={"minutes": _("Say how much more time is needed.")}
        )
    moment = at or now()
    found = counted(_locked(id=clock.pk))
    require(found and can_stop(found[0], moment), _("Time can only be added before it is over."), code="too_late")
    fresh, before = found[0], found[0].due_at
    fresh.extended_minutes += minutes
    fresh.extended_at, fresh.extension_reason, fresh.lease_until = moment, reason.strip(), None
    set_due(fresh)
    # A date that was told may have been kept past a change of calendar; more time never means an earlier one.
    fresh.due_at = max(fresh.due_at, before)
    fresh.rung = rings_passed(fresh, moment)
    set_ring(fresh)
    write(fresh, (*MOVES, "extended_minutes", "extended_at", "extension_reason"))
    return fresh


def running(case_id: int) -> list[Clock]:
    """The open promises of the case, those that stand still included, the next due first."""
    return rows(Clock, "case_id = %s AND state IN ('running', 'paused') ORDER BY due_at, id", case_id)


def open_of(case_id: int) -> list[Clock]:
    """The same, locked until the transaction ends, with their calendars."""
    return _locked(case_id=case_id)


def _locked(*, kinds: list[str] | None = None, **which: Any) -> list[Clock]:
    """Open clocks, locked in one order, with their calendars."""
    conditions = [f"clocks_clock.{name} = %s" for name in which] + (["kind = ANY(%s)"] if kinds is not None else [])
    given = [*which.values()] + ([kinds] if kinds is not None else [])
    locking = "ORDER BY clocks_clock.id FOR UPDATE OF clocks_clock"
    where = f"state IN ('running', 'paused') AND {' AND '.join(conditions)} {locking}"
    return rows_along(Clock, "calendar", where, *given)


def counted(clocks: Iterable[Clock]) -> list[Clock]:
    """The same clocks, with their pauses at hand, which it takes to count them."""
    found = list(clocks)
    new = [clock for clock in found if clock.known_pauses is None]
    if not new:
        return found
    stops = rows(Pause, "clock_id = ANY(%s) ORDER BY id", [clock.pk for clock in new])
    for clock in new:
        clock.known_pauses = [stop for stop in stops if stop.clock_id == clock.pk]
    return found


def write(clock: Clock, fields: Iterable[str]) -> None:
    """Save these fields of a clock that is locked."""
    change(Clock, "id = %s", clock.pk, **{name: getattr(clock, name) for name in fields})
