"""What kind of mail it is: from a person, from a machine that answers, from a list, a report that ours did not arrive.

A mail that a machine wrote never becomes a complaint and is never answered: that is how two desks write to each other
all night (HARDENING T5).
"""

import re
from email.message import Message
from enum import StrEnum

from tanggap.channels.email.headers import addresses, text_of


class Nature(StrEnum):
    """Who is behind a mail."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OWN = "own"
    BULK = "bulk"
    SPAM = "spam"


DAEMONS = ("mailer-daemon@", "postmaster@")
BULK = {"bulk", "list", "junk"}
LIST_HEADERS = ("List-Id", "List-Post", "List-Unsubscribe")
_AWAY = re.compile(
    r"^(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|balasan otomatis|jawaban otomatis)\b",
    re.IGNORECASE,
)


def nature(message: Message, *, own_addresses: frozenset[str]) -> Nature:
    """What stands in its headers and its structure; the words are not read. `own_addresses` are in small letters."""
    sender = next((one.address.casefold() for one in addresses(message, "From")), "")
    if _reports_delivery(message) or sender.startswith(DAEMONS):
        return Nature.BOUNCE
    if sender in own_addresses:
        return Nature.OWN
    if _says_automatic(message):
        return Nature.AUTOMATIC
    if text_of(message, "X-Spam-Flag").lower() == "yes" or text_of(message, "X-Spam-Status").lower().startswith("yes"):
        return Nature.SPAM
    if text_of(message, "Precedence").lower() in BULK or any(message.get(name) for name in LIST_HEADERS):
        return Nature.BULK
    return Nature.PERSON


def _reports_delivery(message: Message) -> bool:
    if message.get_content_type() != "multipart/report":
        return False
    kinds = {part.get_content_type() for part in message.walk()}
    return "message/delivery-status" in kinds or text_of(message, "Return-Path") == "<>"


def _says_automatic(message: Message) -> bool:
    said = text_of(message, "Auto-Submitted").lower().split(";")[0].strip()
    return (
        said not in {"", "no"}
        or message.get_content_type() == "multipart/report"
        or text_of(message, "Precedence").lower() == "auto_reply"
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or bool(_AWAY.match(text_of(message, "Subject")))
    )
