"""The address that an answer to one of our letters goes to: `keluhan+9.TOKEN@…`, for one party of one complaint.

The token is the whole of a keyed digest of both; nothing of it is left out, so nobody guesses one (HARDENING T4). It
says only which complaint is meant. Whoever answers is heard as that party from the party's own address alone.
"""

import base64
import hmac
import re
from collections.abc import Iterable

from tanggap.core import ring

LONGEST_NAME = 64  # of what stands before the @, by the rule of mail
# Servers whose customers all have it, whatever their own domain is.
TAKE_PLUS = ("gmail.com", "googlemail.com", "office365.com", "outlook.com", "fastmail.com", "icloud.com")
_NAMED = re.compile(r"[^@]*\+([1-9]\d{0,17})\.([A-Za-z0-9_-]{43})@[^@]+", re.ASCII)


def usually_takes_plus(host: str) -> bool:
    """Whether that mail server is known to deliver `name+anything@` to `name@`."""
    return any(host == known or host.endswith(f".{known}") for known in TAKE_PLUS)


def reply_address(address: str, *, case_key: str, party_key: str) -> str:
    """Our address with the token in it; "" where it does not fit, or where nobody is to be heard by it."""
    name, _at, domain = address.rpartition("@")
    if not (case_key and party_key and name) or "+" in name:
        return ""
    found = f"{name}+{party_key.partition(':')[2]}.{_token(case_key, party_key)}"
    return f"{found}@{domain}" if len(found) <= LONGEST_NAME else ""


def named_in(addresses: Iterable[str]) -> list[tuple[int, str]]:
    """(number of the party, token) of every address that looks like ours, each once. Neither is proven yet."""
    found = [match.groups() for one in addresses if (match := _NAMED.fullmatch(one))]
    return [(int(number), token) for number, token in dict.fromkeys(found)]


def is_genuine(token: str, *, case_key: str, party_key: str) -> bool:
    """Whether we made that token for that party of that complaint; takes the same time whatever it says."""
    return hmac.compare_digest(token.encode(), _token(case_key, party_key).encode())


def _token(case_key: str, party_key: str) -> str:
    digest = ring.mac("reply address", f"{case_key}\n{party_key}".encode())
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
