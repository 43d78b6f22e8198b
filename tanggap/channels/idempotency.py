"""The same request again gets the same answer: 20 at once make one row and 20 equal answers.

`claim` runs inside the intake transaction. Of parallel claims of one key, the database lets one insert and makes the
others wait for its commit; they then read the stored answer. If the first one fails, its row is gone and the next wins.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.channels.models import Idempotency
from tanggap.core import ring
from tanggap.core.db import prepared
from tanggap.core.db.copying import Statement
from tanggap.core.errors import Invalid
from tanggap.core.time import hour_of, now

NONCE_BYTES = 12
KEPT = timedelta(days=7)
_CLAIM = """
INSERT INTO channels_idempotency (channel, key_digest, body_sha256, created_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (channel, key_digest) DO NOTHING RETURNING id
"""
_ANSWER = "UPDATE channels_idempotency SET answer = %s WHERE id = %s"


class Mismatch(Invalid):
    """The key was used before for another request."""

    status = 422
    code = "idempotency_mismatch"


@dataclass(frozen=True)
class Claim:
    """`answer` is None for the first request, which must `store` its own before the transaction ends."""

    row_id: int | None
    secret: bytes
    answer: dict[str, Any] | None = None

    @property
    def is_first(self) -> bool:
        return self.answer is None

    def store(self, answer: dict[str, Any]) -> None:
        """Keep the answer (JSON) for whoever asks again."""
        prepared.execute(*self.storing(answer))

    def storing(self, answer: dict[str, Any]) -> Statement:
        """The same as a statement and its values, for stories that write everything at once."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.secret).encrypt(nonce, json.dumps(answer).encode(), None)
        return _ANSWER, [nonce + sealed, self.row_id]


def body_digest(body: bytes) -> bytes:
    """What `claim` compares: SHA-256 of the request body."""
    return hashlib.sha256(body).digest()


@dataclass(frozen=True)
class Key:
    """A client's key before it is claimed; `channel` names the scope too, such as `api:12` for the token 12."""

    channel: str
    secret: bytes
    digest: bytes
    body_sha256: bytes

    @classmethod
    def of(cls, channel: str, key: str, body_sha256: bytes) -> "Key":
        """Raises Invalid for a key that nobody may use."""
        if not key or len(key) > 255:
            raise Invalid(_("The idempotency key must have 1 to 255 characters."), code="idempotency_key")
        # The client's own key, with ours, seals the answer: the table alone opens nothing.
        scoped = f"{channel}\n{key}".encode("utf-8", "surrogatepass")
        return cls(channel, ring.mac("idempotency answer", scoped), ring.mac("idempotency key", scoped), body_sha256)

    def claiming(self) -> Statement:
        """The claim as a statement that gives a row's number, or none, for stories that ask several things at once."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("a key is claimed inside the intake transaction")
        return _CLAIM, [self.channel, self.digest, self.body_sha256, hour_of(now())]

    def claimed(self, row_id: int | None) -> Claim:
        """What that statement says; raises Mismatch (422) when the key was used for another body."""
        if row_id is not None:
            return Claim(row_id, self.secret)
        row = Idempotency.objects.get(channel=self.channel, key_digest=self.digest)
        return _answered(row, self.secret, self.body_sha256)

    def claim(self) -> Claim:
        """Take the key, or learn what was answered; raises Mismatch (422) when it was used for another body."""
        found = prepared.answers(*self.claiming())
        return self.claimed(found[0][0] if found else None)


def claim(channel: str, key: str, body_sha256: bytes) -> Claim:
    """Take the key, or learn what was answered; raises Mismatch (422) when it was used for another body.

    `channel` names the scope too, such as `api:12` for the token 12: one client never sees another's answers.
    """
    return Key.of(channel, key, body_sha256).claim()


def _answered(row: Idempotency, secret: bytes, body_sha256: bytes) -> Claim:
    if bytes(row.body_sha256) != body_sha256:
        raise Mismatch(_("This idempotency key was used for another request. Use a new key."))
    if row.answer is None:
        raise RuntimeError("an idempotent request was committed without its answer")
    sealed = bytes(row.answer)
    plain = AESGCM(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    return Claim(row.pk, secret, json.loads(plain))


def purge() -> int:
    """Forget what is older than seven days; returns how many."""
    return Idempotency.objects.filter(created_at__lt=now() - KEPT).delete()[0]
