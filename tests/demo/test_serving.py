"""`make run` from outside: pages before the demo is complete, and after a kill it goes on where it stopped."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tanggap.core.db.server import processes_in, wait_for
from tests import founded
from tests.cli.test_serving import SECONDS, TANGGAP, Serving, plain_environment

pytestmark = pytest.mark.slow
SHOWN = re.compile(r"Contoh data sedang diisi: (\d+) dari (\d+) keluhan")


class Demo(Serving):
    """A running `tanggap serve --demo`."""

    command = ("serve", "--demo")

    def environment(self) -> dict[str, str]:
        return {**plain_environment(self.home), "TANGGAP_DEMO": "1"}

    def shown(self, path: str = "/") -> int:
        """How many complaints the page says are there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Accept-Language": "id"})
            found = SHOWN.search(connection.getresponse().read().decode())
        finally:
            connection.close()
        assert found, "the page does not say that the demo is being filled in"
        return int(found[1])


@pytest.fixture
def home(django_db_setup: None) -> Iterator[Path]:
    folder = founded.copy_to(Path(tempfile.mkdtemp(prefix="tanggap-demo-")))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def test_the_first_page_is_there_before_the_demo_and_a_kill_ends_nothing(home: Path) -> None:
    serving = Demo(home)
    try:
        assert serving.shown() < 100
        assert serving.shown("/desk/sign-in/") < 100
        assert wait_for(lambda: serving.shown("/filling/") >= 3, SECONDS)
        everything = [serving.process.pid, *serving.web_processes(), *processes_in(serving.server.places.data)]
        for pid in everything:
            os.kill(pid, signal.SIGKILL)
        serving.process.wait()

        serving.start()

        before = serving.shown()
        assert before >= 1
        assert wait_for(lambda: serving.shown("/filling/") > before, SECONDS)
    finally:
        assert serving.end() == 0


def test_it_is_refused_without_being_allowed(home: Path) -> None:
    command = [*TANGGAP, "serve", "--demo", "--bind", "127.0.0.1:1"]
    told = subprocess.run(command, env=plain_environment(home), capture_output=True, text=True, timeout=SECONDS)
    assert told.returncode == 1
    assert "TANGGAP_DEMO=1" in told.stderr
