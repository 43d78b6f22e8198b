"""A real installation of its own: `tanggap serve` with the embedded database in a temporary folder."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tanggap.core.db import conf
from tanggap.core.db.places import Places
from tanggap.core.db.server import Server, processes_in
from tanggap.core.errors import TanggapError

ROOT = Path(__file__).resolve().parent.parent
TANGGAP = [sys.executable, "-m", "tanggap.cli"]
HOST = "127.0.0.1"
START_SECONDS, STOP_SECONDS = 240, 60


@dataclass
class Place:
    """One installation: its data folder, its port, and the processes that serve it."""

    home: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    serving: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> Server:
        """Its database server, to look at."""
        return Server(Places(self.home))

    @property
    def log(self) -> Path:
        """What `tanggap serve` and its children say."""
        return self.home / "serve.log"

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings reaches it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANGGAP_", "DJANGO_"))}
        own = {"TANGGAP_HOME": str(self.home), "TANGGAP_EMAIL_URL": "none://", "PYTHONPATH": str(ROOT)}
        return {**kept, **own, **self.settings}

    def start(self, *options: str) -> None:
        """Serve, and wait until it can do its work."""
        with self.log.open("ab") as log:
            command = [*TANGGAP, "serve", "--bind", f"{HOST}:{self.port}", *options]
            self.serving = subprocess.Popen(command, env=self.environment(), cwd=ROOT, stdout=log, stderr=log)
        if not wait_until(self.ready, START_SECONDS):
            raise RuntimeError(f"it did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """As Ctrl-C does; nothing of it is left afterwards."""
        if self.serving is not None and self.serving.poll() is None:
            self.serving.terminate()
            self.serving.wait(timeout=STOP_SECONDS)
        self.serving = None

    def ready(self) -> bool:
        """Whether it answers and its database does."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def run(self, *words: str) -> str:
        """Run a program of ours inside it (`-m bench.fill …`); what it printed. Raises RuntimeError when it failed."""
        command = [sys.executable, *words]
        done = subprocess.run(command, env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def found(self) -> dict[str, str]:
        """Units, staff and the first edition; what is needed to come in (`bench/organisation.py`)."""
        return json.loads(self.run("-m", "bench.organisation"))

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """A connection of our own to its database, past the product."""
        if elsewhere := self.settings.get("TANGGAP_DATABASE_URL"):
            with psycopg.connect(elsewhere, autocommit=True) as one:
                yield one
            return
        sockets = Places(self.home).sockets
        with psycopg.connect(host=str(sockets), user=conf.SUPERUSER, dbname=conf.DATABASE, autocommit=True) as one:
            yield one

    def processes(self) -> dict[str, list[int]]:
        """The living processes by what they are: watcher, web, worker, mail door, database."""
        found: dict[str, list[int]] = {"web": [], "worker": [], "mail door": []}
        mine = descendants(self.serving.pid) if self.serving else []
        for pid in mine:
            words = command_line(pid)
            if "granian" in words:
                found["web"].append(pid)
            elif "tanggap.cli" in words and "work" in words:
                found["worker"].append(pid)
            elif "tanggap.cli" in words and "listen" in words:
                found["mail door"].append(pid)
        database = processes_in(Places(self.home).data)
        return {**found, "watcher": [self.serving.pid] if self.serving else [], "database": database}


def command_line(pid: int) -> list[str]:
    """The words that the process was started with; [] when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    """Every living process below that one, nearest first."""
    found, waiting = [], [pid]
    while waiting:
        try:
            text = " ".join(path.read_text() for path in Path(f"/proc/{waiting.pop(0)}/task").glob("*/children"))
        except OSError:
            continue
        children = [int(word) for word in text.split()]
        found += children
        waiting += children
    return found


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look every 50 ms until it holds or the time is up; whether it held."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


@contextmanager
def temporary_place(
    *options: str, prepare: Callable[[Path], object] = lambda _home: None, **settings: str
) -> Iterator[Place]:
    """A served installation in a new folder; both are gone afterwards, whatever happens inside."""
    home = Path(tempfile.mkdtemp(prefix="tanggap-bench-"))
    prepare(home)
    home.chmod(0o711)  # as root, the database runs as somebody else who must be able to enter
    place = Place(home, free_port(), {f"TANGGAP_{name}": value for name, value in settings.items()})
    try:
        place.start(*options)
        yield place
    finally:
        place.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def kept_place(home: Path) -> Iterator[Place]:
    """The same in a folder that stays; raises TanggapError when somebody else's installation is there."""
    mark = home / ".bench"
    if home.exists() and any(home.iterdir()) and not mark.exists():
        raise TanggapError(f"{home} is not empty, and no bench made it; name another folder.")
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    mark.touch()
    place = Place(home.resolve(), free_port())
    try:
        place.start()
        yield place
    finally:
        place.stop()
