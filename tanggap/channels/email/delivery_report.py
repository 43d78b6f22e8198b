"""What a mail server reports on a letter of ours (RFC 3464, and what servers write that never read it).

Which letter it is about, only its Message-ID says: it holds 122 random bits that only we and whoever got the letter
know. An address in a report proves nothing; anybody can write one.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from tanggap.channels.email import headers
from tanggap.channels.email.headers import PATIENT, raw_values, words

# What is reported stands at the beginning, and after it the letter itself.
LOOKED_AT = 512 * 1024
MOST_IDS, MOST_RECIPIENTS = 1_000, 100  # addresses look like Message-IDs, so that many pass for one
FAILED, DELAYED, ARRIVED = "failed", "delayed", "arrived"
_ACTIONS = {"failed": FAILED, "delayed": DELAYED, "delivered": ARRIVED, "relayed": ARRIVED, "expanded": ARRIVED}
_ID = re.compile(rb"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)[ -]")
_WAITS = re.compile(r"delay|deferred|warning|still being retried|tertunda|belum terkirim|not yet been delivered", re.I)


@dataclass(frozen=True, kw_only=True)
class Report:
    """`outcome` is failed, delayed or arrived; `said` is the server's own words; addresses are in small letters."""

    outcome: str
    status: str = ""
    said: str = ""
    recipients: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()


def report_of(raw: bytes) -> Report:
    """Read it. Never raises: a report that cannot be understood is one that names no letter."""
    raw = raw[:LOOKED_AT]
    ids = tuple(dict.fromkeys(one.decode("ascii", "replace") for one in _ID.findall(raw)))
    try:
        message = email.message_from_bytes(headers.mended(raw.lstrip()), policy=PATIENT)
        parts = list(_parts(message))
    except (ValueError, RecursionError, LookupError):
        return Report(outcome=FAILED, message_ids=ids[:MOST_IDS])
    fields = [part for part in parts if raw_values(part, "Action") or raw_values(part, "Final-Recipient")]
    return _structured(fields, ids) if fields else _told(message, parts, ids)


def _structured(fields: list[Message], ids: tuple[str, ...]) -> Report:
    outcomes = [_ACTIONS.get(words(next(iter(raw_values(one, "Action")), "")).lower(), FAILED) for one in fields]
    # Of several recipients the worst counts; a letter of ours has one.
    outcome = next(one for one in (FAILED, DELAYED, ARRIVED) if one in outcomes)
    worst = fields[outcomes.index(outcome)]
    said = words(next(iter(raw_values(worst, "Diagnostic-Code")), ""))
    said = said.partition(";")[2].strip() if ";" in said[:20] else said
    status = words(next(iter(raw_values(worst, "Status")), ""))
    found = _STATUS.search(status) or _STATUS.search(said)
    named = (
        address
        for part in fields
        for name in ("Final-Recipient", "Original-Recipient")
        for line in raw_values(part, name)
        if (address := words(line).rpartition(";")[2].strip(" <>").casefold())
    )
    return Report(
        outcome=outcome, status=found[1] if found else "", said=said[:400], message_ids=ids[:MOST_IDS],
        recipients=tuple(dict.fromkeys(named))[:MOST_RECIPIENTS],
    )  # fmt: skip


def _told(message: Message, parts: list[Message], ids: tuple[str, ...]) -> Report:
    """Without the form: whether it failed and why, as far as words and numbers in the first part say it."""
    first = next((part for part in parts if part.get_content_maintype() == "text"), message)
    payload = first.get_payload(decode=True)
    text = payload.decode("utf-8", "replace")[:20_000] if isinstance(payload, bytes) else ""
    about = f"{headers.text_of(message, 'Subject')}\n{text}"
    status, code = _STATUS.search(text), _CODE.search(text)
    line = next((line.strip() for line in text.splitlines() if _CODE.search(line) or _STATUS.search(line)), "")
    failed = [words(one).strip(" <>").casefold() for one in raw_values(message, "X-Failed-Recipients")]
    waits = bool(_WAITS.search(about)) and not (status and status[1].startswith("5"))
    return Report(
        outcome=DELAYED if waits else FAILED, status=status[1] if status else code[1] if code else "", said=line[:400],
        recipients=tuple(failed[:MOST_RECIPIENTS]), message_ids=ids[:MOST_IDS],
    )  # fmt: skip


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Every part of the report; the letter that came back is not looked into."""
    yield message
    payload = message.get_payload()
    if depth < 5 and isinstance(payload, list) and message.get_content_type() != "message/rfc822":
        for part in payload:
            yield from _parts(part, depth + 1)
