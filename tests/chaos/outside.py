"""A database server that is not ours: Debian's PostgreSQL 15 over TCP, started again by a watcher as systemd would."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tanggap.core.db.places import Places
from tests import second_pg

LOOK_SECONDS = 0.2


class Outside:
    """The server, and who looks after it."""

    def __init__(self, folder: Path) -> None:
        self.places, self.password, self.port = Places(folder), "rahasia-luar", second_pg.free_port()
        self.log = (folder / "log").open("ab")
        self.data = second_pg.make_cluster(self.places, folder, self.password)
        self.over = threading.Event()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        values = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        command = [str(second_pg.PROGRAMS / "postgres"), "-D", str(self.data)]
        command += [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
        return subprocess.Popen(
            command, stdout=self.log, stderr=self.log, start_new_session=True, **second_pg.run_as(self.places)
        )

    def watch(self) -> None:
        """It may fail to start while the children of the killed one are still going; then once more."""
        while not self.over.wait(LOOK_SECONDS):
            if self.process.poll() is not None:
                self.process = self.start()

    def pid(self) -> int | None:
        """The postmaster, once it takes connections."""
        living = self.process.poll() is None and second_pg.answers(self.address("postgres"))
        return self.process.pid if living else None

    def address(self, name: str, *, role: str = "postgres") -> str:
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{name}"


@contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """A server with an empty database `tanggap` that belongs to the role of that name; gone afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711, parents=True)
    one = Outside(folder)
    watcher = threading.Thread(target=one.watch, daemon=True)
    try:
        second_pg.wait_for(lambda: one.pid() is not None, second_pg.SECONDS)
        second_pg.make_role(one.address("postgres"), one.password)
        with psycopg.connect(one.address("postgres"), autocommit=True) as me:
            me.execute("CREATE DATABASE tanggap OWNER tanggap")
        watcher.start()
        yield one
    finally:
        one.over.set()
        if watcher.is_alive():
            watcher.join()
        one.process.terminate()
        try:
            one.process.wait(second_pg.SECONDS)
        except subprocess.TimeoutExpired:
            one.process.kill()
        one.log.close()
        shutil.rmtree(folder, ignore_errors=True)
