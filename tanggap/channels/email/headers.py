"""Reading header lines that other programs wrote badly: encoded words, raw bytes, lines that are no headers at all."""

import email
import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

from tanggap.channels.email.charsets import decoded, plain

_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_LINES = re.compile(rb"^[^\s:][^\r\n:]*:[^\r\n]*(?:\r?\n|\r|\Z)(?:[ \t][^\r\n]*(?:\r?\n|\r|\Z))*", re.MULTILINE)
_WORD = re.compile(r"=\?[^?\s]*\?[bBqQ]\?[^?]*\?=")
_GAP = re.compile(r"(\?=)\s+(=\?)")
# Looked for only where a word begins; from every letter of a long word it would be looked for in all of it again.
_ADDRESS = re.compile(r"(?<![^\s@<>()\[\],;:\"\\])[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+")
_ID = re.compile(r"<[^<>\s]{1,400}>")
MOST_IDS = 100
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")  # one that may stand in a letter of ours
LONGEST_HEADER = 20_000
LONGEST_HEAD = 64 * 1024


class Patient(Compat32):
    """How the standard parser is to read: a header ends where nobody goes on reading it.

    The parser looks at the parameters of a header again for each of its semicolons.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


PATIENT = Patient()


@dataclass(frozen=True)
class Address:
    """Whom a mail names: `name` may be empty, `address` has an @."""

    name: str
    address: str


def mended(raw: bytes) -> bytes:
    """The mail with lines among its headers that are none folded into the header above.

    The standard parser takes the first such line for the beginning of the text, and what follows (sender, subject,
    type) is lost in it. A line counts as astray only when real headers follow it before the first empty line.
    """
    head, gap, body = _split(raw)
    lines = head.splitlines(keepends=True)
    start = 1 if lines and lines[0].startswith((b"From ", b">From ")) else 0
    real = [bool(_HEADER.match(line)) for line in lines]
    last = max((place for place, is_real in enumerate(real) if is_real), default=-1)
    if last < 1:
        return raw
    astray = [not (real[place] or line[:1] in b" \t") for place, line in enumerate(lines)]
    if not any(astray[start:last]):
        return raw
    folded = [b" " + line if start < place < last and astray[place] else line for place, line in enumerate(lines)]
    return b"".join(folded) + gap + body


def only(raw: bytes, names: frozenset[bytes]) -> Message:
    """The head of a mail with these headers alone, named in small letters: a mail has thirty, and a list shows two."""
    message = Message(policy=PATIENT)
    for line in _LINES.findall(mended(_split(raw.lstrip())[0] + b"\n\n")):
        if line.partition(b":")[0].lower() in names:
            text = line.decode("ascii", "surrogateescape")
            message.set_raw(*PATIENT.header_source_parse(text.splitlines(keepends=True)))
    return message


def _split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"\r?\n\r?\n", raw)
    if found is None:
        return raw, b"", b""
    return raw[: found.start()], found.group(), raw[found.end() :]


def text_of(message: Message, name: str) -> str:
    """One header as a line of text; empty when it is not there. Never raises."""
    return words(next(iter(raw_values(message, name)), ""))


def words(raw: str) -> str:
    """Header text with its encoded words read and its line breaks gone."""
    text = _GAP.sub(r"\1\2", " ".join(decoded_raw(raw).split()))
    return " ".join(plain(_WORD.sub(lambda found: _word(found.group()), text)).split())


def decoded_raw(raw: str) -> str:
    """Bytes that stand in a header without any encoding, read as UTF-8 or else as Windows wrote them."""
    if raw.isascii():
        return raw
    return decoded(raw.encode("utf-8", "surrogateescape"), "")


def _word(encoded: str) -> str:
    try:
        return "".join(
            part if isinstance(part, str) else decoded(part, charset or "") for part, charset in decode_header(encoded)
        )
    except (ValueError, LookupError):  # a broken encoding is shown as it came
        return encoded


def raw_values(message: Message, name: str) -> list[str]:
    """Every header of that name as it arrived; bytes that are no ASCII stand in it as halves of characters."""
    # Not get_all(): it puts a question mark for every such byte.
    return [str(value) for key, value in message.raw_items() if key.casefold() == name.casefold()]


def addresses(message: Message, name: str) -> list[Address]:
    """Everybody that a header names, with names as a person would read them; nobody when it cannot be understood."""
    lines = [decoded_raw(line) for line in raw_values(message, name)]
    text = ", ".join(" ".join(line.split()) for line in lines)
    text = _named(text)
    pairs = [(name, address) for name, address in getaddresses([text]) if _ADDRESS.fullmatch(address)]
    if pairs:
        return [Address(words(name), address) for name, address in pairs]
    # Not the grammar of a mail address, but one may stand in it all the same.
    return [Address("", found.strip(".")) for found in _ADDRESS.findall(text)]


def _named(text: str) -> str:
    """`bob@b.example <mallory@m.example>`: what stands before the brackets is a name, whatever it looks like."""
    name, bracket, address = text.partition("<")
    plainly = "@" in name and not set('"(),;:\\') & set(name) and address.count(">") == 1
    return f'"{name.strip()}" <{address}' if bracket and plainly else text


def ids(message: Message, *names: str) -> tuple[str, ...]:
    """Message-IDs in these headers, in order, each once, the last hundred at most."""
    lines = [line for name in names for line in raw_values(message, name)]
    found = dict.fromkeys(one for line in lines for one in _ID.findall(line))
    return tuple(found)[-MOST_IDS:]


def own_id(raw: bytes) -> str:
    """The Message-ID of a mail, when it is one that can be written into an answer; else empty. Reads the head alone."""
    head = mended(_split(raw[:LONGEST_HEAD].lstrip())[0] + b"\r\n\r\n")
    return answerable(ids(email.message_from_bytes(head, policy=PATIENT), "Message-ID"))


def answerable(message_ids: tuple[str, ...]) -> str:
    """The first of these, when it can be written into an answer; else empty."""
    return message_ids[0] if message_ids and MESSAGE_ID.fullmatch(message_ids[0]) else ""
