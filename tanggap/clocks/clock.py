"""Promises with a due moment: start, keep, pause, resume, extend, and hand out what is due to ring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tanggap.clocks.models import Calendar, Clock


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
) -> Clock: ...


def start_many(starts: Iterable[Start]) -> list[Clock]: ...


def keep(subject: str, kind: str, *, at: datetime | None = None) -> Clock | None: ...


def cancel(subject: str, kind: str | None = None, *, at: datetime | None = None) -> list[Clock]: ...


def cancel_case(case_id: int, *, at: datetime | None = None) -> list[Clock]: ...


def pause(case_id: int, kinds: Iterable[str], reason: str, *, at: datetime | None = None) -> list[Clock]: ...


def resume(case_id: int, *, reason: str | None = None, at: datetime | None = None) -> list[Clock]: ...


def extend(clock: Clock, minutes: int, reason: str, *, at: datetime | None = None) -> Clock: ...


def running(case_id: int) -> list[Clock]: ...


def claim_due(now: datetime, limit: int = 100, lease_seconds: int = 60) -> list[Clock]:
    """Each claimed clock carries `.ring`: "due_soon" or "broken"."""


def mark_rung(clock: Clock, at: datetime) -> bool: ...


def mark_many_rung(clocks: Sequence[Clock], at: datetime) -> set[int]: ...
