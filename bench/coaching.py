"""The coach against replies that were labelled before it had a rule: what it finds, what it misses, how long it takes.

`replies.*` were read while the rules were written; `held-out.*` never: of these only the totals are ever printed.
`python -m bench.coaching` prints these rows alone.
"""

import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Row, as_table
from bench.place import ROOT
from tanggap.reading.coach import LANGUAGES, REPLY, WARNINGS, Finding, read

DATA = ROOT / "tests" / "data" / "coach"
KINDS = (*REPLY, *WARNINGS)
SETS = {"replies": "read", "held-out": "held out"}
BUDGET = {"elements": "held out ≥ 0.90/0.85", "warnings": "held out ≥ 0.85/–"}


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

    def count(self, *kinds: str) -> int:
        """How often they are there."""
        return self._sum(self.right, kinds) + self._sum(self.missed, kinds)

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
    """For each language a line for each kind and for all of a sort, over both sets, and one for the time."""
    for language in LANGUAGES:
        read("", language)  # the rules are read once, and not in the time of the first reply
        made = {name: score(replies, language) for name in SETS if (replies := replies_in(_file(name, language)))}
        if made:
            yield from _rows(language, made)


def _file(name: str, language: str) -> Path:
    return DATA / f"{name}.{language}.toml"


def _rows(language: str, made: dict[str, Score]) -> Iterator[Row]:
    for sort, kinds in (("elements", REPLY), ("warnings", WARNINGS)):
        yield _row(f"coach, {language}, all {sort}", kinds, made, BUDGET[sort])
        for kind in kinds:
            yield _row(f"coach, {language}, {kind}", (kind,), made)
    taken = sorted(each for one in made.values() for each in one.milliseconds)
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    yield Row(f"coach, {language}, a reply", f"p50 {p50:.2f} ms, p95 {p95:.2f} ms", "≤ 20 ms",
              {"p50_ms": p50, "p95_ms": p95}, {"p50_ms": [p50], "p95_ms": [p95]})  # fmt: skip


def _row(what: str, kinds: tuple[str, ...], made: dict[str, Score], budget: str = "") -> Row:
    """Precision and recall; `read` are the replies that the rules were written beside."""
    said = ", ".join(f"{SETS[name]} {_two(one, *kinds)} of {one.count(*kinds)}" for name, one in made.items())
    numbers = {name: {"precision": one.precision(*kinds), "recall": one.recall(*kinds)} for name, one in made.items()}
    return Row(what, said, budget, numbers)


def _two(made: Score, *kinds: str) -> str:
    return "/".join("–" if share is None else f"{share:.2f}" for share in (made.precision(*kinds), made.recall(*kinds)))


if __name__ == "__main__":
    print(as_table(list(rows())))
