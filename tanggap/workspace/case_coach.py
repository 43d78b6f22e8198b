"""The coach is asked about a reply, or the note of a call: by the page's script while it is written, or by a button."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tanggap.cases.models import Case
from tanggap.casework import acting
from tanggap.casework.coach import advise, suggestion
from tanggap.casework.say import LONGEST
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden
from tanggap.people.models import Staff
from tanggap.reading.coach import Advice
from tanggap.workspace.acts_fields import plain
from tanggap.workspace.acts_form import Turn, case_href, find_case, form_page
from tanggap.workspace.acts_offer import CONTACT
from tanggap.workspace.acts_talk import keep_as_draft
from tanggap.workspace.case_page import Writing, show_case
from tanggap.workspace.coach_panel import Panel, marks_of, panel_of

BY_SCRIPT = "Tanggap-Coach"


@door("staff")
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """POST body, or summary: what the coach says. The page's script gets JSON; the button without script, the page.

    With `insert` the phrase for that piece is put at the end, for those who have no script. The answer is shown at this
    address; whoever comes back to it, or changes the language there, finds the case and the draft.
    """
    if request.method != "POST":
        return redirect("case", find_case(request, reference).reference)
    of = "call" if "summary" in request.POST else "reply"
    case = find_case(request, reference, "reply")
    by: Staff = request.user  # type: ignore[assignment]
    if not acting.may(by, "record_contact" if of == "call" else "reply", case):
        raise Forbidden(acting.NOT_YOU)
    text = plain(request.POST.get("summary" if of == "call" else "body", "")).replace("\0", "")[: LONGEST + 1]
    insert = request.POST.get("insert", "")
    if insert and (words := suggestion(case, insert, of=of, by=by)):
        text = f"{text.rstrip()} {words}".lstrip()
    advice = advise(case, text, of=of, by=by)
    panel = panel_of(case, advice, of=of, by=by)
    if BY_SCRIPT in request.headers:
        return _for_script(request, case, text, advice, panel)
    acting.look_at(case, by=by)
    if of == "call":
        typed = request.POST.copy()
        typed["summary"] = text
        request.POST = typed  # type: ignore[assignment]
        return form_page(request, CONTACT, Turn(case=case, by=by), None, more={"coach": panel})
    written = Writing(kind="reply", text=text, coach=panel)
    keep_as_draft(request, case, written)
    return show_case(request, case, written=written)


def _for_script(request: HttpRequest, case: Case, text: str, advice: Advice, panel: Panel) -> HttpResponse:
    context = {"coach": panel, "coach_at": case_href(case, "case_coach"), "case": case}
    drawn = render(request, "workspace/case/_coach.html", context).content.decode()
    answer = JsonResponse({"panel": drawn, "marks": marks_of(text, advice, panel), "said": panel.said})
    answer["Cache-Control"] = "private, no-store"
    return answer
