"""Open promises follow a change of calendar: what would move before it is saved, and moving it batch by batch after.

A Recount is a row that is due. Each batch is one transaction: cases are locked first and then their clocks, as every
act does, and how far it has come is kept in it; killed half-way, whoever comes next goes on from there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework import figures, promises
from tanggap.casework.calendar_words import Line, codes_of, lines_of, unit_line
from tanggap.casework.calendars import SHARED
from tanggap.casework.lengths import calendar_of
from tanggap.clocks import changes, recount
from tanggap.clocks.calendar import calendars, working_time
from tanggap.clocks.changes import Change
from tanggap.clocks.models import Calendar, Recount
from tanggap.clocks.recount import Moved, Which
from tanggap.clocks.workdays import WorkingTime
from tanggap.core import time
from tanggap.core.db.plain import rows
from tanggap.core.subject import HasKey
from tanggap.people.models import Staff, Unit
from tanggap.sop.acts import OF_COMPLAINANT

BATCH = 200
# So many batches are counted by whoever saved the change; what is left is the worker's.
AT_ONCE = 8
LOOK_AGAIN = timedelta(minutes=2)
NAMED = 25


@dataclass(frozen=True)
class Shown:
    """A promise that would move, of a case that the reader may see."""

    reference: str
    kind: str
    before: datetime
    after: datetime
    overdue: bool


@dataclass(frozen=True)
class Preview:
    """What a change would do, before it is saved; nothing of it is written."""

    lines: Sequence[Line]
    moved: int = 0
    cases: int = 0
    later: int = 0
    overdue: int = 0
    longest: timedelta = timedelta(0)
    standing_still: int = 0
    # Those of cases that the reader may see, what weighs most first; the others are counted.
    shown: Sequence[Shown] = field(default_factory=list)
    seen: int = 0

    @property
    def earlier(self) -> int:
        return self.moved - self.later

    @property
    def unseen(self) -> int:
        return self.moved - self.seen


def preview(change: Change, *, language: str, by: HasKey) -> Preview:
    """What moves if this change is saved now."""
    change = changes.needed(change)
    concerned = list(calendars(change.calendar))
    working = {one.pk: changes.after(one, change) for one in concerned}
    which = Which.of(concerned, _first_day(codes_of(change)), OF_COMPLAINANT)
    return _measure(which, lambda number: working[number], lines_of(change, language), by)


def preview_choice(unit: Unit, calendar: Calendar, *, by: HasKey) -> Preview:
    """What moves if this unit goes over to that calendar."""
    working, now = working_time(calendar), calendar_of(unit)
    lines = [unit_line(unit, now, calendar)] if now != calendar else []
    return _measure(_to_go_over(unit, calendar), lambda _number: working, lines, by)


def _to_go_over(unit: Unit, calendar: Calendar) -> Which:
    owed = promises.owed_by(unit)
    return Which(f"calendar_id <> %s AND {owed.where}", (calendar.pk, *owed.given), OF_COMPLAINANT)


def _measure(which: Which, time_for: Callable[[int], WorkingTime], lines: Sequence[Line], by: HasKey) -> Preview:
    moment = time.now()
    moved = list(recount.would_move(which, time_for, moment))
    numbers = {one.case_id for one in moved} - {None}
    open_to = access.visible_to(by) if isinstance(by, Staff) else access.ordinary()
    seen = dict(open_to.filter(pk__in=numbers).order_by().values_list("pk", "reference")) if numbers else {}
    named = [one for one in moved if one.case_id in seen]
    named.sort(key=lambda one: (one.after >= moment, -abs(one.later_by), one.number))
    return Preview(
        lines=lines, moved=len(moved), cases=len(numbers), later=sum(one.after > one.before for one in moved),
        overdue=sum(one.after < moment for one in moved), seen=len(named),
        longest=max((one.later_by for one in moved), default=timedelta(0)),
        standing_still=recount.standing_still(which),
        shown=[
            Shown(seen[one.case_id or 0], one.kind, one.before, one.after, one.after < moment)
            for one in named[:NAMED]
        ],
    )  # fmt: skip


def begin(job: Recount) -> Recount:
    """Count at once what can be counted while somebody waits; the worker does the rest. Not within a transaction."""
    for _number in range(AT_ONCE):
        if not step(job):
            break
    job.refresh_from_db()
    return job


def carry_through(job: Recount) -> Recount:
    """Count all of it, however much it is: for the command line."""
    while step(job):
        pass
    job.refresh_from_db()
    return job


def count_due() -> bool:
    """For the worker: a batch of whatever is due to be counted; says whether anything was."""
    return step()


def put_off() -> None:
    """What could not be counted is tried again somewhat later; everything else goes on meanwhile."""
    Recount.objects.filter(next_at__lte=time.now()).update(next_at=time.now() + LOOK_AGAIN)


@transaction.atomic
def step(only: Recount | None = None) -> bool:
    """One batch of one recount, of this one or of the oldest that is due; False when none is."""
    due = Recount.objects.filter(next_at__lte=time.now()).order_by("pk")
    job = (due.filter(pk=only.pk) if only else due).select_for_update(skip_locked=True, of=("self",)).first()
    if job is None:
        return False
    found = recount.following(_which(job), (job.after_subject, job.after_kind), BATCH)
    if found:
        _count(job, [row[0] for row in found], {row[3] for row in found if row[3] is not None})
        _number, job.after_subject, job.after_kind, _case = found[-1]
        job.counted += len(found) if job.done_at is None else 0
    if len(found) < BATCH:
        _end_of_round(job)
    job.save()
    return True


def _which(job: Recount) -> Which:
    if job.unit is not None:
        return _to_go_over(job.unit, calendar_of(job.unit))
    return Which.of(calendars(job.calendar), _first_day(job.why), OF_COMPLAINANT)


def _first_day(why: Mapping[str, Any]) -> date | None:
    """The first date that a change of single dates is about: what is due before it does not move."""
    return date.fromisoformat(why["day"]) if "day" in why else None


def _count(job: Recount, clocks: list[int], numbers: set[int]) -> None:
    cases = rows(Case, "id = ANY(%s) ORDER BY id FOR UPDATE", sorted(numbers))
    # By what the unit works now: when all is looked through again it may have gone on to yet another calendar.
    onto = calendar_of(job.unit) if job.unit is not None else None
    moved, broken = recount.count_anew(clocks, job.at, onto=onto, which=_which(job))
    touched = {one.case_id for one in moved} | {one.case_id for one in broken}
    figures.settle_many([one for one in cases if one.pk in touched])
    by_number = {one.pk: one for one in cases}
    trail.record_many([_event(job, by_number[one.case_id], one) for one in moved if one.case_id])
    job.moved += len(moved)
    job.broken += len(broken)


def _event(job: Recount, case: Case, one: Moved) -> trail.Event:
    facts = {
        "promise": one.kind, "about": one.subject, "before": one.before.isoformat(),
        "after": one.after.isoformat(), "why": job.why,
    }  # fmt: skip
    return trail.Event(verb="calendar_moved", subject=case, by=job.by, facts=facts)


def _end_of_round(job: Recount) -> None:
    job.after_subject, job.after_kind = "", ""
    if job.done_at is not None:
        job.next_at = None
        return
    job.done_at = time.now()
    job.next_at = job.done_at + LOOK_AGAIN
    subject = job.unit or job.calendar or SHARED
    trail.record("calendar_followed", subject, by=job.by, counted=job.counted, moved=job.moved, broken=job.broken)
