"""Promises are clocks. Only casework starts, pauses, keeps and ends them; the SOP says how long each may take."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from tanggap.cases.case import Kind
from tanggap.cases.models import Case
from tanggap.casework import figures
from tanggap.casework.acting import write_down
from tanggap.casework.lengths import calendar_of, length
from tanggap.casework.wording import date_in_words
from tanggap.clocks import changing, clock
from tanggap.clocks.calendar import DEFAULT
from tanggap.clocks.changing import Changed
from tanggap.clocks.ladder import Ladder, Ring
from tanggap.clocks.models import Calendar, Clock, ClockState
from tanggap.clocks.recount import Which
from tanggap.core import time
from tanggap.core.db.plain import rows_along
from tanggap.core.subject import HasKey
from tanggap.people.models import Unit
from tanggap.sop.acts import OF_COMPLAINANT, TO_COMPLAINANT
from tanggap.sop.parts import Promise
from tanggap.sop.procedure import Procedure

# Those that begin when the words come in. The front desk classifies, so all run on the receiving unit's calendar.
OPENING = ("acknowledge", "first_reply", "progress", "classification", "resolution")
# Of a question or a request only these; the others begin when it turns out to be a complaint, from the same moment.
OF_CONTACTS = ("acknowledge", "first_reply")
# The next round begins with these, and so does a case that is opened again.
NEXT_ROUND = ("alternatives", "decision")
# Until when a pause is meant to last; no promise to anybody, and in no SOP.
PAUSE = "pause"
# By when we said, in a contact, that we would be in touch; it is about that contact, and in no SOP.
WORD = "word"
# Nobody has anything to do before these are over; they ring once, to end by themselves.
QUIET = frozenset({PAUSE, "reopen"})
AT_THE_END: Ladder = (Ring(),)
# The dates were told and stay: what the complainant is to do, and what was agreed for a task.
AGREED = OF_COMPLAINANT | {PAUSE, "task"}
# Several letters of one act are one word from us.
A_MOMENT = timedelta(minutes=1)


def owed_by(unit: Unit) -> Which:
    """The clocks that run on this unit's calendar: what it owes inside, its own tasks among it, and what it promised
    as the receiving unit.
    """
    return Which(
        """EXISTS (SELECT FROM cases_case AS owed WHERE owed.id = clocks_clock.case_id AND %s = CASE
            WHEN clocks_clock.kind = ANY(%s) THEN owed.receiving_unit_id
            WHEN clocks_clock.subject LIKE 'task:%%' THEN
                (SELECT unit_id FROM remedy_task WHERE id = substr(clocks_clock.subject, 6)::bigint)
            ELSE owed.unit_id END)""",
        (unit.pk, sorted(TO_COMPLAINANT)),
    )


def opening_promises(case: Case, procedure: Procedure, calendar: Calendar) -> Iterable[clock.Start]:
    """The promises that begin when the words come in; the receipt itself keeps the first."""
    if not case.is_open or case.entered_by == "import":
        return
    for kind in OPENING if case.kind != Kind.CONTACT else OF_CONTACTS:
        if (promised := length(case, kind, procedure)) is not None:
            yield clock.Start(
                subject=case.key, kind=kind, minutes=promised.minutes, working=promised.working, calendar=calendar,
                case_id=case.pk, at=case.received_at, kept_at=case.received_at if kind == "acknowledge" else None,
                ladder=procedure.rings(kind),
            )  # fmt: skip


def promise(case: Case, kind: str, *, within: Promise | None = None) -> Clock | None:
    """Start a promise now, in the time that the SOP gives or `within`; None where nothing of that kind is promised."""
    return turn(case, begin=(kind,), within={kind: within} if within else {}).get(kind)


def keep(case: Case, kind: str, *, subject: HasKey | None = None) -> None:
    """That was done: the promise is kept, or was broken and now ends. Nothing happens when none was running."""
    turn(case, keep=(kind,), subject=subject)


def drop(case: Case, kind: str, *, subjects: Sequence[HasKey] = ()) -> None:
    """The promise no longer applies; those about these subjects, or the one about the case."""
    clocks = open_of(case)
    about = {one.key for one in subjects or [case]}
    clock.end([one for one in clocks if one.kind == kind and one.subject in about], ClockState.CANCELLED)
    note(case, clocks)


def finish(case: Case, *, keep: Collection[str] = (), begin: Sequence[str] = ()) -> None:
    """The case ends: whatever still runs is owed no more, and what comes after the end begins."""
    clocks = open_of(case)
    clock.end(one for one in clocks if one.kind in keep)
    clock.end((one for one in clocks if one.is_open), ClockState.CANCELLED)
    clocks += _start(case, begin)
    note(case, clocks)


def turn(
    case: Case, *, keep: Collection[str] = (), drop: Collection[str] = (), begin: Sequence[str] = (),
    subject: HasKey | None = None, within: Mapping[str, Promise] | None = None,
) -> dict[str, Clock]:
    """The story turns: these promises (about `subject`, or the case) are kept, those dropped, others begin.

    `within` is how long some of those may take, where it is not as the SOP says. Answers with the clocks that began,
    by kind. What is still running of a kind that begins is dropped for it.
    """  # fmt: skip
    clocks = open_of(case)
    own = [one for one in clocks if one.subject == (subject or case).key]
    clock.end(one for one in own if one.kind in keep)
    over = {*drop, *begin}
    clock.end((one for one in own if one.is_open and one.kind in over), ClockState.CANCELLED)
    started = _start(case, begin, within)
    clocks += started
    note(case, clocks)
    return {one.kind: one for one in started}


def _start(case: Case, kinds: Sequence[str], within: Mapping[str, Promise] | None = None) -> list[Clock]:
    promised = {kind: found for kind in kinds if (found := (within or {}).get(kind) or length(case, kind)) is not None}
    return clock.start_many(
        clock.Start(
            subject=case.key, kind=kind, minutes=found.minutes, working=found.working, case_id=case.pk,
            calendar=_calendar(case, case.receiving_unit if kind in TO_COMPLAINANT else case.unit),
            ladder=AT_THE_END if kind in QUIET else case.edition.procedure.rings(kind),
        )
        for kind, found in promised.items()
    )  # fmt: skip


def became_complaint(case: Case, calendar: Calendar) -> None:
    """What was no complaint is one: the promises that it lacks run from when the words came in."""
    clocks = open_of(case)
    known = {one.kind for one in clocks}
    starts = opening_promises(case, case.edition.procedure, calendar)
    clocks += clock.start_many(one for one in starts if one.kind not in {*OF_CONTACTS, *known})
    note(case, clocks)


def became_contact(case: Case) -> None:
    """It is no complaint: only that somebody answers is still promised."""
    clocks = open_of(case)
    over = (one for one in clocks if one.is_open and one.kind not in OF_CONTACTS)
    clock.end(over, ClockState.CANCELLED)
    note(case, clocks)


def promise_word(case: Case, contact: HasKey, *, until: datetime) -> Clock:
    """In a contact it was said when we are in touch again; the clock runs to that very moment, working time or not.

    A later promise takes the place of an earlier one: people wait for what they heard last.
    """
    clocks, now = open_of(case), time.now()
    clock.end([one for one in clocks if one.is_open and one.kind == WORD], ClockState.CANCELLED)
    [started] = clock.start_many([clock.Start(
        subject=contact.key, kind=WORD, minutes=max(1, ceil((until - now).total_seconds() / 60)), working=False,
        calendar=None, case_id=case.pk, ladder=case.edition.procedure.rings(WORD),
    )])  # fmt: skip
    clocks.append(started)
    note(case, clocks)
    return started


def keep_word(case: Case) -> None:
    """We were in touch; whatever had been promised in a contact is kept, or was broken and now ends."""
    clocks = open_of(case)
    waiting = [one for one in clocks if one.is_open and one.kind == WORD]
    if waiting:
        clock.end(waiting)
        note(case, clocks)


def heard_from_us(case: Case) -> None:
    """The complainant was told something: word on how it is going was given, and is due again in as long."""
    if not case.is_open or length(case, "progress") is None:
        return
    known = running(case, "progress")
    if known is None or known.started_at < time.now() - A_MOMENT:
        waiting = clock.standing([known]) if known is not None else {}
        new = turn(case, keep=("progress",), begin=("progress",)).get("progress")
        # While an answer is waited for the next word waits too, as the last one did.
        if new is not None and waiting:
            for reason, expected in waiting.items():
                clock.stop([new], reason, expected=expected)
            note(case, open_of(case))


def unsay(case: Case, since: datetime) -> None:
    """Words to the complainant were taken back before they left: what they kept since then is owed as before.

    What they came too late for stays broken.
    """
    clocks = open_of(case)
    kept = "(subject = %s OR kind = %s) AND kind = ANY(%s) AND state = 'kept' AND ended_at >= %s AND case_id = %s"
    kinds = ["first_reply", "progress", WORD]
    for old in rows_along(Clock, "calendar", kept, case.key, WORD, kinds, since, case.pk):
        clock.end([one for one in clocks if one.is_open and one.kind == old.kind], ClockState.CANCELLED)
        still = clock.standing(one for one in clocks if one.is_open)
        clocks.append(changing.begin_again(old, standing=still))
        figures.forget(case, old.kind)
    note(case, clocks)


def run_on(case: Case, kind: str) -> None:
    """What kept the promise last was taken back: it runs on from its beginning, and one that was late begins anew."""
    clocks = open_of(case)
    clock.end([one for one in clocks if one.is_open and one.kind == kind], ClockState.CANCELLED)
    note(case, clocks)
    answered = "subject = %s AND kind = %s AND state IN ('kept', 'broken') AND case_id = %s ORDER BY ended_at DESC"
    [last] = rows_along(Clock, "calendar", f"{answered} LIMIT 1", case.key, kind, case.pk) or [None]
    if last is None or last.state != ClockState.KEPT:
        turn(case, begin=(kind,))
        return
    clocks.append(changing.begin_again(last))
    figures.forget(case, kind)
    note(case, clocks)


def promise_each(case: Case, kind: str, owed: Mapping[str, tuple[int, Unit]]) -> dict[str, Clock]:
    """Start a promise about each of these subjects: in how many working minutes, and which unit owes it, whose
    calendar counts. Answers with the clocks by subject.
    """
    clocks, ladder = open_of(case), case.edition.procedure.rings(kind)
    started = clock.start_many(
        clock.Start(
            subject=about, kind=kind, minutes=each, calendar=_calendar(case, unit), case_id=case.pk, ladder=ladder
        )
        for about, (each, unit) in owed.items()
    )
    clocks += started
    note(case, clocks)
    return {one.subject: one for one in started}


def restart(case: Case, *, by: HasKey) -> None:
    """After (re)classification: whatever depends on it and is not as the SOP says now is aimed anew.

    A new target is a new clock from the old beginning. What had broken stays as it is; what the shorter target had
    broken already is written down as broken. Dates that were agreed stay.
    """
    clocks = open_of(case)
    for old in [one for one in clocks if one.kind not in AGREED and one.subject == case.key]:
        promised = length(case, old.kind)
        if promised is None or (promised.minutes == old.minutes and promised.working == old.working):
            continue
        changed = changing.aim_anew(old, minutes=promised.minutes, working=promised.working)
        if changed is None:
            continue
        clocks.append(changed.clock)
        _write_changed(case, "promise_changed", changed, by=by)
    note(case, clocks)


def move(case: Case, unit: Unit, *, by: HasKey) -> None:
    """Another unit answers now: what is left of the promises among ourselves is counted by its calendar.

    What was used stays used and what was broken stays broken; tasks and promises to the complainant stay where
    they are.
    """
    clocks = open_of(case)
    inside = [one for one in clocks if one.subject == case.key and one.kind not in {*TO_COMPLAINANT, PAUSE}]
    calendar = _calendar(case, unit) if inside else None
    for changed in changing.move(inside, calendar) if calendar else ():
        _write_changed(case, "promise_moved", changed, by=by, unit=unit.code)
    note(case, clocks)


def _write_changed(case: Case, verb: str, changed: Changed, *, by: HasKey, **facts: Any) -> None:
    write_down(
        case, verb, by=by, promise=changed.clock.kind, before=_iso(changed.due_before),
        after=_iso(changed.clock.due_at), broken=changed.broke, **facts,
    )  # fmt: skip


def settle(case: Case) -> None:
    """Keep on the case what lists need: the nearest due moment, its kind, whether all stand still, whether one broke.

    Reads them anew, for what was changed past this file: what rang, was paused, or was given more time.
    """
    if case.at_hand is not None:
        case.at_hand.clocks = None
    note(case, open_of(case))


def note_nearest(cases: Sequence[Case], started: Iterable[Clock]) -> None:
    """The same for new cases and their clocks while both are still in hand; nothing is written."""
    by_case: dict[int, list[Clock]] = {}
    for one in started:
        if one.case_id is not None:
            by_case.setdefault(one.case_id, []).append(one)
    for case in cases:
        if clocks := by_case.get(case.pk):
            open_ones = [one for one in clocks if one.is_open]
            ended = [one for one in clocks if not one.is_open]
            for name, value in figures.values_of(case, open_ones, ended).items():
                setattr(case, name, value)


def running(case: Case, kind: str, *, subject: HasKey | None = None) -> Clock | None:
    """The open promise of that kind about `subject`, or the case; it is locked."""
    about = (subject or case).key
    return next((one for one in open_of(case) if one.kind == kind and one.subject == about), None)


def open_of(case: Case) -> list[Clock]:
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


def note(case: Case, clocks: list[Clock]) -> None:
    """Keep on the case what these clocks have come to, and go on with those that are open."""
    ended = [one for one in clocks if not one.is_open]
    clocks[:] = [one for one in clocks if one.is_open]
    figures.settle(case, clocks, ended)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(time.default_zone()).isoformat() if moment else None


def told(case: Case) -> list[Clock]:
    """The promises that the complainant knows of, in the order of their dates; of recurring word only the next."""
    kinds = [kind for kind in TO_COMPLAINANT if kind not in {"acknowledge", "reopen"}]
    known = Clock.objects.filter(case_id=case.pk, subject=case.key, kind__in=kinds)
    rows = known.exclude(state=ClockState.CANCELLED).select_related("calendar").order_by("due_at", "pk")
    return [one for one in rows if one.kind != "progress" or one.is_open]


def due_in_words(case: Case, kind: str) -> str:
    """When that promise is due, in the complainant's language; empty when none is running."""
    nearest = min((one for one in open_of(case) if one.kind == kind), key=lambda one: one.due_at, default=None)
    return date_in_words(nearest.due_at, case.language) if nearest else ""
