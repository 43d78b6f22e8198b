"""Promises are clocks. Only casework starts, pauses, keeps and ends them; the SOP says how long each may take."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.wording import date_in_words
from tanggap.clocks import clock
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.models import Calendar, Clock, ClockState
from tanggap.core import time
from tanggap.core.subject import HasKey
from tanggap.people.models import Unit
from tanggap.sop.procedure import Procedure

# Those the complainant was given; they run on the calendar of the unit that received the complaint.
TO_COMPLAINANT = ("acknowledge", "first_reply", "resolution", "offer_answer", "follow_up")


def calendar_of(unit: Unit) -> Calendar:
    """The working calendar of a unit; the ordinary office's where it has none of its own."""
    own = Calendar.objects.filter(code=unit.calendar_code).first() if unit.calendar_code else None
    return own or default_calendar()


def length(case: Case, kind: str, procedure: Procedure | None = None) -> Any:
    """What the case's edition promises for that kind, or None."""
    procedure = procedure or case.edition.procedure
    return procedure.promise(
        kind, severity=case.severity or None, type=case.type or None, medium=case.medium, oral=not case.written
    )


def opening_promises(case: Case, procedure: Procedure, calendar: Calendar) -> Iterable[clock.Start]:
    """The promises that begin when the words come in; the receipt itself keeps the first."""
    if not case.is_open or case.entered_by == "import":
        return
    for kind in ("acknowledge", "first_reply", "resolution"):
        if (promised := length(case, kind, procedure)) is not None:
            yield clock.Start(
                subject=case.key, kind=kind, minutes=promised.minutes, working=promised.working, calendar=calendar,
                case_id=case.pk, at=case.received_at, kept_at=case.received_at if kind == "acknowledge" else None,
            )  # fmt: skip


def promise(case: Case, kind: str, *, subject: HasKey | None = None, minutes: int | None = None) -> Clock | None:
    """Start a promise now. `minutes` (working) replaces what the SOP says, for a task with hours of its own."""
    promised = length(case, kind)
    if promised is None and minutes is None:
        return None
    unit = case.receiving_unit if kind in TO_COMPLAINANT else case.unit
    started = clock.start(
        subject.key if subject else case.key,
        kind,
        minutes=minutes if minutes is not None else promised.minutes,
        working=True if minutes is not None else promised.working,
        calendar=calendar_of(unit),
        case_id=case.pk,
    )
    settle(case)
    return started


def keep(case: Case, kind: str, *, subject: HasKey | None = None) -> Clock | None:
    """That was done: the promise is kept, or was broken and now ends. Nothing happens when none was running."""
    ended = clock.keep(subject.key if subject else case.key, kind)
    settle(case)
    return ended


def drop(case: Case, kind: str, *, subject: HasKey | None = None) -> None:
    """The promise no longer applies."""
    clock.cancel(subject.key if subject else case.key, kind)
    settle(case)


def drop_all(case: Case) -> None:
    """The case ends another way: whatever still runs no longer applies."""
    clock.cancel_case(case.pk)
    settle(case)


def restart(case: Case, kinds: Iterable[str], *, by: HasKey) -> None:
    """After a reclassification: a new target is a new clock from the old beginning; a breach is never taken back."""
    for old in [one for one in clock.running(case.pk) if one.kind in set(kinds) and one.subject == case.key]:
        promised = length(case, old.kind)
        if promised is None or (promised.minutes == old.minutes and promised.working == old.working):
            continue
        clock.cancel(case.key, old.kind)
        new = clock.start(
            case.key, old.kind, minutes=promised.minutes, working=promised.working, calendar=old.calendar,
            case_id=case.pk, at=old.started_at,
        )  # fmt: skip
        trail.record(
            "promise_changed", case, by=by, promise=old.kind, before=_iso(old.due_at), after=_iso(new.due_at),
            was_broken=old.broken_at is not None,
        )  # fmt: skip
    settle(case)


def settle(case: Case) -> None:
    """Keep on the case what lists need: the nearest due moment, its kind, and whether any promise is broken."""
    _settle(case, clock.running(case.pk))


def note_nearest(cases: Sequence[Case], started: Iterable[Clock]) -> None:
    """The same for new cases and their clocks while both are still in hand; nothing is written."""
    by_case: dict[int, list[Clock]] = {}
    for one in started:
        if one.case_id is not None and one.state == ClockState.RUNNING:
            by_case.setdefault(one.case_id, []).append(one)
    for case in cases:
        if clocks := by_case.get(case.pk):
            nearest = min(clocks, key=lambda one: one.due_at)
            case.next_due_at, case.next_due_kind = nearest.due_at, nearest.kind


def _settle(case: Case, clocks: Sequence[Clock]) -> None:
    nearest = min((one for one in clocks if one.due_at), key=lambda one: one.due_at, default=None)
    values = {
        "next_due_at": nearest.due_at if nearest else None,
        "next_due_kind": nearest.kind if nearest else "",
        "breached": case.breached or any(one.broken_at is not None for one in clocks),
    }
    # Not through put(): the figures of a list are no change of the file, and must not make an open page stale.
    Case.objects.filter(pk=case.pk).update(**values)
    for name, value in values.items():
        setattr(case, name, value)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(time.default_zone()).isoformat() if moment else None


def due_in_words(case: Case, kind: str) -> str:
    """When that promise is due, in the complainant's language; empty when none is running."""
    running = next((one for one in clock.running(case.pk) if one.kind == kind), None)
    return date_in_words(running.due_at, case.language) if running else ""
