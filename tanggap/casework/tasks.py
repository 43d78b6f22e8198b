"""A task at work: whose it is to do, its checklist, and the files that show that it was done."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Evidence
from tanggap.cases.notices import excluded_from
from tanggap.casework.acting import NOT_YOU, lock, may, write_down
from tanggap.casework.converse import attach_files
from tanggap.casework.say import check_text
from tanggap.core import files, time
from tanggap.core.db.plain import add, refresh
from tanggap.core.errors import Forbidden, Invalid, Refused, require
from tanggap.core.subject import HasKey, key_of
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import CheckPoint, Task, TaskEvidence

MOST_POINTS = 30
LONGEST_POINT = 200


def read_points(text: str) -> list[str]:
    """One thing to tick on each line; raises Invalid for the field `checklist`."""
    check_text(text, "checklist", longest=MOST_POINTS * LONGEST_POINT, required=False)
    points = [line.strip() for line in text.splitlines() if line.strip()]
    problem = None
    if len(points) > MOST_POINTS:
        problem = _("At most %(most)d lines, please.") % {"most": MOST_POINTS}
    elif any(len(point) > LONGEST_POINT for point in points):
        problem = _("A line is too long: at most %(most)d characters, please.") % {"most": LONGEST_POINT}
    if problem is not None:
        raise Invalid(problem, fields={"checklist": problem})
    return points


def write_points(task: Task, points: Sequence[str]) -> None:
    """Put these at the end of its checklist."""
    if not points:
        return
    last = CheckPoint.objects.filter(task=task).aggregate(last=Max("place"))["last"] or 0
    require(last + len(points) <= MOST_POINTS, _("At most %(most)d lines, please.") % {"most": MOST_POINTS})
    case: Case = task.case
    add([CheckPoint(task=task, place=last + n, stored_text=case.sealed(point)) for n, point in enumerate(points, 1)])


def tick(task: Task, points: Iterable[int], *, by: HasKey) -> int:
    """These of its lines are done, the others are not; how many have changed. The case is locked."""
    wanted, changed = set(points), 0
    for point in CheckPoint.objects.filter(task=task).order_by("place"):
        if (point.pk in wanted) == (point.done_at is not None):
            continue
        done = point.pk in wanted
        point.done_at, point.done_by = (time.now(), key_of(by)) if done else (None, "")
        point.save(update_fields=["done_at", "done_by"])
        changed += 1
    if changed:
        write_down(task.case, "task_ticked", by=by, task=task.key, count=changed)
    return changed


def add_evidence(task: Task, uploads: Sequence[files.File], *, by: HasKey) -> list[Evidence]:
    """Files that show that it was done; they lie on the case, where the complainant does not see them."""
    added = attach_files(task.case, uploads, by=by, shown=False)
    if added:
        add([TaskEvidence(task=task, evidence=one) for one in added])
        write_down(task.case, "task_evidence", by=by, task=task.key, files=len(added))
    return added


LEFT = {
    "checklist": _("Not everything on the checklist is ticked yet."),
    "evidence": _("This task is done only with a photo or document that shows it. Add one, please."),
}


def left_of(task: Task) -> str:
    """What is wanted before it is done: "checklist", "evidence", or nothing."""
    if CheckPoint.objects.filter(task=task, done_at__isnull=True).exists():
        return "checklist"
    shown = not task.wants_evidence or TaskEvidence.objects.filter(task=task).exists()
    return "" if shown else "evidence"


def require_whole(task: Task) -> None:
    """Everything on its checklist is ticked, and a file is there where one is wanted; raises Refused."""
    left = left_of(task)
    if left:
        raise Refused(LEFT[left], code=left)


@transaction.atomic
def check_task(task: Task, points: Iterable[int], *, by: Staff) -> None:
    """These of its lines are done, the others are not."""
    begin_task(task, by=by)
    _see_open(task)
    if tick(task, points, by=by):
        task.case.put()


@transaction.atomic
def lengthen(task: Task, *, checklist: str, by: Staff) -> None:
    """More to tick."""
    points = read_points(checklist)
    begin_task(task, by=by)
    _see_open(task)
    write_points(task, points)
    task.case.put()
    write_down(task.case, "task_lengthened", by=by, task=task.key, count=len(points))


@transaction.atomic
def show_task(task: Task, uploads: Sequence[files.File], *, by: Staff) -> list[Evidence]:
    """Files that show that it was done, added by staff."""
    begin_task(task, by=by)
    _see_open(task)
    added = add_evidence(task, uploads, by=by)
    task.case.put()
    return added


def _see_open(task: Task) -> None:
    still = {Task.State.PLANNED, Task.State.OPEN}
    require(task.state in still, _("This task is not open any more. Look at the file again, please."), code="not_open")


def begin_task(task: Task, *, by: Staff) -> None:
    """Lock the file and read the task anew. Whoever may act on the case may do it, and the unit that carries it out."""
    case = task.case
    lock(case)
    refresh(task)
    require(case.is_open, _("This complaint is closed."), code="not_now")
    if not may_do(task, by):
        raise Forbidden(NOT_YOU)


def may_look_after(task: Task, by: Staff) -> bool:
    """The same for a page that only shows it: whoever sees the case and would be heard."""
    roles = access.roles_on(by, task.case)
    wanted = set(task.case.edition.procedure.needs("finish_task").roles)
    return _executes(task, by) or bool(roles & wanted)


def may_do(task: Task, by: Staff) -> bool:
    """Whether this task is for that person to do; its case is in hand."""
    return by.pk not in excluded_from(task.case) and (_executes(task, by) or may(by, "finish_task", task.case))


def _executes(task: Task, by: Staff) -> bool:
    standing = standing_of(by)
    return task.assignee_id in {by.pk, *standing.acting_for} or any(
        standing.has(role, task.unit_id) for role in ("officer", "head", "frontdesk", "manager")
    )
