"""What kind of mail it is: from a person, from a machine that answers, from a list, a report that ours did not arrive.

A mail that a machine wrote never becomes a complaint and is never answered: that is how two desks write to each other
all night (HARDENING T5).
"""

from email.message import Message
from enum import StrEnum

from tanggap.channels.email.headers import addresses, text_of
from tanggap.channels.email.machine import wants_no_answer, went_to_many, wrote_by_itself
from tanggap.channels.email.spam import is_spam


class Nature(StrEnum):
    """Who is behind a mail."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OWN = "own"
    BULK = "bulk"
    SPAM = "spam"
    UNANSWERABLE = "unanswerable"


DAEMONS = ("mailer-daemon@", "postmaster@")


def nature(message: Message, *, own_addresses: frozenset[str]) -> Nature:
    """What stands in its headers and its structure; the words are not read. `own_addresses` are in small letters."""
    sender = next((one.address.casefold() for one in addresses(message, "From")), "")
    if _reports_delivery(message) or sender.startswith(DAEMONS):
        return Nature.BOUNCE
    if sender in own_addresses:
        return Nature.OWN
    if wrote_by_itself(message):
        return Nature.AUTOMATIC
    if is_spam(message):
        return Nature.SPAM
    if went_to_many(message):
        return Nature.BULK
    return Nature.UNANSWERABLE if wants_no_answer(message) else Nature.PERSON


def _reports_delivery(message: Message) -> bool:
    if message.get_content_type() != "multipart/report":
        return False
    kinds = {part.get_content_type() for part in message.walk()}
    return "message/delivery-status" in kinds or text_of(message, "Return-Path") == "<>"
