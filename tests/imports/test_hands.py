"""Several processes carry one file in: in its order, once, and after any of them was killed."""

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.channels.models import Inbound
from tanggap.cli.imports import carrying
from tanggap.core.errors import TanggapError
from tests.imports.files import CFPB, Run

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 300


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "SMALL_BYTES", 0)
    monkeypatch.setattr(carrying, "BATCH", 50)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_references_follow_the_order_of_the_file(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CFPB, preset="cfpb") == 0
    assert f"{ROWS} complaints imported" in capsys.readouterr().out
    rows = Case.objects.order_by("pk").values_list("inbound__external_id", "reference", "received_at__year")
    assert [int(number) for number, _reference, _year in rows] == list(range(1, ROWS + 1))
    for year in {year for _number, _reference, year in rows}:
        numbers = [int(reference.split("-")[1]) for _row, reference, one in rows if one == year]
        assert numbers == sorted(numbers)


def test_one_of_them_is_killed_and_the_next_import_brings_in_the_rest(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import multiprocessing

    batches: Synchronized[int] = multiprocessing.get_context("fork").Value("i", 0)
    real = carrying.receive_many

    def dies_in_the_middle(*words: object, **how: object) -> object:
        with batches.get_lock():
            batches.value += 1
        if batches.value > 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*words, **how)

    with monkeypatch.context() as while_it_is_killed:
        while_it_is_killed.setattr(carrying, "receive_many", dies_in_the_middle)
        with pytest.raises(TanggapError, match="Run the same command again"):
            run(CFPB, preset="cfpb")
    assert 0 <= Case.objects.count() <= 150
    assert run(CFPB, preset="cfpb") == 0
    assert Case.objects.count() == Inbound.objects.values("external_id").distinct().count() == ROWS
    assert not list(trail.verify())


def test_bad_rows_of_all_of_them_are_reported_in_order(
    run: Run, tmp_path: "os.PathLike[str]", capsys: pytest.CaptureFixture[str]
) -> None:
    from pathlib import Path

    lines = [f"{number},2024-05-02,{'' if number % 40 == 0 else 'Bau'}" for number in range(1, 201)]
    file = Path(tmp_path) / "many.csv"
    file.write_text("\n".join(["id,received_at,body", *lines, ""]), encoding="utf-8")
    assert run(file) == 1
    said = capsys.readouterr().err
    assert [line.split(" ")[1] for line in said.splitlines() if line.startswith("row ")] == [
        "40", "80", "120", "160", "200",
    ]  # fmt: skip
