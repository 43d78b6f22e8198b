"""One row of a list of cases, as the macro `queue` of ui/lists.html shows it."""

from dataclasses import dataclass

from tanggap.ui.deadline import Pill


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Plain texts, which the macro escapes. `select` is the value of a checkbox; `new` marks one that has just come."""

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
    pill: Pill | None = None
    new: bool = False
    select: str = ""
