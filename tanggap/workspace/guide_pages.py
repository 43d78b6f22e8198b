"""The guide for staff (docs/guide/), in the frame of the workspace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tanggap.core.doors import door
from tanggap.ui import guide


@door("staff")
@require_safe
def guide_contents(request: HttpRequest) -> HttpResponse:
    """The list of the pages."""
    return render(request, "workspace/guide.html", {"groups": guide.contents(_language(), guide.DESK), "page": None})


@door("staff")
@require_safe
def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """One page."""
    found = guide.page(name, _language(), guide.DESK)
    return render(request, "workspace/guide.html", {"groups": guide.contents(_language(), guide.DESK), "page": found})


def _language() -> str:
    return (get_language() or "id")[:2]
