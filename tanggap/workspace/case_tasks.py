"""The tasks that wait: mine, and those of my unit. A task leads to its case; it can be finished from here."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.core.doors import door
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Task
from tanggap.ui.deadline import clock_pill
from tanggap.workspace.acts_carry_out import FINISH_TASK
from tanggap.workspace.acts_form import case_href

AT_ONCE = 50
AT_WORK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)


@door("staff")
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """GET /desk/tasks/: mine first, or `?of=unit` those of my units; `?after=` goes on behind that task."""
    by: Staff = request.user  # type: ignore[assignment]
    of_unit = request.GET.get("of") == "unit"
    after = request.GET.get("after", "")
    waiting = _behind(_waiting(by, of_unit=of_unit), after)
    found = list(waiting[: AT_ONCE + 1])
    rows = [_row(task) for task in found[:AT_ONCE]]
    more = found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None
    context = {"rows": rows, "of_unit": of_unit, "more": more, "after": after}
    return render(request, "workspace/case/tasks.html", context)


def _waiting(by: Staff, *, of_unit: bool) -> Any:
    """Open tasks of cases that this person may see, the nearest deadline first."""
    standing = standing_of(by)
    units = standing.units_of(*AT_WORK)
    whose = Q(unit__in=units) if of_unit else Q(assignee__in={by.pk, *standing.acting_for})
    rows = Task.objects.filter(whose, state=Task.State.OPEN, case__in=access.visible_to(by).values("pk"))
    return rows.select_related("case__data_key", "case__unit", "unit", "assignee").order_by("due_at", "pk")


def _behind(rows: Any, after: str) -> Any:
    """Keyset: what comes behind that task in the same order."""
    if not (after.isascii() and after.isdigit()):
        return rows
    last = Task.objects.filter(pk=int(after[:18])).values("due_at", "pk").first()
    if last is None or last["due_at"] is None:
        return rows
    return rows.filter(Q(due_at__gt=last["due_at"]) | Q(due_at=last["due_at"], pk__gt=last["pk"]))


def _row(task: Task) -> dict[str, Any]:
    return {
        "task": task, "case": task.case, "href": case_href(task.case), "finish": FINISH_TASK.href(task.case, task),
        "pill": clock_pill(task.due_at, started_at=task.released_at) if task.due_at else None,
    }  # fmt: skip
