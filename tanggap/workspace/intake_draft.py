"""An intake that was begun is kept on the server, a second after the last key and when one leaves with Esc (U37).

Sealed for whoever writes it, and forgotten after a week: a caller who was cut off on Friday is still known on Monday.
"""

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.people import kept_forms
from tanggap.people.models import Staff
from tanggap.ui.formatting import clock_time
from tanggap.workspace.form_drafts import BY_SCRIPT

PATH = "/desk/new/"
# What the page fills in by itself; a form of nothing else is no draft.
FILLED = {
    "nonce", "from", "medium", "on_behalf", "person_kind", "privacy", "language", "began", "mark", "asked_for",
    "csrfmiddlewaretoken", "whose", "leave",
}  # fmt: skip
SHORT = 60


class Begun(NamedTuple):
    """One draft as a line: its number, since when, and how it begins."""

    pk: int
    at: datetime
    who: str
    words: str


@door("staff")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """POST /desk/new/draft/: keep the form as it stands; `discard` throws it away. The script gets JSON."""
    user: Staff = request.user  # type: ignore[assignment]
    mark = request.POST.get("mark", "")
    if "discard" in request.POST:
        kept_forms.forget(mark, by=user)
        messages.success(request, _("It is thrown away."))
        return redirect("/desk/new/")
    fields = {name: values for name, values in request.POST.lists() if name not in ("mark", "leave")}
    written = any("".join(values).strip() for name, values in fields.items() if name not in FILLED)
    try:
        kept = kept_forms.put(PATH, fields, mark=mark, by=user) if written else None
    except TanggapError as problem:
        if BY_SCRIPT in request.headers:
            return JsonResponse({"said": str(problem.sentence)}, status=problem.status)
        raise
    if BY_SCRIPT in request.headers:
        said = _("Draft saved %(time)s") % {"time": clock_time(kept.kept_at)} if kept else ""
        return JsonResponse({"mark": str(kept.pk) if kept else "", "said": said})
    if kept:
        messages.success(request, _("Your draft is kept for a week. You find it where complaints are recorded."))
    return redirect("inbox")


def opened(number: str, *, by: Staff) -> QueryDict | None:
    """What was kept under that number, if it was an intake of this person."""
    found = kept_forms.open_(number, by=by, path=PATH) if number else None
    return found[1] if found else None


def drafts(*, by: Staff) -> list[Begun]:
    """What this person has begun and not sent, the newest first."""
    return [
        Begun(pk, at, sent.get("name", "") or sent.get("phone", ""), _short(sent.get("body", "")))
        for pk, at, sent in kept_forms.of_path(PATH, by=by)
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
