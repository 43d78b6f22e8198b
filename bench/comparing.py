"""Two runs of the bench side by side: medians, spreads, and whether they differ by more than these."""

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tanggap.core.errors import TanggapError

SMALLER_IS_BETTER = ("_ms", "_mb", "_kb", "_seconds", "queries")


@dataclass(frozen=True)
class Difference:
    """One figure of both runs."""

    what: str
    name: str
    before: list[float]
    after: list[float]

    @property
    def change(self) -> float:
        """The share by which the median has moved."""
        old = median(self.before)
        return (median(self.after) - old) / old if old else 0.0

    @property
    def verdict(self) -> str:
        """A median that lies inside the other run's spread says nothing, whatever its percentage."""
        if self.change == 0.0:
            return "same"
        low, high = sorted((self.before, self.after), key=median)
        if len(low) > 1 and len(high) > 1 and max(low) >= min(high):
            return "within the spread"
        better = (self.change < 0) == self.name.endswith(SMALLER_IS_BETTER)
        return "better" if better else "WORSE"

    def line(self) -> str:
        """For the table."""
        said = f"{_said(self.before):>26}  {_said(self.after):>26}  {self.change:>+7.0%}  {self.verdict}"
        return f"{self.what + ', ' + self.name:<62}  {said}"


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Every figure that both runs have, in the order of the newer one."""
    old = {row["what"]: row.get("samples", {}) for row in before["rows"]}
    return [
        Difference(row["what"], name, old[row["what"]][name], values)
        for row in after["rows"]
        for name, values in row.get("samples", {}).items()
        if values and old.get(row["what"], {}).get(name)
    ]


def table(before: dict[str, Any], after: dict[str, Any]) -> str:
    """As text; the raw limits stand first, for when they have moved too, it was the machine and not us."""
    found = compare(before, after)
    if not found:
        return "The two runs have no figure in common."
    head = f"{'':<62}  {_run(before):>26}  {_run(after):>26}   change"
    return "\n".join([head, *(one.line() for one in found)])


def read(path: Path) -> dict[str, Any]:
    """What an earlier run kept; raises TanggapError with what to do when it is not that."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise TanggapError(f"{path}: {problem.strerror}. Run make bench first, and keep its JSON.") from None
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("rows"), list):
        raise TanggapError(f"{path} is no JSON of the bench.")
    return content


def _said(values: list[float]) -> str:
    spread = f" ({_short(min(values))}-{_short(max(values))})" if len(values) > 1 else ""
    return f"{_short(median(values))}{spread}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _run(content: dict[str, Any]) -> str:
    return f"{content.get('commit', '?')}, load {content.get('machine', {}).get('load_before', '?')}"
