"""Somebody leaves, or a unit is closed: what was open there goes on to others, each complaint with its trace.

It is the organisation that changes here, not the course of a complaint: no SOP is asked, and no hand-over is counted.
The numbers that are told beforehand are of ordinary complaints; hidden ones go along and are counted nowhere.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases.access import ordinary
from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import tell_staff
from tanggap.casework import promises
from tanggap.casework.acting import locked, write_down
from tanggap.casework.assess import take_over
from tanggap.casework.people import add_participant, end_participants, kept_out_of, people_to_tell
from tanggap.casework.unmask import officers_on
from tanggap.casework.waiting import OPEN
from tanggap.core.errors import Invalid
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Task

WORKING = (Role.OFFICER, Role.HEAD, Role.FRONTDESK, Role.MANAGER)
LEFT = (Task.State.PLANNED, Task.State.OPEN)


@dataclass(frozen=True)
class Load:
    """How many ordinary complaints somebody handles or answers for, and how many tasks are theirs."""

    handled: int
    owned: int
    tasks: int

    def __bool__(self) -> bool:
        return bool(self.handled or self.owned or self.tasks)


def load_of(staff: Staff, within: Unit | None = None) -> Load:
    """What is open with that person; with a unit only what lies in it and below."""
    cases = ordinary().filter(OPEN)
    handled, owned, tasks = _theirs(staff, within)
    return Load(
        handled=cases.filter(handled).count(), owned=cases.filter(owned).count(),
        tasks=Task.objects.filter(tasks, state__in=LEFT, case__in=cases).count(),
    )  # fmt: skip


def open_in(unit: Unit) -> int:
    """How many ordinary open complaints that unit itself answers for."""
    return ordinary().filter(OPEN, unit=unit).count()


def unit_has_work(unit: Unit) -> bool:
    """Whether anything is open there: a complaint, hidden ones too, or a task."""
    return _open().filter(unit=unit).exists() or Task.objects.filter(unit=unit, state__in=LEFT).exists()


def may_follow(to: Staff, unit: Unit) -> bool:
    """Whether that person may handle complaints of that unit: by a post there or above."""
    standing = standing_of(to)
    return any(standing.has(role, unit) for role in WORKING)


@transaction.atomic
def hand_person_on(staff: Staff, *, to: Staff | None, within: Unit | None = None, by: Staff) -> int:
    """Everything open of that person becomes `to`'s; how many complaints that were.

    What `to` has no post for, or is kept out of, waits for its unit, whose heads are told. Of a hidden complaint a
    confidentiality officer on it becomes the owner: nobody learns a name because somebody leaves.
    """
    handled, owned, tasks = _theirs(staff, within)
    mine = set(_open().filter(handled | owned).values_list("pk", flat=True))
    moved = mine | set(Task.objects.filter(tasks, state__in=LEFT).values_list("case_id", flat=True))
    for pk in sorted(moved):
        case = locked(pk)
        if case is None:
            continue
        allowed = to if to is not None and to.pk not in kept_out_of(case) else None
        if pk in mine:
            _pass_on(case, staff, allowed, by=by)
        pass_tasks_on(case, staff, allowed, by=by)
    return len(moved)


@transaction.atomic
def hand_unit_on(unit: Unit, *, to: Unit, by: Staff) -> int:
    """Another unit answers for all that this one answered for, and carries out its tasks; how many complaints."""
    cases = list(_open().filter(unit=unit).order_by("pk").values_list("pk", flat=True))
    for pk in cases:
        case = locked(pk)
        if case is None:
            continue
        handler = case.handler if case.handler is not None and may_follow(case.handler, to) else None
        if handler is not None and handler.pk in kept_out_of(case):
            handler = None
        case.put(unit=to, handler=handler)
        take_over(case, to, handler)
        write_down(case, "handed_over", by=by, before=unit.code, unit=to.code, transfers=case.transfers)
        promises.move(case, to, by=by)
        tell_staff(people_to_tell(case, to, handler), Notice.Kind.FORWARDED, case)
    left = Task.objects.filter(unit=unit, state__in=LEFT)
    for task in left.select_related("case"):
        add_participant(task.case, Participant.Role.EXECUTOR, unit=to)
    left.update(unit=to)
    return len(cases)


def must_be_handed_on(load: Load, to: Staff | None, *, giver: Staff) -> None:
    """Raise Invalid when something is open and nobody was chosen, or somebody who cannot take it."""
    sentence = None
    if load and to is None:
        sentence = _("Choose who takes over what is open.")
    elif to is not None and (to.pk == giver.pk or not to.is_active or not set(WORKING) & standing_of(to).roles):
        sentence = _("Choose somebody else, who works on complaints.")
    if sentence is not None:
        raise Invalid(sentence, fields={"to": sentence})


def _open() -> QuerySet[Case]:
    return Case.objects.filter(OPEN)


def _theirs(staff: Staff, within: Unit | None) -> tuple[Q, Q, Q]:
    """Conditions: cases handled, cases owned, tasks."""
    handled, owned, tasks = Q(handler=staff), Q(owner=staff), Q(assignee=staff)
    if within is not None:
        handled &= Q(unit__path__startswith=within.path)
        owned &= Q(receiving_unit__path__startswith=within.path)
        tasks &= Q(unit__path__startswith=within.path)
    return handled, owned, tasks


def _pass_on(case: Case, staff: Staff, to: Staff | None, *, by: Staff) -> None:
    """Handler and owner of one complaint."""
    values: dict[str, Staff | None] = {}
    if case.handler_id == staff.pk:
        values["handler"] = to if to is not None and may_follow(to, case.unit) else None
    if case.owner_id == staff.pk:
        entrusted = [one for one in officers_on(case) if one.pk != staff.pk and one.is_active] if case.hidden else []
        values["owner"] = (entrusted[0] if entrusted else None) if case.hidden else to
    for name, person in values.items():
        end_participants(case, Participant.Role(name))
        if person is not None:
            add_participant(case, Participant.Role(name), staff=person)
    case.put(**values)
    keys = {name: one.key if one else "" for name, one in values.items()}
    write_down(case, "handed_on" if any(keys.values()) else "left_to_unit", by=by, before=staff.key, **keys)
    told = [person for person in values.values() if person is not None]
    tell_staff(told, Notice.Kind.ASSIGNED, case)
    if "handler" in values and values["handler"] is None:
        tell_staff(people_to_tell(case, case.unit), Notice.Kind.FORWARDED, case)


def pass_tasks_on(case: Case, staff: Staff, to: Staff | None, *, by: Staff) -> None:
    """Tasks go to `to`, of a hidden complaint back to their unit; whoever is new to the case is put on it."""
    tasks = list(Task.objects.filter(case=case, assignee=staff, state__in=LEFT).select_related("unit"))
    taker = None if case.hidden else to
    for task in tasks:
        if taker is not None:
            add_participant(case, Participant.Role.EXECUTOR, staff=taker)
        elif not case.hidden:
            add_participant(case, Participant.Role.EXECUTOR, unit=task.unit)
        tell_staff([taker] if taker else people_to_tell(case, task.unit), Notice.Kind.TASK, case, about=task.key)
    if tasks:
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(assignee=taker)
        write_down(case, "tasks_handed_on", by=by, before=staff.key, owner=taker.key if taker else "", files=len(tasks))
