"""What carries the organisation's look to every page: a stylesheet of the few colours that follow its hue, its logo.

Both have their content in the address, so that browsers keep them for ever and a change is seen at once.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tanggap.core.doors import door
from tanggap.people import branding
from tanggap.people.logo import picture
from tanggap.people.organisation import profile

KEPT = "public, max-age=31536000, immutable"
# Raised when the colours of a hue change, so that nobody keeps the old ones.
EDITION = 1
NAME = 16


def brand() -> dict[str, str]:
    """The addresses of stylesheet and logo; empty where Tanggap's own are worn."""
    found = profile()
    return {
        "css": "" if found.hue is None else f"/look/{EDITION}-{found.hue}.css",
        "logo": f"/look/{found.logo[:NAME]}.img" if found.logo else "",
    }


@door("public")
@require_safe
def look_css(request: HttpRequest, edition: int, hue: int) -> HttpResponse:
    """GET /look/EDITION-HUE.css"""
    if edition != EDITION or not 0 <= hue < 360:
        raise Http404
    return _kept(branding.stylesheet(hue).encode(), "text/css; charset=utf-8")


@door("public")
@require_safe
def logo(request: HttpRequest, name: str) -> HttpResponse:
    """GET /look/NAME.img: the logo that is worn now, and nothing else of the file store."""
    if not profile().logo.startswith(name):
        raise Http404
    found = picture()
    if found is None:
        raise Http404
    return _kept(*found)


def _kept(content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Cache-Control"] = KEPT
    return answer
