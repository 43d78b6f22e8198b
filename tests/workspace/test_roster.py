"""The duty roster: whoever keeps it decides who receives; intake follows at once; a stale page overwrites nothing."""

from datetime import datetime, timedelta

import pytest

from tanggap.audit import trail
from tanggap.core import time
from tanggap.people.models import Absence, Deputy, Duty
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db
# Wednesday of next week, ten in the morning in Jakarta.
WEDNESDAY = (time.now() + timedelta(days=9 - time.now().weekday())).replace(hour=3, minute=0)
LINE = {"medium": "web", "days": list("01234"), "starts": "08:00", "ends": "16:00", "since": "2026-11-01", "until": ""}
THAT_DAY = WEDNESDAY.date().isoformat()


def owner_of_a_complaint(moment: datetime, **given: object) -> str:
    with time.travel(moment):
        case, _alice, _receipt = alice_complains(**given)
    return case.owner.full_name.partition(" ")[0]


def put_on(sagara: Sagara, name: str, **line: object) -> Duty:
    answer = Desk(sagara.maya).client.post(
        "/desk/settings/roster/new/", {**LINE, "staff": getattr(sagara, name).pk, **line}
    )
    assert answer.status_code == 303, words(answer)
    return Duty.objects.latest("pk")


def test_a_line_of_the_roster_changes_who_receives_and_only_then_and_there(sagara: Sagara) -> None:
    assert owner_of_a_complaint(WEDNESDAY) == "Fitri"
    line = put_on(sagara, "sandi")

    assert owner_of_a_complaint(WEDNESDAY) == "Sandi"
    assert owner_of_a_complaint(WEDNESDAY, medium="email") == "Fitri"
    assert owner_of_a_complaint(WEDNESDAY.replace(hour=10)) == "Fitri"  # five in the afternoon
    assert owner_of_a_complaint(WEDNESDAY + timedelta(days=3)) == "Fitri"  # a Saturday
    assert [entry.verb for entry in trail.entries(line)] == ["duty_made"]
    again = Desk(sagara.maya).client.post("/desk/settings/roster/new/", {**LINE, "staff": sagara.sandi.pk})
    assert again.status_code == 409 and Duty.objects.count() == 1, "a form that is sent twice makes one line"


def test_what_is_narrower_goes_first_and_who_is_away_is_replaced(sagara: Sagara) -> None:
    put_on(sagara, "sandi", medium="", starts="", ends="", days=list("0123456"))
    assert owner_of_a_complaint(WEDNESDAY) == "Sandi"
    put_on(sagara, "mallory")
    assert owner_of_a_complaint(WEDNESDAY) == "Mallory"
    put_on(sagara, "sari", since=THAT_DAY, until=THAT_DAY)
    assert owner_of_a_complaint(WEDNESDAY) == "Sari"

    Absence.objects.create(staff=sagara.sari, since=WEDNESDAY)
    assert owner_of_a_complaint(WEDNESDAY) == "Fitri"
    Deputy.objects.create(of=sagara.sari, by=sagara.bob, only_when_absent=True, since=WEDNESDAY)
    assert owner_of_a_complaint(WEDNESDAY) == "Bob"


def test_a_line_taken_off_is_put_back_by_undo(sagara: Sagara) -> None:
    line, maya = put_on(sagara, "sandi"), Desk(sagara.maya)
    page = maya.client.post(f"/desk/settings/roster/{line.pk}/remove/", follow=True)
    assert f'action="/desk/settings/roster/{line.pk}/restore/"' in page.content.decode()
    assert owner_of_a_complaint(WEDNESDAY) == "Fitri"
    maya.client.post(f"/desk/settings/roster/{line.pk}/restore/")
    assert owner_of_a_complaint(WEDNESDAY) == "Sandi"


def test_who_comes_second_sees_both_and_saves_again(sagara: Sagara) -> None:
    line, maya, ade = put_on(sagara, "sandi"), Desk(sagara.maya), Desk(sagara.ade)
    path, seen = f"/desk/settings/roster/{line.pk}/", line.version
    ade.client.post(path, {**LINE, "staff": sagara.sari.pk, "version": seen})
    answer = maya.client.post(path, {**LINE, "staff": sagara.bob.pk, "ends": "17:00", "version": seen})

    assert answer.status_code == 409
    assert "It stands there now: Sari Dewi" in words(answer) and 'value="17:00"' in answer.content.decode()
    assert maya.client.post(path, {**LINE, "staff": sagara.bob.pk, "version": seen + 1}).status_code == 303
    line.refresh_from_db()
    assert line.staff == sagara.bob


def test_the_week_shows_the_roster_the_front_desk_and_the_gaps(sagara: Sagara) -> None:
    put_on(sagara, "sandi")
    maya, path = Desk(sagara.maya), f"/desk/settings/roster/?from={THAT_DAY}"
    page = words(maya.read(path))
    assert "08:00–16:00 Sandi Wijaya" in page, page
    assert "Fitri Handayani" in page and "places are empty" not in page
    Duty.objects.all().delete()
    sagara.fitri.posts.update(until=time.now())
    assert "42 places are empty" in words(maya.read(path))
    assert maya.read("/desk/settings/roster/?from=0001-01-01").status_code == 200


def test_odd_lines_are_answered_field_by_field_and_nothing_typed_is_lost(sagara: Sagara) -> None:
    odd = {"staff": sagara.ade.pk, "medium": "drum", "days": ["9"], "starts": "16:00", "ends": "8", "since": "32",
           "until": "\0"}  # fmt: skip
    answer = Desk(sagara.maya).client.post("/desk/settings/roster/new/", odd)
    assert answer.status_code == 400 and "Write the hour like 08:00." in words(answer)
    whole = {**odd, "ends": "08:00", "since": "2026-11-01"}
    answer = Desk(sagara.maya).client.post("/desk/settings/roster/new/", whole)
    page = words(answer)
    assert answer.status_code == 400
    for sentence in ("works on complaints", "Choose one of these", "one weekday at least", "It ends after it begins"):
        assert sentence in page
    assert 'value="16:00"' in answer.content.decode()


def test_others_neither_see_nor_change_the_roster(sagara: Sagara) -> None:
    for name in ("mallory", "olga", "fitri"):
        desk = Desk(getattr(sagara, name))
        assert desk.read("/desk/settings/roster/").status_code == 403
        assert desk.client.post("/desk/settings/roster/new/", {**LINE, "staff": sagara.bob.pk}).status_code == 403
    assert not Duty.objects.exists()
