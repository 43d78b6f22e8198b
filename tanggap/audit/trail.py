"""Writing down who did what, so that it cannot be changed unnoticed: `record`, `record_many`, `verify`, `entries`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tanggap.audit.models import Entry
from tanggap.core.keys import DataKey
from tanggap.core.subject import HasKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is to be recorded. `new` says that the subject was made in this very transaction (saves a look-up)."""

    verb: str
    subject: HasKey | str
    by: HasKey | str
    at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] | None = None
    key: DataKey | None = None
    new: bool = False


def record(
    verb: str,
    subject: HasKey | str,
    *,
    by: HasKey | str,
    at: datetime | None = None,
    private: Mapping[str, Any] | None = None,
    key: DataKey | None = None,
    **facts: Any,
) -> Entry: ...


def record_many(events: Iterable[Event]) -> list[Entry]: ...


def entries(subject: HasKey | str) -> list[Entry]: ...


def erase(subject: HasKey | str) -> int: ...
