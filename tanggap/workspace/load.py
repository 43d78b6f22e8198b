"""The load of those whom somebody leads (R52): what is open, late and hard with each, who is away, who rests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.casework import load as story
from tanggap.casework.competent import kind_words
from tanggap.casework.rest import end_rest
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.core.own_path import own_path
from tanggap.people.models import Staff
from tanggap.workspace.settings_given import see_other, the_person


@door("staff")
@require_safe
def load_page(request: HttpRequest) -> HttpResponse:
    """GET /desk/load/: each unit that one leads, and who works there; oneself, for whoever leads nobody."""
    by: Staff = request.user  # type: ignore[assignment]
    teams = story.teams(by)
    found = story.loads({staff.pk for team in teams for staff in team.people}, by=by)
    rows = [
        (team.unit, [(staff, found[staff.pk], [kind_words(kind) for kind in found[staff.pk].trained])
                     for staff in team.people])
        for team in teams
    ]  # fmt: skip
    most = max((one.open for one in found.values()), default=0)
    return render(request, "workspace/load.html", {"teams": rows, "most": most})


@door("staff")
@require_POST
def rest_end(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/rest/STAFF/end/: ready again."""
    try:
        end_rest(the_person(pk), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Ready again: new complaints may come."))
    except TanggapError as problem:
        messages.error(request, str(problem.sentence))
    return see_other(own_path(request.POST.get("next")) or reverse("settings_away"))
