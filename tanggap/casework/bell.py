"""What the ring of a clock says and to whom, as the ladder of the SOP has it: for one clock, or for hundreds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tanggap.audit.trail import Event
from tanggap.cases import access
from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import excluded_from, forge
from tanggap.casework import rungs
from tanggap.casework.acting import write_down_together
from tanggap.casework.outside import reminders
from tanggap.casework.people import frontdesk_of, holders_of, people_to_tell, workers_on
from tanggap.casework.review import open_review
from tanggap.casework.rungs import Waiting
from tanggap.casework.staff_mail import letters_to
from tanggap.casework.wording import date_in_words, promise_inside
from tanggap.channels.models import Outbound
from tanggap.channels.wake import wake
from tanggap.clocks.models import Clock
from tanggap.core.db.copying import write_together
from tanggap.core.db.plain import rows
from tanggap.core.subject import split
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Task

Who = Callable[[Case, Clock], list[Staff]]
BEFORE = "due_soon"


@dataclass
class _Said:
    """All that the rings of one transaction say, to be written together."""

    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    letters: list[Outbound] = field(default_factory=list)


def tell(rung: Sequence[tuple[Case, Clock]]) -> None:
    """For each of these clocks, which have rung, one entry on the trail of its case, one notice and one letter for each
    of those whom the ladder names. The cases are locked. A handful of queries, however many they are."""
    said = _Said()
    # A reminder to approve goes to whoever may speak by now: a deputy, or the next rung when nobody else did.
    waiting = rungs.by_case([case for case, clock in rung if clock.kind == "approval"])
    rungs.note(waiting.values())
    tasks = _tasks_of([clock for _case, clock in rung])
    for case, clock in rung:
        _say(said, case, clock, waiting, tasks)
    said.letters += reminders(rung)
    write_down_together([case for case, _clock in rung], said.events)
    write_together(said.notices, said.letters)
    if said.letters:
        wake()


def _tasks_of(clocks: Sequence[Clock]) -> dict[str, Task]:
    """The tasks that these clocks are about, by their keys; one query, or none."""
    numbers = [number for clock in clocks if clock.kind == "task" and (number := split(clock.subject)[1])]
    return {task.key: task for task in rows(Task, "id = ANY(%s)", numbers)} if numbers else {}


def _doers(case: Case, task: Task) -> list[Staff]:
    """Who is to do that task: whoever it was given to, else the heads of its unit."""
    roster = roster_now()
    mine = roster.staff.get(task.assignee_id or 0)
    people = [mine] if mine is not None else people_to_tell(case, roster.units[task.unit_id])
    return _who_see(case, people)


def _say(
    said: _Said, case: Case, clock: Clock, waiting: Mapping[int, Waiting], tasks: Mapping[str, Task]
) -> None:
    early, people = clock.ring == BEFORE, people_for(case, clock)
    if (task := tasks.get(clock.subject)) is not None:
        # Before it is due the doer alone is reminded; then whoever answers for the complaint hears of it too.
        doers = _doers(case, task)
        people = doers if early and doers else list({staff.pk: staff for staff in [*doers, *people]}.values())
    if clock.kind == "approval" and (decision := waiting.get(case.pk)) is not None:
        asked = _who_see(case, rungs.asked(decision))
        people = list({staff.pk: staff for staff in [*asked, *people] if staff.pk not in decision.makers}.values())
    said.events.append(Event(verb=_verb(clock), subject=case, by=WORKER, facts=_facts(clock)))
    kind = Notice.Kind.DUE_SOON if early else Notice.Kind.BROKEN
    said.notices += forge(people, kind, case, about=clock.subject, kept_out=excluded_from(case))
    said.letters += letters_to(
        case, "due-soon" if early else "overdue", people, unit=case.unit.name,
        promise=promise_inside(clock.kind, case.language), due=date_in_words(clock.due_at, case.language),
    )  # fmt: skip


def _verb(clock: Clock) -> str:
    """After a standstill the latest ring speaks for all that were missed; the breach is among them, or was told."""
    names = {ring.name for ring in clock.rings}
    return "promise_broken" if "broken" in names else "promise_rung"


def _facts(clock: Clock) -> Mapping[str, Any]:
    return {
        "promise": clock.kind, "about": clock.subject, "due": clock.due_at.isoformat(), "rung": str(clock.rings[-1]),
    }  # fmt: skip


def people_for(case: Case, clock: Clock) -> list[Staff]:
    """Whom the rungs that have come name; the heads where that is nobody, for no ring goes unheard.

    What was due soon is no more spoken of when it is overdue.
    """
    found = {staff.pk: staff for who in _named(case, clock) for staff in _find(who, case, clock)}
    return list(found.values()) or people_to_tell(case, case.unit)


def _named(case: Case, clock: Clock) -> Iterator[str]:
    early, procedure = clock.ring == BEFORE, case.edition.procedure
    for ring in clock.rings:
        if (ring.name == BEFORE) == early:
            yield from procedure.told_at(clock.kind, ring)


def _find(who: str, case: Case, clock: Clock) -> list[Staff]:
    if (known := FOUND_FOR_EACH.get(who)) is not None:
        return known(case, clock)
    return _who_see(case, holders_of(case, who))


def _who_see(case: Case, people: list[Staff]) -> list[Staff]:
    """Of a hidden case hears only who may see it."""
    if not people or not case.hidden:
        return people
    door = access.doorway_at_hand(case)
    return [staff for staff in people if door is not None and access.sees(staff, door)]


def responsible_for(case: Case, clock: Clock) -> list[Staff]:
    """Who is to act on this promise."""
    if clock.kind in {"first_reply", "progress", "documents", "classification", "follow_up", "offer_answer", "call"}:
        return workers_on(case) or frontdesk_of(case)
    if clock.kind == "review":
        made = open_review(case)
        return [made.decider] if made is not None and made.decider else holders_of(case, "manager")
    if clock.kind == "courtesy_call":
        return _owner(case, clock)
    if clock.kind == "approval":
        return people_to_tell(case, case.unit)
    return workers_on(case) or people_to_tell(case, case.unit)


def _handler(case: Case, clock: Clock) -> list[Staff]:
    return [staff for staff in workers_on(case) if staff.pk == case.handler_id] or people_to_tell(case, case.unit)


def _owner(case: Case, clock: Clock) -> list[Staff]:
    return [staff for staff in workers_on(case) if staff.pk == case.owner_id] or frontdesk_of(case)


# Those who are found for each case; all others hold the post of that name, and hear of hidden cases only where they
# are named.
FOUND_FOR_EACH: Mapping[str, Who] = {
    "responsible": responsible_for,
    "handler": _handler,
    "owner": _owner,
    "frontdesk": lambda case, clock: frontdesk_of(case),
    "head": lambda case, clock: people_to_tell(case, case.unit),
}
