"""Measure this machine and this Tanggap, with the machine's raw limits beside it; or compare two such runs."""

import argparse
import sys
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tanggap.cli.command import Need
from tanggap.core.errors import TanggapError

if TYPE_CHECKING:
    from bench.place import Place

NEEDS = Need.NOTHING  # it measures an installation of its own, from outside
KEPT = Path("var") / "bench.json"


def sizes(text: str) -> list[int]:
    """`10000,100000`"""
    found = sorted(int(word) for word in text.replace("_", "").split(","))
    if not found or found[0] < 1:
        raise ValueError(text)
    return found


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cases", type=sizes, default=[10_000, 100_000], metavar="N,N", help="cases on file (10000,100000)"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=KEPT, help="where to keep the figures (%(default)s)"
    )
    parser.add_argument(
        "--here", type=Path, metavar="FOLDER", help="use and keep this data folder, which must be empty or of a bench"
    )
    parser.add_argument(
        "--compare", type=Path, nargs="+", metavar="FILE",
        help="measure nothing: print the figures of the first file beside those of the second, or of --json",
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    if find_spec("bench") is None:
        sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    if find_spec("bench") is None:
        raise TanggapError("The bench is not part of an installed Tanggap; run it from a checkout: make bench")
    return _compare([*given.compare, given.json]) if given.compare else _measure(given)


def _compare(files: list[Path]) -> int:
    from bench.comparing import read, table

    print(table(read(files[0]), read(files[1])))
    return 0


def _measure(given: argparse.Namespace) -> int:
    from bench.figures import as_table, machine, save
    from bench.run import rows

    before, found = machine(), []
    given.json.parent.mkdir(parents=True, exist_ok=True)
    with _place(given.here) as one:
        for row in rows(one, given.cases):
            found.append(row)
            print(f"{row.what}: {row.found}", file=sys.stderr, flush=True)
            save(found, given.json, before)  # what is known so far, whatever happens to the rest
    print(as_table(found))
    print(f"Kept in {given.json}.")
    return 0


def _place(here: Path | None) -> "AbstractContextManager[Place]":
    """The installation to measure: a new one that is removed afterwards, or one that stays."""
    from bench.place import kept_place, temporary_place

    return temporary_place() if here is None else kept_place(here)
