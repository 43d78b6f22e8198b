"""Rows read by plain SQL are the rows that Django reads."""

import pytest
from django.db import connection

from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.models import Calendar
from tanggap.core.db.plain import add, change, first, refresh, rows
from tanggap.people.models import Unit
from tanggap.people.units import plant

pytestmark = pytest.mark.django_db


def values(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_row_read_plainly_is_the_same_object_with_the_same_values() -> None:
    default_calendar()
    [calendar] = rows(Calendar, "code = %s", "office")

    assert calendar == Calendar.objects.get(code="office")
    assert values(calendar) == values(Calendar.objects.get(code="office"))
    assert (calendar._state.adding, calendar._state.db) == (False, connection.alias)
    assert first(Calendar, "code = %s", "none") is None


def test_a_change_says_how_many_rows_it_met_and_writes_what_django_would() -> None:
    calendar = default_calendar()
    week = {"0": [["09:00", "12:00"]]}

    assert change(Calendar, "id = %s AND version = %s", calendar.pk, calendar.version, week=week, name="Kantor") == 1
    assert change(Calendar, "id = %s AND version = %s", calendar.pk, 99, name="Nobody") == 0
    calendar.refresh_from_db()
    assert (calendar.week, calendar.name) == (week, "Kantor")


def test_what_is_added_gets_its_number_and_can_be_changed() -> None:
    added = add([Calendar(code=code, name=code, week={"0": [["08:00", "12:00"]]}) for code in ("north", "south")])

    assert [values(one) for one in added] == [values(Calendar.objects.get(code=one.code)) for one in added]
    assert add([]) == []
    added[0].save()
    assert Calendar.objects.count() == 2


def test_a_row_that_is_read_again_keeps_at_hand_what_it_still_points_at() -> None:
    root = plant("root", name_id="Pusat", kind=Unit.Kind.ORGANISATION)
    north, south = (plant(code, name_id=code, parent=root) for code in ("north", "south"))
    change(Unit, "id = %s", north.pk, name_id="Utara")
    refresh(north)
    assert (north.name_id, north._state.fields_cache["parent"]) == ("Utara", root)

    change(Unit, "id = %s", north.pk, parent=south)
    refresh(north)
    assert north.parent == south
    with pytest.raises(Unit.DoesNotExist):
        refresh(north, "id = %s", 0)
