"""`tanggap calendar` in the hands of an administrator: plain lines, a look ahead, and exit codes."""

import argparse
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tanggap.cli.commands import calendar as command
from tanggap.clocks.models import Clock, Holiday, Recount
from tanggap.core.errors import TanggapError
from tanggap.core.time import travel

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def tanggap(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    with travel(FRIDAY):
        return command.run(parser.parse_args(arguments))


@pytest.fixture(autouse=True)
def a_promise() -> None:
    from tanggap.clocks import clock
    from tanggap.clocks.calendar import default_calendar

    with travel(FRIDAY):
        clock.start("case:1", "decision", minutes=480, calendar=default_calendar())


def test_calendars_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert tanggap("list") == 0 and tanggap("show", "office", "--year", "2027") == 0
    said = capsys.readouterr().out
    assert "office\tJam kantor\tAsia/Jakarta\t-" in said and "Monday\t08:00–12:00, 13:00–17:00" in said


def test_a_day_is_closed_after_a_look_and_opened_again(capsys: pytest.CaptureFixture[str]) -> None:
    close = ("close", "2026-11-23", "Banjir", "--english", "Flood")
    assert tanggap(*close, "--dry-run") == 0
    assert "Promises that would move: 1," in capsys.readouterr().out
    assert not Holiday.objects.exists() and not Recount.objects.exists()
    before = Clock.objects.get().due_at
    assert tanggap(*close) == 0
    assert "Monday, 23 November 2026: As the week says -> Closed on this day: Flood" in capsys.readouterr().out
    assert Clock.objects.get().due_at > before
    assert tanggap(*close) == 0 and "Nothing would change." in capsys.readouterr().out
    assert tanggap("open", "2026-11-23") == 0
    assert Clock.objects.get().due_at == before


def test_a_year_is_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert tanggap("fill", "2027") == 0
    assert "Saved." in capsys.readouterr().out
    assert Holiday.objects.filter(date=date(2027, 1, 1), filled=True).exists()


@pytest.mark.parametrize(
    "arguments",
    [("close", "tomorrow", "x"), ("close", "2026-11-23", " "), ("fill", "12"), ("show", "nowhere"),
     ("close", "2026-11-23", "x", "--calendar", "nowhere")],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(arguments: tuple[str, ...]) -> None:
    with pytest.raises(TanggapError):
        tanggap(*arguments)


def test_the_doctor_says_when_the_coming_year_is_not_filled_in() -> None:
    from tanggap.cli.examination import examine

    with travel(FRIDAY):
        found = {one.sentence[:22]: one.mark for one in examine("127.0.0.1") if "holidays" in one.sentence}
        assert found == {"The holidays of 2026 a": "BAD", "The holidays of 2027 a": "NB "}
        tanggap("fill", "2026")
        tanggap("fill", "2027")
        assert [one.mark for one in examine("127.0.0.1") if "holidays" in one.sentence] == ["ok "]
