"""The file store: bytes by their SHA-256, written once, flushed to disk before anybody is told."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import NotFound, Refused

BLOCK = 256 * 1024


def folder() -> Path:
    """Where files lie: FILES_URL (`file:///path`), or `files` in the data folder."""
    url = getattr(settings, "FILES_URL", "") or ""
    if not url:
        return Path(settings.HOME) / "files"
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise Refused(
            _("TANGGAP_FILES_URL is not understood. Write it like file:///srv/tanggap/files."), code="files_url"
        )
    return Path(unquote(parts.path))


def place(sha256: str) -> Path:
    """The path of these contents; the name is made of hexadecimal digits only."""
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return folder() / sha256[:2] / sha256[2:4] / sha256


def put(data: bytes) -> str:
    """Store the bytes and return their SHA-256; they are on the disk when this returns. Same bytes, one file."""
    sha256 = sha256_of(data)
    target = place(sha256)
    if target.exists() and target.stat().st_size == len(data):
        return sha256
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    for parent in (target.parent, target.parent.parent, folder()):
        _flush_folder(parent)
    return sha256


def get(sha256: str) -> bytes:
    """All the bytes; raises NotFound when they are gone."""
    return b"".join(blocks(sha256))


def blocks(sha256: str) -> Iterator[bytes]:
    """The bytes in blocks; raises NotFound at the first when they are gone."""
    try:
        with open(place(sha256), "rb") as file:
            while block := file.read(BLOCK):
                yield block
    except FileNotFoundError as problem:
        raise NotFound(_("This file is missing from the store."), code="file_missing") from problem


def sha256_of(data: bytes) -> str:
    """The name that `put` gives to these bytes."""
    return hashlib.sha256(data).hexdigest()


def is_whole(sha256: str) -> bool:
    """Whether the bytes are there and still have that SHA-256."""
    try:
        with open(place(sha256), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def remove(sha256: str) -> None:
    """Delete the bytes, if they are there."""
    place(sha256).unlink(missing_ok=True)


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
