"""When the stories of the demo happen: Lebaran and a bad October can be seen, and nobody works at night."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from tanggap.cli.demo.casting import Played, cast
from tanggap.cli.demo.loading import begin
from tanggap.cli.demo.organisation import COMPANY, Organisation
from tanggap.cli.demo.seasons import Year
from tanggap.cli.demo.stories import stories
from tanggap.clocks.calendar import default_calendar, working_time
from tanggap.core import time
from tests.demo.conftest import NOW


@pytest.fixture
def played(db: None) -> list[Played]:
    """All lives of the company, none of them lived."""
    with time.travel(NOW):
        wanted = sum(share.wanted for share in begin("company"))
        year = Year(NOW, working_time(default_calendar()))
        assert wanted == len(stories("company"))
        return cast(Organisation(COMPANY), "company", wanted, year)


def test_lebaran_and_october_stand_out(played: list[Played]) -> None:
    months = Counter(f"{time.local(life.moments[0]):%Y-%m}" for life in played)
    ordinary = sorted(months.values())[len(months) // 2]
    assert months["2026-03"] > 2 * ordinary  # Idul Fitri was on 21 March
    assert months["2026-10"] > 1.5 * ordinary
    assert months["2026-10"] > months["2026-09"]
    bad = Counter(
        f"{time.local(life.moments[0]):%Y-%m}" for life in played if life.told.story.category == "leaking_packaging"
    )
    assert bad.most_common(1)[0][0] == "2026-10"


def test_every_life_has_its_acts_in_order_and_ends_by_now(played: list[Played]) -> None:
    office = working_time(default_calendar())
    for life in played:
        assert list(life.moments) == sorted(life.moments)
        assert life.moments[-1] < NOW
        if life.told.story.medium in {"walk_in", "phone"}:
            assert office.is_open(life.moments[0]), life.told.story.title
    assert 40 <= sum(bool(life.told.stop) for life in played) <= 55


def test_the_same_moment_gives_the_same_lives(played: list[Played]) -> None:
    year = Year(NOW, working_time(default_calendar()))
    again = cast(Organisation(COMPANY), "company", len(played), year)
    assert [life.moments for life in again] == [life.moments for life in played]


@pytest.mark.parametrize(
    ("now", "october", "lebaran"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), date(2026, 10, 1), date(2026, 3, 21)),
        (datetime(2026, 11, 10, tzinfo=UTC), date(2025, 10, 1), date(2026, 3, 21)),
        (datetime(2026, 3, 25, tzinfo=UTC), date(2025, 10, 1), date(2025, 3, 31)),
    ],
)
@pytest.mark.django_db
def test_seasons_are_the_latest_that_are_three_weeks_past(now: datetime, october: date, lebaran: date) -> None:
    year = Year(now, working_time(default_calendar()))
    assert (year.october, year.lebaran) == (october, lebaran)
    assert time.local(year.begin).date() <= october
