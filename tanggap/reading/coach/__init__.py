"""What a reply or a call note says and how it sounds: the four of ASAP, and words that would hurt. Knows no case.

Rules and phrases are data (`rules.*.toml`, `phrases.*.toml`); `patterns.py` says how they are written.
"""

from tanggap.reading.coach.advice import Advice, Facts, Finding, read
from tanggap.reading.coach.kinds import CALL, ELEMENTS, REPLY, WARNINGS
from tanggap.reading.coach.rules import LANGUAGES, Additions, phrase

__all__ = [
    "CALL", "ELEMENTS", "LANGUAGES", "REPLY", "WARNINGS", "Additions", "Advice", "Facts", "Finding", "phrase", "read",
]  # fmt: skip
