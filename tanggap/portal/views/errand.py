"""A task for somebody outside: the link opens this one task, without an account. GET never acts (T35)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework import outside
from tanggap.casework.acting import note_refusal
from tanggap.casework.tasks import LEFT
from tanggap.core import files, limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, TanggapError
from tanggap.remedy.models import Errand, Task

WHAT = (outside.KEEP, outside.DONE, outside.CANNOT)
PER_ADDRESS, PER_LINK, QUARTER = 60, 60, 15 * 60
FILES_A_DAY, DAY = 60, 24 * 60 * 60


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def errand(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the task; POST ticks, adds files and words, or reports it as done or impossible."""
    try:
        found = outside.find(token)
    except (NotFound, Refused) as problem:
        limits.hit("errand address", address_of(request), limit=PER_ADDRESS, per_seconds=QUARTER)
        facts = {"sentence": problem.sentence}
        return _quiet(render(request, "portal/errand_ended.html", facts, status=problem.status))
    # Their language, unless they chose another one here.
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override((get_language() if chosen else "") or found.language):
        return _quiet(_answer(request, found, token))


def _answer(request: HttpRequest, found: Errand, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    try:
        limits.hit("errand", found.key, limit=PER_LINK, per_seconds=QUARTER)
        said = _report(request, found)
    except TanggapError as problem:
        if not isinstance(problem, Invalid):
            note_refusal(problem, "report", by=found, case=found.task.case)
        return _page(request, outside.find(token), problem=problem)
    return HttpResponseRedirect(f"{request.path}?said={said}#content", status=303)


def _report(request: HttpRequest, found: Errand) -> str:
    given = request.POST
    what, points, version = given.get("what", outside.KEEP), given.getlist("point"), given.get("version", "")
    numbers = [*points, version]
    if what not in WHAT or not all(one.isascii() and one.isdigit() and len(one) < 18 for one in numbers):
        raise Invalid(_("The page was too old or incomplete. Look at what stands there now, then send it again."))
    uploads = []
    for upload in request.FILES.getlist("files")[:11]:
        limits.hit("errand files", found.key, limit=FILES_A_DAY, per_seconds=DAY)
        try:
            uploads.append(files.take_in(upload.file, upload.name or "", key=found.task.case.data_key))
        except Invalid as problem:
            raise Invalid(problem.sentence, fields={"files": problem.sentence}, code=problem.code) from problem
    left = outside.report(
        found, what=what, points=[int(one) for one in points], text=given.get("body", ""), uploads=uploads,
        version=int(version),
    )  # fmt: skip
    return left or what


def _page(request: HttpRequest, found: Errand, *, problem: TanggapError | None = None) -> HttpResponse:
    task, posted = found.task, request.method == "POST"
    points = list(task.checklist.order_by("place"))
    remarks = list(task.remarks.filter(shown=True).select_related("author", "errand").order_by("pk"))
    for one in [*points, *remarks]:
        one.task = task
        if getattr(one, "errand", None) is not None:
            one.errand.task = task
    ticked = {one.pk for one in points if one.done_at}
    if posted and not isinstance(problem, Stale):
        ticked = {int(one) for one in request.POST.getlist("point") if one.isascii() and one.isdigit()}
    facts = {
        "errand": found, "task": task, "points": points, "ticked": ticked, "remarks": remarks,
        "errors": _errors(problem), "body": request.POST.get("body", "") if posted else "", "said": _said(request),
        "unfinished": request.GET.get("said", "") in LEFT,
        "open": task.state == Task.State.OPEN, "sent_files": task.evidence.filter(evidence__added_by=found.key).count(),
        "organisation_asks": outside.organisation_of(found), "reference": task.case.reference,
    }  # fmt: skip
    return render(request, "portal/errand.html", facts, status=problem.status if problem else 200)


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way and found by no search."""
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _errors(problem: TanggapError | None) -> dict[str, Any]:
    if problem is None:
        return {}
    return dict(getattr(problem, "fields", {}) or {}) or {"": problem.sentence}


def _said(request: HttpRequest) -> str:
    thanks = {
        outside.KEEP: _("It is kept."),
        outside.DONE: _("Thank you. You have reported it as done."),
        outside.CANNOT: _("Thank you for telling us. We will be in touch."),
    }
    thanks |= {code: _("It is kept.") + " " + str(sentence) for code, sentence in LEFT.items()}
    return thanks.get(request.GET.get("said", ""), "")
