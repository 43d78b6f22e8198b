"""The key ring of the installation: the few secrets that must never lie in the database.

It is a small JSON file beside the data (`$TANGGAP_HOME/keys/ring.json`, mode 0600), or the value of TANGGAP_KEYS, the
same JSON. Whoever has a copy of the database but not the ring reads no sealed text and can make no tracking code, so
back the ring up apart from the data. The newest key wraps new data keys; the oldest makes every MAC, because digests
that are stored (tokens, codes, look-ups) must be found again after a rotation.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import Refused

KEY_BYTES = 32


@dataclass(frozen=True)
class Ring:
    """Master keys by version number, oldest first."""

    keys: tuple[tuple[int, bytes], ...]

    @property
    def newest(self) -> int:
        return self.keys[-1][0]

    def master(self, version: int) -> bytes:
        """The master key of that version; Refused when the ring does not hold it (the wrong ring, or an old copy)."""
        for number, key in self.keys:
            if number == version:
                return key
        raise Refused(
            _("The key ring of this installation lacks a key that the data needs. Restore its backup."),
            code="key_missing",
        )

    def to_json(self) -> str:
        return json.dumps({"keys": {str(n): base64.b64encode(key).decode() for n, key in self.keys}}, indent=1)


def parse(text: str) -> Ring:
    """Read a ring from its JSON; Refused with one sentence when it is damaged."""
    try:
        entries = {int(n): base64.b64decode(key, validate=True) for n, key in json.loads(text)["keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Refused(_("The key ring cannot be read. Restore its backup."), code="key_ring_damaged") from problem
    if not entries or any(len(key) != KEY_BYTES for key in entries.values()):
        raise Refused(_("The key ring cannot be read. Restore its backup."), code="key_ring_damaged")
    return Ring(tuple(sorted(entries.items())))


def path() -> Path:
    """Where the ring file lies."""
    return Path(settings.HOME) / "keys" / "ring.json"


def make(where: Path | None = None) -> Path:
    """Make the ring file if there is none (`tanggap init`); of two that start at once, one wins and both use it."""
    target = where or path()
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(target, Ring(((1, secrets.token_bytes(KEY_BYTES)),)), replace=False)
        forget()
    return target


def rotate() -> int:
    """Add a newer key to the ring file; returns its version. Running processes see it when they start again."""
    old = parse(path().read_text())
    number = old.newest + 1
    _write(path(), Ring((*old.keys, (number, secrets.token_bytes(KEY_BYTES)))), replace=True)
    forget()
    return number


def _write(target: Path, ring: Ring, *, replace: bool) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(ring.to_json())
        file.flush()
        os.fsync(file.fileno())
    try:
        # A hard link fails when the name is taken, so a ring that is already in use is never overwritten.
        draft.replace(target) if replace else os.link(draft, target)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
        _fsync_folder(target.parent)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=1)
def load() -> Ring:
    """The ring of this installation; Refused when there is none."""
    if text := getattr(settings, "KEYS", ""):
        return parse(text)
    try:
        return parse(path().read_text())
    except FileNotFoundError as problem:
        # Never made silently here: a lost ring must be noticed, not replaced by one that opens nothing.
        raise Refused(
            _("There is no key ring. Run “tanggap init”, or restore the backup of the keys folder."), code="no_key_ring"
        ) from problem


def forget() -> None:
    """Drop what this process remembers of the ring (after a rotation, in tests)."""
    load.cache_clear()
    subkey.cache_clear()


@lru_cache(maxsize=256)
def subkey(purpose: str, version: int | None = None) -> bytes:
    """The 32-byte key for one purpose, derived by HKDF; version None is the oldest key, which never changes."""
    ring = load()
    number = ring.keys[0][0] if version is None else version
    return HKDF(SHA256(), KEY_BYTES, salt=b"tanggap", info=purpose.encode()).derive(ring.master(number))


def mac(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 (32 bytes) of the data under this purpose's key: the same for ever, no use for another purpose."""
    return hmac.digest(subkey(f"mac:{purpose}"), data, hashlib.sha256)
