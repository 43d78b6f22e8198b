"""The words and the look of a deadline pill: on track, due soon, late, paused, done (design/UI.md §5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext

from tanggap.core import time
from tanggap.ui import formatting

Look = Literal["calm", "soon", "late", "paused", "done"]
SOON = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Pill:
    """What the macro `clock` draws. `share`: percent of the time that is used; `ticking` lets the script count."""

    look: Look
    words: str
    title: str
    due: str = ""
    share: int = 0
    ticking: bool = False


def clock_pill(
    due_at: datetime,
    *,
    state: str = "running",
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    used_minutes: int | None = None,
    working_days_left: int | None = None,
    paused_because: str = "",
    soon: timedelta = SOON,
    zone: str | None = None,
) -> Pill:
    """The pill of a clock (states of `clocks.Clock`: running, paused, kept, broken, cancelled) at this moment."""
    title = gettext("Due %(when)s") % {"when": formatting.full_date_time(due_at, zone)}
    if state == "paused":
        return Pill("paused", paused_because or gettext("Waiting for complainant"), title, due_at.isoformat())
    if state == "cancelled":
        return Pill("paused", gettext("Cancelled"), title, due_at.isoformat())
    if state in ("kept", "broken") and ended_at:
        return _answered(due_at, ended_at, state, used_minutes, title)
    return _running(due_at, started_at, working_days_left, soon, zone, title)


def _answered(due_at: datetime, ended_at: datetime, state: str, used_minutes: int | None, title: str) -> Pill:
    """A clock that was stopped by an answer; one that came too late keeps its red mark, but counts no more."""
    if state == "broken":
        return Pill("late", _late(ended_at - due_at), title, due_at.isoformat(), 100)
    if used_minutes is None:
        words = gettext("In time")
    else:
        words = formatting.duration(used_minutes) if used_minutes else gettext("At once")
    return Pill("done", words, title, due_at.isoformat(), 100)


def _running(
    due_at: datetime,
    started_at: datetime | None,
    working_days_left: int | None,
    soon: timedelta,
    zone: str | None,
    title: str,
) -> Pill:
    now = time.now()
    left = due_at - now
    due = due_at.isoformat()
    if left <= timedelta():
        return Pill("late", _late(-left), title, due, 100, ticking=True)
    if left <= soon:
        return Pill("soon", _left(left), title, due, _share(started_at, due_at, now), ticking=True)
    words, ticking = _ahead(due_at, left, working_days_left, zone)
    return Pill("calm", words, title, due, _share(started_at, due_at, now), ticking)


def _ahead(due_at: datetime, left: timedelta, working_days_left: int | None, zone: str | None) -> tuple[str, bool]:
    """The words of a deadline that is not near, and whether they count down."""
    if working_days_left and working_days_left > 1:
        return gettext("%(time)s left") % {"time": formatting.working_time(working_days_left, 1)}, False
    days = (time.local(due_at, zone).date() - time.today(zone)).days
    if days == 0:
        return _left(timedelta(hours=left // timedelta(hours=1))), True
    if days == 1:
        return gettext("Tomorrow %(time)s") % {"time": formatting.clock_time(due_at, zone)}, False
    return (formatting.day_date(due_at, zone) if days < 7 else formatting.short_date(due_at, zone)), False


def _left(left: timedelta) -> str:
    return gettext("%(time)s left") % {"time": formatting.duration(max(1, left.total_seconds() // 60), short=True)}


def _late(late: timedelta) -> str:
    """Under a day to the minute, from an hour on only hours, then days: nobody needs "2 hari 3 jam 7 menit" late."""
    minutes = max(1, int(late.total_seconds() // 60))
    rounded = minutes if minutes < 60 else minutes // 60 * 60 if minutes < 24 * 60 else minutes // 1440 * 1440
    return gettext("Overdue %(time)s") % {"time": formatting.duration(rounded, short=True)}


def _share(started_at: datetime | None, due_at: datetime, now: datetime) -> int:
    if started_at is None or due_at <= started_at:
        return 0
    return round(100 * min(1.0, max(0.0, (now - started_at) / (due_at - started_at))))
