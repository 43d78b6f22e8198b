"""What stands beside the intake form when it was opened from something: the scan of a letter, the words of a mail.

A door adds one row to BESIDE: by the kind of the source (casework/sources.py) a function that is given its number.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from tanggap.core.subject import split
from tanggap.people.models import Staff


class Beside(NamedTuple):
    """A template of the panel, and what it shows (as `beside.shown`)."""

    template: str
    shown: dict[str, Any]


BESIDE: dict[str, Callable[[int, Staff], Beside]] = {}


def beside(key: str, *, by: Staff) -> Beside | None:
    """For a key that was checked by `sources.begin`."""
    kind, number = split(key) if key else ("", None)
    return BESIDE[kind](number, by) if kind in BESIDE and number is not None else None
