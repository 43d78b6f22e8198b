"""SOP 8 and R39: tasks are done, redress is given, feelings are cared for, until it is put right."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.notices import excluded_from, forge, tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down, write_down_each
from tanggap.casework.assess import refuse_excluded
from tanggap.casework.lengths import length
from tanggap.casework.people import add_participant, people_to_tell, workers_on
from tanggap.casework.say import check_text, write_to
from tanggap.casework.staff_mail import letters_to
from tanggap.casework.tasks import begin_task, read_points, require_whole, write_points
from tanggap.casework.wording import date_in_words
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import queue_many
from tanggap.core import time
from tanggap.core.db.plain import add, change, first, refresh, rows
from tanggap.core.errors import Invalid, require
from tanggap.core.subject import HasKey, key_of
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff, Unit
from tanggap.people.standing import roster_now
from tanggap.remedy.models import Feeling, Solution, Task, TaskRemark

TASK_HOURS = 16
# A condition on a case, in SQL: nothing is left to be done.
IDLE = "NOT EXISTS (SELECT 1 FROM remedy_task t WHERE t.case_id = cases_case.id AND t.state IN ('planned', 'open'))"


@transaction.atomic
def add_task(
    case: Case, *, title: str, unit: Unit, hours: int | None = None, assignee: Staff | None = None,
    containment: bool = False, checklist: str = "", wants_evidence: bool = False, by: Staff,
    version: int | None = None,
) -> Task:
    """Something a unit must do. Containment begins at once (R44); everything else waits for consent.

    Where no hours are given it may take as long as the SOP says. `checklist` is one thing to tick on each line.
    """  # fmt: skip
    begin(case, "add_task", by=by, version=version)
    check_text(title, "title", longest=300)
    points = read_points(checklist)
    hours = task_hours(case) if hours is None else hours
    if not 1 <= hours <= 2_000:
        raise Invalid(_("Say how many working hours it may take, from 1 to 2,000."), fields={"hours": _("1 to 2,000")})
    if assignee is not None:
        refuse_excluded(case, assignee)
    demand(case, "add_task")
    now_on = containment or case.state in {State.PUTTING_RIGHT, State.FOLLOWING_UP}
    [task] = _plan(case, [title], unit, hours=hours, assignee=assignee, containment=containment, by=by,
                   wants_evidence=wants_evidence)  # fmt: skip
    write_points(task, points)
    if now_on:
        _release(case, [task])
    case.put()
    return task


@transaction.atomic
def finish_task(task: Task, *, result: str = "", by: Staff, version: int | None = None) -> Task:
    """The task is done, with what came of it. Of two who say so at once, one is heard."""
    begin_task(task, by=by)
    mark_done(task, result=result, by=by, version=version)
    return task


def mark_done(task: Task, *, result: str, by: HasKey, version: int | None = None) -> None:
    """The task is done, by somebody of ours or by whoever did it from outside; its case is locked."""
    case, staff = task.case, by if isinstance(by, Staff) else None
    check_text(result, "result", longest=5_000, required=False)
    demand(case, "finish_task", remark=result)
    require_whole(task)
    seen = version or task.version
    done = {
        "state": Task.State.DONE, "done_at": time.now(), "done_by": staff, "stored_result": case.sealed(result),
        "version": task.version + 1,
    }  # fmt: skip
    changed = change(Task, "id = %s AND state = 'open' AND version = %s", task.pk, seen, **done)
    require(changed, _("This task is not open any more. Look at the file again, please."), code="not_open")
    for name, value in done.items():
        setattr(task, name, value)
    case.put()
    write_down(case, "task_done", by=by, private={"result": result} if result else None, task=task.key)
    promises.keep(case, "task", subject=task)
    tell_staff([one for one in workers_on(case) if one != by], Notice.Kind.TASK_DONE, case, about=task.key)


@transaction.atomic
def cancel_task(task: Task, *, reason: str, by: Staff, version: int | None = None) -> Task:
    """The task is not needed; why stays on file."""
    case = task.case
    begin(case, "cancel_task", by=by, version=version)
    check_text(reason, "reason", longest=2_000)
    demand(case, "cancel_task", reason=reason)
    refresh(task)
    open_still = "id = %s AND state IN ('planned', 'open')"
    changed = change(Task, open_still, task.pk, state=Task.State.CANCELLED, version=task.version + 1)
    require(changed, _("This task is not open any more. Look at the file again, please."), code="not_open")
    refresh(task)
    case.put()
    write_down(case, "task_cancelled", by=by, private={"reason": reason}, task=task.key)
    promises.drop(case, "task", subjects=[task])
    return task


@transaction.atomic
def remark_on_task(task: Task, *, text: str, shown: bool = False, by: Staff) -> TaskRemark:
    """What a unit says about its task; the complainant does not see it, an outside party only when it is `shown`."""
    case = task.case
    begin_task(task, by=by)
    check_text(text, "body", longest=5_000)
    [remark] = add([TaskRemark(task=task, author=by, shown=shown, stored_body=case.sealed(text), at=time.now())])
    write_down(case, "task_remark", by=by, task=task.key)
    return remark


@transaction.atomic
def record_feeling(case: Case, *, kind: str, remark: str = "", by: Staff, version: int | None = None) -> Feeling:
    """One half-step of the feelings track: courtesy, apology, explanation, immediacy (R48, R49)."""
    begin(case, "record_feeling", by=by, version=version)
    if kind not in Feeling.Kind.values:
        raise Invalid(_("Choose courtesy, apology, explanation or immediacy."), fields={"kind": _("Choose one.")})
    check_text(remark, "remark", longest=2_000, required=False)
    demand(case, "record_feeling", remark=remark)
    known = first(Feeling, "case_id = %s AND round = %s AND kind = %s", case.pk, case.round, kind)
    require(known is None, _("This was recorded already."), code="already_done")
    [feeling] = add([
        Feeling(case=case, round=case.round, kind=kind, stored_remark=case.sealed(remark), by=by, at=time.now())
    ])  # fmt: skip
    case.put()
    write_down(case, "feeling", by=by, private={"remark": remark} if remark else None, kind=kind)
    return feeling


@transaction.atomic
def complete(case: Case, *, by: HasKey, version: int | None = None) -> None:
    """Everything is done: now we ask how it was. Refused while a task is open, by the UPDATE itself."""
    begin(case, "complete", by=by, version=version)
    demand(case, "complete")
    open_task = first(Task, "case_id = %s AND state IN ('planned', 'open')", case.pk)
    require(open_task is None, _("A task is still open. Finish or cancel it first."), code="tasks_open")
    case.move_to(State.FOLLOWING_UP, act="complete", where=IDLE, resolved_at=time.now())
    write_down(case, "put_right", by=by)
    asked = promises.turn(case, keep=("resolution",), begin=("follow_up",)).get("follow_up")
    write_to(case, "feedback-request", due=date_in_words(asked.due_at, case.language) if asked else "")


def task_hours(case: Case) -> int:
    """How many working hours a task may take by the SOP; a day on the wall calendar counts as a working day."""
    promised = length(case, "task")
    if promised is None:
        return TASK_HOURS
    share = 1.0 if promised.working else case.edition.procedure.organisation.working_day_hours / 24
    return max(1, round(promised.minutes * share / 60))


def begin_tasks(case: Case, solution: Solution, *, by: HasKey) -> None:
    """The consent is there: what the solution needs becomes tasks, and their clocks begin."""
    unit = solution.executor or case.unit
    steps = solution.steps or [str(solution.title)]
    days = solution.working_days * case.edition.procedure.organisation.working_day_hours
    # The complainant said yes; that these are the tasks was said by staff when they put the solution on the table.
    author = by if isinstance(by, Staff) else WORKER
    _plan(case, steps, unit, hours=days or task_hours(case), solution=solution, by=author)
    _release(case, rows(Task, "case_id = %s AND state = 'planned' ORDER BY id", case.pk, case=case))


def cancel_tasks(case: Case, *, by: HasKey) -> None:
    """The case takes another way: what is planned or open is not needed any more."""
    tasks = rows(Task, "case_id = %s AND state IN ('planned', 'open') ORDER BY id", case.pk)
    if not tasks:
        return
    for task in tasks:
        change(Task, "id = %s", task.pk, state=Task.State.CANCELLED, version=task.version + 1)
    write_down_each(case, "task_cancelled", by=by, each=[{"task": task.key} for task in tasks])
    promises.drop(case, "task", subjects=tasks)


def begin_again(case: Case, states: Mapping[str, str], *, by: HasKey) -> None:
    """Tasks (by number, with the state they had) that ended only because the case did: they are to be done after all.

    What was open begins anew, with its whole time.
    """
    tasks = rows(Task, "case_id = %s AND id = ANY(%s) AND state = 'cancelled' ORDER BY id", case.pk,
                 [int(number) for number in states], case=case)  # fmt: skip
    for task in tasks:
        change(Task, "id = %s", task.pk, state=Task.State.PLANNED, version=task.version + 1)
    if tasks:
        write_down_each(case, "task_begun_again", by=by, each=[{"task": task.key} for task in tasks])
        if was_open := [task for task in tasks if states[str(task.pk)] == Task.State.OPEN]:
            _release(case, was_open)


def _plan(
    case: Case, titles: Sequence[str], unit: Unit, *, hours: int, by: HasKey, assignee: Staff | None = None,
    containment: bool = False, solution: Solution | None = None, wants_evidence: bool = False,
) -> Sequence[Task]:  # fmt: skip
    tasks = add([
        Task(
            case=case, round=case.round, solution=solution, stored_title=case.sealed(title), unit=unit, hours=hours,
            assignee=assignee, containment=containment, created_by=key_of(by), at=time.now(),
            wants_evidence=wants_evidence,
        )
        for title in titles
    ])  # fmt: skip
    planned = [{"task": task.key, "unit": unit.code, "containment": containment} for task in tasks]
    write_down_each(case, "task_added", by=by, each=planned)
    return tasks


def _release(case: Case, tasks: Sequence[Task]) -> None:
    """The tasks begin: their units are put on the case and told, and their clocks run."""
    units = {task.unit_id: roster_now().units.get(task.unit_id) or task.unit for task in tasks}
    owed = {task.key: (task.hours * 60, units[task.unit_id]) for task in tasks}
    clocks = promises.promise_each(case, "task", owed)
    moment, notices = time.now(), []
    mails: list[Outbound] = []
    for task in tasks:
        task.state, task.released_at, task.due_at = Task.State.OPEN, moment, clocks[task.key].due_at
        unit = units[task.unit_id]
        people = [task.assignee] if task.assignee else people_to_tell(case, unit)
        _put_on_case(case, task, people, unit)
        notices += forge(people, Notice.Kind.TASK, case, about=task.key, kept_out=excluded_from(case))
        due = date_in_words(task.due_at, case.language)
        mails += letters_to(case, "task", people, task=str(task.title), unit=unit.name, due=due)
    for due_at in {task.due_at for task in tasks}:
        begun = [task.pk for task in tasks if task.due_at == due_at]
        still_planned = "id = ANY(%s) AND state = 'planned'"
        change(Task, still_planned, begun, state=Task.State.OPEN, released_at=moment, due_at=due_at)
    add(notices)
    queue_many(mails)


def _put_on_case(case: Case, task: Task, people: Sequence[Staff], unit: Unit) -> None:
    if case.hidden or task.assignee:
        for staff in people:
            add_participant(case, Participant.Role.EXECUTOR, staff=staff)
    else:
        add_participant(case, Participant.Role.EXECUTOR, unit=unit)
