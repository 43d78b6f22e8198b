"""Cells of a table that leaves the house: no text that somebody typed ever runs as a formula (T16)."""

import unicodedata
from typing import Any

LEADS = frozenset("=+-@\t\r\n")


def plain_cell(value: Any) -> Any:
    """The value as a cell may hold it: text that a spreadsheet would take for a formula gets an apostrophe before it.

    Full-width forms count too, and blanks before the sign, which some spreadsheets skip. Numbers stay numbers.
    """
    if value is None:
        return ""
    if not isinstance(value, str) or not value:
        return value
    first = unicodedata.normalize("NFKC", value.lstrip(" \u00a0\u3000\ufeff\u200b"))[:1]
    return f"'{value}" if first in LEADS or value[0] in LEADS else value
