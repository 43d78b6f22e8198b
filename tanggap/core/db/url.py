"""Reads `postgresql://user:password@host:5432/name?sslmode=require` into what Django wants."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tanggap.core.db import conf
from tanggap.core.errors import TanggapError

SCHEMES = ("postgresql", "postgres")
# What libpq may be told through the address; a closed list, so that a misspelt one is noticed.
OPTIONS = {
    "application_name",
    "channel_binding",
    "connect_timeout",
    "gssencmode",
    "options",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
}
CONNECT_SECONDS = 5


class WrongDatabase(TanggapError):
    """The database cannot be used as it was named or as it is set up."""

    code = "wrong_database"


def parse(url: str, *, name: str = "TANGGAP_DATABASE_URL") -> dict[str, Any]:
    """A Django DATABASES entry; raises WrongDatabase with one sentence that never repeats the password."""
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError:
        raise WrongDatabase(f"{name} cannot be read: the port must be a number between 1 and 65535.") from None
    if parts.scheme not in SCHEMES:
        raise WrongDatabase(
            f"{name} must begin with postgresql://, as in postgresql://user:password@host:5432/tanggap."
        )
    database = unquote(parts.path.lstrip("/"))
    if not database or "/" in database:
        raise WrongDatabase(f"{name} must end with the name of one database, as in postgresql://host/tanggap.")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = query.pop("host", "") or parts.hostname or ""
    if unknown := sorted(set(query) - OPTIONS):
        raise WrongDatabase(
            f"{name} has an option that is not known: {unknown[0]}. Known: {', '.join(sorted(OPTIONS))}."
        )
    return {
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(port),
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS, **query},
    }


def shown(entry: dict[str, Any]) -> str:
    """Which database that is, for a person, without the password."""
    port = f":{entry['PORT']}" if entry["PORT"] else ""
    return f"{entry['NAME']} at {entry['HOST'] or 'localhost'}{port}"


def embedded(sockets: "os.PathLike[str]") -> dict[str, Any]:
    """The DATABASES entry of the embedded server."""
    return {
        "NAME": conf.DATABASE,
        "USER": conf.USER,
        "PASSWORD": "",
        "HOST": str(sockets),
        "PORT": "",
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS},
    }
