"""Rows as CSV and XLSX, streamed. Whatever somebody typed stays text: no cell ever becomes a formula (T16)."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

# As spreadsheets read them at the beginning of a cell; the full-width forms are read so in East Asian settings.
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # what a cell of XLSX can hold
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else


def neutral(text: str) -> str:
    """The text as a cell of CSV that no spreadsheet will compute."""
    return f"'{text}" if text.startswith(LEADS) else text


class _Echo:
    """A file that hands back what is written, so that csv.writer can stream."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of the file, one by one, the heads first."""
    writer = csv.writer(_Echo())  # type: ignore[arg-type]
    yield BYTE_ORDER_MARK
    yield writer.writerow([neutral(head) for head in heads])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def xlsx_file(heads: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> IO[bytes]:
    """An open temporary file with one sheet, at its beginning; it vanishes when it is closed. Memory stays flat."""
    file = tempfile.TemporaryFile(suffix=".xlsx")
    import xlsxwriter  # slow to load, and few processes ever write a sheet

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:LONGEST_CELL])
    file.seek(0)
    return file
