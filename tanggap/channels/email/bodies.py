"""The words and the files of a mail, whatever form they came in."""

import email
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from tanggap.channels.email.charsets import decoded, plain
from tanggap.channels.email.headers import PATIENT, decoded_raw, raw_values, words
from tanggap.channels.email.html_text import text_of_html
from tanggap.channels.email.wrapped import wrapping

DEEPEST = 40
SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_BOUNDARY = re.compile(rb"^--(\S[^\r\n]{3,200}?)[ \t]*\r?$", re.MULTILINE)
_LOOKS_HTML = re.compile(
    r"\s*<(!doctype\s+html|html|head|body|div|p|table|center|font|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE
)
_MANY_EMPTY = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a mail; the name is as the sender wrote it."""

    name: str
    media_type: str
    content: bytes
    named: bool = True
    cid: str = ""  # what its HTML calls it, where it stands as a picture
    wrapping: str = ""  # what keeps a reader from what is in it: tnef, encrypted, signed (wrapped.py)

    @property
    def is_version(self) -> bool:
        return self.media_type in {"text/enriched", "text/richtext", "text/rtf"} and not self.named


@dataclass
class Contents:
    """What was found while going through the parts."""

    texts: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)  # as it came; nobody has made it harmless yet
    enclosures: list[Enclosure] = field(default_factory=list)

    @property
    def text(self) -> str:
        return tidy("\n\n".join(text for text in self.texts if text.strip()))


def contents(message: Message) -> Contents:
    """The text as a person would read it, and every file, in the order of the mail."""
    found = Contents()
    _collect(message, found, depth=0)
    return found


def _collect(part: Message, found: Contents, *, depth: int) -> None:
    if depth > DEEPEST:
        return
    _mend_type(part)
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        name = words(str(inner.get("Subject", ""))) or "message"
        found.enclosures.append(Enclosure(f"{name}.eml", kind, inner.as_bytes()))
        return
    if part.get_content_maintype() == "multipart" or part.is_multipart():
        _collect_many(part, found, kind, depth)
        return
    if kind in SIGNATURES:
        return
    content = _bytes_of(part)
    if kind in {"text/plain", "text/html"} and not _is_file(part):
        text = decoded(content, _parameter(part, "charset"))
        is_html = kind == "text/html" or bool(_LOOKS_HTML.match(text))
        found.texts.append(text_of_html(text) if is_html else _lines(part, text))
        found.html += [text] if is_html else []
    elif content:
        name = _name_of(part)
        invented = f"lampiran-{len(found.enclosures) + 1}{mimetypes.guess_extension(kind) or ''}"
        found.enclosures.append(
            Enclosure(
                name or invented, kind, content, named=bool(name), cid=_cid(part), wrapping=wrapping(part, kind, name)
            )
        )


def _mend_type(part: Message) -> None:
    """Bytes without any encoding in the headers that name the file: read now, or the parser loses them."""
    for name in ("Content-Type", "Content-Disposition"):
        found = raw_values(part, name)
        if found and not found[0].isascii():
            del part[name]
            part[name] = decoded_raw(found[0])


def _collect_many(part: Message, found: Contents, kind: str, depth: int) -> None:
    parts = list(_parts(part))
    if kind != "multipart/alternative":
        for one in parts:
            _collect(one, found, depth=depth + 1)
        return
    # The same words in several forms: the plainest that says anything, and the files of all of them.
    versions = []
    for one in parts:
        version = Contents()
        _collect(one, version, depth=depth + 1)
        # Another version of the words in a form that nobody reads (text/enriched) is no file.
        found.enclosures += [one for one in version.enclosures if not one.is_version]
        found.html += version.html
        versions.append(version.text)
    found.texts += [text for text in versions if text.strip()][:1]


def _parts(part: Message) -> Iterator[Message]:
    """The parts of a multipart; when its boundary is not the one that it declares, the one that it uses."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from payload
        return
    raw = str(payload or "").encode("utf-8", "surrogateescape")
    boundary = _BOUNDARY.search(raw)
    if boundary is not None:
        used = boundary.group(1).removesuffix(b"--")
        for piece in re.split(rb"(?:^|\r?\n)--" + re.escape(used) + rb"(?:--)?[ \t]*(?:\r?\n|$)", raw)[1:]:
            if piece.strip():
                yield email.message_from_bytes(piece, policy=PATIENT)
    elif raw.strip():
        yield email.message_from_bytes(b"Content-Type: text/plain\n\n" + raw, policy=PATIENT)


def _bytes_of(part: Message) -> bytes:
    """What the part holds, decoded as it was meant, however the name of its encoding is spelt."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).lower()
    meant = next((name for name in ("quoted-printable", "base64", "uuencode") if name[:6] in encoding), "8bit")
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = meant
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_file(part: Message) -> bool:
    said = str(part.get("Content-Disposition", "")).strip().lower()
    return said.startswith("attachment") or bool(part.get_filename())


def _cid(part: Message) -> str:
    """What the HTML of the mail calls this part."""
    return words(next(iter(raw_values(part, "Content-ID")), "")).strip().removeprefix("<").removesuffix(">")[:200]


def _lines(part: Message, text: str) -> str:
    if _parameter(part, "format").lower() == "flowed":
        return _unflowed(text, delete_space=_parameter(part, "delsp").lower() == "yes")
    return text


def _parameter(part: Message, name: str) -> str:
    """One parameter of Content-Type; empty when it is missing or broken."""
    found = part.get_param(name, "")
    value = found[2] if isinstance(found, tuple) else found
    return str(value or "").strip()


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Lines that a mail program broke only for its own sake are joined again (RFC 3676)."""
    pieces: list[str] = []
    joining = False
    for line in text.splitlines():
        quoted = line.startswith(">")
        content = line if quoted else line.removeprefix(" ")
        if joining and not quoted and content != "-- ":
            if delete_space:
                pieces[-1] = pieces[-1].rstrip(" ")
        elif pieces:
            pieces.append("\n")
        pieces.append(content)
        joining = content.endswith(" ") and content != "-- " and not quoted
    return "".join(pieces)


def _name_of(part: Message) -> str:
    """The file's name as the sender wrote it; empty when there is none, or in an encoding that does not exist."""
    try:
        return plain(words(part.get_filename() or ""))
    except (ValueError, LookupError):
        return ""


def tidy(text: str) -> str:
    """One form of line ends, nothing unseen, no spaces at the ends of lines, at most one empty line in a row."""
    lines = plain(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return _MANY_EMPTY.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
