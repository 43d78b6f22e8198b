"""Whatever a file holds: a sentence with row, column and reason, never a traceback, and nothing half written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tanggap.cases.models import Case
from tanggap.cli.imports import tables
from tanggap.core.errors import TanggapError
from tests.imports.files import HEADER, MAPPING, Run

Write = Callable[..., Path]
GOOD = "1,2024-05-02,Airnya bau,Bau,web,received,,,Alice,alice@example.org,"

BAD = {
    "an empty body": ("2,2024-05-02,,,web,,,,,,", "body: Tell us what happened"),
    "no date": ("2,,Bau,,web,,,,,,", "received_at: it is empty"),
    "a date that is none": ("2,32/13/2024,Bau,,web,,,,,,", "received_at: “32/13/2024” is no date"),
    "the future": ("2,2924-05-02,Bau,,web,,,,,,", "received_at: A complaint cannot have arrived in the future"),
    "long ago": ("2,1024-05-02,Bau,,web,,,,,,", "received_at: “1024-05-02” lies before the year 2000"),
    "an unknown medium": ("2,2024-05-02,Bau,,pigeon,,,,,,", "medium: “pigeon” is no medium"),
    "an unknown state": ("2,2024-05-02,Bau,,web,lost,,,,,", "state: “lost” is no state"),
    "closed without an outcome": ("2,2024-05-02,Bau,,web,closed,,2024-05-03,,,", "outcome: a closed complaint needs"),
    "closed before received": ("2,2024-05-02,Bau,,web,closed,upheld,2024-05-01,,,", "closed_at: it lies before"),
    "an address that is none": ("2,2024-05-02,Bau,,web,,,,Bob,bob at home,", "email:"),
    "too few cells": ("2,2024-05-02,Bau", "the row: it has 3 cells, the header has 11"),
    "too many cells": (GOOD + ",,,,", "the row: it has 15 cells"),
    "NUL": ("2,2024-05-02,Ba\0u,,web,,,,,,", "body: There is a character in it that cannot be stored"),
    "too long": (f"2,2024-05-02,{'x' * 60_000},,web,,,,,,", "body: This is too long"),
    "huge": (f"2,2024-05-02,{'x' * 1_100_000},,web,,,,,,", "the row: a cell is longer than 1,000,000 characters"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_is_reported_with_number_column_and_reason(
    bad: str, run: Run, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    row, reason = BAD[bad]
    file = write(f"{HEADER}\n{GOOD}\n{row}\n{GOOD}\n")
    assert run(file) == 1
    said = capsys.readouterr().err
    assert f"row 2 (line 3), {reason}" in said
    assert "Nothing was written: 1 of 3 rows are bad." in said
    assert not Case.objects.exists()


def test_good_rows_come_in_when_asked_for(run: Run, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(f"{HEADER}\n{GOOD}\n2,never,Bau,,web,,,,,,\n{GOOD}\n")
    assert run(file, good_rows=True) == 0
    assert Case.objects.count() == 2
    assert "row 2 (line 3), received_at" in capsys.readouterr().err


def test_a_broken_character_is_one_bad_row(run: Run, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(f"{HEADER}\n{GOOD.replace('bau', 'naïve café')}\n".encode() + b"2,2024-05-02,Ba\xffu,,web,,,,,,\n")
    assert run(file) == 1
    assert "row 2 (line 3), body: There is a character in it that cannot be stored" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", "\t"), ("utf-16", "|"), ("utf-8", ";")]
)
def test_encodings_and_delimiters_are_found_out(encoding: str, delimiter: str, run: Run, write: Write) -> None:
    text = f'{HEADER}\n1,2024-05-02,"Café naïve: “bau”\nbaris dua","Ti,t;le",web,,,,,,\n'.replace(",", delimiter)
    text = text.replace(f"Ti{delimiter}t", "Ti,t")
    assert run(write(text, encoding=encoding)) == 0
    case = Case.objects.get()
    assert case.body == "Café naïve: “bau”\nbaris dua"
    assert case.title == "Ti,t;le" or delimiter == ";"


def test_the_first_line_of_excel_is_understood(run: Run, write: Write) -> None:
    assert run(write(f"sep=;\n{HEADER}\n{GOOD}\n".replace(",", ";"))) == 0
    assert Case.objects.get().shown_name == "Alice"


def test_a_workbook_comes_in_like_a_table(run: Run, tmp_path: Path) -> None:
    import datetime

    import xlsxwriter

    path = tmp_path / "keluhan.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["received_at", "body", "member_no"])
        sheet.write_datetime(1, 0, datetime.datetime(2024, 5, 2))
        sheet.write(1, 1, "=cmd|' /C calc'!A0 kata orang")
        sheet.write_number(1, 2, 4711)
        sheet.write_string(1, 1, "=1+1 kata orang")
    assert run(path) == 0
    case = Case.objects.get()
    assert case.body == "=1+1 kata orang"
    assert case.received_at.isoformat() == "2024-05-02T05:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "is empty"),
        (b"\n\n", "a.csv", "is empty"),
        (b"a,b\n1,2\n", "a.csv", "has no column “body”"),
        (b"body,body,received_at\n1,2,3\n", "a.csv", "is there twice"),
        (b"no workbook", "a.xlsx", "cannot be read as a workbook"),
        (b"PK\x03\x04 broken", "a.xlsx", "cannot be read as a workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    content: bytes, name: str, sentence: str, run: Run, write: Write
) -> None:
    with pytest.raises(TanggapError, match=sentence):
        run(write(content, name))


def test_absent_files_presets_and_zones_are_named(run: Run, write: Write, tmp_path: Path) -> None:
    file = write(f"{HEADER}\n{GOOD}\n")
    for given, sentence in (
        ({"file": tmp_path / "none.csv"}, "There is no file"),
        ({"file": tmp_path}, "cannot be read"),
        ({"file": file, "preset": "cbfp"}, "There is no preset cbfp; there are: cfpb, generic"),
        ({"file": file, "preset": str(tmp_path / "none.toml")}, "There is no file"),
        ({"file": file, "zone": "Asia/Atlantis"}, "There is no time zone"),
    ):
        with pytest.raises(TanggapError, match=sentence):
            run(given.pop("file"), **given)


def test_a_mapping_of_ones_own(run: Run, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = write(MAPPING, "mapping.toml")
    good = write("body,received_at,title,medium\nSatu,2024-05-02T08:30,A,Loket\nDua,2024-05-03,,\n", "good.csv")
    assert run(good, preset=str(mapping)) == 0
    first, second = Case.objects.order_by("pk")
    assert (first.medium, first.written, second.medium, second.title) == ("walk_in", False, "web", "Dua")
    bad = write("body,received_at,title,medium\nSatu,2024-05-02,A,Merpati\n", "bad.csv")
    assert run(bad, preset=str(mapping)) == 1
    assert "medium: “Merpati” is not among the values of the mapping" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name = 'x'\n", "fields"),
        (MAPPING + "weather = { column = 'x' }\n", "fields.weather"),
        (MAPPING + "wish = { column = 'x', text = 'y' }\n", "fields.wish.0"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(text: str, place: str, run: Run, write: Write) -> None:
    from tanggap.core.errors import Invalid

    with pytest.raises(Invalid) as caught:
        run(write(f"{HEADER}\n{GOOD}\n"), preset=str(write(text, "mapping.toml")))
    assert place in caught.value.fields


def test_reading_keeps_no_row_in_memory(write: Write) -> None:
    table = tables.open_table(write("a,b\n" + "1,2\n" * 5))
    rows = table.rows()
    assert next(rows).number == 1
    assert sum(1 for _row in rows) == 4
