"""The tasks that wait: mine, and those of my unit. A task leads to its case; it can be finished from here."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.core.db.kept import kept
from tanggap.core.doors import door
from tanggap.core.keys import DataKey, unseal
from tanggap.people.models import Role, Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.remedy.models import Errand, Task
from tanggap.ui.deadline import clock_pill
from tanggap.workspace.acts_carry_out import FINISH_TASK
from tanggap.workspace.acts_form import case_href
from tanggap.workspace.asked import asked_calls, asked_reviews, owed_calls
from tanggap.workspace.courtesy_calls import calls_due
from tanggap.workspace.inbox_filters import edges

AT_ONCE = 50
UNIT, OUTSIDE = "unit", "outside"
AT_WORK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)
COLUMNS = (
    "pk", "stored_title", "unit_id", "assignee_id", "due_at", "released_at", "report",
    "case__reference", "case__stored_title", "case__data_key_id",
)  # fmt: skip


class Waiting(NamedTuple):
    """What the list reads of a task and its case."""

    pk: int
    stored_title: str
    unit_id: int
    assignee_id: int | None
    due_at: datetime | None
    released_at: datetime | None
    report: str | None
    reference: str
    case_title: str
    data_key_id: int | None


@door("staff")
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """GET /desk/tasks/: mine first, `?of=unit` those of my units, `?of=outside` those in the hands of somebody outside.

    `?after=` goes on behind that task.
    """
    by: Staff = request.user  # type: ignore[assignment]
    whose = request.GET.get("of", "")
    whose = whose if whose in {UNIT, OUTSIDE} else ""
    after = request.GET.get("after", "")
    found = _read(by, whose, after)
    rows = _rows(found[:AT_ONCE])
    more = found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None
    calls = [] if after or whose == OUTSIDE else calls_due(by, of_unit=whose == UNIT)
    context = {"groups": _groups(rows), "whose": whose, "more": more, "after": after, "calls": calls,
               "owed": [] if after or whose == OUTSIDE else owed_calls(by, of_unit=whose == UNIT),
               **_asked(by, whose, after)}  # fmt: skip
    return render(request, "workspace/case/tasks.html", context)


def _asked(by: Staff, whose: str, after: str) -> dict[str, Any]:
    """What complainants have asked for, on the first page only; nobody outside answers it."""
    if after or whose == OUTSIDE:
        return {"asked": [], "reviews": []}
    return {
        "asked": asked_calls(by, of_unit=whose == UNIT), "reviews": [] if whose == UNIT else asked_reviews(by),
    }  # fmt: skip


def _waiting(by: Staff, of: str) -> Any:
    """Open tasks of cases that this person may see, the nearest deadline first."""
    standing = standing_of(by)
    units = standing.units_of(*AT_WORK)
    me = {by.pk, *standing.acting_for}
    whose = Q(unit__in=units) if of else Q(assignee__in=me)
    if of == OUTSIDE:
        mine = Q(task__unit__in=units) | Q(given_by__in=me)
        whose = Q(pk__in=Errand.objects.filter(mine, revoked_at=None).values("task"))
    rows = Task.objects.filter(whose, state=Task.State.OPEN, case__in=access.visible_to(by).values("pk"))
    # What somebody outside says about it, if it is in such hands.
    said = Errand.objects.filter(task=OuterRef("pk"), revoked_at=None).exclude(report="").values("report")[:1]
    rows = rows.annotate(report=Subquery(said))
    return rows.order_by("due_at", "pk")


def _behind(rows: Any, after: str) -> Any:
    """Keyset: what comes behind that task in the same order."""
    if not (after.isascii() and after.isdigit()):
        return rows
    last = Task.objects.filter(pk=int(after[:18])).values("due_at", "pk").first()
    if last is None or last["due_at"] is None:
        return rows
    return rows.filter(Q(due_at__gt=last["due_at"]) | Q(due_at=last["due_at"], pk__gt=last["pk"]))


def _read(by: Staff, of: str, after: str) -> list[Waiting]:
    """One page of them, and one more to know whether it goes on."""
    key = ("tasks", standing_of(by).known_by(), of, after)
    tasks = lambda: _behind(_waiting(by, of), after)[: AT_ONCE + 1].values_list(*COLUMNS)  # noqa: E731
    return [Waiting(*one) for one in (tasks() if after else kept(key, tasks))]


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(heading, rows) by when they are due, in the order they come."""
    due = edges()
    headings = {
        "overdue": _("Overdue"), "today": _("Due today"), "tomorrow": _("Due tomorrow"), "week": _("Later this week"),
        "later": _("Later"), "none": _("Without a deadline"),
    }  # fmt: skip
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for row in rows:
        heading = headings[due.group(row["due_at"], False)]
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append(row)
    return groups


def _rows(found: list[Waiting]) -> list[dict[str, Any]]:
    """Each of them for the table; the titles of hidden cases are opened."""
    roster = roster_now()
    sealed = {one.data_key_id for one in found} - {None}
    keys = DataKey.objects.in_bulk(sealed) if sealed else {}
    reports, rows = dict(Errand.Report.choices), []
    for one in found:
        key = keys.get(one.data_key_id or 0)
        unit, person = roster.units.get(one.unit_id), roster.staff.get(one.assignee_id or 0)
        rows.append({
            "reference": one.reference, "href": f"{case_href(one, 'case_task', of_one=True)}{one.pk}/",
            "case_href": case_href(one), "report": reports.get(one.report or "-", ""),
            "finish": FINISH_TASK.href(one, one),
            "title": unseal(one.stored_title, key), "case_title": unseal(one.case_title, key),
            "due_at": one.due_at, "by_whom": person.full_name if person else unit.name if unit else "",
            "pill": clock_pill(one.due_at, started_at=one.released_at) if one.due_at else None,
        })  # fmt: skip
    return rows
