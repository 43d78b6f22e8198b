"""What else there is about a case: other complaints of the same person, and similar ones with how they ended.

Loaded after the page of the case, or as a page of its own for those who have no script.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.cases.earlier import others_of
from tanggap.cases.likeness import similar
from tanggap.cases.models import Case
from tanggap.core.doors import door
from tanggap.core.time import days, now
from tanggap.learning.models import RegisterEntry
from tanggap.people.models import Staff
from tanggap.workspace.acts_form import find_case

A_YEAR = 365


@door("staff")
@require_safe
def beside(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /desk/cases/REF/beside/: the whole page; with the header of htmx only the part for the panel."""
    case = find_case(request, reference)
    user: Staff = request.user  # type: ignore[assignment]
    others, near = others_of(case, user), similar(case, by=user)
    ended = _solutions([one.case for one in near])
    context: dict[str, Any] = {
        "case": case, "others": others, "lately": sum(one.received_at >= now() - days(A_YEAR) for one in others),
        "similar": [(one, ended.get(one.case.pk, "")) for one in near],
    }  # fmt: skip
    part = request.headers.get("HX-Request") == "true"
    answer = render(request, "workspace/case/_beside.html" if part else "workspace/case/beside.html", context)
    answer["Vary"] = "HX-Request"
    return answer


def _solutions(cases: list[Case]) -> dict[int, str]:
    """What was done in each, as its last closing says."""
    entries = RegisterEntry.objects.filter(case__in=[one.pk for one in cases]).order_by("closing")
    by_case = {case.pk: case for case in cases}
    found = {}
    for entry in entries:
        entry.case = by_case[entry.case_id]
        found[entry.case_id] = entry.solution
    return found
