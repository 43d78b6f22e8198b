"""One row of a list of cases, as the macro `queue` of ui/lists.html shows it."""

from typing import NamedTuple

from tanggap.ui.deadline import Pill


class QueueWords(NamedTuple):
    """What stays the same while the clock runs: plain texts, which the macro escapes.

    `select` is the value of a checkbox; `new` marks one that has just come, `stale` one that has changed since.
    """

    href: str
    reference: str
    title: str
    who: str = ""
    excerpt: str = ""
    medium: str = ""
    confidentiality: str = "open"
    type_words: str = ""
    type_icon: str = "message"
    severity: str = ""
    emotion: str = ""
    emotion_confirmed: bool = True
    unit: str = ""
    owner: str = ""
    owner_key: str = ""
    new: bool = False
    stale: bool = False
    select: str = ""


class QueueRow(NamedTuple):
    """The words, which are drawn once as long as they stay the same, and the pill of this moment."""

    words: QueueWords
    pill: Pill | None = None
