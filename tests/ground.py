"""The ground that tests stand on: a PostgreSQL shared by all runs of this checkout, a database for each run.

The cluster lies in the system's temporary folder and stays there between runs. Migrations run once per set of
migration files, into a template; every run, and every xdist worker of it, gets a copy of that template.
`TANGGAP_TEST_PG=second` uses Debian's PostgreSQL 15 over TCP with a password instead.
"""

import base64
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tanggap.core.db import conf
from tanggap.core.db.server import Server, using_server
from tests.second_pg import using_second_server

ROOT = Path(__file__).resolve().parent.parent
PLACE = Path(tempfile.gettempdir()) / f"tanggap-tests-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
SECOND = os.environ.get("TANGGAP_TEST_PG") == "second"
# Nothing in a test database has to survive a power cut.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Two runs side by side may each have two hundred hands at the same instant.
    "max_connections": "500",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
TEMPLATES_KEPT = 2
# What migrations have filled.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
NUMBERS_BEGIN_ANEW = """
    SELECT setval(sequence.seqrelid::regclass, sequence.seqstart, false)
    FROM pg_sequence sequence JOIN pg_depend owned ON owned.objid = sequence.seqrelid AND owned.deptype IN ('a', 'i')
    WHERE owned.refobjid::regclass::text != ALL(%s)"""


def environment(url: str) -> dict[str, str]:
    """The settings of the test installation; whatever TANGGAP_ names the developer has set are not used."""
    for left in PLACE.glob("home-*"):  # of runs that were killed
        if not Path(f"/proc/{left.name.split('-')[1]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    home = PLACE / f"home-{os.getpid()}"
    (home / "static").mkdir(parents=True, exist_ok=True)
    ring = {"keys": {"1": base64.b64encode(bytes(32)).decode()}}
    return {
        "TANGGAP_HOME": str(home),
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_SECRET_KEY": "a key for tests, and for nothing else at all",
        "TANGGAP_KEYS": json.dumps(ring),
        "TANGGAP_BASE_URL": "http://testserver",
        "TANGGAP_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "tanggap.config.settings",
    }


@contextmanager
def shared_server() -> Iterator[str]:
    """The address of a database for this run; the server is shared, and whoever leaves last stops it."""
    PLACE.mkdir(mode=0o711, exist_ok=True)
    if SECOND:
        with using_second_server(PLACE / "second", FAST) as url:
            yield url.format(name=own_name())
    else:
        with using_server(PLACE / "first", FAST) as server:
            prepare(server)
            yield f"postgresql://{conf.USER}@/{own_name()}?host={server.places.sockets}"


def prepare(server: Server) -> None:
    """What tests may do and the product may not: make databases, and empty tables whose triggers forbid it."""
    with psycopg.connect(
        host=str(server.places.sockets), user=conf.SUPERUSER, dbname="postgres", autocommit=True
    ) as me:
        with lock("prepare"):
            me.execute(f"ALTER ROLE {conf.USER} CREATEDB")
            me.execute(f"GRANT SET ON PARAMETER session_replication_role TO {conf.USER}")


def own_name() -> str:
    """The name of this process's database; the process number tells later runs whether it is still needed."""
    return f"test_{os.getpid()}"


@contextmanager
def lock(name: str) -> Iterator[None]:
    """One process at a time, over all runs of this checkout."""
    with (PLACE / f"{name}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def migrations_mark() -> str:
    """Changes when any migration changes, ours or a dependency's."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("tanggap/*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def make_database() -> None:
    """Copy the template into this run's database, making the template first when migrations have changed."""
    template = f"template_{migrations_mark()}"
    with lock("template"), maintenance() as me:
        names = [row[0] for row in me.execute("SELECT datname FROM pg_database ORDER BY oid").fetchall()]
        clear_leftovers(me, names, template)
        if template not in names:
            migrate(me, template)
        own = sql.Identifier(own_name())
        drop(me, own_name())
        me.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(own, sql.Identifier(template)))


def drop_database() -> None:
    """At the end of a run."""
    with maintenance() as me:
        drop(me, own_name())


def drop(me: psycopg.Connection, name: str) -> None:
    """Away with that database, if there is one, and with whoever of us is still in it.

    Not WITH (FORCE): that wants to end an autovacuum too, which is not ours to end. Without it PostgreSQL does that.
    """
    ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
    me.execute(ours, [name])
    me.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def leave() -> None:
    """The data folder of this process goes; the cluster stays for the next run."""
    shutil.rmtree(PLACE / f"home-{os.getpid()}", ignore_errors=True)


@contextmanager
def maintenance() -> Iterator[psycopg.Connection]:
    """A connection to the database `postgres` with the parameters of the test settings."""
    from django.conf import settings

    entry = settings.DATABASES["default"]
    given = {"host": entry["HOST"], "port": entry["PORT"] or None, "user": entry["USER"], "password": entry["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in given.items() if v}) as connection:
        yield connection


def clear_leftovers(me: psycopg.Connection, names: list[str], template: str) -> None:
    """Databases of runs that were killed, and templates that no longer fit."""
    dead = [n for n in names if n.startswith("test_") and not Path(f"/proc/{n.split('_')[1]}").exists()]
    old = [n for n in names if n.startswith(("template_", "draft_")) and n != template]
    for name in dead + old[: max(0, len(old) - TEMPLATES_KEPT)]:
        drop(me, name)


def migrate(me: psycopg.Connection, template: str) -> None:
    """Run every migration into a draft and name it when it is complete."""
    from django.core.management import call_command
    from django.db import connection

    draft = template.replace("template_", "draft_")
    drop(me, draft)
    me.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], draft
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    me.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


def empty_tables() -> None:
    """After a test with real transactions: every table empty again, append-only ones too."""
    from django.db import connection

    from tanggap.casework.available import acts_of_roles
    from tanggap.sop.models import procedure_of

    procedure_of.cache_clear()  # the numbers of editions begin anew
    acts_of_roles.cache_clear()

    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        # Most are empty anyway. TRUNCATE would make new files for every table that refers to one of the others.
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'A'")
        guarded = {name for (name,) in cursor.fetchall()}  # row by row, even from us
        empty = [f"TRUNCATE {name} CASCADE;" if name in guarded else f"DELETE FROM {name};" for name in filled]
        cursor.execute("".join(empty) + NUMBERS_BEGIN_ANEW, [[*KEPT]])
        cursor.execute("SET session_replication_role = DEFAULT")
