"""Promises are clocks. Only casework starts, pauses, keeps and ends them; the SOP says how long each may take."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tanggap.cases.models import Case
from tanggap.casework.acting import write_down
from tanggap.casework.wording import date_in_words
from tanggap.clocks import clock
from tanggap.clocks.calendar import DEFAULT, default_calendar
from tanggap.clocks.models import Calendar, Clock, ClockState
from tanggap.core import time
from tanggap.core.db.plain import change, first, run
from tanggap.core.subject import HasKey
from tanggap.people.models import Unit
from tanggap.sop.procedure import Procedure

# Those the complainant was given; they run on the calendar of the unit that received the complaint.
TO_COMPLAINANT = ("acknowledge", "first_reply", "resolution", "offer_answer", "follow_up")


def calendar_of(unit: Unit) -> Calendar:
    """The working calendar of a unit; the ordinary office's where it has none of its own."""
    own = first(Calendar, "code = %s", unit.calendar_code) if unit.calendar_code else None
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
                ladder=procedure.rings(kind),
            )  # fmt: skip


def promise(case: Case, kind: str) -> Clock | None:
    """Start a promise now; None where the SOP promises nothing of that kind."""
    return turn(case, begin=(kind,)).get(kind)


def keep(case: Case, kind: str, *, subject: HasKey | None = None) -> None:
    """That was done: the promise is kept, or was broken and now ends. Nothing happens when none was running."""
    turn(case, keep=(kind,), subject=subject)


def drop(case: Case, kind: str, *, subjects: Sequence[HasKey] = ()) -> None:
    """The promise no longer applies; those about these subjects, or the one about the case."""
    clocks = _open(case)
    about = {one.key for one in subjects or [case]}
    clock.end([one for one in clocks if one.kind == kind and one.subject in about], ClockState.CANCELLED)
    _settle(case, clocks)


def drop_all(case: Case) -> None:
    """The case ends another way: whatever still runs no longer applies."""
    clocks = _open(case)
    clock.end(clocks, ClockState.CANCELLED)
    _settle(case, clocks)


def turn(
    case: Case, *, keep: Collection[str] = (), drop: Collection[str] = (), begin: Sequence[str] = (),
    subject: HasKey | None = None,
) -> dict[str, Clock]:
    """The story turns: these promises (about `subject`, or the case) are kept, those dropped, others begin.

    Answers with the clocks that began, by kind.
    """  # fmt: skip
    clocks = _open(case)
    own = [one for one in clocks if one.subject == (subject or case).key]
    clock.end(one for one in own if one.kind in keep)
    clock.end((one for one in own if one.kind in drop), ClockState.CANCELLED)
    promised = {kind: found for kind in begin if (found := length(case, kind)) is not None}
    started = clock.start_many(
        clock.Start(
            subject=case.key, kind=kind, minutes=found.minutes, working=found.working, case_id=case.pk,
            calendar=_calendar(case, case.receiving_unit if kind in TO_COMPLAINANT else case.unit),
            ladder=case.edition.procedure.rings(kind),
        )
        for kind, found in promised.items()
    )  # fmt: skip
    clocks += started
    _settle(case, clocks)
    return {one.kind: one for one in started}


def pause(case: Case, reason: str) -> list[Clock]:
    """The promises that the SOP names stand still, for that reason; answers with those that do."""
    clocks, kinds = _open(case), case.edition.procedure.pauses_on_ask
    stopped = clock.stop([one for one in clocks if one.kind in kinds], reason)
    _settle(case, clocks)
    return stopped


def resume(case: Case, reason: str | None = None) -> list[Clock]:
    """What stood still (for that reason, or any) runs on; answers with those that do."""
    clocks = _open(case)
    moved = clock.go_on([one for one in clocks if one.state == ClockState.PAUSED], reason=reason)
    _settle(case, clocks)
    return moved


def promise_each(case: Case, kind: str, minutes: Mapping[str, int]) -> dict[str, Clock]:
    """Start a promise about each of these subjects, with (working) minutes of its own; answers with them by subject."""
    clocks, calendar, ladder = _open(case), _calendar(case, case.unit), case.edition.procedure.rings(kind)
    started = clock.start_many(
        clock.Start(subject=about, kind=kind, minutes=each, calendar=calendar, case_id=case.pk, ladder=ladder)
        for about, each in minutes.items()
    )
    clocks += started
    _settle(case, clocks)
    return {one.subject: one for one in started}


