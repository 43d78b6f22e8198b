"""An import that goes on where it stopped does not look at the whole file again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tanggap.cases.models import Case
from tanggap.cli.imports import carrying
from tests.imports.files import CFPB, Run

BAD = "id,received_at,title,body\n1,2025-01-02 10:00,Bocor,Galon bocor.\n2,never,Bocor,Galon bocor lagi.\n"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were looked at as a whole."""
    seen, real = [], carrying.look

    def look(reader: Any, *more: Any, **how: Any) -> carrying.Seen:
        seen.append(reader.channel)
        return real(reader, *more, **how)

    monkeypatch.setattr(carrying, "look", look)
    return seen


def test_after_a_dry_run_or_a_kill_the_file_is_not_looked_at_again(
    run: Run, looks: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(CFPB, preset="cfpb", dry_run=True)
    first = capsys.readouterr().out
    with monkeypatch.context() as killed:
        killed.setattr(carrying, "receive_many", lambda *_words, **_how: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(CFPB, preset="cfpb")
    assert run(CFPB, preset="cfpb") == 0
    assert Case.objects.count() == 300 and len(looks) == 1
    assert first.splitlines()[0] in capsys.readouterr().out  # what it holds is said each time
    run(CFPB, preset="cfpb")
    assert len(looks) == 2  # when a file is in, nothing is kept of it


def test_another_mapping_or_other_units_mean_another_look(run: Run, looks: list[str]) -> None:
    run(CFPB, preset="cfpb", dry_run=True)
    run(CFPB, preset="cfpb", dry_run=True, zone="Asia/Jayapura")
    assert len(looks) == 2


def test_bad_rows_are_reported_each_time(
    run: Run, write: Callable[..., Path], looks: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(BAD)
    for _time in range(2):
        assert run(path) == 1
        assert "row 2" in capsys.readouterr().err
    assert len(looks) == 2
