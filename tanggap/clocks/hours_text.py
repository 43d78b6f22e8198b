"""Working hours as people type them: "08.00–12.00, 13.00–17.00", "8-12 & 13-17", "tutup", "24 jam"."""

import re
from typing import Any

from django.utils.translation import gettext as _

from tanggap.core.errors import Invalid

Spans = list[list[str]]
CLOSED = frozenset({"", "-", "–", "tutup", "libur", "closed"})
ALWAYS = frozenset({"24 jam", "24 hours", "24 h"})
MOST_SPANS = 6
_BETWEEN = re.compile(r"[,;&+/\n]|\b(?:dan|and)\b")
_TIME = r"(\d{1,2})(?:[.:](\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|s\.d\.|sampai|hingga|to|until)\s*{_TIME}")


def hours_typed(typed: str) -> Spans:
    """The spans of a day in order, [] when it is closed; raises Invalid with a sentence that quotes what is wrong."""
    text = re.sub(r"s\s*/\s*d", "–", " ".join(typed.lower().split()))
    if text in CLOSED:
        return []
    if text in ALWAYS:
        return [["00:00", "00:00"]]
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > MOST_SPANS:
        raise Invalid(_("At most six spans a day, please."))
    spans = sorted(_span(part) for part in parts)
    for (_begin, earlier_end), (later_begin, later_end) in zip(spans, spans[1:], strict=False):
        if later_begin < earlier_end:
            raise Invalid(
                _("“%(later)s” begins before “%(earlier)s” has ended.")
                % {"later": _said(later_begin, later_end), "earlier": _said(_begin, earlier_end)}
            )
    return [[_clock(begin), _clock(end % 1440)] for begin, end in spans]


def hours_to_type(hours: Any) -> str:
    """The same as a field shows it: "08.00–12.00, 13.00–17.00"; empty when closed."""
    return ", ".join(f"{opens}–{'24:00' if closes == '00:00' else closes}" for opens, closes in hours or []).replace(
        ":", "."
    )


def _span(part: str) -> tuple[int, int]:
    """Minutes from midnight; an end of 24.00 is the midnight at the end of the day."""
    found = _SPAN.fullmatch(part)
    if found is None:
        raise Invalid(
            _("“%(part)s” cannot be read. Write hours such as 08.00–12.00, 13.00–17.00, or leave it empty.")
            % {"part": part[:40]}
        )
    begin, end = _minute(found[1], found[2]), _minute(found[3], found[4])
    if end == 0:
        end = 1440
    if begin >= end:
        raise Invalid(
            _("“%(part)s” ends before it begins. A night belongs to two days: 22.00–24.00, and 00.00–06.00.")
            % {"part": part}
        )
    return begin, end


def _minute(hour: str, minute: str | None) -> int:
    count = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or count > 1440:
        raise Invalid(_("“%(time)s” is no time of day.") % {"time": f"{hour}.{minute or '00'}"})
    return count


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _said(begin: int, end: int) -> str:
    return f"{_clock(begin)}–{_clock(end)}".replace(":", ".")