def restart(case: Case, kinds: Iterable[str], *, by: HasKey) -> None:
    """After a reclassification: a new target is a new clock from the old beginning; a breach is never taken back."""
    clocks = _open(case)
    for old in [one for one in clocks if one.kind in set(kinds) and one.subject == case.key]:
        promised = length(case, old.kind)
        if promised is None or (promised.minutes == old.minutes and promised.working == old.working):
            continue
        clock.end([old], ClockState.CANCELLED)
        new = clock.start(
            case.key, old.kind, minutes=promised.minutes, working=promised.working, calendar=old.calendar,
            case_id=case.pk, at=old.started_at, ladder=case.edition.procedure.rings(old.kind),
        )  # fmt: skip
        clocks.append(new)
        write_down(
            case, "promise_changed", by=by, promise=old.kind, before=_iso(old.due_at), after=_iso(new.due_at),
            was_broken=old.broken_at is not None,
        )  # fmt: skip
    _settle(case, clocks)


def settle(case: Case) -> None:
    """Keep on the case what lists need: the nearest due moment, its kind, and whether any promise is broken.

    Reads them anew, for what was changed past this file: what rang, was paused, or was given more time.
    """
    if case.at_hand is not None:
        case.at_hand.clocks = None
    _settle(case, _open(case))


def settle_many(cases: Sequence[Case]) -> None:
    """`settle` for many locked cases after their clocks have rung, with one query; what they say of it in hand is old.

    Whether a promise is broken is written where the row says otherwise, and so is the nearest that still runs.
    """
    if cases:
        run(_SETTLE, {"cases": [case.pk for case in cases]})


_SETTLE = """
    UPDATE cases_case AS c
    SET next_due_at = n.due_at, next_due_kind = coalesce(n.kind, ''), breached = c.breached OR n.broken
    FROM (SELECT own.id, near.due_at, near.kind, near.broken FROM unnest(%(cases)s::bigint[]) AS own(id),
            LATERAL (SELECT (array_agg(due_at ORDER BY due_at, id))[1] AS due_at,
                            (array_agg(kind ORDER BY due_at, id))[1] AS kind,
                            coalesce(bool_or(broken_at IS NOT NULL), false) AS broken
                     FROM clocks_clock WHERE case_id = own.id AND state IN ('running', 'paused')) AS near) AS n
    WHERE c.id = n.id AND (c.next_due_at, c.next_due_kind, c.breached)
        IS DISTINCT FROM (n.due_at, coalesce(n.kind, ''), c.breached OR n.broken)"""


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


def _open(case: Case) -> list[Clock]:
    """The open promises of the case, locked; read once in an act, which keeps the list as it goes on."""
    if case.at_hand is None:
        return clock.open_of(case.pk)
    if case.at_hand.clocks is None:
        case.at_hand.clocks = clock.open_of(case.pk)
        at_work = [one.calendar for one in case.at_hand.clocks if one.calendar is not None]
        case.at_hand.calendars.update({calendar.code: calendar for calendar in at_work})
    return case.at_hand.clocks


def _calendar(case: Case, unit: Unit) -> Calendar:
    """`calendar_of`, asked once in an act."""
    if case.at_hand is None:
        return calendar_of(unit)
    known, code = case.at_hand.calendars, unit.calendar_code or DEFAULT
    if code not in known:
        known[code] = calendar_of(unit)
    return known[code]


def _settle(case: Case, clocks: list[Clock]) -> None:
    clocks[:] = still = [one for one in clocks if one.is_open]
    nearest = min(still, key=lambda one: one.due_at, default=None)
    values = {
        "next_due_at": nearest.due_at if nearest else None,
        "next_due_kind": nearest.kind if nearest else "",
        "breached": case.breached or any(one.broken_at is not None for one in still),
    }
    if all(getattr(case, name) == value for name, value in values.items()):
        return
    # Not through put(): the figures of a list are no change of the file, and must not make an open page stale.
    change(Case, "id = %s", case.pk, **values)
    for name, value in values.items():
        setattr(case, name, value)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(time.default_zone()).isoformat() if moment else None


def due_in_words(case: Case, kind: str) -> str:
    """When that promise is due, in the complainant's language; empty when none is running."""
    running = min((one for one in _open(case) if one.kind == kind), key=lambda one: one.due_at, default=None)
    return date_in_words(running.due_at, case.language) if running else ""
