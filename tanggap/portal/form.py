"""The complaint form of one visitor between its pages: kept sealed on our side, opened by the visitor's cookie."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tanggap.casework.arrivals import Receipt
from tanggap.channels.web import drafts
from tanggap.core import secrets

COOKIE = "__Host-form" if settings.SECURE else "form"
COOKIE_SECONDS = 24 * 60 * 60


@dataclass
class Form:
    """`values` are the answers by name; `files` the public ids of what was uploaded; `receipt` once it was sent."""

    secret: str
    nonce: str
    values: dict[str, Any] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    receipt: Receipt | None = None

    @property
    def begun(self) -> bool:
        return bool(self.values)

    @property
    def anonymous(self) -> bool:
        return "anonymous" in self.values.get("keep", [])

    @property
    def confidential(self) -> bool:
        return "confidential" in self.values.get("keep", [])

    def get(self, name: str) -> Any:
        """The answer, or ""."""
        return self.values.get(name, "")

    def save(self) -> None:
        """Keep the answers for the next page."""
        drafts.save(
            self.secret,
            {
                "nonce": self.nonce,
                "values": self.values,
                "files": self.files,
                "receipt": self.receipt.as_json() if self.receipt else None,
            },
        )

    def forget(self) -> bool:
        """Nothing is kept of it any more; whether there was something."""
        return drafts.forget(self.secret)


def form_of(request: HttpRequest) -> Form:
    """What this visitor has filled in; a new form when there is nothing."""
    secret = request.COOKIES.get(COOKIE, "")
    kept = drafts.load(secret)
    if kept is None:
        return new_form()
    receipt = Receipt.from_json(kept["receipt"]) if kept["receipt"] else None
    return Form(secret=secret, nonce=kept["nonce"], values=kept["values"], files=kept["files"], receipt=receipt)


def new_form() -> Form:
    """An empty form under a secret of its own; nothing is written before the first answer."""
    return Form(secret=drafts.new_secret(), nonce=secrets.token())


def with_cookie(response: HttpResponse, form: Form) -> HttpResponse:
    """Hand the secret to the browser; no other site and no script can read it."""
    response.set_cookie(
        COOKIE, form.secret, max_age=COOKIE_SECONDS, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    return response


def without_cookie(response: HttpResponse) -> HttpResponse:
    """The browser forgets the form."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
