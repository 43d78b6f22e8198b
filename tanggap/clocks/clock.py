"""Promises with a due moment: start, keep, cancel, pause, resume, extend. (What is due to ring: ringing.py.)

A promise kept at the due moment itself is kept. A breach is written down once and never taken back: what has broken
is no more paused, extended or moved. Only casework calls these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tanggap.clocks.models import OPEN, Calendar, Clock, ClockState, Pause
from tanggap.clocks.ringing import claim_due, mark_many_rung, mark_rung
from tanggap.clocks.rings import pauses_of, rings_passed, set_due, set_ring, time_of
from tanggap.clocks.workdays import used
from tanggap.core.errors import Invalid, require
from tanggap.core.time import now

__all__ = [
    "Start", "cancel", "cancel_case", "claim_due", "extend", "forge_many", "keep", "mark_many_rung", "mark_rung",
    "pause", "resume", "running", "start", "start_many",
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


def start(
    subject: str,
    kind: str,
    *,
    minutes: int,
    calendar: Calendar | None,
    working: bool = True,
    case_id: int | None = None,
    at: datetime | None = None,
) -> Clock:
    """Promise something about the subject within so many minutes; one query.

    An IntegrityError means that a promise of this kind is still open: keep or cancel it first.
    """
    promise = Start(
        subject=subject, kind=kind, minutes=minutes, calendar=calendar, working=working, case_id=case_id, at=at
    )
    return start_many([promise])[0]


def start_many(starts: Iterable[Start]) -> list[Clock]:
    """Start many clocks with one query."""
    return Clock.objects.bulk_create(forge_many(starts))


def forge_many(starts: Iterable[Start]) -> list[Clock]:
    """The same clocks, not written yet, for stories that write many rows at once."""
    return [_started(one) for one in starts]


def _started(one: Start) -> Clock:
    clock = Clock(
        subject=one.subject,
        kind=one.kind,
        case_id=one.case_id,
        calendar=one.calendar,
        minutes=one.minutes,
        working=one.working,
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
    for clock in clocks:
        _end(clock, at or now(), state)
        for stop in clock.pauses.all():
            stop.until = stop.until or max(stop.since, clock.ended_at)
    _save_pauses(clocks)
    _save(clocks, MOVES)
    return clocks


def _end(clock: Clock, at: datetime, state: ClockState | None = None) -> None:
    moment = max(at, clock.started_at)
    if _is_late(clock, moment):
        clock.broken_at = clock.broken_at or clock.due_at
    clock.state = state or (ClockState.BROKEN if clock.broken_at else ClockState.KEPT)
    clock.ended_at, clock.ring_at, clock.lease_until = moment, None, None
    spent = used(clock.started_at, moment, pauses_of(clock), time_of(clock))
    clock.used_minutes = spent // timedelta(minutes=1)


def _is_late(clock: Clock, moment: datetime) -> bool:
    # One that stands still has time left, whatever its due moment of before says.
    return clock.state == ClockState.RUNNING and clock.due_at < moment


@transaction.atomic(savepoint=False)
def pause(case_id: int, kinds: Iterable[str], reason: str, *, at: datetime | None = None) -> list[Clock]:
    """Let the case's promises of those kinds stand still, for that reason; returns those that do.

    One that is due or overdue is not stopped any more; its breach is written down instead.
    """
    moment = at or now()
    clocks = _locked(case_id=case_id, kind__in=list(kinds))
    stopped = [clock for clock in clocks if _can_stop(clock, moment)]
    for clock in clocks:
        if _is_late(clock, moment):
            clock.broken_at = clock.broken_at or clock.due_at
    for clock in stopped:
        clock.state, clock.ring_at, clock.lease_until = ClockState.PAUSED, None, None
    stops = [Pause(clock=clock, reason=reason, since=max(moment, clock.started_at)) for clock in stopped]
    Pause.objects.bulk_create(stops, ignore_conflicts=True)
    _save(clocks, MOVES)
    return stopped


def _can_stop(clock: Clock, moment: datetime) -> bool:
    return clock.broken_at is None and (clock.state == ClockState.PAUSED or moment < clock.due_at)


@transaction.atomic(savepoint=False)
def resume(case_id: int, *, reason: str | None = None, at: datetime | None = None) -> list[Clock]:
    """End the pauses of the case, or only those for that reason; returns the clocks that run again, newly due."""
    moment = at or now()
    clocks = _locked(case_id=case_id, state=ClockState.PAUSED)
    for clock in clocks:
        stops = clock.pauses.all()
        for stop in stops:
            if stop.until is None and reason in (None, stop.reason):
                stop.until = max(moment, stop.since)
        if all(stop.until for stop in stops):
            clock.state = ClockState.RUNNING
            set_due(clock)
    _save_pauses(clocks)
    _save(clocks, MOVES)
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
    found = _locked(pk=clock.pk)
    require(found and _can_stop(found[0], moment), _("Time can only be added before it is over."), code="too_late")
    fresh = found[0]
    fresh.extended_minutes += minutes
    fresh.extended_at, fresh.extension_reason, fresh.lease_until = moment, reason.strip(), None
    set_due(fresh)
    fresh.rung = rings_passed(fresh, moment)
    set_ring(fresh)
    _save([fresh], (*MOVES, "extended_minutes", "extended_at", "extension_reason"))
    return fresh


def running(case_id: int) -> list[Clock]:
    """The open promises of the case, those that stand still included, the next due first."""
    return list(Clock.objects.filter(case_id=case_id, state__in=OPEN).order_by("due_at", "id"))


def _locked(**which: Any) -> list[Clock]:
    """Open clocks, locked in one order, with what is needed to count them."""
    found = Clock.objects.filter(state__in=OPEN).filter(**which).order_by("id")
    return list(found.select_for_update(of=("self",)).select_related("calendar").prefetch_related("pauses"))


def _save(rows: list[Clock], fields: Iterable[str]) -> None:
    _write(Clock, rows, fields)


def _save_pauses(clocks: Iterable[Clock]) -> None:
    _write(Pause, [stop for clock in clocks for stop in clock.pauses.all()], ["until"])


def _write(model: type[Model], rows: list[Any], fields: Iterable[str]) -> None:
    # One row is the common case, and a plain UPDATE is much cheaper than the CASE of a bulk one.
    if len(rows) == 1:
        rows[0].save(update_fields=list(fields))
    elif rows:
        model._default_manager.bulk_update(rows, list(fields))
