"""Calendars on the desk: looked at by everybody, changed by those who may, never without seeing first what moves."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse

from tanggap.casework import calendars as story
from tanggap.casework import recounting
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.changes import Change, Day
from tanggap.clocks.models import Calendar, Clock, Holiday, Recount
from tanggap.core import time
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, words

OFFICE_PAGE = "/desk/calendars/office/"
HOURS, DAY = f"{OFFICE_PAGE}hours/", f"{OFFICE_PAGE}days/edit/"
WEEK = {f"day_{day}": "08.00–12.00, 13.00–17.00" if day < 5 else "" for day in range(7)}


def seen(page: HttpResponse) -> str:
    """The version that the page carries along."""
    found = re.search(r'name="version" value="([^"]*)"', page.content.decode())
    assert found is not None
    return found[1]


def send(desk: Desk, path: str, **fields: str) -> HttpResponse:
    """The form as the page would send it, with the version that stands there now."""
    return desk.client.post(path, {"version": seen(desk.read(path)), **fields})


def save_as_shown(desk: Desk, path: str, page: HttpResponse) -> HttpResponse:
    """Press “Save” on the page that looks ahead: it sends what it carries."""
    form = page.content.decode().rsplit('<form class="buttons"', 1)[1]
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return desk.client.post(path, {**carried, "save": "1"})


def next_working_day() -> date:
    day = time.today() + timedelta(days=1)
    while day.weekday() > 4 or Holiday.objects.filter(date=day).exists():
        day += timedelta(days=1)
    return day


def test_a_day_off_is_foretold_then_saved_and_the_promises_have_moved(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    before = Clock.objects.get(case_id=case.pk, kind="resolution").due_at
    maya, day = Desk(sagara.maya), next_working_day()

    ahead = send(maya, DAY, day=day.isoformat(), what="closure", name_id="Listrik padam", name_en="Power cut")
    assert ahead.status_code == 200
    said = words(ahead)
    assert case.reference in said and "Not saved yet" in said and "Closed on this day: Power cut" in said
    assert Clock.objects.get(case_id=case.pk, kind="resolution").due_at == before
    assert not Holiday.objects.filter(name_id="Listrik padam").exists() and not Recount.objects.exists()

    saved = save_as_shown(maya, DAY, ahead)
    assert (saved.status_code, saved["Location"]) == (303, f"{OFFICE_PAGE}days/?year={day.year}")
    assert Clock.objects.get(case_id=case.pk, kind="resolution").due_at > before
    assert "Power cut" in words(maya.read(OFFICE_PAGE)) and "became a day off" in words(maya.read(OFFICE_PAGE))
    assert "Due" in words(maya.open(case)) and "became a day off" in words(maya.open(case))


def test_the_hours_of_a_week_are_typed_as_people_say_them(sagara: Sagara) -> None:
    maya = Desk(sagara.maya)
    ahead = send(maya, HOURS, **{**WEEK, "day_5": "8-12", "zone": "Asia/Makassar"})
    assert "Saturday Closed 08:00–12:00" in words(ahead) and "WITA (Asia/Makassar)" in words(ahead)
    assert save_as_shown(maya, HOURS, ahead).status_code == 303
    office = default_calendar()
    assert (office.week["5"], office.zone) == ([["08:00", "12:00"]], "Asia/Makassar")


def test_what_cannot_be_read_is_said_at_its_day_and_nothing_typed_is_lost(sagara: Sagara) -> None:
    wrong = send(Desk(sagara.maya), HOURS, **{**WEEK, "day_1": "17-8", "day_2": "pagi", "zone": "Asia/Jakarta"})
    assert wrong.status_code == 400
    page = wrong.content.decode()
    assert "“17-8” ends before it begins" in page and "“pagi” cannot be read" in page and 'value="17-8"' in page
    empty = send(Desk(sagara.maya), HOURS, zone="Asia/Jakarta")
    assert empty.status_code == 400 and "one weekday at least" in words(empty)
    nowhere = send(Desk(sagara.maya), HOURS, **WEEK, zone="Mars/Olympus")
    assert nowhere.status_code == 400 and "no such time zone" in words(nowhere)
    same = send(Desk(sagara.maya), HOURS, **WEEK, zone="Asia/Jakarta")
    assert same.status_code == 409 and "nothing would change" in words(same)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "", "what": "closure", "name_id": "x"}, "Choose the date"),
        ({"day": "2027-02-30", "what": "closure", "name_id": "x"}, "Choose the date"),
        ({"day": "2027-02-03", "what": "closure"}, "Say what day it is"),
        ({"day": "2027-02-03", "what": "extra_day", "name_id": "x"}, "Write the hours of that day"),
        ({"day": "2027-02-03", "what": "extra_day", "name_id": "x", "hours": "9"}, "cannot be read"),
        ({"day": "2027-02-03", "until": "2027-02-01", "what": "closure", "name_id": "x"}, "Choose a last date"),
        ({"day": "2027-02-03", "until": "2027-12-01", "what": "closure", "name_id": "x"}, "Choose a last date"),
        ({"day": "1999-02-03", "what": "closure", "name_id": "x"}, "between the years 2000 and 2100"),
        ({"day": "2027-02-03", "what": "party", "name_id": "x"}, "Choose one of these"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(sagara: Sagara, fields: dict[str, str], said: str) -> None:
    answer = send(Desk(sagara.maya), DAY, **fields)
    assert answer.status_code == 400 and said in words(answer)


def test_a_range_of_days_is_closed_at_once_and_one_of_them_is_ordinary_again(sagara: Sagara) -> None:
    maya = Desk(sagara.maya)
    ahead = send(maya, DAY, day="2027-07-05", until="2027-07-07", what="closure", name_id="Pindah kantor")
    assert save_as_shown(maya, DAY, ahead).status_code == 303
    assert Holiday.objects.filter(name_en="Pindah kantor").count() == 3
    again = send(maya, DAY, day="2027-07-06", what="ordinary")
    assert "As the week says" in words(again)
    save_as_shown(maya, DAY, again)
    assert Holiday.objects.filter(name_en="Pindah kantor").count() == 2


def test_the_official_list_is_filled_in_after_a_look_and_once_only(sagara: Sagara) -> None:
    maya, fill = Desk(sagara.maya), "/desk/calendars/all/fill/"
    year = time.today().year + 2
    assert "not filled in yet" in words(maya.read(f"/desk/calendars/all/days/?year={year}"))
    ahead = maya.client.post(fill, {"year": str(year)})
    assert ahead.status_code == 200 and "National holiday" in words(ahead)
    assert not Holiday.objects.filter(date__year=year).exists()
    assert save_as_shown(maya, fill, ahead)["Location"] == f"/desk/calendars/all/days/?year={year}"
    count = Holiday.objects.filter(date__year=year, filled=True).count()
    assert count > 10
    assert maya.client.post(fill, {"year": str(year)}).status_code == 303
    assert Holiday.objects.filter(date__year=year).count() == count
    assert "not filled in yet" not in words(maya.read(f"/desk/calendars/all/days/?year={year}"))


def test_whoever_was_slower_sees_both_and_may_save_all_the_same(sagara: Sagara) -> None:
    maya, ade = Desk(sagara.maya), Desk(sagara.ade)
    ahead = send(maya, HOURS, **{**WEEK, "day_5": "8-12", "zone": "Asia/Jakarta"})
    save_as_shown(ade, HOURS, send(ade, HOURS, **{**WEEK, "day_5": "9-10", "zone": "Asia/Jakarta"}))

    late = save_as_shown(maya, HOURS, ahead)
    assert late.status_code == 409
    assert "Saturday 09:00–10:00 08:00–12:00" in words(late) and "Somebody else has changed this" in words(late)
    assert default_calendar().week["5"] == [["09:00", "10:00"]]
    assert save_as_shown(maya, HOURS, late).status_code == 303
    assert default_calendar().week["5"] == [["08:00", "12:00"]]


def test_a_change_may_be_mended_before_it_is_saved(sagara: Sagara) -> None:
    maya = Desk(sagara.maya)
    again = send(maya, DAY, day="2027-07-05", what="closure", name_id="Pindah kantor", mend="1")
    assert again.status_code == 200 and 'value="Pindah kantor"' in again.content.decode()


def test_a_unit_is_given_another_calendar_on_its_page(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    branch = story.make("Makassar", by=sagara.ade)
    recounting.carry_through(
        story.save(Change(calendar=branch, zone="Asia/Makassar", week={"5": [["09:00", "10:00"]]}), by=sagara.ade)
    )
    maya, path = Desk(sagara.maya), "/desk/units/frontdesk/calendar/"
    ahead = send(maya, path, calendar="makassar")
    assert case.reference in words(ahead)
    assert save_as_shown(maya, path, ahead)["Location"] == "/desk/units/frontdesk/"
    assert "Makassar" in words(maya.read("/desk/units/frontdesk/"))
    assert set(Clock.objects.filter(case_id=case.pk, ended_at=None).values_list("calendar__code", flat=True)) == {
        "makassar"
    }
    assert send(maya, path, calendar="nowhere").status_code == 400
    assert "Layanan Pelanggan" in words(Desk(sagara.maya, "id").read("/desk/calendars/makassar/"))


def test_a_calendar_is_made_renamed_and_removed(sagara: Sagara) -> None:
    ade = Desk(sagara.ade)
    made = ade.client.post("/desk/calendars/new/", {"name": "Gudang malam", "copy": "office"})
    assert made["Location"] == "/desk/calendars/gudang-malam/"
    page = ade.read("/desk/calendars/gudang-malam/")
    again = ade.client.post("/desk/calendars/new/", {"name": "Gudang malam"})
    assert again.status_code == 400 and 'value="Gudang malam"' in again.content.decode()
    renamed = ade.client.post("/desk/calendars/gudang-malam/rename/", {"name": "Gudang", "version": seen(page)})
    assert renamed.status_code == 303
    stale = ade.client.post("/desk/calendars/gudang-malam/rename/", {"name": "Lain", "version": seen(page)})
    assert stale.status_code == 409 and 'value="Lain"' in stale.content.decode()
    assert ade.client.post("/desk/calendars/office/remove/").status_code == 409
    assert ade.client.post("/desk/calendars/gudang-malam/remove/").status_code == 302
    assert not Calendar.objects.filter(code="gudang-malam").exists()


def test_everybody_reads_and_only_keepers_change(sagara: Sagara) -> None:
    for staff in (sagara.mallory, sagara.olga, sagara.fitri, sagara.audy):
        desk = Desk(staff)
        for path in ("/desk/calendars/", OFFICE_PAGE, f"{OFFICE_PAGE}days/", "/desk/calendars/all/days/?year=x"):
            assert desk.read(path).status_code == 200
        assert "Change the hours" not in words(desk.read(OFFICE_PAGE))
        for path in ("/desk/calendars/new/", HOURS, DAY, "/desk/units/quality/calendar/"):
            assert desk.read(path).status_code == 403
            assert desk.client.post(path, {**WEEK, "save": "1", "version": "1", "name": "x"}).status_code == 403
        for path in (f"{OFFICE_PAGE}rename/", f"{OFFICE_PAGE}remove/", "/desk/calendars/all/fill/"):
            assert desk.client.post(path, {"name": "x", "version": "1", "year": "2031", "save": "1"}).status_code == 403
    assert not Recount.objects.exists() and Calendar.objects.count() == 1
    for path in ("/desk/calendars/nowhere/", "/desk/calendars/nowhere/hours/", "/desk/units/nowhere/calendar/"):
        assert Desk(sagara.maya).read(path).status_code == 404


def test_a_manager_of_one_department_chooses_its_calendar_and_keeps_none(sagara: Sagara) -> None:
    from tanggap.people.models import Post

    Post.objects.create(staff=sagara.sandi, unit=sagara.unit["service"], role="manager")
    desk = Desk(sagara.sandi)
    assert desk.read("/desk/units/service/calendar/").status_code == 200
    for path in (HOURS, "/desk/units/quality/calendar/", "/desk/calendars/new/"):
        assert desk.read(path).status_code == 403


def test_how_far_a_long_count_has_come_is_on_the_page(sagara: Sagara, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "BATCH", 1)
    monkeypatch.setattr(recounting, "AT_ONCE", 1)
    for _number in range(2):
        alice_complains()
    maya, day = Desk(sagara.maya), next_working_day()
    save_as_shown(maya, DAY, send(maya, DAY, day=day.isoformat(), what="closure", name_id="Banjir"))
    assert "being counted anew" in words(maya.read(OFFICE_PAGE)) and "1 counted so far" in words(maya.read(OFFICE_PAGE))
    other = send(maya, DAY, day="2027-07-05", what="closure", name_id="Lain")
    assert save_as_shown(maya, DAY, other).status_code == 409
    recounting.carry_through(Recount.objects.get())
    assert "being counted anew" not in words(maya.read(OFFICE_PAGE))


def test_the_words_are_indonesian_where_indonesian_is_read(sagara: Sagara) -> None:
    story.save(Change(days={date(2027, 7, 5): Day(name_id="Pindah", name_en="Move")}), by=sagara.maya)
    page = words(Desk(sagara.maya, "id").read(OFFICE_PAGE))
    assert "Senin, 5 Juli 2027 menjadi hari libur" in page and "Jam dalam seminggu" in page
    assert datetime.now(ZoneInfo("Asia/Jakarta")).year >= 2026
