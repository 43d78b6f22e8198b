"""Imports a table of complaints through `tanggap import` and watches how fast and how large that gets."""

import csv
import re
import subprocess
import time
from pathlib import Path

from bench.figures import Row
from bench.load import complaint
from bench.place import ROOT, TANGGAP, Place

ROWS = 20_000
BUDGET = "≥ 3,000 rows/s, memory flat"
LOOK_SECONDS = 0.1
COLUMNS = ["id", "received_at", "title", "body", "name", "email", "state", "outcome", "closed_at", "solution"]
_rate = re.compile(r"\(([\d,]+) a second\)")
_peak = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def import_row(place: Place) -> Row:
    """Half closed, half open, each with a name and an address; checked and carried in, all invariants included."""
    what, path = f"import of a CSV, {ROWS:,} rows", place.home / "import.csv"
    write_table(path)
    began = time.monotonic()
    code, said, peak = watch([*TANGGAP, "import", str(path), "--preset", "generic"], place)
    lasted = time.monotonic() - began
    found = _rate.search(said)
    if code or found is None:
        return Row(what, f"absent: {said.strip().splitlines()[-1][:80] if said.strip() else code}", BUDGET)
    rate = float(found[1].replace(",", ""))
    numbers = {"rows_per_second": rate, "seconds_with_check": lasted, "peak_mb": peak}
    return Row(what, f"{rate:,.0f} rows/s ({lasted:.1f} s with the check before), peak {peak:.0f} MB", BUDGET, numbers,
               {"rate": [rate], "peak_mb": [peak]})  # fmt: skip


def write_table(path: Path) -> None:
    """A table as another system would give it out."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number in range(ROWS):
            said = complaint(number)
            day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            closed = ["closed", "upheld", f"{day} 16:00", "Galon diganti."] if number % 2 else ["received", "", "", ""]
            who = said["complainant"]
            table.writerow([number, f"{day} 09:30", said["subject"], said["body"], who["name"], who["email"], *closed])


def watch(command: list[str], place: Place) -> tuple[int, str, float]:
    """Exit code, everything it said, and its largest size in megabytes."""
    peak = 0
    output = place.home / "import.log"
    with output.open("wb") as log:
        running = subprocess.Popen(command, env=place.environment(), cwd=ROOT, stdout=log, stderr=log)
        while running.poll() is None:
            try:
                found = _peak.search(Path(f"/proc/{running.pid}/status").read_text())
            except OSError:
                found = None
            peak = max(peak, int(found[1]) if found else 0)
            time.sleep(LOOK_SECONDS)
    return running.returncode, output.read_text(encoding="utf-8", errors="replace"), peak / 1024
