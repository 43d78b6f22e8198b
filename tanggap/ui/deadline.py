"""The words and the look of a deadline pill: on track, due soon, late, paused, done (design/UI.md §5)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.translation import gettext, override

from tanggap.core import time
from tanggap.ui import formatting

Look = Literal["calm", "soon", "late", "paused", "done"]
# From here on it is amber; js/clocks.js turns a pill amber by itself and knows the same three hours.
SOON = timedelta(hours=3)


class Stop(NamedTuple):
    """From when until when a clock stood still, and why, in words."""

    since: datetime
    until: datetime | None
    why: str


class Pill(NamedTuple):
    """What the macro `clock` draws. `share`: percent of the time that is used; `ticking` lets the script count.

    `title` is the whole promise in words: what, due when, begun when, its pauses, its calendar. It shows when the
    pointer rests on the pill, and is read out.
    """

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
    what: str = "",
    stops: Sequence[Stop] = (),
    calendar: str = "",
) -> Pill:
    """The pill of a clock (states of `clocks.Clock`: running, paused, kept, broken, cancelled) at this moment.

    A list that has asked for the active language once hands it over.
    """
    language = language or formatting.spoken_language()
    title, day, begins = _fixed(due_at, zone, language, what)
    if calendar:
        title = ". ".join([title, *_more(started_at, stops, calendar, zone)])
    if state == "paused":
        why = paused_because or gettext("Waiting for complainant")
        return Pill("paused", _unbroken(why), title, due_at.isoformat())
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
        return Pill("calm", _unbroken(words), title, due, share)
    if now >= begins[0]:
        return Pill("calm", _left(timedelta(hours=left // timedelta(hours=1)), language), title, due, share, True)
    if now >= begins[1]:
        words = _tomorrow(due_at, zone, language)
    elif now >= begins[2]:
        words = formatting.day_date(day, zone, language)
    else:
        words = formatting.short_date(day, zone, language)
    return Pill("calm", _unbroken(words), title, due, share)


def _unbroken(words: str) -> str:
    """A pill is one line, however narrow its column."""
    return words.replace(" ", formatting.NBSP)


def _more(started_at: datetime | None, stops: Sequence[Stop], calendar: str, zone: str | None) -> list[str]:
    """When it began, when it stood still, and by what it is counted."""
    begun = gettext("Began %(when)s") % {"when": formatting.full_date_time(started_at, zone)} if started_at else ""
    said = [begun, *(stop_words(stop, zone) for stop in stops), gettext("Calendar: %(name)s") % {"name": calendar}]
    return [words for words in said if words]


def stop_words(stop: Stop, zone: str | None = None) -> str:
    """ "Berhenti 19 Nov, 10.00 sampai 20 Nov, 09.00: Tunggu pelapor"."""
    since = formatting.date_time(stop.since, zone)
    if stop.until is None:
        return gettext("Paused since %(since)s: %(why)s") % {"since": since, "why": stop.why}
    until = formatting.date_time(stop.until, zone)
    return gettext("Paused %(since)s to %(until)s: %(why)s") % {"since": since, "until": until, "why": stop.why}


@lru_cache(maxsize=4096)
def _fixed(due_at: datetime, zone: str | None, language: str, what: str) -> tuple[str, date, tuple[datetime, ...]]:
    """What is the same at every moment: the title, the day, and when that day, the one and the six before it begin."""
    with override(language):
        due = gettext("Due %(when)s") % {"when": formatting.full_date_time(due_at, zone, language)}
    title = f"{what}. {due}" if what else due
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
    return Pill("done", _unbroken(words), title, due_at.isoformat(), 100)


@lru_cache(maxsize=4096)
def _tomorrow(due_at: datetime, zone: str | None, language: str) -> str:
    with override(language):
        return gettext("Tomorrow %(time)s") % {"time": formatting.clock_time(due_at, zone, language=language)}


def _left(left: timedelta, language: str) -> str:
    return _minutes_left(max(1, int(left.total_seconds() // 60)), language)


@lru_cache(maxsize=4096)
def _minutes_left(minutes: int, language: str) -> str:
    with override(language):
        return _unbroken(gettext("%(time)s left") % {"time": formatting.duration(minutes, True, language)})


def _late(late: timedelta, language: str) -> str:
    """Under a day to the minute, from an hour on only hours, then days: nobody needs "2 hari 3 jam 7 menit" late."""
    minutes = max(1, int(late.total_seconds() // 60))
    return _minutes_late(
        minutes if minutes < 60 else minutes // 60 * 60 if minutes < 24 * 60 else minutes // 1440 * 1440, language
    )


@lru_cache(maxsize=4096)
def _minutes_late(minutes: int, language: str) -> str:
    with override(language):
        return _unbroken(gettext("Overdue %(time)s") % {"time": formatting.duration(minutes, True, language)})


def _share(started_at: datetime | None, due_at: datetime, now: datetime) -> int:
    if started_at is None or due_at <= started_at:
        return 0
    return round(100 * min(1.0, max(0.0, (now - started_at) / (due_at - started_at))))
