"""How long somebody stays signed in: 30 minutes without activity, 12 hours in all.

A session also dies when the password or the person's rights change (`Staff.get_session_auth_hash`).
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tanggap.core import time
from tanggap.core.own_path import own_path
from tanggap.people.standing import remembered

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 60 * 60
# `seen` is written at most once a minute, so that reading pages does not write to the database each time.
GRAIN_SECONDS = 60
BEGUN, SEEN = "begun", "seen"
# Parts of a page that ask for news by themselves send this header: a forgotten screen must not stay signed in.
UNATTENDED = "Tanggap-Live"


def begin(request: HttpRequest) -> None:
    """Somebody has just signed in: both clocks start."""
    request.session[BEGUN] = request.session[SEEN] = _now()


def session_rules(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after AuthenticationMiddleware: ends old sessions, and remembers standings for one request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with remembered():
            ended = _why_ended(request)
            if ended:
                logout(request)
                return _to_sign_in(request, ended)
            return get_response(request)

    return middleware


def _why_ended(request: HttpRequest) -> str:
    """ "idle", "long", or "" while the session may go on. A visitor without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ""
    now, session = _now(), request.session
    begun, seen = session.setdefault(BEGUN, now), session.setdefault(SEEN, now)
    if now - begun >= LONGEST_SECONDS:
        return "long"
    if now - seen >= IDLE_SECONDS:
        return "idle"
    if now - seen >= GRAIN_SECONDS and UNATTENDED not in request.headers:
        session[SEEN] = now
    return ""


def _to_sign_in(request: HttpRequest, ended: str) -> HttpResponse:
    """To the sign-in page, and from there back to where they were."""
    here = request.get_full_path() if request.method == "GET" else request.path
    address = f"{settings.LOGIN_URL}?{urlencode({'next': own_path(here) or '/desk/', 'ended': ended})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


def _now() -> int:
    return int(time.now().timestamp())
