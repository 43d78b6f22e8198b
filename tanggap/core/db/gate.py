"""Is the database safe to keep complaints in? Asked before anything is served (HARDENING P4)."""

from typing import Any

import psycopg

from tanggap.core.db.url import WrongDatabase, shown

OLDEST = 15
# What must be on, and what happens when it is not.
DURABLE = {
    "fsync": "a power cut can destroy the whole database",
    "full_page_writes": "a power cut can tear pages that nobody can mend",
    "synchronous_commit": "a complaint that was acknowledged can be lost",
    "data_checksums": "damage on the disk would stay unseen",
}
# `remote_apply` and `remote_write` wait for more than the own disk; `local` waits for the own disk, which is enough.
ON = {"on", "local", "remote_write", "remote_apply"}


def connect(entry: dict[str, Any]) -> psycopg.Connection:
    """A connection of its own to that DATABASES entry; raises WrongDatabase with one sentence that says what to do."""
    given = {"user": entry["USER"], "password": entry["PASSWORD"], "host": entry["HOST"], "port": entry["PORT"]}
    given = {name: value for name, value in given.items() if value}
    try:
        return psycopg.connect(dbname=entry["NAME"], autocommit=True, **given, **entry["OPTIONS"])
    except psycopg.Error as problem:
        raise WrongDatabase(f"The database {shown(entry)} cannot be used: {reason(problem)}.") from None


def reason(problem: psycopg.Error) -> str:
    """What libpq says, without the address that it repeats and the advice that it adds."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()] or ["no reason given"]
    told = [line for line in lines if "FATAL:" in line] or [line for line in lines if "failed:" in line] or lines
    return told[0].rsplit("FATAL:", 1)[-1].rsplit("failed:", 1)[-1].strip().rstrip(".")


def troubles(connection: psycopg.Connection) -> list[str]:
    """One sentence for each thing that is unsafe; empty when all is well."""
    found = []
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        found.append(f"PostgreSQL {version} is too old; Tanggap needs {OLDEST} or newer.")
    row = connection.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in DURABLE)).fetchone()
    for (name, harm), value in zip(DURABLE.items(), row or (), strict=True):
        if value not in ON:
            found.append(f"PostgreSQL runs with {name} = {value}: {harm}. Set {name} = on.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        found.append(f"The database is encoded as {encoding}; create it with ENCODING 'UTF8'.")
    return found
