"""`tanggap serve`: keeps the database, the web processes and the worker alive, and ends all of them together."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from tanggap.cli.setting_up import first_words, is_loopback, is_set_up, lacks_staff, refuse_unsafe
from tanggap.core.db.server import Server, using_server, wait_for
from tanggap.core.demo import AWAITED, DOMAIN, PASSWORD
from tanggap.core.errors import TanggapError
from tanggap.core.processes import SERVED, die_with_parent

TANGGAP = [sys.executable, "-m", "tanggap.cli"]
LOOK_SECONDS = 0.2
STOP_SECONDS = 30
READY_SECONDS = 60
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
STEADY_SECONDS = 60  # a child that lived this long is started again at once


@dataclass
class Child:
    """A process that must run for as long as we do."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    pause: float = 0.0
    _begun: float = field(default=0.0)
    _again_at: float | None = field(default=None)

    def start(self) -> None:
        """In a process group of its own: Ctrl-C reaches only us, and we end the others in good order."""
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tanggap.config.settings", SERVED: "1", **self.environment}
        self._begun = time.monotonic()
        # This process has no other thread, so a function may run between fork and exec.
        self.process = subprocess.Popen(self.command, env=env, process_group=0, preexec_fn=die_with_parent)  # noqa: PLW1509

    def revive(self) -> None:
        """Start it again when it has died: at once when it was killed, more slowly when it fails again and again.

        Never waits: while one child has to be patient, the others and the database are still looked after.
        """
        if self.process is None or self.process.poll() is None:
            return
        if self._again_at is None:
            self._mourn(self.process)
        if time.monotonic() >= (self._again_at or 0.0):
            self._again_at = None
            self.start()

    def _mourn(self, process: subprocess.Popen) -> None:
        killed = process.returncode in (-signal.SIGKILL, -signal.SIGTERM)
        steady = time.monotonic() - self._begun > STEADY_SECONDS
        self.pause = 0.0 if killed or steady else min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self._again_at = time.monotonic() + self.pause
        print(f"The {self.name} process ended ({process.returncode}); it is started again.", file=sys.stderr)
        _sweep_away(process)  # its own children may still hold the port

    def stop(self) -> None:
        """Ask, wait, insist: nothing of its group is left afterwards."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            wait_for(lambda: self.process.poll() is not None, STOP_SECONDS)
        _sweep_away(self.process)
        self.process.wait()


def _sweep_away(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def serve(bind: str, *, workers: int | None, with_worker: bool, demo: bool = False) -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code. Raises TanggapError when it cannot or must not start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
    host, port = split(bind)
    must_be_free(host, port)
    if settings.SMTP_LISTEN is not None:
        must_be_free(settings.SMTP_LISTEN.host, settings.SMTP_LISTEN.port)
    with stopping() as stopped, server() as embedded:
        if not set_up(bind, demo=demo):
            return 1
        refuse_unsafe(host)
        # Whoever waits for the demo is told on every page how far it is; the worker fills it in before its own work.
        wants = ["--demo"] if demo else []
        children = [Child("web", web_command(host, port, workers or web_processes()), {AWAITED: "1"} if demo else {})]
        if with_worker:
            children.append(Child("worker", [*TANGGAP, "work", *wants]))
        if settings.SMTP_LISTEN is not None:
            children.append(Child("mail door", [*TANGGAP, "listen"]))
        try:
            for child in children:
                child.start()
            announce(host, port, stopped)
            invite_the_first(host, port, stopped)
            keeper = Keeper(embedded)
            while not stopped:
                time.sleep(LOOK_SECONDS)
                keeper.revive()  # first, for the others need it
                for child in children:
                    child.revive()
        finally:
            for child in children:
                child.stop()
    return 0


def set_up(bind: str, *, demo: bool) -> bool:
    """Run `init` where it was not, or where the demo has not begun; says whether all is well."""
    if demo and not settings.DEMO:
        raise TanggapError("The demo has public passwords. Set TANGGAP_DEMO=1 to load it, but never where people work.")
    if is_set_up() and not (demo and lacks_staff()):
        return True
    command = [*TANGGAP, "init", "--quiet", "--bind", bind, *(["--demo"] if demo else [])]
    return subprocess.run(command, check=False).returncode == 0


@dataclass
class Keeper:
    """Looks after the embedded server, if there is one."""

    server: Server | None
    pause: float = 0.0
    _again_at: float = 0.0

    def revive(self) -> None:
        """Start it again when it has died. When it dies again while it starts, that is no reason for us to give up."""
        if self.server is None or time.monotonic() < self._again_at or self.server.running():
            return
        print("The database ended; it is started again.", file=sys.stderr)
        try:
            self.server.start()
            self.pause = 0.0
        except TanggapError as problem:
            self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self._again_at = time.monotonic() + self.pause
            print(f"{problem}. It is tried again.", file=sys.stderr)


@contextmanager
def server() -> Iterator[Server | None]:
    """The embedded server, or nothing when another database is used."""
    if not settings.EMBEDDED:
        yield None
        return
    with using_server(settings.HOME) as embedded:
        yield embedded


@contextmanager
def stopping() -> Iterator[list[int]]:
    """A list that fills when somebody wants us to stop; a second Ctrl-C changes nothing, we are on our way."""
    stopped: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number in before:
        signal.signal(number, lambda number, _frame: stopped.append(number))
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def split(bind: str) -> tuple[str, int]:
    """`127.0.0.1:8000` → ("127.0.0.1", 8000)."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise TanggapError(f"--bind must look like 127.0.0.1:8000, not {bind}.")
    return host.strip("[]"), int(port)


