"""The coach against replies that were labelled before it had a rule: what it finds, what it misses, how long it takes.

`replies.*` were read while the rules were written; `held-out.*` never: of these only the totals are ever printed.
"""

import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Row
from bench.place import ROOT
from tanggap.reading.coach import LANGUAGES, REPLY, WARNINGS, Finding, read

DATA = ROOT / "tests" / "data" / "coach"
KINDS = (*REPLY, *WARNINGS)
SETS = ("replies", "held-out")
BUDGET = "elements: precision ≥ 0.90, recall ≥ 0.85; warnings: precision ≥ 0.85"
TIME_BUDGET = "≤ 20 ms"


@dataclass
class Score:
    """By kind: found rightly, found wrongly, missed."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    replies: int = 0

    def precision(self, *kinds: str) -> float | None:
        """Of what was found, the share that is so; None where nothing was found."""
        return _share(self._sum(self.right, kinds), self._sum(self.wrong, kinds))

    def recall(self, *kinds: str) -> float | None:
        """Of what is there, the share that was found; None where there is none."""
        return _share(self._sum(self.right, kinds), self._sum(self.missed, kinds))

    @staticmethod
    def _sum(counted: Counter[str], kinds: tuple[str, ...]) -> int:
        return sum(counted[kind] for kind in kinds)


def _share(good: int, bad: int) -> float | None:
    return good / (good + bad) if good + bad else None


def replies_in(path: Path) -> list[dict[str, Any]]:
    """The labelled replies of a file; none where the checkout has no such file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))["reply"] if path.is_file() else []


def found_in(reply: dict[str, Any], language: str) -> tuple[list[set[str]], float]:
    """For each sentence the kinds that the coach finds in it, and the milliseconds it took for the whole reply."""
    starts, text = [], ""
    for one in reply["sentences"]:
        # What does not end as a sentence does, a greeting or what is written in a chat, stands on a line of its own.
        text += "" if not text else " " if text.endswith((".", "!", "?", "\"", "”")) else "\n\n"
        starts.append(len(text))
        text += one["text"]
    began = time.perf_counter()
    advice = read(text, language, of="call" if reply["kind"] == "call" else "reply")
    took = (time.perf_counter() - began) * 1_000
    kinds: list[set[str]] = [set() for _start in starts]
    for finding in advice.findings:
        kinds[_sentence(finding, starts)].add(finding.kind)
    return kinds, took


def _sentence(finding: Finding, starts: list[int]) -> int:
    return max(place for place, start in enumerate(starts) if start <= finding.start)


def score(replies: list[dict[str, Any]], language: str) -> Score:
    """Every sentence of every reply, compared."""
    result = Score(replies=len(replies))
    for reply in replies:
        found, took = found_in(reply, language)
        result.milliseconds.append(took)
        for one, kinds in zip(reply["sentences"], found, strict=True):
            meant = set(one["is"])
            result.right.update(meant & kinds)
            result.missed.update(meant - kinds)
            result.wrong.update(kinds & set(KINDS) - meant)
    return result


def rows() -> Iterator[Row]:
    """For each language and set: a line for each kind, and the time."""
    for language in LANGUAGES:
        for name in SETS:
            replies = replies_in(DATA / f"{name}.{language}.toml")
            if replies:
                read("", language)  # the rules are read once, and not in the time of the first reply
                yield from _rows(name, language, score(replies, language))


def _rows(name: str, language: str, made: Score) -> Iterator[Row]:
    what = f"coach, {language}, {made.replies} {name} replies" if name == "held-out" else (
        f"coach, {language}, {made.replies} replies that the rules know")  # fmt: skip
    for group, kinds in (("elements", REPLY), ("warnings", WARNINGS)):
        said = ", ".join(f"{kind} {_two(made, kind)}" for kind in kinds)
        budget = BUDGET if group == "elements" else ""
        numbers = {kind: {"precision": made.precision(kind), "recall": made.recall(kind)} for kind in kinds}
        yield Row(f"{what}: {group}", f"{_two(made, *kinds)}: {said}", budget, numbers)
    taken = sorted(made.milliseconds)
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    yield Row(f"{what}: time", f"p50 {p50:.2f} ms, p95 {p95:.2f} ms", TIME_BUDGET, {"p50_ms": p50, "p95_ms": p95},
              {"p50_ms": [p50], "p95_ms": [p95]})  # fmt: skip


def _two(made: Score, *kinds: str) -> str:
    return "/".join("–" if share is None else f"{share:.2f}" for share in (made.precision(*kinds), made.recall(*kinds)))
