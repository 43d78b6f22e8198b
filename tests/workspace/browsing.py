"""A member of staff before the workspace, without a browser: read a page, send a form as the page would."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tanggap.cases.models import Case
from tanggap.people.models import Staff


class Desk:
    """`desk(sagara.bob).act(case, "propose", title="…")`; the language is English unless said otherwise."""

    def __init__(self, staff: Staff, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.client.force_login(staff)

    def open(self, case: Case, where: str = "") -> HttpResponse:
        """GET the case, or an act's page."""
        return self.client.get(address(case, where))

    def read(self, path: str) -> HttpResponse:
        return self.client.get(path)

    def act(self, case: Case, where: str, *, version: int | None = None, **fields: Any) -> HttpResponse:
        """POST an act with the version that stands on file now, or with an older one."""
        if version is None:
            version = Case.objects.get(pk=case.pk).version
        return self.client.post(address(case, where), {"version": version, **fields})

    def say(self, case: Case, where: str, *, seen: int | None = None, **fields: Any) -> HttpResponse:
        """POST into the composer."""
        if seen is None:
            seen = case.replies.order_by("-pk").values_list("pk", flat=True).first() or 0
        return self.client.post(address(case, where), {"seen": seen, **fields})


def address(case: Case, where: str) -> str:
    return f"/desk/cases/{case.reference}/" + (f"{where}/" if where else "")


def words(response: HttpResponse) -> str:
    """The page as a reader has it: without tags, with single spaces."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("&#39;", "'").replace("&quot;", '"')
