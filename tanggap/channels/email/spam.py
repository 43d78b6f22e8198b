"""What the mail server in front of us thinks of a mail; its word counts for quarantine only, never for refusal."""

import re
from email.message import Message

from tanggap.channels.email.headers import raw_values

FLAGS = ("X-Spam-Flag", "X-Spam", "X-Spam-Status")
SCORES = ("X-Spam-Score", "X-Rspamd-Score", "X-Mailgun-Sscore")
SPAM_FROM = 5.0  # where SpamAssassin, and all that count like it, begin
_NUMBER = re.compile(r"\s*[+-]?\d{1,6}(?:\.\d{1,6})?")
_STARS = re.compile(r"\s*([*+]+)\s*")


def is_spam(message: Message) -> bool:
    """A plain yes; else a score, where it says no plain no. Of several headers the worst counts: some are forged."""
    said = [value.strip().casefold() for name in FLAGS for value in raw_values(message, name)]
    if any(one.startswith(("yes", "true", "spam")) for one in said):
        return True
    scores = [score for name in SCORES for value in raw_values(message, name) if (score := _score(value)) is not None]
    if not said:
        scores += [float(len(stars[1])) for value in raw_values(message, "X-Spam-Level") if (stars := _whole(value))]
    return any(score >= SPAM_FROM for score in scores)


def _score(value: str) -> float | None:
    found = _NUMBER.match(value)
    return float(found.group()) if found else None


def _whole(value: str) -> re.Match[str] | None:
    return _STARS.fullmatch(value[:1000])
