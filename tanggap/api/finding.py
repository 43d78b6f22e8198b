"""Finding what a request names: a case, and what lies inside it; units and staff by what people call them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.cases.access import ABSENT, get_case
from tanggap.cases.models import Case, Reply, UnmaskRequest
from tanggap.casework.extend import request_on
from tanggap.clocks.models import Extension
from tanggap.core.errors import Invalid, NotFound
from tanggap.people.models import Staff, Unit
from tanggap.remedy.models import Conflict, Meeting, Redress, Solution, Task

LONGEST_REFERENCE = 40
NOT_ON_CASE = _("There is nothing with this number on the complaint.")
NO_UNIT = _("There is no such unit.")
NO_STAFF = _("Nobody on the staff has this address.")


def case_of(user: Staff, reference: str) -> Case:
    """The case with that reference; raises NotFound, the same for absent, not to be seen, and no reference at all."""
    if len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise NotFound(ABSENT)
    return get_case(user, reference)


def solution_on(case: Case, number: int, field: str = "solution") -> Solution:
    return _on_case(case.solutions.select_related("executor").filter(pk=number).first(), field)


def solutions_on(case: Case, numbers: list[int], field: str) -> list[Solution]:
    """Those alternatives, in the order given."""
    found = {one.pk: one for one in case.solutions.filter(pk__in=numbers)}
    return [_on_case(found.get(number), field) for number in numbers]


def task_on(case: Case, number: int) -> Task:
    return _on_case(case.tasks.select_related("unit", "assignee").filter(pk=number).first(), "task")


def redress_on(case: Case, number: int) -> Redress:
    return _on_case(case.redress.select_related("budget").filter(pk=number).first(), "redress")


def reply_on(case: Case, number: int) -> Reply:
    return _on_case(case.replies.filter(pk=number).first(), "reply")


def unmask_request_on(case: Case, number: int) -> UnmaskRequest:
    return _on_case(case.unmask_requests.select_related("asked_by").filter(pk=number).first(), "request")


def extension_on(case: Case, number: int) -> Extension:
    return _on_case(request_on(case, number), "extension")


def conflict_on(case: Case, number: int) -> Conflict:
    found: Conflict = _on_case(case.conflicts.filter(pk=number).first(), "conflict")
    found.case = case
    return found


def meeting_on(case: Case, number: int) -> Meeting:
    found: Meeting = _on_case(case.meetings.filter(pk=number).first(), "meeting")
    found.case = case
    return found


def _on_case(found: Any, field: str) -> Any:
    if found is None:
        raise Invalid(NOT_ON_CASE, fields={field: NOT_ON_CASE})
    return found


def named_unit(code: str, field: str = "unit") -> Unit:
    """The unit with that code."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise Invalid(NO_UNIT, fields={field: NO_UNIT})
    return found


def unit_called(code: str | None, field: str = "unit") -> Unit | None:
    """The unit with that code; None when none was named."""
    return named_unit(code, field) if code else None


def staff_called(email: str | None, field: str) -> Staff | None:
    """The active member of staff with that address; None when nobody was named."""
    if not email:
        return None
    found = Staff.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise Invalid(NO_STAFF, fields={field: NO_STAFF})
    return found
