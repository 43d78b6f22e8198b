"""`tanggap serve` from outside: what is killed comes back, and nothing is left behind."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tanggap.core.db.places import Places
from tanggap.core.db.server import Server, processes_in, wait_for
from tests.second_pg import free_port

TANGGAP = [sys.executable, "-m", "tanggap.cli"]
SECONDS = 120
pytestmark = pytest.mark.slow


def plain_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANGGAP_")}
    return {**kept, "TANGGAP_HOME": str(home)}


class Serving:
    """A running `tanggap serve` of its own data folder."""

    command: tuple[str, ...] = ("serve", "--no-worker")

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.server = Server(Places(home))
        self.start()

    def environment(self) -> dict[str, str]:
        return plain_environment(self.home)

    def start(self) -> None:
        command = [*TANGGAP, *self.command, "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, env=self.environment(), stdout=subprocess.DEVNULL)
        assert wait_for(self.answers, SECONDS)

    def answers(self, path: str = "/readyz") -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def web_processes(self) -> list[int]:
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if b"granian" in words and str(self.port).encode() in words:
                found.append(int(path.parent.name))
        return found

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=SECONDS)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    # Not tmp_path: pytest's own folders may be entered by nobody else, and as root the server is somebody else.
    folder = Path(tempfile.mkdtemp(prefix="tanggap-serving-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def serving(home: Path) -> Iterator[Serving]:
    one = Serving(home)
    yield one
    if one.process.poll() is None:
        one.end()


def all_gone(one: Serving) -> Callable[[], bool]:
    return lambda: not one.web_processes() and not processes_in(one.server.places.data)


def test_ctrl_c_leaves_no_process(serving: Serving) -> None:
    assert serving.web_processes() and serving.server.running()

    code = serving.end(signal.SIGINT)

    assert code == 0
    assert all_gone(serving)()


def test_what_is_killed_comes_back(serving: Serving) -> None:
    for pid in serving.web_processes():
        os.kill(pid, signal.SIGKILL)
    assert wait_for(serving.answers, SECONDS)

    os.kill(serving.server.pid() or 0, signal.SIGKILL)
    assert wait_for(serving.answers, SECONDS)


def test_everything_is_killed_and_the_next_start_serves_again(serving: Serving) -> None:
    everything = [serving.process.pid, *serving.web_processes(), *processes_in(serving.server.places.data)]
    assert len(everything) > 4
    for pid in everything:
        os.kill(pid, signal.SIGKILL)
    serving.process.wait()

    serving.start()

    assert serving.answers()
    assert serving.end(signal.SIGTERM) == 0
    assert all_gone(serving)()


def test_only_the_watcher_is_killed_and_the_web_goes_with_it(serving: Serving) -> None:
    os.kill(serving.process.pid, signal.SIGKILL)
    serving.process.wait()

    assert wait_for(lambda: not serving.web_processes(), SECONDS)
    serving.start()
    assert serving.end() == 0
    assert all_gone(serving)()


def test_a_port_in_use_is_one_sentence(serving: Serving) -> None:
    command = [*TANGGAP, "serve", "--bind", f"127.0.0.1:{serving.port}"]
    second = subprocess.run(
        command, env=plain_environment(serving.home), capture_output=True, text=True, timeout=SECONDS
    )

    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {serving.port} is in use.") and "Traceback" not in second.stderr
    assert serving.answers()
