"""The words and the look of a deadline pill: on track, due soon, late, paused, done (design/UI.md §5)."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.translation import gettext, override

from tanggap.core import time
from tanggap.ui import formatting

Look = Literal["calm", "soon", "late", "paused", "done"]
SOON = timedelta(hours=3)


class Pill(NamedTuple):
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
    language: str | None = None,
) -> Pill:
    """The pill of a clock (states of `clocks.Clock`: running, paused, kept, broken, cancelled) at this moment.

    A list that has asked for the active language once hands it over.
    """
    language = language or formatting.spoken_language()
    title, day, begins = _fixed(due_at, zone, language)
    if state == "paused":
        return Pill("paused", paused_because or gettext("Waiting for complainant"), title, due_at.isoformat())
    if state == "cancelled":
        return Pill("paused", gettext("Cancelled"), title, due_at.isoformat())
    if state in ("kept", "broken") and ended_at:
        return _answered(due_at, ended_at, state, used_minutes, title, language)
    now = time.now()
    left, due = due_at - now, due_at.isoformat()
    if left <= timedelta():
        return Pill("late", _late(-left, language), title, due, 100, ticking=True)
    share = _share(started_at, due_at, now)
    if left <= soon:
        return Pill("soon", _left(left, language), title, due, share, ticking=True)
    if working_days_left and working_days_left > 1:
        words = gettext("%(time)s left") % {"time": formatting.working_time(working_days_left, 1)}
        return Pill("calm", words, title, due, share)
    if now >= begins[0]:
        return Pill("calm", _left(timedelta(hours=left // timedelta(hours=1)), language), title, due, share, True)
    if now >= begins[1]:
        words = _tomorrow(due_at, zone, language)
    elif now >= begins[2]:
        words = formatting.day_date(day, zone, language)
    else:
        words = formatting.short_date(day, zone, language)
    return Pill("calm", words, title, due, share)


@lru_cache(maxsize=4096)
def _fixed(due_at: datetime, zone: str | None, language: str) -> tuple[str, date, tuple[datetime, ...]]:
    """What is the same at every moment: the title, the day, and when that day, the one and the six before it begin."""
    with override(language):
        title = gettext("Due %(when)s") % {"when": formatting.full_date_time(due_at, zone, language)}
    wall = time.local(due_at, zone)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return title, wall.date(), tuple((midnight - timedelta(days=n)).astimezone(UTC) for n in (0, 1, 6))


def _answered(
    due_at: datetime, ended_at: datetime, state: str, used_minutes: int | None, title: str, language: str
) -> Pill:
    """A clock that was stopped by an answer; one that came too late keeps its red mark, but counts no more."""
    if state == "broken":
        return Pill("late", _late(ended_at - due_at, language), title, due_at.isoformat(), 100)
    if used_minutes is None:
        words = gettext("In time")
    else:
        words = formatting.duration(used_minutes) if used_minutes else gettext("At once")
    return Pill("done", words, title, due_at.isoformat(), 100)


@lru_cache(maxsize=4096)
def _tomorrow(due_at: datetime, zone: str | None, language: str) -> str:
    with override(language):
        return gettext("Tomorrow %(time)s") % {"time": formatting.clock_time(due_at, zone, language=language)}


def _left(left: timedelta, language: str) -> str:
    return _minutes_left(max(1, int(left.total_seconds() // 60)), language)


@lru_cache(maxsize=4096)
def _minutes_left(minutes: int, language: str) -> str:
    with override(language):
        return gettext("%(time)s left") % {"time": formatting.duration(minutes, short=True, language=language)}


def _late(late: timedelta, language: str) -> str:
    """Under a day to the minute, from an hour on only hours, then days: nobody needs "2 hari 3 jam 7 menit" late."""
    minutes = max(1, int(late.total_seconds() // 60))
    return _minutes_late(
        minutes if minutes < 60 else minutes // 60 * 60 if minutes < 24 * 60 else minutes // 1440 * 1440, language
    )


@lru_cache(maxsize=4096)
def _minutes_late(minutes: int, language: str) -> str:
    with override(language):
        return gettext("Overdue %(time)s") % {"time": formatting.duration(minutes, short=True, language=language)}


def _share(started_at: datetime | None, due_at: datetime, now: datetime) -> int:
    if started_at is None or due_at <= started_at:
        return 0
    return round(100 * min(1.0, max(0.0, (now - started_at) / (due_at - started_at))))
