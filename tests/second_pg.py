"""Debian's PostgreSQL 15 over TCP with a password: what an organisation would bring itself."""

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tanggap.core.db.places import Places
from tanggap.core.db.server import wait_for

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SECONDS = 30


def installed() -> bool:
    """Whether this machine has it."""
    return (PROGRAMS / "postgres").exists()


@contextmanager
def using_second_server(home: Path, changes: dict[str, str]) -> Iterator[str]:
    """The address pattern of a server of this process's own; it is removed afterwards. `{name}` is the database."""
    folder = home.with_name(f"second-{os.getpid()}")
    places, password, port = Places(folder), secrets.token_urlsafe(12), free_port()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o711)
    data = make_cluster(places, folder, password)
    values = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", **changes}
    command = [str(PROGRAMS / "postgres"), "-D", str(data)]
    command += [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("ab")
    child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **run_as(places))
    try:
        address = f"postgresql://postgres:{password}@127.0.0.1:{port}/"
        wait_for(lambda: answers(address + "postgres"), SECONDS)
        make_role(address + "postgres", password)
        yield f"postgresql://tanggap:{password}@127.0.0.1:{port}/{{name}}"
    finally:
        child.terminate()
        child.kill() if not wait_for(lambda: child.poll() is not None, SECONDS) else None
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def run_as(places: Places) -> dict:
    """PostgreSQL refuses to run as root."""
    if not places.as_root:
        return {"cwd": "/"}
    return {"cwd": "/", "user": places.owner.pw_uid, "group": places.owner.pw_gid, "extra_groups": []}


def make_cluster(places: Places, folder: Path, password: str) -> Path:
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    data.mkdir(mode=0o700)
    for path in (data, secret):
        os.chown(path, places.owner.pw_uid, places.owner.pw_gid)
    command = [str(PROGRAMS / "initdb"), "-D", str(data), "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    command += ["--data-checksums", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, **run_as(places))
    return data


def make_role(address: str, password: str) -> None:
    """The role of an ordinary customer of that server, with what tests need beside it (see ground.prepare)."""
    with psycopg.connect(address, autocommit=True) as me:
        me.execute(sql.SQL("CREATE ROLE tanggap LOGIN CREATEDB PASSWORD {}").format(sql.Literal(password)))
        me.execute("GRANT SET ON PARAMETER session_replication_role TO tanggap")


def answers(address: str) -> bool:
    """Whether it takes connections yet."""
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
