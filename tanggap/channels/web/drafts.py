"""What a visitor has filled in so far, kept on our side so that the form needs no script and Back keeps the answers.

The row is sealed under a key made from a secret in the visitor's cookie and the key ring: without that cookie nobody
can read it, and it cannot be told whose it is.
"""

import json
import os
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tanggap.channels.models import Draft
from tanggap.core import ring, secrets, time

NONCE_BYTES = 12
KEPT = timedelta(days=1)


def new_secret() -> str:
    """What the visitor's cookie will hold: 128 random bits."""
    return secrets.token()


def load(secret: str) -> dict[str, Any] | None:
    """What was kept under that secret; None when there is nothing, or it cannot be opened."""
    row = Draft.objects.filter(digest=_digest(secret)).first() if secret else None
    if row is None:
        return None
    stored = bytes(row.sealed)
    try:
        return json.loads(AESGCM(_key(secret)).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], None))
    except InvalidTag:
        return None


def save(secret: str, values: dict[str, Any]) -> None:
    """Keep these values under the secret, in place of what was there."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(_key(secret)).encrypt(nonce, json.dumps(values).encode(), None)
    Draft.objects.update_or_create(
        digest=_digest(secret), defaults={"sealed": sealed, "touched_on": time.now().date()}
    )


def forget(secret: str) -> bool:
    """Nothing is kept under it any more; whether there was something."""
    gone, _each = Draft.objects.filter(digest=_digest(secret)).delete()
    return gone > 0


def purge() -> int:
    """Delete what nobody touched for more than a day; returns how many."""
    return Draft.objects.filter(touched_on__lt=time.now().date() - KEPT).delete()[0]


def _digest(secret: str) -> bytes:
    return ring.mac("draft", secret.encode("utf-8", "surrogatepass"))


def _key(secret: str) -> bytes:
    return ring.mac("draft key", secret.encode("utf-8", "surrogatepass"))
