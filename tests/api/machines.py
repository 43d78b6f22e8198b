"""Machines that speak to the API in tests: with the token of somebody, or without one."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tanggap.people.models import Staff
from tanggap.people.tokens import token_for

ROOT = "/api/v1"


class Machine:
    """A client of the API. `language` is what it prefers to read, `network` where it is."""

    def __init__(
        self, staff: Staff | None = None, *, language: str = "en", raises: bool = True, network: str = "127.0.0.1"
    ) -> None:  # fmt: skip
        headers = {"accept-language": language}
        if staff is not None:
            headers["authorization"] = f"Bearer {token_for(staff, name='test', by='worker')}"
        self.client = Client(headers=headers, raise_request_exception=raises, REMOTE_ADDR=network)

    def get(self, path: str, **options: Any) -> HttpResponse:
        return self.client.get(f"{ROOT}{path}", **options)  # type: ignore[return-value]

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """POST that body as JSON, or nothing at all."""
        sent, kind = (b"", "") if body is None else (json.dumps(body), "application/json")
        return self.raw(path, sent, kind, **headers)

    def raw(self, path: str, body: bytes | str, content_type: str = "application/json", **headers: str) -> HttpResponse:
        """POST exactly this."""
        return self.client.generic("POST", f"{ROOT}{path}", body, content_type, headers=headers)  # type: ignore[return-value]

    def act(self, reference: str, name: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Do something on a case that must succeed; the case as it answers."""
        answer = self.post(f"/cases/{reference}/{name}", body, **headers)
        assert answer.status_code == 200, (name, answer.content.decode())
        return answer.json()

    def case(self, reference: str) -> dict[str, Any]:
        answer = self.get(f"/cases/{reference}")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


def complain(body: str = "Dua galon berbau plastik.", **more: Any) -> dict[str, Any]:
    """Somebody complains without a token; the receipt."""
    answer = Machine().post("/complaints", {"body": body, **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()
