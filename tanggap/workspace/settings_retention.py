"""Settings: how long what became no complaint is kept. Shorter times are looked at before they are decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.casework import retention as story
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.workspace.settings_given import filled, see_other, status_of, told, typed

LOOK, DECIDE = "look", "decide"


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/retention/ {act, looked, a number of days for each kind}"""
    user: Staff = request.user  # type: ignore[assignment]
    problem: TanggapError | None = None
    given = filled(request, tuple(story.RULES), {kind: str(days) for kind, days in story.keeps().items()})
    looked: dict[str, int] = {}
    if request.method == "POST":
        try:
            days = story.days_of(given)
            # What was typed after the last look has not been looked at.
            if typed(request, "act") == DECIDE and typed(request, "looked") == _as_text(days):
                story.decide(days, by=user)
                messages.success(request, _("Saved. What is over is forgotten within the hour."))
                return see_other(reverse("settings_retention"))
            looked = days
        except TanggapError as found:
            problem = found
    return _page(request, given, looked, problem)


def _page(
    request: HttpRequest, given: dict[str, str], looked: dict[str, int], problem: TanggapError | None
) -> HttpResponse:
    runs, gone, keeps = story.last_runs(), story.would_go(looked) if looked else {}, story.keeps()
    lines = [
        {"kind": kind, "words": rule.words, "what": rule.what, "days": given[kind], "proposed": rule.days,
         "gone": gone.get(kind), "changed": kind in looked and looked[kind] != keeps[kind], "run": runs.get(kind)}
        for kind, rule in story.RULES.items()
    ]  # fmt: skip
    return render(request, "workspace/settings_retention.html", {
        "lines": lines, "looked": _as_text(looked) if looked else "", "may": story.decides(request.user),  # type: ignore[arg-type]
        "changed": any(one["changed"] for one in lines), **told(problem),
    }, status=status_of(problem))  # fmt: skip


def _as_text(days: dict[str, int]) -> str:
    return ",".join(str(number) for number in days.values())
