"""The start refuses what is not safe, with a sentence for each reason (HARDENING P4)."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings, settings

from tanggap.cli import setting_up
from tanggap.core.db import gate
from tanggap.core.db.places import Places
from tanggap.core.db.server import Server
from tanggap.core.db.url import embedded
from tanggap.core.errors import TanggapError
from tests import ground

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """An embedded server of this test's own, as an installation has it."""
    home = Path(tempfile.mkdtemp(prefix="tanggap-safety-"))
    home.chmod(0o711)
    server = Server(Places(home))
    server.start()
    yield server
    server.stop()
    shutil.rmtree(home)


def troubles(server: Server) -> list[str]:
    with gate.connect(embedded(server.places.sockets)) as connection:
        return gate.troubles(connection)


def test_the_embedded_server_is_safe(own_server: Server) -> None:
    assert troubles(own_server) == []


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_lose_what_it_acknowledged_is_refused(own_server: Server, name: str) -> None:
    own_server.stop()
    changed = Server(own_server.places, {name: "off"})
    changed.start()
    try:
        found = troubles(changed)
    finally:
        changed.stop()
        own_server.start()

    assert len(found) == 1 and found[0].startswith(f"PostgreSQL runs with {name} = off:")


def test_a_server_without_checksums_is_refused(own_server: Server) -> None:
    own_server.stop()
    command = [own_server.places.program("pg_checksums"), "-D", str(own_server.places.data)]
    subprocess.run([*command, "--disable"], check=True, capture_output=True, **own_server._run_as())
    own_server.start()
    found = troubles(own_server)
    own_server.stop()
    subprocess.run([*command, "--enable"], check=True, capture_output=True, **own_server._run_as())
    own_server.start()

    assert len(found) == 1 and "data_checksums = off" in found[0]
    assert troubles(own_server) == []


def test_a_database_that_cannot_hold_every_letter_is_refused() -> None:
    name = f"{ground.own_name()}_ascii"
    with ground.maintenance() as me:
        me.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
        with gate.connect({**settings.DATABASES["default"], "NAME": name}) as connection:
            found = gate.troubles(connection)
        me.execute(f"DROP DATABASE {name}")

    assert "The database is encoded as SQL_ASCII; create it with ENCODING 'UTF8'." in found


@pytest.mark.parametrize(
    ("name", "value", "host", "beginning"),
    [
        ("DEBUG", True, "127.0.0.1", "DEBUG is on"),
        ("SECRET_KEY", settings.UNSET_KEY, "127.0.0.1", "There is no secret key"),
        ("SECRET_KEY", "short", "127.0.0.1", "TANGGAP_SECRET_KEY is too easy to guess"),
        ("SECRET_KEY", "django-insecure-" + 40 * "x", "127.0.0.1", "TANGGAP_SECRET_KEY is too easy to guess"),
        ("BASE_URL", "", "0.0.0.0", "TANGGAP_BASE_URL is not set"),
        ("BASE_URL", "", "complaints.example.org", "TANGGAP_BASE_URL is not set"),
    ],
)
def test_an_unsafe_setting_is_refused(
    settings: LazySettings, name: str, value: object, host: str, beginning: str
) -> None:
    setattr(settings, name, value)

    with pytest.raises(TanggapError) as refused:
        setting_up.refuse_unsafe(host)

    assert any(line.startswith(beginning) for line in str(refused.value).splitlines())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_without_a_base_url_this_machine_itself_may_still_look(settings: LazySettings, host: str) -> None:
    settings.BASE_URL = ""

    assert not [sentence for sentence in setting_up.unsafe(host) if "BASE_URL" in sentence]


def test_a_database_that_is_killed_right_after_its_start_is_started_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: object, **_more: object) -> None:
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(psycopg, "connect", gone)
    with pytest.raises(TanggapError, match="ended while it was started"):
        Server(Places(tmp_path))._make_database()
