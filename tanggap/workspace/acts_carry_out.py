"""SOP 8 on the desk: tasks and the feelings track, until everything is carried out."""

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.outside import last_words
from tanggap.casework.put_right import (
    add_task,
    cancel_task,
    complete,
    finish_task,
    record_feeling,
    remark_on_task,
    task_hours,
)
from tanggap.core.errors import Invalid
from tanggap.remedy.models import Feeling, Task
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import of_case, staff_of, staff_options, unit_of, unit_options

CHOOSE_A_UNIT = _("Choose the department that does it.")


def task_of(case: Case, pk: int) -> Task:
    """A task of this case."""
    return of_case(case.tasks.select_related("unit", "assignee"), case, pk)


def _add_fields(turn: Turn) -> list[Field]:
    return [
        Field(name="title", label=_("What is to be done"), kind="text"),
        Field(name="unit", label=_("Department"), kind="select", options=unit_options(), initial=turn.case.unit_id,
              size="medium"),
        Field(name="assignee", label=_("By whom"), kind="select", groups=staff_options(), optional=True, size="medium",
              empty=_("The department decides")),
        Field(name="hours", label=_("Working hours it may take"), kind="number", initial=task_hours(turn.case)),
        Field(name="checklist", label=_("Checklist"), rows=3, optional=True,
              hint=_("One thing to tick on each line. The task is done only when all are ticked.")),
        Field(name="wants_evidence", label=_("It is done only with a photo or document that shows it"),
              kind="checkbox", initial=False),
        Field(name="containment", label=_("Keeps it from getting worse: begins at once, without waiting for consent"),
              kind="checkbox", initial=False),
    ]  # fmt: skip


def _add(turn: Turn, given: Given) -> Done:
    unit = unit_of(given["unit"])
    if unit is None:
        raise Invalid(CHOOSE_A_UNIT, fields={"unit": CHOOSE_A_UNIT})
    add_task(
        turn.case, title=given["title"], unit=unit, hours=given["hours"] or 0, containment=given["containment"],
        checklist=given["checklist"], wants_evidence=given["wants_evidence"],
        assignee=staff_of(given["assignee"], "assignee"), by=turn.by, version=turn.version,
    )  # fmt: skip
    return Done(said=_("The task is added."))


def _finish(turn: Turn, given: Given) -> Done:
    finish_task(turn.subject, result=given["result"], by=turn.by)
    return Done(said=_("The task is done."))


def _cancel(turn: Turn, given: Given) -> Done:
    cancel_task(turn.subject, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The task is cancelled."))


def _remark(turn: Turn, given: Given) -> Done:
    remark_on_task(turn.subject, text=given["body"], by=turn.by)
    return Done(said=_("The remark is kept with the task."))


def _feeling_fields(turn: Turn) -> list[Field]:
    done = set(turn.case.feelings.filter(round=turn.case.round).values_list("kind", flat=True))
    left = options((value, label) for value, label in Feeling.Kind.choices if value not in done)
    return [
        Field(name="kind", label=_("What was done for the feelings"), kind="radios", options=left),
        Field(name="remark", label=_("How"), rows=3, optional=True),
    ]


def _feeling(turn: Turn, given: Given) -> Done:
    record_feeling(turn.case, kind=given["kind"], remark=given["remark"], by=turn.by, version=turn.version)
    return Done(said=_("It is on the feelings track."))


def _complete(turn: Turn, given: Given) -> Done:
    complete(turn.case, by=turn.by, version=turn.version)
    return Done(said=_("Everything is carried out. The complainant is asked how it was."))


ADD_TASK = Act(
    name="add_task", address="task", title=_("Add a task"), button=_("Add the task"), icon="clipboard-list",
    fields=_add_fields, run=_add,
)  # fmt: skip
FINISH_TASK = Act(
    name="finish_task", address="finish-task", title=_("The task is done"), button=_("Done"), icon="check",
    run=_finish, find=task_of,
    fields=lambda turn: [Field(name="result", label=_("What came of it"), rows=3, optional=True,
                               initial=last_words(turn.subject))],
)  # fmt: skip
CANCEL_TASK = Act(
    name="cancel_task", address="cancel-task", title=_("Cancel the task"), button=_("Cancel the task"), icon="x",
    look="danger", run=_cancel, find=task_of,
    fields=lambda turn: [Field(name="reason", label=_("Why it is not needed"), rows=3)],
)  # fmt: skip
REMARK = Act(
    name="finish_task", address="task-remark", title=_("Remark on the task"), button=_("Keep the remark"), icon="note",
    run=_remark, find=task_of, lead=_("The complainant does not see it."),
    fields=lambda turn: [Field(name="body", label=_("Remark"), rows=3)],
)  # fmt: skip
FEELING = Act(
    name="record_feeling", address="feeling", title=_("Feelings track"), button=_("Record"), icon="heart",
    fields=_feeling_fields, run=_feeling,
    lead=_("Courtesy, an apology, an explanation and immediacy are half of putting it right."),
)  # fmt: skip
COMPLETE = Act(
    name="complete", title=_("Everything is carried out"), button=_("All done, ask how it was"), icon="checks",
    run=_complete, lead=_("The complainant is asked how it was."),
)  # fmt: skip
ACTS = (ADD_TASK, FINISH_TASK, CANCEL_TASK, REMARK, FEELING, COMPLETE)
