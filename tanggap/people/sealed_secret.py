"""Secrets of the second factor at rest: sealed under the key ring, so that a stolen database has none."""

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tanggap.core import ring

PURPOSE = "second-factor"
NONCE_BYTES = 12


def close(text: str) -> str:
    """The sealed form: base64url of nonce and AES-256-GCM ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + AESGCM(ring.subkey(PURPOSE)).encrypt(nonce, text.encode(), None)).decode()


def open_(sealed: str) -> str:
    """The secret again; raises cryptography's InvalidTag for what was not sealed here."""
    stored = base64.urlsafe_b64decode(sealed)
    return AESGCM(ring.subkey(PURPOSE)).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], None).decode()
