"""While the demo is being filled in every page says so, and the worker leaves its clocks alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.cli import working
from tanggap.cli.demo import loading
from tanggap.core import filling, time
from tanggap.core.demo import AWAITED
from tanggap.people.models import Staff

SENTENCE = "Contoh data sedang diisi: 0 dari 1 keluhan"


@pytest.fixture
def half(db: None, monkeypatch: pytest.MonkeyPatch) -> filling.Filling:
    """The organisation stands, its one complaint does not; this is a process of `tanggap serve --demo`."""
    monkeypatch.setenv(AWAITED, "1")
    return loading.begin("company", 1)[0]


def _pages(client: Client) -> list[str]:
    return [client.get(path).content.decode() for path in ("/", "/track/", "/complain/", "/nowhere/")]


def test_the_portal_says_so_and_no_longer_when_it_is_done(client: Client, half: filling.Filling) -> None:
    assert all(SENTENCE in page for page in _pages(client))
    assert SENTENCE in client.get("/filling/").content.decode()

    loading.load()
    assert client.get("/filling/").content.decode().strip() == ""
    assert not any("Contoh data" in page for page in _pages(client))


def test_the_workspace_says_so(client: Client, half: filling.Filling) -> None:
    client.force_login(Staff.objects.get(email="frontdesk@demo.tanggap.test"))
    page = client.get("/desk/").content.decode()
    assert SENTENCE in page
    assert page.count("htmx-2.min") == 1


def test_the_sign_in_names_the_accounts_of_the_demo(client: Client, half: filling.Filling) -> None:
    page = client.get("/desk/sign-in/").content.decode()
    assert SENTENCE in page
    assert "head.quality@demo.tanggap.test" in page
    assert "Sri Hartati" in page
    assert "tanggap-demo" in page


@pytest.mark.django_db
def test_elsewhere_nothing_is_said_and_nothing_is_asked(client: Client, settings) -> None:
    settings.DEMO = False
    with CaptureQueriesContext(connection, ) as asked:
        assert "Contoh data" not in client.get("/track/").content.decode()
        assert "demo" not in client.get("/desk/sign-in/").content.decode()
    assert not any("core_filling" in query["sql"] for query in asked.captured_queries)


@pytest.mark.django_db
def test_once_it_is_done_a_process_does_not_ask_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AWAITED, "1")
    filling.Filling.objects.create(kind="company", wanted=1, there=1, until=time.now(), finished_at=time.now())
    client.get("/track/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/track/")
    assert not any("core_filling" in query["sql"] for query in asked.captured_queries)


def test_the_worker_fills_it_in_before_its_own_work(half: filling.Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "connections", _NoConnections())
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    swept: list[bool] = []

    def sweep() -> int:
        swept.append(filling.under_way())
        return 0

    monkeypatch.setattr("tanggap.casework.sweep.sweep", sweep)
    working.work(once=True, demo=True)
    half.refresh_from_db()
    assert half.finished_at is not None
    assert swept == [False]


class _NoConnections:
    """The worker lets go of its connections; a test that runs in one transaction keeps its own."""

    def close_all(self) -> None:
        """Nothing."""
