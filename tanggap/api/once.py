"""Headers that guard an act: `If-Match` says what was seen, `Idempotency-Key` makes a repeated request count once."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tanggap.casework.receive import Once
from tanggap.channels import idempotency
from tanggap.channels.idempotency import Claim
from tanggap.core.errors import Invalid

IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "schema": {"type": "string", "pattern": '^("?[0-9]{1,9}"?|\\*)$'},
    "description": "The version that was seen; an older one is refused with 409.",
}  # fmt: skip
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same request with the same key counts once and gets the same answer, for seven days.",
}  # fmt: skip
ONCE: dict[str, Any] = {"parameters": [IDEMPOTENCY_KEY]}
GUARDED: dict[str, Any] = {"parameters": [IF_MATCH, IDEMPOTENCY_KEY]}


def version_of(request: HttpRequest) -> int | None:
    """The version that the client has seen; raises Invalid for anything that is no version of ours."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"?([0-9]{1,9})"?', given)
    if found is None:
        raise Invalid(
            _("“If-Match” takes the version that the case was shown with, like 7."), code="if_match",
            fields={"If-Match": _("Write the version, like 7.")},
        )  # fmt: skip
    return int(found[1])


def once_of(request: HttpRequest, scope: str) -> Once | None:
    """The client's key, if it sent one; `scope` keeps the keys of one client apart from those of all others."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    return Once(scope, key, idempotency.body_digest(request.path.encode() + b"\n" + request.body))


def claimed(once: Once | None) -> Claim | None:
    """The claim on that key; raises Mismatch (422) when it was used for another request."""
    return idempotency.claim(once.channel, once.key, once.body) if once is not None else None
