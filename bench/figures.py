"""What was measured: one row per question, with its budget beside it, as a table and as JSON."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.place import ROOT


@dataclass(frozen=True)
class Row:
    """One line of the table: what, how it did in words, the budget of the design, and the bare numbers.

    `samples` holds what a later run is compared by: a name with its unit, as in `p50_ms` or `rate`, and one value of
    each round. Names that end with `_ms`, `_mb`, `_kb`, `_seconds` or `queries` are better when they are smaller.
    """

    what: str
    found: str
    budget: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)


def as_table(rows: list[Row]) -> str:
    """For a terminal of 120 columns."""
    wide = max(len(row.what) for row in rows)
    found = max(len(row.found) for row in rows)
    lines = [f"{row.what:<{wide}}  {row.found:<{found}}  {row.budget}".rstrip() for row in rows]
    return "\n".join([f"{'':<{wide}}  {'measured':<{found}}  budget", *lines])


def save(rows: list[Row], path: Path, machine: dict[str, Any]) -> None:
    """The same with commit and machine."""
    content = {"commit": commit(), "machine": machine, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def commit() -> str:
    """The commit of the checkout; with a plus when something in it was changed since."""
    try:
        named = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return ""
    return named.stdout.strip()


def machine() -> dict[str, Any]:
    """What the figures are measured on, and how busy it is with other things before we begin."""
    model = next(
        (line.partition(":")[2].strip() for line in _read("/proc/cpuinfo").splitlines() if "model name" in line), ""
    )
    total = next((line.split()[1] for line in _read("/proc/meminfo").splitlines() if "MemTotal" in line), "0")
    return {
        "processors": os.cpu_count(), "model": model, "memory_mb": int(total) // 1024,
        "system": platform.system(), "python": platform.python_version(), "load_before": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
