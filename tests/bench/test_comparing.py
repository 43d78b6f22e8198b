"""Two runs of the bench side by side."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from bench.comparing import Difference, compare, read
from tanggap.cli.commands import bench as command
from tanggap.core.errors import TanggapError


def run(**figures: dict[str, list[float]]) -> dict:
    return {"commit": "abc", "rows": [{"what": what, "samples": samples} for what, samples in figures.items()]}


@pytest.mark.parametrize(
    ("name", "before", "after", "verdict"),
    [
        ("p50_ms", [10, 11, 12], [7, 8, 9], "better"),
        ("p50_ms", [7, 8, 9], [10, 11, 12], "WORSE"),
        ("rate", [100, 110], [300, 310], "better"),
        ("rate", [300, 310], [100, 110], "WORSE"),
        ("rate", [90, 100, 110], [105, 112, 120], "within the spread"),
        ("queries", [9], [9], "same"),
        ("queries", [9], [12], "WORSE"),
        ("together_mb", [400], [300], "better"),
    ],
)
def test_a_change_counts_only_beyond_the_spread(
    name: str, before: list[float], after: list[float], verdict: str
) -> None:
    assert Difference("inbox", name, before, after).verdict == verdict


def test_what_only_one_run_has_is_left_out() -> None:
    before = run(inbox={"p50_ms": [10.0]}, register={"p50_ms": [5.0]})
    after = run(inbox={"p50_ms": [8.0], "rate": [100.0]}, search={"p50_ms": [5.0]})
    assert [(one.what, one.name, one.change) for one in compare(before, after)] == [("inbox", "p50_ms", -0.2)]


def test_the_command_prints_both_runs_beside_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(run(inbox={"p50_ms": [20.0, 22.0]})))
    new.write_text(json.dumps(run(inbox={"p50_ms": [10.0, 11.0]})))
    assert command.run(Namespace(compare=[old], json=new)) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.split() == ["inbox,", "p50_ms", "21", "(20-22)", "10.5", "(10-11)", "-50%", "better"]


@pytest.mark.parametrize("content", [None, "no JSON", "[]", "{}"])
def test_a_file_that_is_no_run_is_refused_with_what_to_do(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(TanggapError, match=r"is no JSON of the bench|Run make bench first"):
        read(path)
