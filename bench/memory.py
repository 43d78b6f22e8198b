"""How much memory an installation takes: PSS, in which what processes share is counted once."""

import re
from pathlib import Path

from bench.place import Place

_pss = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def pss(pid: int) -> int:
    """Bytes; 0 when the process has gone."""
    try:
        found = _pss.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def megabytes(place: Place) -> dict[str, float]:
    """By kind of process, and all of them together."""
    parts = {name: sum(map(pss, pids)) / 2**20 for name, pids in place.processes().items()}
    return {**parts, "together": sum(parts.values())}
