"""The forms of an alternative and of a decision are kept on the server while they are filled in, for their writer.

With script they are saved by themselves (form_kept.js), without it by a button. Nothing is checked before it is sent.
"""

import json
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.cases.models import Case
from tanggap.casework.drafts import drafts_of, keep_draft
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import NotFound, TanggapError
from tanggap.people.models import Staff
from tanggap.ui.formatting import clock_time
from tanggap.workspace.acts_fields import plain
from tanggap.workspace.acts_form import find_case

BY_SCRIPT = "Tanggap-Draft"
# Which form it is, what its fields are called, and where it stands.
TEXTS = {
    "solution": (
        "title", "solution_kind", "description", "cost", "cost_note", "working_days", "time_note", "advantages",
        "drawbacks", "recurrence_risk", "recurrence_reason", "wish_fit", "wish_reason", "executor", "helpers", "steps",
        "redress_kind", "redress_amount",
    ),
    "decision": ("recommended", "reason"),
}  # fmt: skip
# Those that an empty form has filled in already.
FILLED = frozenset({"cost", "working_days", "executor", "redress_amount"})
LISTS = {"solution": (), "decision": ("options",)}
PAGE = {"solution": "case_propose", "decision": "case_decide"}


class FormDraft(NamedTuple):
    """What was typed, by field; `mark` is 0 while nothing is kept."""

    values: dict[str, Any] = {}
    mark: int = 0
    saved_at: Any = None


def draft_of(case: Case, kind: str, *, by: Staff) -> FormDraft:
    """What this person has begun on this form."""
    kept = drafts_of(case, by=by).get(kind)
    return FormDraft(json.loads(kept.text), kept.mark, kept.saved_at) if kept else FormDraft()


@door("staff")
@require_POST
def keep_form(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """POST: keep the form as it stands; with `discard` no longer. The script gets JSON, the button the page."""
    case = find_case(request, reference)
    if act not in TEXTS:
        raise NotFound(_("There is no such form."))
    text = "" if request.POST.get("discard") else _typed(request, act)
    by: Staff = request.user  # type: ignore[assignment]
    try:
        mark, loaded = _number(request, "mark"), _number(request, "loaded")
        kept = keep_draft(case, kind=act, text=text, mark=mark, loaded=loaded, by=by)
    except TanggapError as problem:
        if BY_SCRIPT in request.headers:
            return JsonResponse({"said": str(problem.sentence)}, status=problem.status)
        raise
    if BY_SCRIPT in request.headers:
        said = _("Draft saved %(time)s") % {"time": clock_time(kept.saved_at)} if kept.mark else ""
        return JsonResponse({"mark": str(kept.mark), "said": said})
    messages.success(request, _("Your draft is kept on the server.") if text else _("The draft is discarded."))
    answer = redirect(PAGE[act], case.reference)
    answer.status_code = 303
    return answer


def _number(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0


def loaded_now() -> int:
    """The microsecond in which a page is made, to be sent along with its drafts."""
    return int(time.now().timestamp() * 1_000_000)


def _typed(request: HttpRequest, act: str) -> str:
    """The fields as JSON; nothing when nobody has written anything."""
    values: dict[str, Any] = {name: plain(request.POST.get(name, "")) for name in TEXTS[act]}
    values.update({name: request.POST.getlist(name) for name in LISTS[act]})
    written = any(value for name, value in values.items() if name not in FILLED)
    return json.dumps(values, ensure_ascii=False) if written else ""
