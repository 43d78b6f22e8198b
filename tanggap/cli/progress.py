"""How far a long command is: a bar on a terminal, a plain line now and then when the output goes elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 30
REDRAW_SECONDS = 0.1
LINE_SECONDS = 5.0


class Progress:
    """Counts up to `total` (0: unknown); draws on standard error, so that standard output stays clean."""

    def __init__(self, label: str, total: int, out: TextIO) -> None:
        self.label, self.total, self.out = label, total, out
        self.done = 0
        self.terminal = out.isatty()
        self.began = self._drawn = time.monotonic()

    def advance(self, count: int = 1) -> None:
        """`count` more are done."""
        self.done += count
        if time.monotonic() - self._drawn >= (REDRAW_SECONDS if self.terminal else LINE_SECONDS):
            self.draw()

    def draw(self) -> None:
        """Show where we are."""
        self._drawn = time.monotonic()
        text = self.as_bar() if self.terminal else f"{self.label}: {self.count()}"
        self.out.write(f"\r{text}\x1b[K" if self.terminal else f"{text}\n")
        self.out.flush()

    def as_bar(self) -> str:
        """One line: label, bar, count, rate."""
        share = min(self.done / self.total, 1.0) if self.total else 0.0
        filled = round(share * WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled) if self.total else "…"
        return f"{self.label} {bar} {self.count()} · {self.rate():,.0f}/s"

    def count(self) -> str:
        """`1,200 of 6,605`."""
        return f"{self.done:,} of {self.total:,}" if self.total else f"{self.done:,}"

    def rate(self) -> float:
        """How many a second, since the beginning."""
        return self.done / max(time.monotonic() - self.began, 0.001)


@contextmanager
def progress(label: str, total: int = 0, *, out: TextIO | None = None) -> Iterator[Progress]:
    """`with progress("Importing", total) as bar: bar.advance()`; the last state always stands there at the end."""
    bar = Progress(label, total, out or sys.stderr)
    try:
        yield bar
    finally:
        bar.draw()
        if bar.terminal:
            bar.out.write("\n")
