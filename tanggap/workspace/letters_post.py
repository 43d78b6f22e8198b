"""Letters to be posted: look at them, print them, say that they were posted; and what the post brought back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.casework.letter_paper import letter_pdf
from tanggap.casework.letters_out import Paper, came_back, leave_out, mark_posted, paper_of, papers, to_post
from tanggap.casework.letters_out import posted as posted_lately
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.people.models import Staff
from tanggap.workspace.calls import see_other
from tanggap.workspace.letters_in import day_of

MOST = 50
Given = dict[str, str]


@door("staff")
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """GET /desk/letters/post/: what waits for the post, the oldest first; below it what was posted."""
    return _page(request)


def _page(
    request: HttpRequest, *, given: dict[str, str] | None = None, errors: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user: Staff = request.user  # type: ignore[assignment]
    context = {
        "waiting": papers(list(to_post(user)[:MOST]), by=user),
        "sent": papers(list(posted_lately(user)[:MOST]), by=user),
        "today": time.today().isoformat(), "given": given or {}, "errors": errors or {},
    }  # fmt: skip
    return render(request, "workspace/letters_post.html", context, status=status)


@door("staff")
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/letters/post/7.pdf: the letter as it is printed."""
    paper = paper_of(pk, by=request.user)  # type: ignore[arg-type]
    answer = HttpResponse(letter_pdf(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.posting.agenda.replace("/", "-")}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@door("staff")
@require_POST
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/letters/post/7/posted/: it was posted on that day."""
    def act(paper: Paper, day: date, given: Given, by: Staff) -> None:
        mark_posted(paper, on=day, registered_number=given["registered_number"], by=by)

    return _dated(request, pk, ("posted_on", "registered_number"), act, _("Letter %(agenda)s was posted."))


@door("staff")
@require_POST
def left_out(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/letters/post/7/leave-out/: it is not needed on paper."""
    paper = paper_of(pk, by=request.user)  # type: ignore[arg-type]
    try:
        leave_out(paper, by=request.user)  # type: ignore[arg-type]
    except TanggapError as problem:
        return _page(request, errors=_said(problem), status=problem.status)
    messages.success(request, _("Letter %(agenda)s is off the list.") % {"agenda": paper.posting.agenda})
    return see_other(reverse("letters_post"))


@door("staff")
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/letters/post/7/back/: the post brought it back."""
    def act(paper: Paper, day: date, given: Given, by: Staff) -> None:
        came_back(paper, on=day, why=given["why"], by=by)

    said = _("It is noted that letter %(agenda)s came back. Ask for another address.")
    return _dated(request, pk, ("returned_on", "why"), act, said)


def _dated(
    request: HttpRequest, pk: int, names: tuple[str, str], act: Callable[[Paper, date, Given, Staff], None], said: str
) -> HttpResponse:
    """What happened to a letter on a day, which the first of these fields names; the page again when it cannot be."""
    user: Staff = request.user  # type: ignore[assignment]
    paper, given = paper_of(pk, by=user), {name: request.POST.get(name, "") for name in names}
    try:
        day = day_of(given[names[0]])
        if day is None:
            raise Invalid(_("Write the date as year-month-day."))
        act(paper, day, given, user)
    except TanggapError as problem:
        return _page(request, given={**given, "pk": str(pk)}, errors=_said(problem), status=problem.status)
    messages.success(request, said % {"agenda": paper.posting.agenda})
    return see_other(reverse("letters_post"))


def _said(problem: TanggapError) -> dict[str, Any]:
    return {"": next(iter(getattr(problem, "fields", {}).values()), problem.sentence)}
