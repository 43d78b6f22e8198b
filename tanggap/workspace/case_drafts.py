"""What is being written on a case, kept on the server while it is typed; and who else has the case open."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.cases.models import Case
from tanggap.casework.drafts import files_back, keep_draft
from tanggap.casework.phrases import phrase_in
from tanggap.casework.presence import be_here, leave
from tanggap.core.doors import door
from tanggap.core.errors import Stale, TanggapError
from tanggap.people.models import Staff
from tanggap.ui.formatting import clock_time
from tanggap.workspace.acts_fields import plain
from tanggap.workspace.acts_form import find_case
from tanggap.workspace.case_page import Writing, show_case

BY_SCRIPT = "Tanggap-Draft"


@door("staff")
@require_POST
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """POST kind, body, mark: keep the draft. The page's script gets JSON; its button without script, the page again.

    With `phrase` the words of the SOP under that name are put at the end, for those who have no script.
    """
    case = find_case(request, reference)
    kind, text = request.POST.get("kind", ""), plain(request.POST.get("body", ""))
    try:
        text = _with_phrase(case, request, text)
        mark, loaded = _number(request, "mark"), _number(request, "loaded")
        kept = keep_draft(case, kind=kind, text=text, mark=mark, loaded=loaded, by=_staff(request))
    except TanggapError as problem:
        return _refused(request, case, kind, text, problem)
    if BY_SCRIPT in request.headers:
        said = _("Draft saved %(time)s") % {"time": clock_time(kept.saved_at)} if kept.mark else ""
        return JsonResponse({"mark": str(kept.mark), "said": said})
    messages.success(request, _("Your draft is kept on the server."))
    answer = redirect("case", case.reference)
    answer.status_code = 303
    return answer


def _with_phrase(case: Case, request: HttpRequest, text: str) -> str:
    code = request.POST.get("phrase", "")
    words = phrase_in(case, code, by=_staff(request)) if code else ""
    return f"{text.rstrip()}\n\n{words}".lstrip() if words else text


def _refused(request: HttpRequest, case: Case, kind: str, text: str, problem: TanggapError) -> HttpResponse:
    if BY_SCRIPT in request.headers:
        return JsonResponse({"said": str(problem.sentence)}, status=problem.status)
    files = files_back(case, request.POST.getlist("files_kept"), by=_staff(request))
    written = Writing(kind=kind, text=text, general=problem.sentence, stale=isinstance(problem, Stale), files=files)
    return show_case(request, case, status=problem.status, written=written)


@door("staff")
@require_POST
def here(request: HttpRequest, reference: str) -> HttpResponse:
    """POST writing, seen, known: this page is open; answers who else is there, or 204 when nothing has changed."""
    case = find_case(request, reference)
    if request.POST.get("gone"):
        leave(case, by=_staff(request))
        return HttpResponse(status=204)
    around = be_here(
        case, writing=request.POST.get("writing") == "1", seen=_number(request, "seen"), by=_staff(request)
    )
    tag = "-".join([str(around.newest), *(f"{one.key}{'w' if one.writing else ''}" for one in around.others)])
    if request.POST.get("known") == tag:
        return HttpResponse(status=204)
    context: dict[str, Any] = {"around": around, "case": case}
    answer = render(request, "workspace/case/_around.html", context)
    answer["Tanggap-Known"] = tag
    answer["Cache-Control"] = "private, no-store"
    return answer


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0


def _staff(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
