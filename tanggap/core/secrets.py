"""Codes and tokens: how they are made, stored, typed again and compared."""

import hmac
import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tanggap.core import ring

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAIRS = [CROCKFORD[number & 31] + CROCKFORD[number >> 5] for number in range(1024)]
TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "–": None, "—": None, "‑": None})
TOKEN_BYTES = 16
SETUP_LENGTH = 12

# 19 MiB and two rounds (OWASP's smaller choice): our codes are random, and ten checks at once must fit a small machine.
_slow = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hmac_code(purpose: str, text: str, length: int = 8) -> str:
    """A code of `length` Crockford characters (at most 51) that only the key ring can make, without dashes."""
    number = int.from_bytes(ring.mac(f"code:{purpose}", text.encode()), "big")
    return "".join([PAIRS[(number >> place) & 1023] for place in range(0, 5 * length, 10)])[:length]


def tracking_code(case_id: int, generation: int) -> str:
    """The code of an ordinary case, like `7K3M-9QPX`; a higher generation makes the older codes worthless."""
    return grouped(hmac_code("tracking", f"{case_id}:{generation}", 8))


def random_code(length: int = 16) -> str:
    """A random code in groups of four, for anonymous and confidential cases; store only its `slow_hash`."""
    return grouped("".join(secrets.choice(CROCKFORD) for _i in range(length)))


def setup_code() -> str:
    """What lets the first administrator in, like `7K3M-9QPX-2VBD`; the same at every start while nobody works here."""
    return grouped(hmac_code("set-up", "first administrator", SETUP_LENGTH))


def grouped(code: str) -> str:
    """`7K3M9QPX` → `7K3M-9QPX`, easier to read aloud."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def normalise_code(text: str) -> str:
    """What was typed, as the code it means (case, spaces, dashes, O for 0, I and L for 1); "" if it cannot be one."""
    if len(text) > 200:
        return ""
    code = unicodedata.normalize("NFKC", text).strip().upper().translate(TYPED)
    return code if code and set(code) <= set(CROCKFORD) else ""


def same_code(typed: str, code: str) -> bool:
    """Whether the typed code means that one; in constant time, and never true for an empty one."""
    return constant_time_equal(normalise_code(typed), normalise_code(code))


def token() -> str:
    """128 random bits for a link (22 characters); store only its `digest`."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(secret: str) -> bytes:
    """What is stored of a token: 32 bytes, keyed, so that a stolen database gives no links."""
    return ring.mac("token", secret.encode("utf-8", "surrogatepass"))


def slow_hash(code: str) -> str:
    """Argon2id of a code in its normal form."""
    return _slow.hash(normalise_code(code))


def slow_check(code: str, stored: str | None) -> bool:
    """Whether the typed code has that hash; as slow for an absent hash as for a wrong code, and never true for it."""
    typed = normalise_code(code)
    try:
        matches = _slow.verify(stored or _dummy_hash(), typed or "none")
    except (VerificationError, InvalidHashError):
        return False
    return bool(matches and stored and typed)


def constant_time_equal(one: str | bytes, other: str | bytes) -> bool:
    """Equal and not empty, without telling by its duration where they differ."""
    first = one.encode("utf-8", "surrogatepass") if isinstance(one, str) else bytes(one)
    second = other.encode("utf-8", "surrogatepass") if isinstance(other, str) else bytes(other)
    return hmac.compare_digest(first, second) and bool(first)


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _slow.hash(random_code())
