"""One and only one way to write an entry down as bytes, and its hash. Pure.

The chain is computed from what PostgreSQL gives back years later, so facts hold only what JSONB returns unchanged:
no floats, no NUL, no lone surrogates; moments as UTC text with microseconds.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from tanggap.core.subject import HasKey

START = bytes(32)
_PLAIN = frozenset({int, bool, type(None)})
# Only what `clean` made is written, so there is no circle to look for.
_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
_quoted = json.encoder.encode_basestring


def clean_text(text: str) -> str:
    """The text with what PostgreSQL cannot hold (NUL, lone surrogates) replaced by a mark."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1024)
def moment_text(moment: datetime) -> str:
    """An aware moment as UTC text; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an entry needs aware moments")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def clean(value: Any) -> Any:
    """The value as plain JSON that JSONB returns unchanged; raises TypeError for what has no such form."""
    kind = value.__class__  # nearly all are one of these; the patterns below take their time
    if kind is str:
        return clean_text(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {clean_text(str(name)): clean(inner) for name, inner in value.items()}
    match value:
        case Enum():
            return clean(value.value)
        case None | bool() | int():
            return value
        case str() | Promise():
            return clean_text(str(value))
        case datetime():
            return moment_text(value)
        case date() | time():
            return value.isoformat()
        # JSONB keeps a number's value, not its spelling (1e22), so what is not whole is kept as text.
        case float() | Decimal() | UUID() | timedelta():
            return str(value)
        case Mapping():
            return {clean_text(str(name)): clean(inner) for name, inner in value.items()}
        case list() | tuple():
            return [clean(inner) for inner in value]
        case set() | frozenset():
            return sorted((clean(inner) for inner in value), key=str)
        case HasKey():
            return value.key
    raise TypeError(f"an entry cannot hold a {type(value).__name__}; give its key or a text")


def to_json(value: Any) -> str:
    """Canonical JSON: sorted names, no spaces, no escapes but the necessary ones."""
    return _encoder.encode(value)


def chain_hash(
    *,
    subject: str,
    seq: int,
    verb: str,
    actor: str,
    face: str,
    at: datetime,
    recorded_at: datetime,
    facts: Any,
    private_mac: bytes | None,
    prev: bytes,
) -> bytes:
    """SHA-256 (32 bytes) over everything an entry says, with the hash of the entry before it."""
    mac = "null" if private_mac is None else f'"{bytes(private_mac).hex()}"'
    # The canonical JSON of these ten, put together by hand in half of the time: an import writes three entries a case.
    said = (
        f'{{"actor":{_quoted(actor)},"at":"{moment_text(at)}","face":{_quoted(face)},"facts":{to_json(facts)},'
        f'"prev":"{bytes(prev).hex()}","private_mac":{mac},"recorded_at":"{moment_text(recorded_at)}","seq":{seq},'
        f'"subject":{_quoted(subject)},"verb":{_quoted(verb)}}}'
    )
    return hashlib.sha256(said.encode()).digest()
