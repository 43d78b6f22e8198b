"""What became of each promise of a case: what began it, when it stood still and why, what moved it, how it ended.

For pages and machines alike, from rows that were read already (dossier.py): the clocks, their pauses, and the trail.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework.dossier import Dossier
from tanggap.casework.event_words import Names, Said
from tanggap.casework.waits import ON_ASK, reason_words
from tanggap.casework.wording import promise_inside
from tanggap.clocks.models import Clock, ClockState
from tanggap.clocks.rings import stops_of, time_of
from tanggap.core import time

# An act writes its entry and starts its clocks one after the other.
SAME_MOMENT = timedelta(seconds=30)
WORKING_DAY = timedelta(hours=8)


class Standstill(NamedTuple):
    """From when until when a promise stood still, and why, in words; `expected` is until when it is meant to.

    `asked`: a question to the complainant waits for its answer.
    """

    since: datetime
    until: datetime | None
    why: str
    expected: datetime | None
    asked: bool


class Happening(NamedTuple):
    """Something that was written down about a promise: more time, another date, a reminder, a breach.

    `text` is the reason that was given, `before` and `after` are due moments.
    """

    at: datetime
    verb: str
    words: str
    who: str
    text: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, kw_only=True)
class ClockHistory:
    """One promise; `began` says by what, `about` which task where it is about one."""

    clock: Clock
    name: str
    about: str
    began: str
    calendar: str
    stops: tuple[Standstill, ...]
    happened: tuple[Happening, ...]

    @property
    def days_left(self) -> int | None:
        """Whole working days that are left, while it runs in working time."""
        return working_days_left(self.clock)


def promises_of(on_file: Dossier) -> list[ClockHistory]:
    """Every promise of the case, its tasks included, oldest first."""
    titles, names = {one.key: one.title for one in on_file.tasks}, on_file.names
    return [
        ClockHistory(
            clock=one, name=name_of(one.kind, names.language), about=titles.get(one.subject, ""),
            began=_beginning(one, on_file.told), calendar=one.calendar.name if one.working and one.calendar else "",
            stops=standstills(one, on_file.case, names.language), happened=tuple(_happened(one, on_file.told, names)),
        )
        for one in on_file.clocks
    ]  # fmt: skip


def name_of(kind: str, language: str) -> str:
    """What staff call such a promise."""
    name = promise_inside(kind, language)
    return name if name != kind else _("Promise")


def standstills(clock: Clock, case: Case, language: str) -> tuple[Standstill, ...]:
    """The pauses of a clock in their order, in words for staff."""
    stops = sorted(stops_of(clock), key=lambda one: (one.since, one.pk))
    return tuple(
        Standstill(
            since=one.since, until=one.until, why=reason_words(case, one.reason, language, inside=True),
            expected=one.expected, asked=one.reason == ON_ASK,
        )
        for one in stops
    )


def working_days_left(clock: Clock) -> int | None:
    """Whole working days until it is due, rounded down; None when it does not run in working time."""
    if clock.state != ClockState.RUNNING or (hours := time_of(clock)) is None:
        return None
    return hours.elapsed(time.now(), clock.due_at) // WORKING_DAY


def _beginning(clock: Clock, told: list[tuple[Entry, Said]]) -> str:
    """The words of the entry that was written when the clock was started."""
    near = [(abs(entry.at - clock.started_at), said.words) for entry, said in told if entry.verb != "promise_changed"]
    apart, words = min(near, default=(SAME_MOMENT, ""))
    return words if apart < SAME_MOMENT else ""


def _happened(clock: Clock, told: list[tuple[Entry, Said]], names: Names) -> Iterable[Happening]:
    """What the trail says of this very promise, while it was open."""
    for entry, said in told:
        facts = entry.facts
        if facts.get("promise") != clock.kind or facts.get("about", clock.subject) != clock.subject:
            continue
        if entry.at < clock.started_at or (clock.ended_at is not None and entry.at > clock.ended_at):
            continue
        yield Happening(
            at=entry.at, verb=entry.verb, words=said.words, who=names.actor(entry.actor), text=names.private(entry),
            before=_moment(facts, "before"), after=_moment(facts, "after"),
        )  # fmt: skip


def _moment(facts: Mapping[str, Any], name: str) -> datetime | None:
    text = facts.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
