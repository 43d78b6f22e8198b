"""Text that has broken other programs: the Big List of Naughty Strings (MIT licence beside it)."""

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

NAUGHTY = Path(__file__).parent / "data" / "naughty_strings" / "blns.json"
LONG = bool(os.environ.get("TANGGAP_TEST_LONG"))


@cache
def naughty_strings() -> tuple[str, ...]:
    """All of them, in the order of the list."""
    return tuple(json.loads(NAUGHTY.read_text(encoding="utf-8")))


def share(texts: Sequence[str], part: int = 0, parts: int = 5) -> Sequence[str]:
    """One part in `parts`. The list is in the order of its kinds, so every part has some of each."""
    return texts[part::parts]


def for_a_long_way() -> Sequence[str]:
    """For tests that send many requests with each string: all of them in the long run, else a fifth."""
    return naughty_strings() if LONG else share(naughty_strings())
