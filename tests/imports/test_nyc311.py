"""The service requests of a city: wall-clock times of New York, five statuses, no free text, one row that cannot be."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tanggap.cases.models import Case
from tanggap.learning.models import RegisterEntry
from tests.imports.files import Run

NYC311 = Path(__file__).parents[1] / "data" / "nyc311" / "service_requests.csv"


def test_every_row_comes_in_or_is_reported(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(NYC311, preset="nyc311") == 1
    assert "row 60 (line 61), Closed Date: it lies before the day" in capsys.readouterr().err
    assert run(NYC311, preset="nyc311", good_rows=True) == 0
    assert Counter(Case.objects.values_list("state", flat=True)) == {
        "closed": 43, "investigating": 6, "received": 5, "assessed": 5,
    }  # fmt: skip
    assert set(Case.objects.values_list("medium", flat=True)) == {"phone"}
    assert RegisterEntry.objects.filter(source="import", outcome="answered").count() == 43


@pytest.mark.parametrize(("zone", "hour"), [(None, 5), ("Asia/Jakarta", -7)])
def test_times_are_those_of_new_york_unless_another_zone_is_named(zone: str | None, hour: int, run: Run) -> None:
    run(NYC311, preset="nyc311", good_rows=True, zone=zone)
    midnight = datetime(2013, 12, 25, tzinfo=UTC) + timedelta(hours=hour)
    assert Case.objects.order_by("received_at").values_list("received_at", flat=True)[0] == midnight


def test_what_was_chosen_and_where_are_the_words(run: Run) -> None:
    run(NYC311, preset="nyc311", good_rows=True)
    case = Case.objects.exclude(stored_title__contains=": ").get()
    assert ":" not in case.title and case.body.startswith(f"{case.title}.\n\n")
    heating = Case.objects.filter(stored_title="HEATING: HEAT").order_by("pk")[0]
    assert heating.body.splitlines()[:4] == [
        "HEATING: HEAT.", "", "Department of Housing Preservation and Development", "RESIDENTIAL BUILDING",
    ]  # fmt: skip
