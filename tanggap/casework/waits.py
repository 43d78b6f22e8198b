"""Promises that stand still: for which reason, which of them, and until when. The complainant may read all of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.casework import promises
from tanggap.casework.dossier import Dossier, facts_of
from tanggap.clocks import clock
from tanggap.clocks.models import Clock, ClockState, Pause
from tanggap.clocks.rings import stops_of
from tanggap.core import time
from tanggap.core.keys import unseal
from tanggap.sop.parts import Promise
from tanggap.sop.text import Within

# The reason of a pause for a question; of others it is the code in the SOP, or where that names none the (sealed) text.
ON_ASK = "waiting for the complainant"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One reason for which promises of a case stand still; `expected` is until when, where that was said."""

    reason: str
    words: str
    since: datetime
    expected: datetime | None
    kinds: tuple[str, ...]


def waits(case: Case, language: str, *, inside: bool = True, on_file: Dossier | None = None) -> list[Wait]:
    """Why promises of the case stand still now, the longest first; without `inside`, in words for the complainant."""
    found = on_file or facts_of(case, ("clocks", "pauses"))
    kinds = {one.pk: one.kind for one in found.clocks if one.state == ClockState.PAUSED}
    by_reason: dict[str, list[Pause]] = {}
    for stop in sorted(found.pauses, key=lambda stop: stop.since):
        if stop.until is None and stop.clock_id in kinds:
            by_reason.setdefault(stop.reason, []).append(stop)
    return [
        Wait(
            reason=reason if reason in case.edition.procedure.pauses else ON_ASK if reason == ON_ASK else "",
            words=reason_words(case, reason, language, inside=inside), since=stops[0].since, expected=stops[0].expected,
            kinds=tuple(sorted({kinds[stop.clock_id] for stop in stops})),
        )
        for reason, stops in by_reason.items()
    ]  # fmt: skip


def reason_words(case: Case, reason: str, language: str, *, inside: bool) -> str:
    """What is waited for. What staff wrote themselves is for staff."""
    with translation.override(language):
        if reason == ON_ASK:
            return _("The answer of the complainant") if inside else _("Your answer to our question")
        if (known := case.edition.procedure.pauses.get(reason)) is not None:
            return known.label.say(language)
        return unseal(reason, case.data_key) if inside else _("We have to wait for something first")


def pause(case: Case, reason: str, kinds: Collection[str], *, expected: datetime | None = None) -> list[Clock]:
    """The promises of these kinds stand still, for that reason and until then, as it seems; answers with those."""
    clocks = promises.open_of(case)
    stopped = clock.stop([one for one in clocks if one.kind in kinds], reason, expected=expected)
    promises.note(case, clocks)
    return stopped


def resume(case: Case, reasons: Iterable[str] | None = None) -> list[Clock]:
    """What stood still (for these reasons, or any) runs on; answers with those that do."""
    clocks = promises.open_of(case)
    moved: list[Clock] = []
    for reason in [None] if reasons is None else reasons:
        moved += clock.go_on([one for one in clocks if one.state == ClockState.PAUSED], reason=reason)
    promises.note(case, clocks)
    return moved


def watch(case: Case) -> None:
    """Ring when the first of the pauses that stand is meant to be over; a question has a date of its own."""
    ends = [stop.expected for stop in _standing(case) if stop.expected is not None and stop.reason != ON_ASK]
    if ends:
        promises.promise(case, promises.PAUSE, within=until(min(ends)))
    else:
        promises.drop(case, promises.PAUSE)


def over(case: Case, moment: datetime) -> set[str]:
    """The reasons of the pauses that were meant to be over by then and still stand, questions apart."""
    late = [stop for stop in _standing(case) if stop.expected is not None and stop.expected <= moment]
    return {stop.reason for stop in late} - {ON_ASK}


def _standing(case: Case) -> list[Pause]:
    paused = [one for one in promises.open_of(case) if one.state == ClockState.PAUSED]
    return [stop for one in clock.counted(paused) for stop in stops_of(one) if stop.until is None]


def until(moment: datetime) -> Promise:
    """The length of a promise that is due at that moment, counted from now on the clock on the wall."""
    minutes = max(1, -((time.now() - moment) // MINUTE))
    return Promise(minutes=minutes, working=False, written=Within(amount=minutes, unit="minutes", working=False))
