"""Assigning with one Enter from the palette: done at once, with a button that takes it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.cases import access
from tanggap.casework import acting
from tanggap.casework.assess import assign
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.workspace.acts_classify import ASSIGN, with_advice
from tanggap.workspace.acts_form import Done, find_case, leave, version_in
from tanggap.workspace.acts_people import staff_of
from tanggap.workspace.case_undo import undo_href
from tanggap.workspace.shell import forget_counters


@door("staff")
@require_POST
def assign_now(request: HttpRequest, reference: str) -> HttpResponse:
    """POST handler, version. What is refused is said above the form, where somebody else can be chosen."""
    case = find_case(request, reference, "assign")
    chosen = request.POST.get("handler", "")
    try:
        version = version_in(request)
        handler = staff_of(chosen[:18] if chosen.isascii() and chosen.isdigit() else "0")
        assert handler is not None  # staff_of raises for a number of nobody
        if handler.pk == case.handler_id:
            return leave(request, Done(said=_("%(name)s handles it already.") % {"name": handler.display_name}), case)
        assign(case, handler=handler, by=request.user, version=version)  # type: ignore[arg-type]
    except TanggapError as problem:
        acting.note_refusal(problem, "assign", by=request.user, case=case)  # type: ignore[arg-type]
        messages.error(request, str(problem.sentence))
        answer = redirect(ASSIGN.href(case))
        answer.status_code = 303
        return answer
    forget_counters(request.user)  # type: ignore[arg-type]
    seen = access.visible_to(request.user).filter(pk=case.pk).exists()  # type: ignore[arg-type]
    said = with_advice(_("Assigned to %(name)s.") % {"name": handler.display_name}, case, handler)
    # Whoever gave the complaint away may not see it any more, and comes to the list.
    return leave(request, Done(said=said, undo=undo_href(case, "assign"), to="" if seen else "/desk/"), case)
