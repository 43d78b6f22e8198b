"""`tanggap sop check|show|publish`."""

import argparse
from pathlib import Path

import pytest

from tanggap.cli.commands import sop
from tanggap.core.errors import Invalid, NotFound, Refused
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.sop.schema import SopProblems
from tests.sop.shipped import ASSOCIATION, COMPANY, company


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    sop.arguments(parser)
    return sop.run(parser.parse_args([str(each) for each in arguments]))


@pytest.fixture
def two_people(db: None) -> tuple[Staff, Staff]:
    olga, maya = (Staff.objects.create(email=f"{name}@example.test", full_name=name) for name in ("olga", "maya"))
    return olga, maya


@pytest.mark.parametrize("path", [COMPANY, ASSOCIATION])
def test_check_says_that_a_shipped_file_can_be_published(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", path) == 0
    assert "can be published" in capsys.readouterr().out


def test_check_names_every_line_with_a_mistake(tmp_path: Path) -> None:
    bad = tmp_path / "sop.toml"
    bad.write_text(company(("reopen_days = 30", "reopen_days = thirty")))
    with pytest.raises(SopProblems, match=r"^Line \d+: After = comes a value"):
        run("check", bad)


def test_check_of_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read: No such file or directory"):
        run("check", tmp_path / "none.toml")


def test_publish_puts_the_file_in_force_and_show_prints_it(
    two_people: tuple[Staff, Staff], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("publish", COMPANY, "--by", "Olga@example.test") == 0
    changed = tmp_path / "sop.toml"
    changed.write_text(company(("min_alternatives = 3", "min_alternatives = 5")))
    assert run("publish", changed, "--by", "olga@example.test", "--second", "maya@example.test") == 0
    assert (current_edition().number, current_edition().procedure.needs("decide").min_alternatives) == (2, 5)
    capsys.readouterr()

    run("show", "--edition", "1", "--language", "en")
    shown = capsys.readouterr().out
    assert "PT Tirta Sagara · Customer complaint procedure" in shown
    assert "At least 3 solutions are put on the table before one is chosen." in shown
    run("show")
    assert "Sedikitnya 5 alternatif solusi diajukan" in capsys.readouterr().out


def test_publish_refuses_who_is_not_there_and_one_person_twice(two_people: tuple[Staff, Staff]) -> None:
    with pytest.raises(Invalid, match="nobody@example.test"):
        run("publish", COMPANY, "--by", "nobody@example.test")
    with pytest.raises(Invalid, match="--by EMAIL"):
        run("publish", COMPANY)
    run("publish", COMPANY, "--by", "olga@example.test")
    with pytest.raises(Refused) as refused:
        run("publish", COMPANY, "--by", "olga@example.test", "--second", "olga@example.test")
    assert refused.value.code == "second_person"


@pytest.mark.django_db
def test_show_of_an_edition_that_is_not_there_is_one_sentence(two_people: tuple[Staff, Staff]) -> None:
    with pytest.raises(NotFound):
        run("show")
    run("publish", COMPANY, "--by", "olga@example.test")
    with pytest.raises(NotFound, match="no edition 9"):
        run("show", "--edition", "9")
