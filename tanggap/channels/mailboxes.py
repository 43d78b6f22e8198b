"""Accounts at mail servers, as rows: sealed under the key ring, one that letters leave by, any number that are read.

The environment (TANGGAP_EMAIL_URL, TANGGAP_INBOX_URL) only gives the first: what is set up on the page goes before it.
"""

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tanggap.channels.email.reply_address import reply_address, usually_takes_plus
from tanggap.channels.email.server import Address, parse
from tanggap.channels.models import Mailbox
from tanggap.core import ring
from tanggap.core.db.plain import first, rows
from tanggap.core.errors import Refused

NONCE_BYTES = 12
# How the conversation is encrypted: from the first byte, after a greeting, not at all.
WAYS = ("ssl", "starttls", "none")
PORTS = {
    "in": {"ssl": 993, "starttls": 143, "none": 143},
    "out": {"ssl": 465, "starttls": 587, "offered": 25, "none": 25},
}
YAHOO = ("imap.mail.yahoo.com", "smtp.mail.yahoo.com")
KNOWN = {
    "gmail.com": ("imap.gmail.com", "smtp.gmail.com"),
    "outlook.com": ("outlook.office365.com", "smtp.office365.com"),
    "yahoo.com": YAHOO,
    "yahoo.co.id": YAHOO,
}


@dataclass(frozen=True)
class Account:
    """How to sign in at a server; `address` is what people write to, and what our letters come from."""

    address: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "ssl"

    def __repr__(self) -> str:
        return f"Account({self.address}, {self.host}:{self.port})"  # never the password, into no log


def close(purpose: str, text: str) -> str:
    """The text sealed under the key ring, as base64url."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + AESGCM(ring.subkey(purpose)).encrypt(nonce, text.encode(), None)).decode()


def open_(purpose: str, sealed: str) -> str:
    """The text again; Refused for what was not sealed here, or for another purpose."""
    try:
        stored = base64.urlsafe_b64decode(sealed)
        return AESGCM(ring.subkey(purpose)).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], None).decode()
    except (InvalidTag, ValueError) as problem:
        raise Refused(_("What was kept of this account cannot be read. Fill it in again."), code="sealed") from problem


def sealed(account: Account) -> str:
    """How a row keeps it."""
    return close("mailbox", json.dumps(asdict(account)))


def account_of(box: Mailbox) -> Account:
    """The account of a row; Refused when the key ring is another."""
    return Account(**json.loads(open_("mailbox", box.sealed)))


def outgoing() -> Mailbox | None:
    """The row that letters leave by."""
    return first(Mailbox, "kind = %s AND is_active", Mailbox.Kind.OUT.value)


def incoming() -> list[Mailbox]:
    """The rows that are read; the first comes from the environment, where that names one."""
    found = list(rows(Mailbox, "kind = %s AND is_active ORDER BY id", Mailbox.Kind.IN.value))
    if not found and settings.INBOX_URL and not Mailbox.objects.filter(kind=Mailbox.Kind.IN).exists():
        account = from_inbox_url(settings.INBOX_URL)
        plus = usually_takes_plus(account.host)
        found = [
            Mailbox.objects.create(
                kind=Mailbox.Kind.IN, address=account.address, sealed=sealed(account), takes_plus=plus
            )
        ]
    return found


def answers_to(sender: str, *, case_key: str, party_key: str) -> str | None:
    """Where an answer to a letter is to go, when that is not where the letter comes from.

    With the token of that party where a mailbox of ours takes it; else to a mailbox that is read, if the sender's is
    not.
    """
    boxes = sorted(incoming(), key=lambda box: box.address.casefold() != sender.casefold())
    at_the_door = [sender] if settings.SMTP_LISTEN is not None else []
    with_plus = [box.address for box in boxes if box.takes_plus] or at_the_door
    if with_plus and (found := reply_address(with_plus[0], case_key=case_key, party_key=party_key)):
        return found
    elsewhere = boxes and boxes[0].address.casefold() != sender.casefold() and party_key
    return boxes[0].address if elsewhere else None


def configured() -> Address:
    """The server that letters go to: the row, else what TANGGAP_EMAIL_URL names, else `none://`."""
    if (box := outgoing()) is not None:
        return address_of(account_of(box))
    return parse(getattr(settings, "EMAIL_URL", "") or "none://")


def address_of(account: Account) -> Address:
    """The same, as sending needs it."""
    return Address("smtp", account.host, account.port, account.user, account.password, account.tls, account.address)


def leaves() -> bool:
    """Whether letters really leave; what is printed on the console reaches nobody."""
    return configured().scheme in ("smtp", "smtps")


def from_email_url(url: str) -> Account | None:
    """What TANGGAP_EMAIL_URL says, to begin the form with; None when it names no server."""
    found = parse(url or "none://")
    if not found.host:
        return None
    sender = found.sender or (found.user if "@" in found.user else "")
    return Account(sender, found.host, found.port, found.user, found.password, found.tls)


def from_inbox_url(url: str) -> Account:
    """What TANGGAP_INBOX_URL says: `imaps://user:password@host`."""
    parts = urlsplit(url)
    tls = "ssl" if parts.scheme == "imaps" else "starttls"
    user = unquote(parts.username or "")
    address = user if "@" in user else f"{user}@{parts.hostname}"
    port = parts.port or PORTS["in"][tls]
    return Account(address, parts.hostname or "", port, user, unquote(parts.password or ""), tls)


def usual(kind: str, address: str) -> dict[str, Any]:
    """What is most likely for that address: server, port, encryption. A guess, to begin the form with."""
    domain = address.rpartition("@")[2]
    host = KNOWN.get(domain, (f"mail.{domain}",) * 2)[kind == Mailbox.Kind.OUT] if domain else ""
    tls = "starttls" if kind == Mailbox.Kind.OUT else "ssl"
    return {"host": host, "port": PORTS[kind][tls], "tls": tls}
