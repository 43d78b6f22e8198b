"""How long this session goes on: asked by the page that warns two minutes ahead, and by its button to stay."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from tanggap.core.doors import door
from tanggap.people import sessions


@door("staff")
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """GET /desk/session/ asks (with the header of what runs by itself); POST says that somebody is there."""
    if request.method == "POST":
        sessions.stay(request)
    idle, longest = sessions.seconds_left(request)
    answer = JsonResponse({"left": max(0, min(idle, longest)), "longest": max(0, longest)})
    answer["Cache-Control"] = "private, no-store"
    return answer
