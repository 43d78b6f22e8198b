"""Filling in the form as Alice does, page by page."""

from typing import Any

from django.test import Client

from tanggap.cases.models import Case

STORY = "Dua kiriman berturut-turut air galonnya berbau plastik."
ANSWERS: dict[str, dict[str, Any]] = {
    "": {"topic": "quality"},
    "reason/": {"reason": "taste_or_smell"},
    "story/": {"body": STORY},
    "details/": {"q-product": "gallon", "q-batch_code": "B-1609", "occurred_on": "2025-11-16"},
    "wish/": {"wish": "Galon diganti."},
    "you/": {},
    "contact/": {"name": "Alice Rahmawati", "email": "alice@example.org", "on_behalf": "nobody"},
}


def fill(client: Client, **changes: dict[str, Any]) -> None:
    """Every page up to the last; `changes` by page name replace what Alice would say, None leaves the page out."""
    for page, usual in ANSWERS.items():
        given = changes.get(page.strip("/") or "topic", usual)
        if given is None:
            continue
        answer = client.post(f"/complain/{page}", given)
        assert answer.status_code == 302, (page, answer.content.decode())


def send(client: Client) -> Case:
    """The last click; the case that came of it."""
    answer = client.post("/complain/check/")
    assert answer.status_code == 303, answer.content.decode()
    return Case.objects.latest("pk")
