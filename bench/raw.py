"""What the machine itself can do: the figures that ours stand beside, so that a ratio means something anywhere."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import psycopg

from bench.load import Client, drive
from bench.place import HOST, ROOT, Place, free_port, wait_until
from tanggap.core.db import conf
from tanggap.core.db.places import Places

SECONDS = 3.0
CLIENTS = 8
ROW = "x" * 1000
BATCH = 1000
BARE_REQUESTS = 2000


def commits_per_second(place: Place) -> float:
    """Rows of one kilobyte, each in a transaction of its own, from eight connections."""

    def one(connection: psycopg.Connection) -> int:
        connection.execute("INSERT INTO bench_raw (text) VALUES (%s)", [ROW], prepare=True)
        return 1

    return _rate(place, one, CLIENTS)


def bulk_rows_per_second(place: Place) -> float:
    """The same rows by COPY, a thousand to a transaction, from one connection."""

    def thousand(connection: psycopg.Connection) -> int:
        with connection.cursor() as cursor, cursor.copy("COPY bench_raw (text) FROM STDIN") as copy:
            for _ in range(BATCH):
                copy.write_row([ROW])
        return BATCH

    return _rate(place, thousand, 1)


def _rate(place: Place, act: Callable[[psycopg.Connection], int], connections: int) -> float:
    with place.database() as own:
        own.execute("CREATE TABLE bench_raw (id bigserial PRIMARY KEY, text text)")
    counts, end = [0] * connections, time.monotonic() + SECONDS

    def run(index: int) -> None:
        with place.database() as connection:
            while time.monotonic() < end:
                counts[index] += act(connection)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.monotonic() - began
    with place.database() as own:
        own.execute("DROP TABLE bench_raw")
    return sum(counts) / lasted


def bare_requests_per_second(place: Place) -> float:
    """A Django view that only makes three inserts in one transaction, behind the same web server (`bench/bare.py`)."""
    from tanggap.cli.serving import web_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")  # how many threads our own server has
    port = free_port()
    command = web_command(HOST, port, 1)[:-1] + ["bench.bare:application"]
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "BARE_HOST": str(Places(place.home).sockets),
        "BARE_NAME": conf.DATABASE, "BARE_USER": conf.SUPERUSER,
    }  # fmt: skip
    with place.database() as own:
        for name in ("one", "two", "three"):
            own.execute(f"CREATE TABLE bare_{name} (id bigserial PRIMARY KEY, text text NOT NULL, other bigint)")
    serving = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    try:
        if not wait_until(lambda: _posted(port), 30):
            raise RuntimeError("the bare view does not answer")
        return drive(range(BARE_REQUESTS), _post, port=port, clients=CLIENTS).rate
    finally:
        serving.terminate()
        serving.wait(timeout=30)
        with place.database() as own:
            own.execute("DROP TABLE bare_one, bare_two, bare_three")


def _post(client: Client, _number: int) -> None:
    status, content = client.send("POST", "/", ROW.encode())
    if status != 201:
        raise RuntimeError(f"{status}: {content[:200]!r}")


def _posted(port: int) -> bool:
    client = Client(port)
    try:
        return client.send("POST", "/", b"x")[0] == 201
    except OSError:
        return False
    finally:
        client.close()
