"""How long visitors wait, by branch, service and hour, for whoever receives them or leads those who do."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.casework import queue_figures, queue_places
from tanggap.casework.queue_places import RECEIVES
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.people.models import Staff

DAYS = (1, 7, 30, 90)
USUAL = 7


@door(*(role.value for role in RECEIVES))
@require_safe
def waiting_times(request: HttpRequest) -> HttpResponse:
    """GET /desk/front-desk/waiting/?days=: today, or so many days up to today."""
    by: Staff = request.user  # type: ignore[assignment]
    given = request.GET.get("days", "")
    days = next((one for one in DAYS if str(one) == given), USUAL)
    branches = queue_places.own_branches(by)
    until: date = max((queue_places.today(one) for one in branches), default=time.today())
    since = until - timedelta(days=days - 1)
    hours = queue_figures.hours(branches, since, until)
    return render(request, "workspace/front_desk_waiting.html", {
        "found": queue_figures.figures(branches, since, until), "hours": hours, "days": days, "choices": DAYS,
        "most": max((one.taken for one in hours), default=1),
    })  # fmt: skip
