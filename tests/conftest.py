"""What every test can rely on: settings, a real PostgreSQL with every migration, and fast passwords."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from shutil import which
from typing import TYPE_CHECKING

import pytest

from tests import ground, second_pg

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_open = ExitStack()


def _stand_on_the_ground() -> None:
    """Before Django is set up: the server runs and the environment names it."""
    if ground.SECOND and not second_pg.installed():
        pytest.exit("PostgreSQL 15 is not installed; run: apt-get install postgresql", returncode=2)
    for name in [name for name in os.environ if name.startswith("TANGGAP_") and not name.startswith("TANGGAP_TEST_")]:
        del os.environ[name]
    os.environ.update(ground.environment(_open.enter_context(ground.shared_server())))


_stand_on_the_ground()


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings
    from django.test import TransactionTestCase
    from hypothesis import HealthCheck
    from hypothesis import settings as made_up

    # How quick the machine is at this moment decides no test.
    made_up.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    made_up.load_profile("unhurried")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Django's flush would stumble over the triggers that keep the audit trail append-only.
    TransactionTestCase._fixture_teardown = lambda self: ground.empty_tables()  # type: ignore[method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """xdist's workers inherit this environment, and would read our settings before they stand on their own ground."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        for name in ground.environment(""):
            os.environ.pop(name, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    ground.leave()
    _open.close()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """This run's own database, copied from the template."""
    from django.db import connections

    with django_db_blocker.unblock():
        ground.make_database()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        ground.drop_database()


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One real Chromium for all tests of this process; each opens its own windows in it."""
    path = which("chromium") or which("chromium-browser")
    if not path:
        pytest.skip("Chromium is not installed; run: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    # Playwright's own loop runs in this thread; Django would take our plain queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_language_of_before() -> None:
    """What an earlier test in this process spoke is forgotten, as between two requests of a server."""
    from django.utils import translation

    translation.deactivate()
