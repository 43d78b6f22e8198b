"""Taking back what was just done to one case: an assignment, a classification, a forwarding (UI §6)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.cases.models import Case
from tanggap.casework.undo import UNDOES, Made
from tanggap.core.doors import door
from tanggap.workspace.acts_form import Done, find_case, leave, refusals_kept


def undo_href(case: Case, act: str) -> str:
    """Where the act that led to this version is taken back, for the message after it."""
    return reverse("case_undo", args=[case.reference, act, case.version])


@door("staff")
@require_POST
def undo_now(request: HttpRequest, reference: str, act: str, version: int) -> HttpResponse:
    """POST /desk/cases/REFERENCE/undo/ACT/VERSION/"""
    case = find_case(request, reference, act)
    if act not in UNDOES:
        raise Http404
    with refusals_kept(request, f"undo_{act}", case):
        UNDOES[act](Made(case.pk, version), by=request.user)
    return leave(request, Done(said=_("Taken back.")), case)
