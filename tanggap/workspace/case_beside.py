"""What else there is about a case: other complaints of the same person, and similar ones with how they ended.

Loaded after the page of the case, or as a page of its own for those who have no script.
"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.cases.earlier import how_many_lately, others_of
from tanggap.cases.likeness import similar
from tanggap.cases.models import Case, Link
from tanggap.casework.acting import may
from tanggap.core.doors import door
from tanggap.core.time import days, now
from tanggap.learning.models import RegisterEntry
from tanggap.people.models import Staff
from tanggap.voice.models import Feedback
from tanggap.workspace.acts_form import find_case

A_YEAR = 365


@door("staff")
@require_safe
def beside(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /desk/cases/REF/beside/: the whole page; with the header of htmx only the part for the panel."""
    case = find_case(request, reference)
    user: Staff = request.user  # type: ignore[assignment]
    others, near = others_of(case, user), similar(case, by=user)
    ended, marks = _solutions([*others, *(one.case for one in near)]), _marks(others)
    lately = how_many_lately(case, user, since=now() - days(A_YEAR)) if others else 0
    latest = next((marks[one.pk] for one in others if one.pk in marks), None)
    context: dict[str, Any] = {
        "case": case, "lately": lately, "latest_mark": latest,
        "others": [(one, ended.get(one.pk, ""), marks.get(one.pk)) for one in others],
        "similar": [(one, ended.get(one.case.pk, "")) for one in near],
        "may_link": case.is_open and may(user, "link", case), "may_merge": case.is_open and may(user, "merge", case),
        "linked": _linked(case),
    }  # fmt: skip
    part = request.headers.get("HX-Request") == "true"
    answer = render(request, "workspace/case/_beside.html" if part else "workspace/case/beside.html", context)
    answer["Vary"] = "HX-Request"
    return answer


def _marks(cases: list[Case]) -> dict[int, int]:
    """How content the person was with each, from 1 to 5, as said last."""
    found = Feedback.objects.filter(case__in=[one.pk for one in cases], outcome_score__isnull=False).order_by("pk")
    return dict(found.values_list("case_id", "outcome_score"))


def _linked(case: Case) -> set[int]:
    """What it is tied to already."""
    ties = Link.objects.filter(Q(case=case) | Q(other=case)).values_list("case_id", "other_id")
    return {number for tie in ties for number in tie} - {case.pk}


def _solutions(cases: list[Case]) -> dict[int, str]:
    """What was done in each, as its last closing says."""
    entries = RegisterEntry.objects.filter(case__in=[one.pk for one in cases]).order_by("closing")
    by_case = {case.pk: case for case in cases}
    found = {}
    for entry in entries:
        entry.case = by_case[entry.case_id]
        found[entry.case_id] = entry.solution
    return found
