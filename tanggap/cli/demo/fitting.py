"""Which line of a theme tells what came of a task: the one that speaks of the same things."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]{4,}")
_PREFIX = re.compile(r"^(di|ter|mem|men|meng|me|ber|pem|pen|pe)(?=[a-z]{4})")
_SUFFIX = re.compile(r"(?<=[a-z]{4})(kan|nya|an|i)$")
SMALL = frozenset("yang dengan untuk dari pada sudah oleh satu dalam dan supaya semua saat".split())


def fitting(task: str, lines: Iterable[str]) -> str:
    """Of `lines` the one with most words of `task`; empty when none has more than half of them, or two and half."""
    wanted = _stems(task)
    best = max(lines, key=lambda line: len(wanted & _stems(line)), default="")
    shared = len(wanted & _stems(best))
    return best if 2 * shared >= len(wanted) + (shared < 2) else ""


def _stems(text: str) -> set[str]:
    """The words without what Indonesian puts before and behind them: “dikirimkan” is “kirim”."""
    words = set(_WORD.findall(text.lower())) - SMALL
    return {_SUFFIX.sub("", _PREFIX.sub("", word)) for word in words}
