"""A mail as it arrived, read leniently: who sent it, about what, its words and its files."""

import email
import hashlib
from dataclasses import dataclass
from functools import cached_property

from tanggap.channels.email import headers
from tanggap.channels.email.bodies import Enclosure, contents
from tanggap.channels.email.headers import Address
from tanggap.channels.email.nature import Nature, nature
from tanggap.channels.email.quotation import without_quotation

MOST_BOUNDARIES = 20_000
MOST_RECIPIENTS = 200
LONGEST_HTML = 2_000_000
_WHO_AND_WHAT = frozenset({b"from", b"sender", b"subject"})
# Where it says to whom it was sent; the last ones are written by mail servers on the way.
SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """`text` is everything a person would read in it, quotations too; `words` what its sender wrote this time."""

    sender: Address | None
    subject: str
    text: str
    enclosures: tuple[Enclosure, ...]
    message_ids: tuple[str, ...]  # its own; rarely more than one
    answers: tuple[str, ...]  # of the mails that it says it answers, the nearest last
    nature: Nature
    recipients: tuple[str, ...] = ()
    several_senders: bool = False  # who of them wrote it, nobody can tell
    html: str = ""  # as it came; only as_it_came.py makes it fit to be shown

    @cached_property
    def words(self) -> str:
        return without_quotation(self.text)

    @property
    def answerable_id(self) -> str:
        """Its Message-ID, when it may stand in a letter that answers it; else empty."""
        return headers.answerable(self.message_ids)

    @cached_property
    def twin(self) -> bytes | None:
        """The same for the same mail, whichever of our mailboxes it lies in; None when it has no number of its own."""
        if not (self.message_ids and self.sender):
            return None
        said = "\0".join((self.message_ids[0], self.sender.address.casefold(), self.subject, self.text))
        found = hashlib.sha256(said.encode("utf-8", "surrogateescape"))
        for one in self.enclosures:
            found.update(hashlib.sha256(one.content).digest())
        return found.digest()


def read(raw: bytes, *, own_addresses: frozenset[str] = frozenset()) -> Mail:
    """Read the bytes of a mail; what is broken in it is read as well as it can be.

    Raises RecursionError for parts nested hundreds of times and ValueError for tens of thousands of them side by side,
    which nobody sends in good faith.
    """
    if raw.count(b"\n--") > MOST_BOUNDARIES:
        raise ValueError("more parts than a mail of a person has")
    message = email.message_from_bytes(headers.mended(raw.lstrip()), policy=headers.PATIENT)
    # Before the contents are taken out: reading them rewrites headers of the parts.
    kind = nature(message, own_addresses=own_addresses)
    found = contents(message)
    authors = headers.addresses(message, "From")
    senders = authors or headers.addresses(message, "Sender")
    recipients = (one.address for name in SENT_TO for one in headers.addresses(message, name))
    return Mail(
        sender=senders[0] if senders else None,
        subject=headers.text_of(message, "Subject"),
        text=found.text,
        enclosures=tuple(found.enclosures),
        message_ids=headers.ids(message, "Message-ID"),
        answers=headers.ids(message, "References", "In-Reply-To"),
        nature=kind,
        recipients=tuple(dict.fromkeys(recipients))[:MOST_RECIPIENTS],
        html="\n".join(found.html)[:LONGEST_HTML],
        several_senders=len({one.address.casefold() for one in authors}) > 1,
    )


def head_of(raw: bytes) -> tuple[Address | None, str]:
    """Who sent it and about what, from its first bytes; as little as there is of what cannot be read."""
    try:
        message = headers.only(raw, _WHO_AND_WHAT)
        senders = headers.addresses(message, "From") or headers.addresses(message, "Sender")
        return (senders[0] if senders else None), headers.text_of(message, "Subject")
    except Exception:  # whatever somebody may build; its page says more
        return None, ""
