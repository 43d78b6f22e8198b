"""Reading a CSV or XLSX file row by row, whatever its encoding and delimiter; memory stays flat for CSV."""

import codecs
import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

from tanggap.core.errors import TanggapError

LONGEST_CELL = 1_000_000
CHUNK = 1 << 20
SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
LARGEST_UNPACKED = 1 << 30
DELIMITERS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number (the first under the header is 1), its line in the file, its cells, or why it has none."""

    number: int
    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A file that can be read from its beginning any number of times. `sha256` names its content."""

    path: Path
    sha256: str
    encoding: str
    delimiter: str
    sheet: str
    header: list[str]

    @property
    def is_workbook(self) -> bool:
        return self.encoding == ""

    def rows(self) -> Iterator[Row]:
        """Every row under the header; empty ones are skipped but counted."""
        source = _sheet_rows(self.path, self.sheet) if self.is_workbook else self._csv_rows()
        next(source, None)
        width = len(self.header)
        for number, (line, cells, problem) in enumerate(source, 1):
            if problem:
                yield Row(number, line, [], problem)
            elif len(cells) == width:
                yield Row(number, line, cells)
            elif any(cells):
                yield Row(number, line, [], f"it has {len(cells)} cells, the header has {width}")

    def _csv_rows(self) -> Iterator[tuple[int, list[str], str]]:
        with _open_text(self.path, self.encoding) as file:
            _skip_sep_line(file)
            reader = csv.reader(file, delimiter=self.delimiter)
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as problem:
                    long = f"a cell is longer than {LONGEST_CELL:,} characters"
                    yield reader.line_num, [], long if "limit" in str(problem) else str(problem)
                    continue
                yield reader.line_num, cells, ""


def open_table(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """Look at the whole file once: what it is, how it is written, what its columns are. Raises TanggapError."""
    try:
        digest, found = _look_through(path)
        if path.suffix.lower() in SHEETS:
            found = ""
            header = [cell.strip() for cell in next(_sheet_rows(path, sheet), (0, [], ""))[1]]
        else:
            found = encoding or found
            with _open_text(path, found) as file:
                delimiter = delimiter or _skip_sep_line(file) or _delimiter_of(file)
            header = _csv_header(path, found, delimiter)
    except FileNotFoundError:
        raise TanggapError(f"There is no file {path}.") from None
    except (IsADirectoryError, PermissionError) as problem:
        raise TanggapError(f"{path} cannot be read: {problem.strerror}.") from None
    except LookupError:
        raise TanggapError(f"There is no encoding {encoding}.") from None
    if not any(header):
        raise TanggapError(f"{path} is empty: its first row must name the columns.")
    return Table(path=path, sha256=digest, encoding=found, delimiter=delimiter, sheet=sheet, header=header)


def _look_through(path: Path) -> tuple[str, str]:
    """The SHA-256 and the likely encoding. With a few broken characters it is still UTF-8, and says so row by row."""
    digest, start, high, broken = hashlib.sha256(), b"", 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            start = start or chunk[:4]
            digest.update(chunk)
            if not chunk.isascii() or decoder.getstate()[0]:
                text = decoder.decode(chunk)
                wrong = text.count("\ufffd")
                broken += wrong
                high += sum(char > "\x7f" for char in text) - wrong
    for mark, name in MARKS:
        if start.startswith(mark):
            return digest.hexdigest(), name
    return digest.hexdigest(), "cp1252" if broken > high else "utf-8"


def _open_text(path: Path, encoding: str) -> TextIO:
    # What cannot be decoded becomes half a pair, which the check of each row finds; newlines are the reader's matter.
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(path.open("rb"), encoding=encoding, errors=errors, newline="")


def _skip_sep_line(file: TextIO) -> str:
    """The delimiter of a first line `sep=;`, which Excel writes; otherwise nothing is read."""
    first = file.readline(LONGEST_CELL)
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first[4]
    file.seek(0)
    return ""


def _delimiter_of(file: TextIO) -> str:
    """That which is most frequent in the header, outside quotation marks."""
    line = file.readline(LONGEST_CELL)
    bare = "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)
    return max(DELIMITERS, key=bare.count)


def _csv_header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with _open_text(path, encoding) as file:
        _skip_sep_line(file)
        try:
            return [cell.strip() for cell in next(csv.reader(file, delimiter=delimiter), [])]
        except (csv.Error, TypeError) as problem:
            raise TanggapError(f"{path} cannot be read as a table: {problem}.") from None


def _sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str], str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = (book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)).iter_rows()
        for line, cells in enumerate(rows, 1):
            yield line, [_as_text(cell) for cell in cells], ""
    except CalamineError as problem:
        raise TanggapError(f"{path} cannot be read as a workbook: {problem}.") from None


def _refuse_bomb(path: Path) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise TanggapError(f"{path} would unpack to more than 1 GB. Save it as CSV and import that.")


def _as_text(cell: Any) -> str:
    match cell:
        case datetime() if cell.time() == time(0):
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)
