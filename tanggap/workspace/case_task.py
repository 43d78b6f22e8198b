"""The page of one task: its checklist, what shows that it was done, what was said, and who outside has it in hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.cases.models import Case, Evidence
from tanggap.casework import acting, outside, tasks
from tanggap.casework.available import available
from tanggap.casework.put_right import remark_on_task
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.remedy.models import Task
from tanggap.ui.deadline import clock_pill
from tanggap.workspace.acts_carry_out import CANCEL_TASK, FINISH_TASK, task_of
from tanggap.workspace.acts_fields import take_in_files
from tanggap.workspace.acts_form import find_case
from tanggap.workspace.acts_outside import LEND, RENEW, REVOKE, SEND_BACK

FIELDS = ("checklist", "body")


@door("staff")
@require_http_methods(["GET", "POST"])
def case_task(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """GET shows the task; POST ticks, adds lines, files and a remark, each as far as it was filled in."""
    case = find_case(request, reference, "finish_task")
    task = task_of(case, pk)
    if request.method != "POST":
        acting.look_at(case, by=request.user)  # type: ignore[arg-type]
        return _page(request, case, task)
    try:
        _keep(request, case, task)
    except TanggapError as problem:
        acting.note_refusal(problem, "finish_task", by=request.user, case=case)  # type: ignore[arg-type]
        fields = dict(getattr(problem, "fields", {}) or {}) or {"": problem.sentence}
        return _page(request, case, task_of(find_case(request, reference), pk), errors=fields, status=problem.status)
    messages.success(request, _("It is kept with the task."))
    answer = redirect(request.path)
    answer.status_code = 303
    return answer


def _keep(request: HttpRequest, case: Case, task: Task) -> None:
    by: Staff = request.user  # type: ignore[assignment]
    given = request.POST
    points = given.getlist("point")
    if not all(one.isascii() and one.isdigit() and len(one) < 18 for one in points):
        raise Invalid(_("The page was too old or incomplete. Look at what stands there now, then send it again."))
    uploads = take_in_files(request, "files", case.data_key)
    if "ticks" in given:
        tasks.check_task(task, [int(one) for one in points], by=by)
    if given.get("checklist", "").strip():
        tasks.lengthen(task, checklist=given["checklist"], by=by)
    if uploads:
        tasks.show_task(task, uploads, by=by)
    if given.get("body", "").strip():
        remark_on_task(task, text=given["body"], shown="shown" in given, by=by)


def _page(
    request: HttpRequest, case: Case, task: Task, *, errors: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    by: Staff = request.user  # type: ignore[assignment]
    errand = outside.live(task)
    may_lend = any(one.act == "add_task" for one in available(case, by))
    context = {
        "case": case, "task": task, "errors": errors or {}, "typed": {one: request.POST.get(one, "") for one in FIELDS},
        "points": _tied(task, task.checklist.order_by("place")), "files": _files(case, task),
        "remarks": _tied(task, task.remarks.select_related("author", "errand").order_by("pk")),
        "deadline": _pill(task), "open": task.state == Task.State.OPEN,
        "may": case.is_open and tasks.may_look_after(task, by),
        "errand": errand, "ended": errand is not None and errand.expires_at <= time.now(),
        # Where BASE_URL is not set it is the address that this person uses.
        "link": request.build_absolute_uri(outside.link_of(errand)) if errand and may_lend else "",
        "may_lend": may_lend,
        "acts": {"finish": FINISH_TASK, "cancel": CANCEL_TASK, "lend": LEND, "renew": RENEW, "revoke": REVOKE,
                 "back": SEND_BACK},
    }  # fmt: skip
    return render(request, "workspace/case/task.html", context, status=status)


def _tied(task: Task, rows: Any) -> list[Any]:
    """The rows, with this very task beside each, so that their words open without another question."""
    found = list(rows)
    for one in found:
        one.task = task
        if getattr(one, "errand", None) is not None:
            one.errand.task = task
    return found


def _files(case: Case, task: Task) -> list[dict[str, Any]]:
    rows = Evidence.objects.filter(pk__in=task.evidence.values("evidence")).select_related("file__key").order_by("pk")
    return [
        {"name": one.file.shown_name, "size": one.file.size,
         "href": reverse("case_file", args=[case.reference, one.file.public_id])}
        for one in rows
    ]  # fmt: skip


def _pill(task: Task) -> Any:
    if task.state != Task.State.OPEN or task.due_at is None:
        return None
    return clock_pill(task.due_at, started_at=task.released_at)
