"""How long somebody stays signed in: 30 minutes without activity, 12 hours in all.

A session also dies when the password or the person's rights change (`Staff.get_session_auth_hash`).
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse

from tanggap.core import time
from tanggap.core.client import UNATTENDED
from tanggap.people.entrance import to_sign_in
from tanggap.people.standing import remembered

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 60 * 60
# `seen` is written at most once a minute, so that reading pages does not write to the database each time.
GRAIN_SECONDS = 60
BEGUN, SEEN = "begun", "seen"


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
                return to_sign_in(request, ended=ended)
            return get_response(request)

    return middleware


def stay(request: HttpRequest) -> None:
    """Somebody says that he or she is still there."""
    request.session[SEEN] = _now()


def seconds_left(request: HttpRequest) -> tuple[int, int]:
    """Until this session ends without activity, and until it ends in any case."""
    now, session = _now(), request.session
    return session.get(SEEN, now) + IDLE_SECONDS - now, session.get(BEGUN, now) + LONGEST_SECONDS - now


def _why_ended(request: HttpRequest) -> str:
    """ "idle", "long", or "" while the session may go on. A visitor without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    # Whoever it is will be asked about dozens of times; Django's stand-in would look him or her up each time.
    request.user = get_user(request)
    if not request.user.is_authenticated:
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


def _now() -> int:
    return int(time.now().timestamp())
