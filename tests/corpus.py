"""Text that has broken other programs: the Big List of Naughty Strings (MIT licence beside it)."""

import json
from functools import cache
from pathlib import Path

NAUGHTY = Path(__file__).parent / "data" / "naughty_strings" / "blns.json"


@cache
def naughty_strings() -> tuple[str, ...]:
    """All of them, in the order of the list."""
    return tuple(json.loads(NAUGHTY.read_text(encoding="utf-8")))
