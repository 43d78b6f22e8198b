"""A living page of every component in its states, for whoever builds or judges a page. Sample data only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.core.doors import door
from tanggap.ui.context import THEMES
from tanggap.workspace.components_sample import sample

FRAMES = {"portal": "ui/portal.html", "desk": "ui/desk.html"}


@door("staff")
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """GET /desk/_components/: staff only. `?frame=portal` shows it in the portal's sizes, `?theme=` in that theme."""
    frame = request.GET.get("frame", "")
    if (theme := request.GET.get("theme")) in (*THEMES, "system"):
        request.COOKIES["tema"] = theme  # for this answer only: the context processor asks the cookie
    facts = {"frame": FRAMES.get(frame, FRAMES["desk"]), "in_portal": frame == "portal", **sample()}
    return render(request, "workspace/components.html", facts)
