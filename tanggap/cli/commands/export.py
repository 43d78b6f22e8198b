"""Export the register or the cases as CSV or XLSX."""

import argparse
import shutil
import sys

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["register", "cases"])
    parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
    who = "only what this member of staff may see (every ordinary case; hidden ones are left out)"
    parser.add_argument("--as", dest="email", metavar="EMAIL", help=who)
    parser.add_argument("--language", choices=["id", "en"], default="id", help="of heads and values (id)")
    parser.add_argument("--output", metavar="FILE", help="where to write (standard output)")


def run(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    from tanggap.cli.exporting import sheet_of
    from tanggap.core.errors import TanggapError
    from tanggap.insight.sheets import csv_lines, xlsx_file

    if given.format == "xlsx" and not given.output and sys.stdout.isatty():
        raise TanggapError("XLSX is not for a terminal: give --output FILE, or pipe it.")
    with override(given.language):
        heads, rows = sheet_of(given.what, given.email)
        with open(given.output, "wb") if given.output else sys.stdout.buffer as out:
            if given.format == "xlsx":
                with xlsx_file(heads, rows, given.what) as file:
                    shutil.copyfileobj(file, out)
            else:
                for line in csv_lines(heads, rows):
                    out.write(line.encode())
    return 0
