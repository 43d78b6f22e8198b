"""The register as a page and as files: only what the reader may see, and no cell that computes."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.close import withdraw
from tanggap.cli.exporting import sheet_of
from tanggap.cli.main import main
from tanggap.insight.sheets import csv_lines, neutral, xlsx_file
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

LEADS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def closed(**words: object) -> Case:
    """A complaint that Alice took back; what she gives as her reason is the solution in the register."""
    case, alice, _receipt = alice_complains(**words)
    withdraw(case, reason='=HYPERLINK("http://evil")', by=alice)
    return case


def downloaded(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(f"/desk/register.csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_closed_complaint_stands_in_the_register_and_in_both_files(sagara: Sagara) -> None:
    case = closed()
    client = desk(sagara.fitri)
    assert case.reference in client.get("/desk/register/").content.decode()
    assert [line[0] for line in downloaded(client)] == ["Nomor", case.reference]
    sheet = b"".join(client.get("/desk/register.xlsx").streaming_content)
    cells = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows())
    assert cells[1][0].value == case.reference
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n"}


def test_another_department_and_the_accused_read_an_empty_register(sagara: Sagara) -> None:
    ordinary = closed()
    sealed = closed(accused=sagara.olga)
    assert [line[0] for line in downloaded(desk(sagara.mallory))][1:] == []
    assert [line[0] for line in downloaded(desk(sagara.olga))][1:] == []
    assert [line[0] for line in downloaded(desk(sagara.maya))][1:] == [ordinary.reference]
    assert [line[0] for line in downloaded(desk(sagara.citra))][1:] == [sealed.reference]
    assert sealed.reference not in desk(sagara.maya).get("/desk/register/").content.decode()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?outcome=withdrawn", True), ("?outcome=upheld", False), ("?medium=web", True), ("?medium=letter", False),
        ("?since=2020-01-01", True), ("?until=2020-01-01", False), ("?since=nonsense&unit=nowhere", True),
        ("?unit=frontdesk", True), ("?unit=quality", False), ("?type=product", False),
    ],
)  # fmt: skip
def test_a_filter_of_the_register_holds_for_page_and_file(sagara: Sagara, query: str, kept: bool) -> None:
    case = closed()
    client = desk(sagara.fitri)
    assert (case.reference in client.get(f"/desk/register/{query}").content.decode()) is kept
    assert len(downloaded(client, query)) == 1 + kept


@pytest.mark.parametrize("lead", LEADS)
def test_no_cell_of_either_file_computes(lead: str) -> None:
    cell = f"{lead}cmd|' /C calc'!A0"
    assert neutral(cell) == f"'{cell}"
    text = "".join(csv_lines([cell], [[cell]])).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[f"'{cell}"], [f"'{cell}"]]
    with xlsx_file([cell], [[cell]], "x") as file:
        kinds = {one.data_type for row in openpyxl.load_workbook(file).active.iter_rows() for one in row}
    assert kinds == {"s"}


def test_the_command_exports_what_that_person_sees_and_without_one_what_is_not_hidden(sagara: Sagara) -> None:
    ordinary = closed()
    hidden, _alice, _receipt = alice_complains(confidential=True)
    for what, email, expected in (
        ("register", None, [ordinary.reference]),
        ("register", "mallory@sagara.test", []),
        ("cases", None, [ordinary.reference]),
        ("cases", "fitri@sagara.test", [hidden.reference, ordinary.reference]),
        ("cases", "mallory@sagara.test", []),
    ):
        _heads, rows = sheet_of(what, email)
        assert [row[0] for row in rows] == expected
    _heads, rows = sheet_of("cases", "fitri@sagara.test")
    assert "Alice Rahmawati" not in next(iter(rows))


def test_the_command_writes_a_file_and_says_in_one_sentence_what_is_wrong(
    sagara: Sagara, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = closed()
    assert main(["export", "register", "--output", str(tmp_path / "r.csv"), "--language", "en"]) == 0
    assert (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()[0].startswith("Number,Closing,Received")
    assert case.reference in (tmp_path / "r.csv").read_text()
    assert main(["export", "cases", "--as", "nobody@sagara.test"]) == 1
    assert "Traceback" not in capsys.readouterr().err
