"""The estimated temperature against complaints that were judged before it had a word: how often it is right.

The words were not made from the texts of `*_held_out.toml`, of which only numbers are printed; but one hand wrote both,
shortly one after the other, so that the figures are kinder than with somebody else's complaints.
"""

import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.figures import Row
from bench.place import ROOT
from tanggap.reading.temperature import STEPS, estimate
from tanggap.reading.temperature.lexicon import LANGUAGES

DATA = ROOT / "tests" / "data" / "temperature"
SETS = {"known": "{}.toml", "held-out": "{}_held_out.toml"}
HEIGHT = {"calm": 0, "disappointed": 1, "anxious": 1, "angry": 2, "very_angry": 3}
TIME_BUDGET = "≤ 150 µs a text"


@dataclass
class Score:
    """What was meant and what was estimated, with the microseconds of each."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    microseconds: list[float] = field(default_factory=list)

    def precision(self, step: str) -> float:
        """Of those estimated so, the share that is meant so."""
        found = sum(count for (_meant, said), count in self.pairs.items() if said == step)
        return self.pairs[step, step] / found if found else 1.0

    def recall(self, step: str) -> float:
        """Of those meant so, the share estimated so."""
        meant = sum(count for (meant, _said), count in self.pairs.items() if meant == step)
        return self.pairs[step, step] / meant if meant else 1.0

    def within(self, steps: int) -> float:
        """The share that is off by at most so many steps; anxious and disappointed are one height, but not the same."""
        near = sum(
            count for (meant, said), count in self.pairs.items()
            if (meant == said if steps == 0 else abs(HEIGHT[meant] - HEIGHT.get(said, 0)) <= steps)
        )  # fmt: skip
        return near / self.pairs.total()


def score(name: str, language: str) -> Score:
    """Every text of that set, estimated."""
    path = DATA / SETS[name].format(language)
    result = Score()
    estimate("a", language)  # the words are read once, and not in the time of the first text
    for meant, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for text in texts:
            began = time.perf_counter()
            said = estimate(text, language)
            result.microseconds.append((time.perf_counter() - began) * 1e6)
            result.pairs[meant, said] += 1
    return result


def rows() -> Iterator[Row]:
    """For each language and set: right, within one step, precision and recall of each step, the time."""
    for language in LANGUAGES:
        for name in SETS:
            made = score(name, language)
            by_step = ", ".join(f"{step} {made.precision(step):.2f}/{made.recall(step):.2f}" for step in STEPS)
            taken = sorted(made.microseconds)
            p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
            yield Row(
                f"temperature, {language}, {made.pairs.total()} {name} texts",
                f"right {made.within(0):.2f}, within one step {made.within(1):.2f}; {by_step}; "
                f"p50 {p50:.0f} µs, p95 {p95:.0f} µs",
                TIME_BUDGET, {"right": made.within(0), "within_one": made.within(1), "p50_us": p50, "p95_us": p95},
            )  # fmt: skip
