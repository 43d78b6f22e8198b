"""Who asks: a member of staff by bearer token, or somebody without one where that is allowed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tanggap.people.actors import VISITOR
from tanggap.people.models import Staff
from tanggap.people.tokens import staff_of_token

# As the web server hands it over: to ask `request.headers` would first make a map of all of them.
AUTHORIZATION = "HTTP_AUTHORIZATION"


class Bearer(HttpBearer):
    """`Authorization: Bearer tgp_…`: exactly the rights that this person has at this moment. Cookies count nothing."""

    def __call__(self, request: HttpRequest) -> Any:
        """Nobody's token is looked for where none was sent."""
        return super().__call__(request) if AUTHORIZATION in request.META else None

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return staff_of_token(token)


class AtATill(Bearer):
    """The same for what a till does: a token that can do nothing else is good here too."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return staff_of_token(token, scope="till")


class AtAKiosk(Bearer):
    """The same for kiosks and displays of a waiting room: a token that can do nothing else is good here too."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return staff_of_token(token, scope="kiosk")


def without_token(request: HttpRequest) -> Any:
    """The visitor; but whoever sends a token must send a good one."""
    return None if AUTHORIZATION in request.META else VISITOR


bearer, at_a_till, at_a_kiosk = Bearer(), AtATill(), AtAKiosk()
ANYBODY: list[Callable[[HttpRequest], Any]] = [bearer, without_token]
