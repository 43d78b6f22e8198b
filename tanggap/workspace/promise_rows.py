"""A promise as the workspace shows it: its pill, and what became of it line by line."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tanggap.casework.clock_history import ClockHistory, Happening
from tanggap.clocks.models import Clock, ClockState
from tanggap.ui.deadline import Pill, Stop, clock_pill, stop_words
from tanggap.ui.formatting import clock_time, date_time, day_date, duration, full_date_time, working_time


class Line(NamedTuple):
    """One line of the history: an icon, when, what, and the words that somebody gave with it."""

    icon: str
    when: str
    words: str
    text: str = ""


class PromiseRow(NamedTuple):
    """One promise: a line with its pill, that unfolds into its history."""

    label: str
    note: str
    pill: Pill
    lines: list[Line]


def as_row(told: ClockHistory) -> PromiseRow:
    """It as the panel of a case shows it."""
    label = f"{told.name}: {told.about}" if told.about else told.name
    return PromiseRow(label, _note(told.clock), pill_of(told), _lines(told))


def pill_of(told: ClockHistory) -> Pill:
    """Its deadline pill, with the whole promise in the title."""
    clock = told.clock
    return clock_pill(
        clock.due_at, state=clock.state, started_at=clock.started_at, ended_at=clock.ended_at,
        used_minutes=clock.used_minutes, working_days_left=told.days_left, paused_because=_why_short(told),
        what=told.name, stops=stops_of(told), calendar=told.calendar or _("every hour counts"),
    )  # fmt: skip


def stops_of(told: ClockHistory) -> list[Stop]:
    """Its pauses, as the pill takes them."""
    return [Stop(stop.since, stop.until, stop.why) for stop in told.stops]


def _why_short(told: ClockHistory) -> str:
    """What a pill has room for; the reason in full stands in the history."""
    standing = [stop for stop in told.stops if stop.until is None]
    return _("Waiting for complainant") if any(stop.asked for stop in standing) else _("Paused")


def _note(clock: Clock) -> str:
    if clock.is_open:
        return f"{day_date(clock.due_at)}, {clock_time(clock.due_at, named=True)}"
    return _("Promised: %(time)s") % {"time": length_of(clock, clock.total_minutes)}


def length_of(clock: Clock, minutes: int) -> str:
    """So many minutes in the time that this clock counts."""
    return (working_time if clock.working else duration)(minutes)


def _lines(told: ClockHistory) -> list[Line]:
    """From its beginning to its end, in order."""
    clock = told.clock
    promised = _("Promised: %(time)s") % {"time": length_of(clock, clock.minutes)}
    by = told.calendar or _("every hour counts")
    dated = [
        (clock.started_at, Line("player-play", date_time(clock.started_at), told.began or _("It began."),
                                f"{promised} ({by})")),
        *((stop.since, Line("player-pause", "", stop_words(stop))) for stop in stops_of(told)),
        *((one.at, _happening(one)) for one in told.happened),
    ]  # fmt: skip
    if clock.ended_at is not None:
        dated.append((clock.ended_at, _end(clock)))
    lines = [line for _at, line in sorted(dated, key=lambda pair: pair[0])]
    if clock.is_open:
        lines.append(Line("calendar-event", "", _("Due %(when)s") % {"when": full_date_time(clock.due_at)}))
    return lines


def _happening(one: Happening) -> Line:
    icon = {"promise_broken": "alert-triangle", "extended": "hourglass", "promise_rung": "bell"}.get(one.verb, "clock")
    words = f"{one.words} {one.who}" if one.who else one.words
    moved = _moved(one) if one.verb == "extended" else ""  # other sentences say both dates themselves
    return Line(icon, date_time(one.at), words, "\n".join(text for text in (moved, one.text) if text))


def _moved(one: Happening) -> str:
    if one.before is None or one.after is None:
        return ""
    return _("%(before)s → %(after)s") % {"before": full_date_time(one.before), "after": full_date_time(one.after)}


def _end(clock: Clock) -> Line:
    used, whole = length_of(clock, clock.used_minutes or 0), length_of(clock, clock.total_minutes)
    spent = _("%(used)s of %(whole)s used") % {"used": used, "whole": whole}
    assert clock.ended_at is not None, "it has ended"
    icon, words = {
        ClockState.KEPT: ("check", _("Kept.")),
        ClockState.BROKEN: ("alert-triangle", _("Answered too late.")),
        ClockState.CANCELLED: ("x", _("No longer owed.")),
    }[ClockState(clock.state)]
    return Line(icon, date_time(clock.ended_at), words, spent)


def panel(told: list[ClockHistory]) -> dict[str, Any]:
    """The promises that run, the nearest first; apart those that were answered, and those of tasks or given up."""
    told = sorted(told, key=lambda one: one.clock.due_at)
    other = [one for one in told if one.about or one.clock.state == ClockState.CANCELLED]
    about = [one for one in told if one not in other]
    return {
        "rows": [as_row(one) for one in about if one.clock.is_open],
        "answered": [as_row(one) for one in about if not one.clock.is_open],
        "other": [as_row(one) for one in other],
    }  # fmt: skip
