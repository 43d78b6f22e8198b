"""How settings are read: one call per value, with its default, its name and its explanation.

`docs/settings.md` is made from what is declared here (`python scripts/settings_doc.py`).
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tanggap.core.errors import TanggapError

PREFIX = "TANGGAP_"
UNDOCUMENTED = PREFIX + "TEST_"  # how the test suite talks to itself


class WrongSetting(TanggapError):
    """A value of the environment cannot be used; the sentence names it and says what to write."""

    code = "wrong_setting"


@dataclass(frozen=True)
class Value:
    """One declared value, for the documentation."""

    name: str
    default: str
    help: str


DECLARED: dict[str, Value] = {}


def text(given: str) -> str:
    """Any text."""
    return given.strip()


def flag(given: str) -> bool:
    """1 or 0."""
    if given.strip().lower() not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        raise ValueError("must be 1 or 0")
    return given.strip().lower() in {"1", "true", "yes", "on"}


def words(given: str) -> list[str]:
    """Several texts, separated by commas."""
    return [word.strip() for word in given.split(",") if word.strip()]


def folder(given: str) -> Path:
    """A folder; taken from where the command is run when it is not absolute."""
    return Path(given).expanduser().absolute()


def time_zone(given: str) -> str:
    """An IANA time zone."""
    try:
        ZoneInfo(given)
    except (OSError, ValueError, KeyError):
        raise ValueError("must be a time zone such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura") from None
    return given


def number(low: int, high: int) -> Callable[[str], int]:
    """A whole number within limits."""

    def read(given: str) -> int:
        if not given.strip().isdigit() or not low <= int(given) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(given)

    return read


def one_of(*known: str) -> Callable[[str], str]:
    """One word of a list."""

    def read(given: str) -> str:
        if given not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return given

    return read


def address(*schemes: str, example: str, path: bool = True) -> Callable[[str], str]:
    """A URL with one of these schemes, or nothing; the trailing slash goes."""

    def read(given: str) -> str:
        given = given.strip()
        try:
            parts = urlsplit(given)
            wrong = parts.scheme not in schemes or (not path and (parts.path.strip("/") or parts.query))
            _ = parts.port
        except ValueError:
            wrong = True
        if given and wrong:
            raise ValueError(f"must look like {example}")
        return given.rstrip("/") if not path else given

    return read


@dataclass(frozen=True)
class Listening:
    """A place where other mail servers hand mails over."""

    host: str
    port: int
    local: bool  # LMTP: each recipient is answered for itself


def listening(given: str) -> Listening | None:
    """`127.0.0.1:2525`, `smtp://…` or `lmtp://…`, or nothing."""
    if not given.strip():
        return None
    example = "must look like 127.0.0.1:2525 or lmtp://127.0.0.1:2424"
    parts = urlsplit(given.strip() if "://" in given else f"smtp://{given.strip()}")
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("smtp", "lmtp") or not parts.hostname or not port or parts.path.strip("/"):
        raise ValueError(example)
    return Listening(parts.hostname, port, parts.scheme == "lmtp")


def env(name: str, *, default: str = "", help: str, kind: Callable[[str], Any] = text) -> Any:  # noqa: A002
    """The value of TANGGAP_<name>, read by `kind`; an empty value is the default. Raises WrongSetting."""
    name = PREFIX + name
    DECLARED[name] = Value(name, default, help)
    given = os.environ.get(name, "") or default
    try:
        return kind(given)
    except ValueError as problem:
        raise WrongSetting(f"{name} {problem}, not {given!r}.") from None


def refuse_unknown(environment: Iterable[str]) -> None:
    """A misspelt name would be ignored in silence; so any TANGGAP_ name that nobody declared is an error."""
    for name in sorted(environment):
        if name.startswith(PREFIX) and not name.startswith(UNDOCUMENTED) and name not in DECLARED:
            raise WrongSetting(f"{name} is not a setting of Tanggap; docs/settings.md lists them all.")
