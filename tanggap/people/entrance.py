"""At the door of a route: whoever is not signed in is sent to sign in, whoever lacks the role is refused."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tanggap.core.doors import OPEN, STAFF, door_of
from tanggap.core.own_path import own_path
from tanggap.people import kept_forms
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of


class Entrance:
    """Middleware, after session_rules: enforces what `door` declares (core/doors.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        who = door_of(view)
        if who is None or who & OPEN:
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if STAFF not in who and not who & standing_of(cast(Staff, request.user)).roles:
            # Not our own Forbidden: Django shows handler403 for what middleware raises, and knows only its own.
            raise PermissionDenied
        return None


def to_sign_in(request: HttpRequest, **more: str) -> HttpResponse:
    """To the sign-in page, and from there back to where they were; a part of a page asks for a whole one."""
    here = request.get_full_path() if request.method == "GET" else request.path
    if kept := kept_forms.keep(request):
        here, more = f"/desk/kept/{kept.pk}/", {**more, "kept": "1"}
    address = f"{settings.LOGIN_URL}?{urlencode({'next': own_path(here) or '/desk/', **more})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)
