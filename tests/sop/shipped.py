"""The shipped SOP files, and how a test changes them."""

import re
from pathlib import Path

from tanggap.sop.procedure import Procedure
from tanggap.sop.schema import SopProblem, SopProblems, read

SOPS = Path(__file__).resolve().parents[2] / "sops"
COMPANY = SOPS / "company.toml"
ASSOCIATION = SOPS / "association.toml"


def company(*changes: tuple[str, str]) -> str:
    """The text of the company's SOP with each `old` replaced by `new`, once; a change that hits nothing is an error."""
    text = COMPANY.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def procedure(*changes: tuple[str, str]) -> Procedure:
    """The company's procedure with those changes."""
    return read(company(*changes))


def problems(text: str) -> list[SopProblem]:
    """What is wrong with that text; empty when nothing is."""
    try:
        read(text)
    except SopProblems as found:
        return found.problems
    return []


def line_of(text: str, words: str) -> int:
    """The line, from 1, on which those words first stand."""
    found = re.search(re.escape(words), text)
    assert found, words
    return text.count("\n", 0, found.start()) + 1
