"""What was promised to the complainant: until when, why it stands still and how long, and why a date has moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.casework.clock_history import working_days_left
from tanggap.casework.promises import told
from tanggap.casework.timeline import Moment
from tanggap.casework.waits import ON_ASK, Wait, waits
from tanggap.casework.wording import promise_name
from tanggap.clocks.models import Clock, ClockState
from tanggap.core.keys import unseal
from tanggap.ui import formatting
from tanggap.ui.deadline import Pill, clock_pill

# What the trail calls it when a date that the complainant was told has moved without being extended.
MOVED = frozenset({"calendar_moved", "promise_moved", "promise_changed"})
QUESTION_SHOWN = 160


@dataclass(frozen=True, kw_only=True)
class Promised:
    """One promise; `notes` say what has happened to its date."""

    kind: str
    words: str
    due_at: datetime
    open: bool
    paused: bool
    pill: Pill
    notes: tuple[str, ...] = ()


class Standing(NamedTuple):
    """Why promises stand still, and until when it is waited."""

    why: str
    until: str


def promised(case: Case, language: str, moments: Sequence[Moment]) -> list[Promised]:
    """Every promise that the complainant was told of, in the order of the dates."""
    return [_promised(case, one, language, moments) for one in told(case)]


def _promised(case: Case, clock: Clock, language: str, moments: Sequence[Moment]) -> Promised:
    return Promised(
        kind=clock.kind, words=promise_name(clock.kind, language), due_at=clock.due_at, open=clock.is_open,
        paused=clock.state == ClockState.PAUSED, notes=tuple(_notes(case, clock, moments)),
        pill=clock_pill(
            clock.due_at, started_at=clock.started_at, state=clock.state, ended_at=clock.ended_at,
            used_minutes=clock.used_minutes, paused_because=_("Waits"), working_days_left=working_days_left(clock),
        ),
    )  # fmt: skip


def _notes(case: Case, clock: Clock, moments: Sequence[Moment]) -> Iterator[str]:
    """More time with its reason; another date with its cause, in the words of the trail."""
    own = [
        one for one in moments
        if one.kind == "event" and one.facts.get("promise") == clock.kind and one.at >= clock.started_at
    ]  # fmt: skip
    longer = [one for one in own if one.verb == "extended"]
    for one in own:
        if one.verb == "extended":
            before = _("We needed more time: it was due %(before)s.") % {"before": _date(one.facts.get("before"))}
            # Of several reasons the clock keeps the last.
            reason = str(unseal(clock.extension_reason, case.data_key)) if one is longer[-1] else ""
            yield f"{before} {reason}".rstrip()
        elif one.verb in MOVED:
            yield one.words


def _date(text: object) -> str:
    return formatting.full_date_time(datetime.fromisoformat(text)) if isinstance(text, str) else ""


def standing(case: Case, language: str, question: Moment | None) -> list[Standing]:
    """For each reason why promises stand still: what is waited for, and until when."""
    return [_standing(one, question) for one in waits(case, language, inside=False)]


def _standing(one: Wait, question: Moment | None) -> Standing:
    if one.reason != ON_ASK:
        until = _("Until %(until)s at the longest; then our promises run on.") if one.expected else ""
        return Standing(one.words, until % {"until": formatting.full_date_time(one.expected)} if one.expected else "")
    asked = " ".join(question.text.split()) if question is not None else ""
    short = asked if len(asked) <= QUESTION_SHOWN else asked[: QUESTION_SHOWN - 1].rstrip() + "…"
    why = _("We asked you on %(since)s: “%(question)s”") if short else _("We asked you something on %(since)s.")
    why = why % {"since": formatting.full_date_time(one.since), "question": short}
    return Standing(why, _answer_by(one.expected))


def _answer_by(expected: datetime | None) -> str:
    if expected is None:
        return _("When you have answered, our promises run on.")
    until = {"until": formatting.full_date_time(expected)}
    return _("We wait for your answer until %(until)s. When you have answered, our promises run on.") % until