def must_be_free(host: str, port: int) -> None:
    """Better one sentence now than a web process that dies again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except (OSError, UnicodeError) as problem:
            if getattr(problem, "errno", None) == errno.EADDRINUSE:
                raise TanggapError(
                    f"Port {port} is in use. Choose another: tanggap serve --bind {host}:{port + 1} "
                    f"(or PORT={port + 1} make run)."
                ) from None
            raise TanggapError(
                f"{host}:{port} cannot be listened on: {getattr(problem, 'strerror', problem)}."
            ) from None


def web_processes() -> int:
    """One for two processors: the database and the worker need theirs."""
    return max(1, (os.cpu_count() or 2) // 2)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Granian; its own access log stays off, because request_log.py knows what may be written down."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(settings.WEB_THREADS)]
    command += [
        "--blocking-threads-idle-timeout",
        "600",
        "--no-ws",
        "--respawn-failed-workers",
        "--respawn-interval",
        "0.2",
        "--log-level",
        "warning",
    ]
    return [*command, "tanggap.config.wsgi:application"]


def announce(host: str, port: int, stopped: list[int]) -> None:
    """Say where it is as soon as it answers."""
    there = f"[{host}]" if ":" in host else host
    if not wait_for(lambda: bool(stopped) or answers(host, port), READY_SECONDS) or stopped:
        return
    address = settings.BASE_URL or f"http://{there}:{port}"
    print(f"Tanggap is ready: {address}/   (staff: {address}/desk/)", flush=True)
    if settings.DEMO:
        print(f"Demo sign-in: frontdesk@{DOMAIN}, password {PASSWORD}", flush=True)
    if is_loopback(host):
        print("Ctrl-C ends it.", flush=True)


def invite_the_first(host: str, port: int, stopped: list[int]) -> None:
    """Whoever sees this window may become the first administrator; nobody else learns the code."""
    if not stopped and lacks_staff():
        print(first_words(settings.BASE_URL or f"http://{f'[{host}]' if ':' in host else host}:{port}"), flush=True)


def answers(host: str, port: int) -> bool:
    """Whether the web process lives."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(there, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
