"""The guide for whoever complains, and for staff before they have signed in (docs/guide/)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tanggap.core.doors import door
from tanggap.ui import guide


@door("public")
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The list of the pages."""
    return render(request, "portal/help.html", {"groups": guide.contents(_language(), guide.PORTAL), "page": None})


@door("public")
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page."""
    found = guide.page(name, _language(), guide.PORTAL)
    return render(request, "portal/help.html", {"groups": guide.contents(_language(), guide.PORTAL), "page": found})


def _language() -> str:
    return (get_language() or "id")[:2]
