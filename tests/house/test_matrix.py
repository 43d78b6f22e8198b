"""Every route × method × person, from the URL table: who is let in where nobody said so, and what a stranger can tell.

Routes are found by themselves; a new one is tried the day it appears. What is expected follows from its declared door.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from tanggap.core.doors import MACHINE, PARTY, PUBLIC, STAFF, door_of, routes
from tanggap.people.models import Staff
from tanggap.people.tokens import token_for

NOBODY, ALICE = "nobody", "alice"
STAFF_NAMES = ("fitri", "sandi", "sari", "bob", "olga", "maya", "quentin", "audy", "citra", "ade", "mallory")
PEOPLE = (NOBODY, ALICE, *STAFF_NAMES)
ABSENT = "K26-99999"
# allauth and the sign-in of /admin/ let everybody in to where one signs in, and nowhere else.
SIGNING_IN = ("/desk/sign-in/", "/admin/login/", "/admin/logout/", "/desk/sign-out/")
# What differs between any two answers, and says nothing.
NOISE = re.compile(
    r'(?:nonce|value)="[A-Za-z0-9+/=_-]{16,}"|"(?:title|type|detail)": "[^"]*K\d\d-\d+[^"]*"|K\d\d-\d{5,}', re.ASCII
)


class World:
    """PT Tirta Sagara with a case of each department and a hidden one, and everybody at a browser with a token."""

    def __init__(self) -> None:
        from tanggap.cases.access import get_case, visible_to
        from tests import sagara as places

        self.sagara = places.build()
        own, self.party, self.receipt = places.alice_complains(category="taste_or_smell")
        places.until_offered(self.sagara, own)
        received, _party, _receipt = places.alice_complains()
        hidden, _party, _receipt = places.alice_complains(confidential=True)
        self.numbers = [own.reference, received.reference, hidden.reference]
        self.solution = own.solutions.values_list("pk", flat=True)[0]
        self.get_case, self.visible_to = get_case, visible_to

    def client_of(self, name: str) -> Client:
        client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        if name == ALICE:
            entered = client.post("/track/", {"reference": self.numbers[0], "code": self.receipt.tracking_code})
            assert entered.status_code == 303, "Alice is at the page of her complaint"
        elif name != NOBODY:
            client.force_login(self.staff(name))
        return client

    def staff(self, name: str) -> Staff:
        return getattr(self.sagara, name)

    def seen_by(self, name: str) -> set[str]:
        if name not in STAFF_NAMES:
            return set()
        return set(self.visible_to(self.staff(name)).values_list("reference", flat=True))


def every_route() -> Iterator[tuple[str, URLPattern]]:
    """The whole table, /admin/ included."""
    from tanggap.config.urls import urlpatterns

    yield from routes(urlpatterns)
    for one in admin.site.get_urls():
        if isinstance(one, URLPattern):
            yield f"/admin/{one.pattern}", one
        else:
            yield from ((f"/admin{address}", route) for address, route in routes([one]))


def filled(address: str, number: str, world: World, person: str) -> str:
    """The address with something real in each of its blanks."""
    blanks = {
        "reference": number, "code": "quality", "form": "csv", "name": "reply", "pk": str(world.solution), "post": "1",
        "token": "A" * 26, "public_id": "A" * 22, "file": "A" * 22, "person": "1", "object_id": "1",
        "app_label": "people", "content_type_id": "1", "url": "x", "day": "2027-05-05", "edition": "1", "hue": "215",
        "step": "hours", "act": "forward", "version": "1", "year": "2026", "number": "1", "key": "A" * 26,
    }  # fmt: skip
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: blanks[found[1]], address)
    return re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)", "", path)


def may_enter(address: str, route: URLPattern, person: str, world: World) -> bool:
    """Whether the declared door lets this person in; who is let in may still be refused by what lies behind it."""
    door = door_of(route.callback)
    if address.startswith("/admin/"):
        return person == "ade" or address in SIGNING_IN
    if door is None:
        return person in STAFF_NAMES or address in SIGNING_IN
    if PUBLIC in door:
        return True
    if PARTY in door:
        return person == ALICE or address.startswith("/api/")
    if door & {STAFF, MACHINE}:
        return person in STAFF_NAMES
    return person in STAFF_NAMES and bool({post.role for post in world.staff(person).posts.all()} & door)


def knock(world: World, client: Client, method: str, path: str, token: str | None) -> HttpResponse:
    """One request; whatever it does is taken back."""
    headers = {"authorization": f"Bearer {token}"} if token and path.startswith("/api/") else {}
    kind = "application/json" if path.startswith("/api/") and method == "POST" else ""
    with transaction.atomic():
        answer = client.generic(method, path, b"{}" if kind else b"", kind, headers=headers)
        content = answer.getvalue() if answer.streaming else answer.content
        transaction.set_rollback(True)
    answer.said = content.decode("utf-8", "replace")
    return answer


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Built once for all of them: whatever a request does is taken back at once, and the world at the end."""
    cache.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_is_let_in_where_nobody_said_so(world: World, person: str) -> None:
    client, seen = world.client_of(person), world.seen_by(person)
    token = token_for(world.staff(person), name="matrix", by="worker") if person in STAFF_NAMES else None
    wrong: list[str] = []
    calls = opened = 0
    for address, route in every_route():
        allowed = may_enter(address, route, person, world)
        for method in ("GET", "POST"):
            answers: dict[str, Any] = {}
            for number in [*world.numbers, ABSENT] if "reference" in address else [ABSENT]:
                path = filled(address, number, world, person)
                answer = answers[number] = knock(world, client, method, path, token)
                calls += 1
                good = 200 <= answer.status_code < 300
                opened += good
                if answer.status_code >= 500:
                    wrong.append(f"{method} {path}: {answer.status_code}")
                if good and not allowed:
                    wrong.append(f"{method} {path}: {answer.status_code}, but the door is closed")
            wrong += [f"{method} {address}: {what}" for what in told_apart(answers, seen, allowed)]
    assert wrong == []
    assert calls > 250 and opened > 5


def told_apart(answers: dict[str, Any], seen: set[str], allowed: bool) -> Iterator[str]:
    """What an answer about a case that this person does not see tells, against one about no case at all."""
    absent = answers[ABSENT]
    for number, answer in answers.items():
        if number == ABSENT or number in seen:
            continue
        same = NOISE.sub("", answer.said) == NOISE.sub("", absent.said)
        if answer.status_code != absent.status_code or not same:
            yield f"{number} answers {answer.status_code}, an absent one {absent.status_code}"
        if allowed and 200 <= answer.status_code < 300:
            yield f"{number} was opened"


@pytest.mark.slow
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_route_takes_a_method_that_nobody_declared(world: World, method: str) -> None:
    client, token = world.client_of("ade"), token_for(world.staff("maya"), name="matrix", by="worker")
    taken = []
    for address, route in every_route():
        if address.startswith("/admin/") or door_of(route.callback) is None:
            continue
        answer = knock(world, client, method, filled(address, world.numbers[0], world, "ade"), token)
        if answer.status_code < 300 or answer.status_code >= 500:
            taken.append(f"{method} {address}: {answer.status_code}")
    assert taken == []
