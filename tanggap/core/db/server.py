"""Starts and stops the embedded PostgreSQL; survives `kill -9` of anything at any moment.

Whoever needs the server holds a shared lock on `$TANGGAP_HOME/postgres.users` for as long as it lives; the kernel
gives the lock back when the process dies, however it dies. The last one to leave stops the server. Starting and
stopping are done under `$TANGGAP_HOME/postgres.lock`, one process at a time.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg

from tanggap.core.db import conf
from tanggap.core.db.places import Places
from tanggap.core.errors import TanggapError

START_SECONDS = 60  # recovery after a crash may have up to max_wal_size to read
STOP_SECONDS = 30
ORPHAN_SECONDS = 3
LOG_BYTES = 10_000_000


@dataclass
class Server:
    """The embedded PostgreSQL of one data folder."""

    places: Places
    changes: dict[str, str] = field(default_factory=dict)
    _child: subprocess.Popen | None = None

    def start(self) -> None:
        """Make sure that the server runs and answers, creating it on the first day; raises TanggapError."""
        self.places.make()
        with locked(self.places.home / "postgres.lock"):
            if self.running():
                return
            if not (self.places.data / "PG_VERSION").exists():
                self._create()
            self._clear_what_a_crash_left()
            self._write_configuration()
            self._launch()
            self._wait_until_ready()
            self._make_database()

    def stop(self) -> None:
        """Stop the server in good order: open transactions are rolled back, nothing committed is lost."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast shutdown"
        if not wait_for(lambda: not self.running(), STOP_SECONDS):
            os.kill(pid, signal.SIGQUIT)
            wait_for(lambda: not self.running(), ORPHAN_SECONDS)
        if self._child:
            self._child.wait()
            self._child = None

    def pid(self) -> int | None:
        """The process number of the living postmaster, or None."""
        lines = self._pid_lines()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        return pid if pid in processes_in(self.places.data) else None

    def running(self) -> bool:
        """Whether the server lives and takes connections."""
        lines = self._pid_lines()
        return self.pid() is not None and len(lines) > 7 and lines[7].strip() == "ready"

    def _pid_lines(self) -> list[str]:
        try:
            return (self.places.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []

    def _run_as(self) -> dict:
        """How to start a program as the server's user."""
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        how: dict = {
            "env": {**kept, "LC_ALL": "C", "TZ": "UTC"},
            "cwd": "/",
            "stdin": subprocess.DEVNULL,
            "umask": 0o077,
        }
        if self.places.as_root:
            how |= {"user": self.places.owner.pw_uid, "group": self.places.owner.pw_gid, "extra_groups": []}
        return how

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that a crash leaves all or nothing."""
        data, draft = self.places.data, self.places.data.with_name(self.places.data.name + ".new")
        for path in (data, draft):
            shutil.rmtree(path, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, self.places.owner.pw_uid, self.places.owner.pw_gid)
        command = [self.places.program("initdb"), "--pgdata", str(draft), "--username", conf.SUPERUSER]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--data-checksums", "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._run_as())
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise TanggapError(f"The embedded PostgreSQL could not be created in {data}: {said}")
        draft.rename(data)

    def _clear_what_a_crash_left(self) -> None:
        """Backends whose postmaster was killed, and lock files that name a process number long since reused.

        The number in a stale lock file may belong to anybody by now, so PostgreSQL itself would refuse to start. We
        know better: a process of this server works inside its data folder.
        """
        if not wait_for(lambda: not processes_in(self.places.data), ORPHAN_SECONDS):
            for pid in processes_in(self.places.data):
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: not processes_in(self.places.data), ORPHAN_SECONDS)
        for path in [self.places.data / "postmaster.pid", *self.places.sockets.glob(".s.PGSQL.*")]:
            path.unlink(missing_ok=True)

    def _write_configuration(self) -> None:
        me = pwd.getpwuid(os.geteuid()).pw_name
        files = {"postgresql.conf": conf.postgresql_conf(self.places, self.changes)}
        for name, text in {**files, **conf.access_files(self.places, me)}.items():
            path = self.places.data / name
            draft = path.with_suffix(".new")
            draft.write_text(text, encoding="utf-8")
            os.chown(draft, self.places.owner.pw_uid, self.places.owner.pw_gid)
            draft.chmod(0o600)
            draft.replace(path)

    def _launch(self) -> None:
        """In a session of its own, so that Ctrl-C reaches us first and the server last."""
        if self.places.log.exists() and self.places.log.stat().st_size > LOG_BYTES:
            self.places.log.replace(self.places.log.with_suffix(".log.1"))
        command = [self.places.program("postgres"), "-D", str(self.places.data)]
        with self.places.log.open("ab") as log:
            how = self._run_as() | {"stdout": log, "stderr": log, "start_new_session": True}
            self._child = subprocess.Popen(command, **how)

    def _wait_until_ready(self) -> None:
        child = self._child
        ready = wait_for(lambda: self.running() or child.poll() is not None, START_SECONDS)
        if not ready or child.poll() is not None:
            lines = self.places.log.read_text(encoding="utf-8", errors="replace").splitlines() or ["it said nothing"]
            raise TanggapError(f"The embedded PostgreSQL did not start: {lines[-1]} (see {self.places.log})")

    def _make_database(self) -> None:
        """The role and the database, if they are not there; the role owns its database and nothing else."""
        try:
            with psycopg.connect(
                host=str(self.places.sockets), user=conf.SUPERUSER, dbname="postgres", autocommit=True
            ) as connection:
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [conf.USER]).fetchone():
                    connection.execute(f"CREATE ROLE {conf.USER} LOGIN")
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [conf.DATABASE]).fetchone():
                    connection.execute(f"CREATE DATABASE {conf.DATABASE} OWNER {conf.USER}")
        except psycopg.OperationalError as problem:
            # Killed in the moment after it was ready: whoever looks after it tries again.
            raise TanggapError(f"The embedded PostgreSQL ended while it was started: {problem}") from problem


def processes_in(folder: Path) -> list[int]:
    """The living processes that work inside that folder: a PostgreSQL server and its children, and nobody else."""
    wanted = os.path.realpath(folder)
    return [pid for pid, cwd in working_folders() if cwd == wanted]


def working_folders() -> Iterator[tuple[int, str]]:
    """(process number, working folder) of every living process that we may look at."""
    if not Path("/proc/self/cwd").exists():  # macOS
        import psutil

        for process in psutil.process_iter(["pid", "cwd"]):
            yield process.info["pid"], process.info["cwd"] or ""
        return
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            yield int(name), os.readlink(f"/proc/{name}/cwd")
        except OSError:  # gone, a zombie, or not ours to look at
            continue


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Look every 20 ms until the condition holds or the time is up; says whether it held."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def locked(path: Path) -> Iterator[IO]:
    """Hold the file alone; a process that dies lets go by itself."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


@contextmanager
def using_server(home: Path, changes: dict[str, str] | None = None) -> Iterator[Server]:
    """The embedded server runs inside the block; whoever leaves last stops it."""
    server = Server(Places(home), changes or {})
    server.places.make()
    users = server.places.home / "postgres.users"
    with users.open("a") as mine:
        with locked(server.places.home / "postgres.lock"):
            fcntl.flock(mine, fcntl.LOCK_SH)
        try:
            server.start()
            yield server
        finally:
            with locked(server.places.home / "postgres.lock"):
                if alone(mine):
                    server.stop()


def alone(mine: IO) -> bool:
    """Whether nobody else holds the lock that we share."""
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
