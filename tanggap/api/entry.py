"""Who asks: a member of staff by bearer token, or somebody without one where that is allowed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tanggap.people.actors import VISITOR
from tanggap.people.models import Staff
from tanggap.people.tokens import staff_of_token


class Bearer(HttpBearer):
    """`Authorization: Bearer tgp_…`: exactly the rights that this person has at this moment. Cookies count nothing."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return staff_of_token(token)


def without_token(request: HttpRequest) -> Any:
    """The visitor; but whoever sends a token must send a good one."""
    return None if "Authorization" in request.headers else VISITOR


bearer = Bearer()
ANYBODY: list[Callable[[HttpRequest], Any]] = [bearer, without_token]
