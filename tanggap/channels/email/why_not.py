"""Why a letter did not arrive, in plain words: a few reasons that people can do something about.

Rows keep the reason as a code, which has no language, and beside it what the server said.
"""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

FULL, NO_ADDRESS, NO_DOMAIN, CLOSED, TOO_LARGE, DISTRUSTED, NOT_REACHED, REFUSED = (
    "full", "no_address", "no_domain", "closed", "too_large", "distrusted", "not_reached", "refused",
)  # fmt: skip
SENTENCES: dict[str, Any] = {
    FULL: _("The mailbox is full."),
    NO_ADDRESS: _("There is no such mailbox."),
    NO_DOMAIN: _("There is no such mail server; the part after the @ may be misspelt."),
    CLOSED: _("The mailbox takes no mail any more."),
    TOO_LARGE: _("The letter was too large for the mailbox."),
    DISTRUSTED: _("The other mail server took it for unwanted mail."),
    NOT_REACHED: _("The other mail server could not be reached for days, or put the letter off."),
    REFUSED: _("The other mail server refused it."),
}
_BY_STATUS = {
    "1.1": NO_ADDRESS, "1.0": NO_ADDRESS, "1.3": NO_ADDRESS, "1.6": NO_ADDRESS, "1.10": NO_ADDRESS, "1.2": NO_DOMAIN,
    "2.1": CLOSED, "2.0": CLOSED, "2.2": FULL, "2.3": TOO_LARGE, "3.1": FULL, "3.4": TOO_LARGE, "4.1": NOT_REACHED,
    "4.4": NO_DOMAIN, "4.7": NOT_REACHED, "7.1": DISTRUSTED, "7.0": DISTRUSTED, "7.26": DISTRUSTED, "7.23": DISTRUSTED,
}  # fmt: skip
# What servers say where the number says nothing.
_BY_WORDS = (
    (FULL, r"quota|mailbox (is )?full|over ?quota|insufficient (system )?storage|out of storage|penuh"),
    (NO_DOMAIN, r"host (or domain name )?not found|domain .{0,40}(not exist|not found)|no mx|nxdomain|unrouteable"),
    (CLOSED, r"disabled|inactive|suspended|deactivated|no longer (in use|active|accept)"),
    (NO_ADDRESS, r"(user|mailbox|account|address|recipient)\b.{0,60}\b(unknown|not exist|not found|unavailable|invalid)"
                 r"|unknown (user|recipient)|no such (user|mailbox|recipient|person|address)|does ?n.t exist"
                 r"|nobody here|tidak ditemukan"),
    (TOO_LARGE, r"too (large|big)|size limit|exceeds .{0,20}size"),
    (DISTRUSTED, r"spam|blacklist|blocklist|blocked|reputation|dmarc|spf|dkim|policy"),
    (NOT_REACHED, r"timed? ?out|connection (refused|was cut)|unreachable|too long|expired|retry"),
)  # fmt: skip
_NUMBER = re.compile(r"\b[45]\.(\d{1,3}\.\d{1,3})\b")


def reason_of(said: str, status: str = "") -> str:
    """The code of the reason; `status` is like 5.2.2, and may also stand in what was said."""
    number = _NUMBER.search(status) or _NUMBER.search(said)
    known = _BY_STATUS.get(number[1]) if number else None
    if known == DISTRUSTED and number and number[0].startswith("4"):
        known = NOT_REACHED  # it was asked to come again until the time was over
    spoken = next((code for code, pattern in _BY_WORDS if re.search(pattern, said[:1_000], re.IGNORECASE)), None)
    # 5.7.1 and 5.1.1 are put on everything; where the words say more, they count.
    return (spoken or known or REFUSED) if known in {None, DISTRUSTED} else known


def in_words(reason: str) -> Any:
    """The sentence for a code."""
    return SENTENCES.get(reason, SENTENCES[REFUSED])
