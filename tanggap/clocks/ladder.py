"""At which points of its time a clock rings: a ladder, from the first reminder to what follows the due moment. Pure.

It comes from above as a value and is kept with the clock as a short text, so that a clock keeps the ladder under which
it was started: `50% 80% due due+480w due+120m` (480 working minutes and 120 ordinary ones after the due moment).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_RING = re.compile(r"([1-9]\d?)%|due(?:\+([1-9]\d*)([wm]))?")


@dataclass(frozen=True, slots=True)
class Ring:
    """Rings when `percent` of the time is used up; or `later` minutes after the due moment, perhaps working ones."""

    percent: int = 100
    later: int = 0
    working: bool = False

    @property
    def name(self) -> str:
        """What it says: due_soon (before), broken (at the due moment), overdue (after it)."""
        if self.later:
            return "overdue"
        return "broken" if self.percent == 100 else "due_soon"

    def __str__(self) -> str:
        if self.later:
            return f"due+{self.later}{'w' if self.working else 'm'}"
        return "due" if self.percent == 100 else f"{self.percent}%"


Ladder = tuple[Ring, ...]
LADDER: Ladder = (Ring(80), Ring(100))


def written(ladder: Ladder) -> str:
    """The ladder as a clock keeps it; empty for the ordinary one."""
    return "" if ladder == LADDER else " ".join(map(str, ladder))


@lru_cache(maxsize=256)
def read(text: str) -> Ladder:
    """The ladder of a clock; raises ValueError for a text that is none."""
    return tuple(map(_ring, text.split())) if text else LADDER


def _ring(text: str) -> Ring:
    if (found := _RING.fullmatch(text)) is None:
        raise ValueError(f"no rung of a ladder: {text}")
    percent, later, unit = found.groups()
    return Ring(int(percent)) if percent else Ring(later=int(later or 0), working=unit == "w")
