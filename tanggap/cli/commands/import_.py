"""Bring in complaints that were handled elsewhere: `tanggap import complaints.csv --preset cfpb`."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tanggap.cli.command import Need

if TYPE_CHECKING:
    from tanggap.cli.imports.carrying import Seen
    from tanggap.cli.imports.rows import Reader

NEEDS = Need.DATABASE
MOST_REPORTED = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a CSV or XLSX file whose first row names the columns")
    parser.add_argument(
        "--preset", required=True, metavar="NAME|PATH.toml", help="the columns: cfpb, generic, nyc311 or a file"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    parser.add_argument("--good-rows", action="store_true", help="import the good rows although there are bad ones")
    parser.add_argument("--zone", metavar="ZONE", help="the time zone of its times (otherwise the mapping's, or ours)")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    with override("en"):
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    from tanggap.cli.imports.carrying import already_in, carry_in, look
    from tanggap.cli.imports.remembered import forget, looked_at_once
    from tanggap.cli.progress import progress
    from tanggap.sop.models import current_edition, imported_edition

    reader = _reader(given, current_edition().procedure)
    with progress("Checking") as bar:
        seen = looked_at_once(reader, lambda: look(reader, bar, most_kept=MOST_REPORTED))
    _report(seen)
    if seen.bad and not given.good_rows:
        print(
            f"Nothing was written: {seen.bad:,} of {seen.rows:,} rows are bad. Mend them, or add --good-rows.",
            file=sys.stderr,
        )
        return 1
    before = already_in(reader.channel)
    if given.dry_run:
        print(f"Nothing was written. {seen.good - min(before, seen.good):,} complaints would come in; "
              f"{before:,} of this file are in already.")  # fmt: skip
        return 0
    began = time.monotonic()
    with progress("Importing", seen.rows) as bar:
        written = carry_in(reader, imported_edition(), bar)
    forget(reader)
    seconds = max(time.monotonic() - began, 0.001)
    print(f"{written:,} complaints imported in {seconds:.1f} s ({written / seconds:,.0f} a second); "
          f"{seen.good - written:,} were in already; {seen.bad:,} bad rows left out.")  # fmt: skip
    return 0


def _reader(given: argparse.Namespace, procedure: object) -> "Reader":
    from django.conf import settings

    from tanggap.cli.imports.mapping import read_mapping
    from tanggap.cli.imports.rows import Reader
    from tanggap.cli.imports.tables import open_table
    from tanggap.people.models import Unit

    mapping = read_mapping(given.preset)
    table = open_table(given.file, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
    units = {unit.code: unit for unit in Unit.objects.all()}
    return Reader(
        table=table, mapping=mapping, procedure=procedure, units=units,
        zone=given.zone or mapping.zone or settings.TIME_ZONE,
    )  # fmt: skip


def _report(seen: "Seen") -> None:
    """What the file holds on standard output; what is wrong on standard error, one line a row."""
    print(f"{seen.rows:,} rows, {seen.good:,} good, {seen.bad:,} bad.")
    for title, counts in (("States", seen.states), ("Media", seen.media), ("Categories", seen.categories)):
        print(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common()))
    for code, count in seen.unknown.items():
        print(f"The SOP in force does not know “{code}”: {count:,} complaints come in without it.", file=sys.stderr)
    for bad in seen.first_bad:
        print(bad, file=sys.stderr)
    if seen.bad > len(seen.first_bad):
        print(f"… and {seen.bad - len(seen.first_bad):,} more bad rows.", file=sys.stderr)
