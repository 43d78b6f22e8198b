"""Conflicts and meetings as the panel of a case shows them; and the list of all that are open or ahead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.casework.dossier import Dossier
from tanggap.core.doors import door
from tanggap.people.models import Staff
from tanggap.remedy.models import Conflict, Meeting
from tanggap.workspace.acts_conflict import kinds_of
from tanggap.workspace.acts_form import case_href

AT_ONCE = 100


def panel(on_file: Dossier) -> dict[str, Any]:
    """What the section shows; nothing where there is neither a conflict nor a meeting."""
    if not on_file.conflicts and not on_file.meetings:
        return {"conflicts": [], "meetings": [], "ahead": False}
    words = dict(kinds_of(on_file.case))
    conflicts = [{"row": one, "kind": words.get(one.kind, one.kind)} for one in reversed(on_file.conflicts)]
    shown = [one for one in reversed(on_file.meetings) if one.state != Meeting.State.CANCELLED]
    meetings = [
        {
            "row": one, "mediator": one.mediator.full_name if one.mediator else one.outsider,
            "guests": [guest.staff.full_name for guest in on_file.guests if guest.meeting_id == one.pk],
        }
        for one in shown
    ]  # fmt: skip
    ahead = any(one.state == Meeting.State.INVITED for one in shown)
    return {"conflicts": conflicts, "meetings": meetings, "ahead": ahead}


@door("staff")
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """GET /desk/conflicts/: meetings that are ahead and conflicts that are open, of the complaints one may see."""
    by: Staff = request.user  # type: ignore[assignment]
    seen = access.visible_to(by).values("pk")
    meetings = Meeting.objects.filter(state=Meeting.State.INVITED, case__in=seen).select_related(
        "case__data_key", "mediator"
    )
    open_ones = Conflict.objects.filter(state=Conflict.State.OPEN, case__in=seen).select_related(
        "case__data_key", "case__edition", "decider"
    )
    context = {
        "meetings": [
            {
                "row": one, "href": case_href(one.case), "case": one.case,
                "mediator": one.mediator.full_name if one.mediator else one.outsider,
            }
            for one in meetings.order_by("starts_at", "pk")[:AT_ONCE]
        ],
        "conflicts": [
            {"row": one, "href": case_href(one.case), "case": one.case,
             "kind": dict(kinds_of(one.case)).get(one.kind, one.kind)}
            for one in open_ones.order_by("at", "pk")[:AT_ONCE]
        ],
    }  # fmt: skip
    return render(request, "workspace/case/conflicts.html", context)
