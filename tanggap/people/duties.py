"""Which line of the duty roster counts at a moment (R8). Pure: it is given the lines and the wall clock."""

from collections.abc import Iterable
from datetime import datetime

from tanggap.people.models import Duty


def holds(duty: Duty, medium: str, here: datetime) -> bool:
    """Whether the line is for that medium at that local moment."""
    if duty.removed_at is not None or duty.medium not in ("", medium):
        return False
    day = here.date()
    if day < duty.since or (duty.until is not None and day > duty.until) or str(day.weekday()) not in duty.weekdays:
        return False
    return duty.starts is None or duty.ends is None or duty.starts <= here.time() < duty.ends


def weight(duty: Duty) -> tuple[bool, bool, bool]:
    """What is narrower goes first: with an end before standing ones, one medium before all, hours before days."""
    return duty.until is not None, bool(duty.medium), duty.starts is not None


def counting(duties: Iterable[Duty], medium: str, here: datetime) -> list[Duty]:
    """The lines that count at that local moment; several of the same weight share the work."""
    found = [duty for duty in duties if holds(duty, medium, here)]
    top = max(map(weight, found), default=None)
    return [duty for duty in found if weight(duty) == top]
