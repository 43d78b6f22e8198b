"""Data keys: one per confidential case, wrapped under the key ring; destroying one makes its texts unreadable for ever.

A sealed text is `s1.` and base64url of nonce and AES-256-GCM ciphertext. `key=None` means an ordinary case: the text
stays as it is, so callers need no second path.
"""

import base64
import binascii
import secrets
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils.translation import gettext_lazy as _

from tanggap.core import ring
from tanggap.core.errors import TanggapError
from tanggap.core.time import hour_of, now

MARK = "s1."
NONCE_BYTES = 12
ERASED: Any = _("[erased]")


class Unreadable(TanggapError):
    """A sealed text that its key does not open: damaged, changed, or sealed with another key."""

    status = 500
    code = "unreadable"


class DataKey(models.Model):
    """A key for the texts of one case; `wrapped` is empty once it has been destroyed."""

    wrapped = models.BinaryField()
    ring_id = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"data key {self.pk}"

    @classmethod
    def forge(cls) -> "DataKey":
        """A new key that is not saved yet, for batches. Its row tells the hour only, for anonymous cases have one."""
        version = ring.load().newest
        return cls(
            wrapped=_wrap(secrets.token_bytes(ring.KEY_BYTES), version), ring_id=version, created_at=hour_of(now())
        )

    @classmethod
    def make(cls) -> "DataKey":
        """A new key, saved."""
        key = cls.forge()
        key.save(force_insert=True)
        return key

    @property
    def destroyed(self) -> bool:
        return not self.wrapped


def seal(text: str, key: DataKey | None) -> str:
    """The text as it is stored: sealed with the key, or as it is when there is no key. Nothing stays nothing."""
    if key is None or not text:
        return text
    return MARK + base64.urlsafe_b64encode(seal_bytes(text.encode("utf-8", "surrogatepass"), key)).decode()


def unseal(stored: str, key: DataKey | None) -> Any:
    """The text for reading; the lazy sentence ERASED when the key was destroyed; raises Unreadable when damaged."""
    if key is None or not stored:
        return stored
    if key.destroyed:
        return ERASED
    # What is not sealed is never read as plain where a key says that it must be sealed.
    if not stored.startswith(MARK):
        raise Unreadable(_("A sealed text is damaged. Run “tanggap verify”."))
    try:
        sealed = base64.b64decode(stored[len(MARK) :], altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise Unreadable(_("A sealed text is damaged. Run “tanggap verify”.")) from problem
    return unseal_bytes(sealed, key).decode("utf-8", "surrogatepass")


def seal_bytes(data: bytes, key: DataKey | None) -> bytes:
    """Nonce and ciphertext, or the data itself when there is no key."""
    if key is None:
        return data
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _opened(key).encrypt(nonce, data, None)


def unseal_bytes(stored: bytes, key: DataKey | None) -> bytes:
    """The data again; empty when the key was destroyed; raises Unreadable when damaged."""
    stored = bytes(stored)
    if key is None:
        return stored
    if key.destroyed:
        return b""
    try:
        return _opened(key).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as problem:
        raise Unreadable(_("A sealed text is damaged. Run “tanggap verify”.")) from problem


def destroy(key: DataKey) -> None:
    """Erase the key in the database: what it sealed can be read by nobody any more, in backups made later too."""
    key.wrapped = b""
    key.destroyed_at = now()
    key.save(update_fields=["wrapped", "destroyed_at"])


def rewrap(limit: int = 1000) -> int:
    """Wrap keys of older rings under the newest one (after `ring.rotate()`); returns how many, 0 when all are done."""
    newest = ring.load().newest
    old = list(DataKey.objects.exclude(wrapped=b"").exclude(ring_id=newest).order_by("pk")[:limit])
    for key in old:
        wrapped, before = _wrap(_unwrap(key.ring_id, bytes(key.wrapped)), newest), key.ring_id
        # The condition is the lock: a key that is destroyed meanwhile must stay destroyed.
        DataKey.objects.filter(pk=key.pk, ring_id=before, destroyed_at=None).update(wrapped=wrapped, ring_id=newest)
    return len(old)


def _wrap(plain: bytes, version: int) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(ring.subkey("wrap", version)).encrypt(nonce, plain, b"data key")


def _unwrap(version: int, wrapped: bytes) -> bytes:
    try:
        return AESGCM(ring.subkey("wrap", version)).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], b"data key")
    except (InvalidTag, ValueError) as problem:
        raise Unreadable(_("The key ring does not fit the data. Restore the ring that belongs to it.")) from problem


@lru_cache(maxsize=512)
def _cipher(version: int, wrapped: bytes) -> AESGCM:
    return AESGCM(_unwrap(version, wrapped))


def _opened(key: DataKey) -> AESGCM:
    # Kept by its wrapped form: a key that was destroyed in the database no longer leads to what is remembered here.
    if key.destroyed:
        raise Unreadable(_("This file was erased; nothing can be added to it."), code="erased")
    return _cipher(key.ring_id, bytes(key.wrapped))
