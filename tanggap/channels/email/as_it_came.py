"""A mail for the eyes of staff: who says to have sent it, and its HTML made harmless (HARDENING T1, T33).

The HTML is kept as it came and cleaned each time it is shown, so that a better rule counts for old mails too. What is
left are words, tables and pictures; styles, scripts, forms and frames are gone. It is shown in a frame without any
rights all the same: two walls, not one.
"""

import email
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

import nh3

from tanggap.channels.email import headers
from tanggap.channels.email.html_text import DRAWN, DROPPED, MOST_SIGNS, MOST_TAGS, told

TAGS = {
    "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del",
    "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p",
    "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "tt", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"},
    "td": {"colspan", "rowspan", "align"}, "th": {"colspan", "rowspan", "align"}, "p": {"align"}, "div": {"align"},
}  # fmt: skip
# So many of them, left open, would make a tree many times as large as the mail.
MOST_LOOKS = 200_000
LONGEST_HEAD = 256 * 1024
MOST_PEOPLE = 20
_LOOKS = re.compile(
    r"</?(?:a|b|big|code|em|font|i|nobr|s|small|span|strike|strong|tt|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_VERDICT = re.compile(r"\b(dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN = {
    "dkim": re.compile(r"\bheader\.[di]\s*=\s*[\"']?(?:[^\s;@]*@)?([a-z0-9.-]+)", re.IGNORECASE),
    "spf": re.compile(r"\bsmtp\.mailfrom\s*=\s*[\"']?(?:[^\s;@]*@)?([a-z0-9.-]+)", re.IGNORECASE),
}


@dataclass(frozen=True)
class Verdict:
    """What a mail server says of the domain that sent it; `way` is dkim or spf, `result` pass, fail, none …"""

    server: str
    way: str
    result: str
    domain: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """The lines above a mail that people know, each as they would read it; "" where there is none."""

    sender: str
    to: str
    copies: str
    answers_to: str
    subject: str
    date: str
    sent_at: datetime | None  # where its date can be understood
    verdicts: tuple[Verdict, ...]


def head_of(raw: bytes) -> Head:
    """The lines above the mail. Never raises; only so much of it is read as a head is long."""
    gap = re.search(rb"\r?\n\r?\n", raw[:LONGEST_HEAD])
    message = email.message_from_bytes(
        headers.mended(raw[: gap.end() if gap else LONGEST_HEAD].lstrip()), policy=headers.PATIENT
    )

    def people(name: str) -> str:
        found = headers.addresses(message, name)
        more = f" +{len(found) - MOST_PEOPLE}" if len(found) > MOST_PEOPLE else ""
        named = (f"{one.name} <{one.address}>" if one.name else one.address for one in found[:MOST_PEOPLE])
        return ", ".join(named) + more

    return Head(
        sender=people("From") or headers.text_of(message, "From"), to=people("To"), copies=people("Cc"),
        answers_to=people("Reply-To"), subject=headers.text_of(message, "Subject"),
        date=(date := headers.text_of(message, "Date")), sent_at=_moment(date), verdicts=_verdicts(message),
    )  # fmt: skip


def _moment(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _verdicts(message: "email.message.Message") -> tuple[Verdict, ...]:
    """What the last server on the way wrote; below it stands what anybody may have written."""
    received = 0
    for name, value in message.raw_items():
        if name.casefold() == "received":
            received += 1
        elif name.casefold() == "authentication-results":
            return _said(headers.words(str(value))) if received <= 2 else ()
    return ()


def _said(value: str) -> tuple[Verdict, ...]:
    server, *results = value.split(";")
    found = []
    for result in results[:20]:
        if (verdict := _VERDICT.search(result)) is None:
            continue
        way = verdict[1].lower()
        domain = _DOMAIN[way].search(result)
        found.append(Verdict(server.split()[0][:200] if server.split() else "", way, verdict[2].lower()[:20],
                             domain[1].lower()[:253] if domain else ""))  # fmt: skip
    return tuple(found)


def harmless(source: str, *, picture: Callable[[str], str], remote: bool, own_host: str) -> str:
    """That HTML with nothing in it that runs, asks or looks like us; "" when it is too hard to be taken apart.

    `picture` says where the picture of a cid lies, as a data: address. Pictures from elsewhere stay only with `remote`.
    """
    if source.count("<") > MOST_TAGS or source.count("&") > MOST_SIGNS:
        return ""
    looks = len(_LOOKS.findall(source))
    if looks * source.count("<") > MOST_LOOKS * 10:
        source = _LOOKS.sub("", source)

    def fitting(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return _source(value.strip(), picture, remote, own_host)
        if tag == "a" and name == "href":
            sound = value.strip().lower().startswith(("http://", "https://", "mailto:", "tel:"))
            return told(value.strip()) if sound else None
        if name in {"width", "height", "colspan", "rowspan", "start"}:
            return value if value.isascii() and value.isdigit() and len(value) <= 4 else None
        return value[:2_000]

    return nh3.clean(
        DRAWN.sub(" ", source), tags=TAGS, clean_content_tags=DROPPED, attributes=ATTRIBUTES, attribute_filter=fitting,
        url_schemes={"http", "https", "mailto", "tel", "cid"}, link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}}, strip_comments=True,
    )  # fmt: skip


def asks_elsewhere(source: str) -> bool:
    """Whether pictures would be loaded from elsewhere, so that a button for it makes sense."""
    return bool(re.search(r"<img\b[^<>]{0,2000}\bsrc\s*=\s*[\"']?\s*https?://", source, re.IGNORECASE))


def _source(value: str, picture: Callable[[str], str], remote: bool, own_host: str) -> str | None:
    scheme, _colon, rest = value.partition(":")
    if scheme.lower() == "cid":
        return picture(unquote(rest)) or None
    if not remote:
        return None
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    # A picture may ask nothing of us, and nobody in the house.
    ours = host in {own_host.lower(), "localhost"} or "." not in host or host.replace(".", "").isdigit()
    return value if parts.scheme in {"http", "https"} and not ours else None
