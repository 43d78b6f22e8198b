"""Calendars over the API: read by everybody with a token, changed by those who keep them, with the same guards."""

import json
from datetime import timedelta
from typing import Any

from tanggap.casework import calendars as story
from tanggap.clocks.models import Clock, Holiday, Recount
from tanggap.core import time
from tests.api.machines import ROOT, Machine, complain
from tests.sagara import Sagara


def send(machine: Machine, method: str, path: str, body: Any = None, **headers: str) -> Any:
    sent, kind = (b"", "") if body is None else (json.dumps(body), "application/json")
    return machine.client.generic(method, f"{ROOT}{path}", sent, kind, headers=headers)


def test_hours_are_read_and_changed_with_the_version_that_was_seen(sagara: Sagara) -> None:
    maya = Machine(sagara.maya)
    office = maya.get("/calendars/office").json()
    assert office["week"]["0"] == [["08:00", "12:00"], ["13:00", "17:00"]] and "quality" in office["units"]
    week = {**office["week"], "5": [["08:00", "12:00"]]}
    assert send(maya, "PUT", "/calendars/office", {"week": week, "dry_run": True}).json()["saved"] is False
    saved = send(maya, "PUT", "/calendars/office", {"week": week}, **{"If-Match": str(office["version"])})
    assert saved.status_code == 200 and saved.json()["saved"] and saved.json()["done"]
    assert maya.get("/calendars/office").json()["week"]["5"] == [["08:00", "12:00"]]
    late = send(maya, "PUT", "/calendars/office", {"zone": "Asia/Makassar"}, **{"If-Match": str(office["version"])})
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    assert [one["code"] for one in maya.get("/calendars").json()["items"]] == ["office"]


def test_a_day_off_moves_promises_and_is_cleared_again(sagara: Sagara) -> None:
    complain()
    maya = Machine(sagara.maya)
    day = time.today() + timedelta(days=1)
    while day.weekday() > 4 or Holiday.objects.filter(date=day).exists():
        day += timedelta(days=1)
    before = Clock.objects.get(kind="resolution").due_at
    path = f"/calendars/all/days/{day.isoformat()}"
    told = send(maya, "PUT", path, {"name_id": "Banjir", "dry_run": True}).json()
    assert told["moved"] > 0 and not Recount.objects.exists()
    assert send(maya, "PUT", path, {"name_id": "Banjir"}).json()["moved"] == told["moved"]
    assert Clock.objects.get(kind="resolution").due_at > before
    found = maya.get(f"/calendars/office/days?year={day.year}").json()["items"]
    assert {"date": day.isoformat(), "kind": "closure", "name_id": "Banjir", "name_en": "Banjir", "hours": None,
            "for_all": True} in found  # fmt: skip
    assert send(maya, "DELETE", path).json()["saved"]
    assert Clock.objects.get(kind="resolution").due_at == before
    assert send(maya, "DELETE", path).status_code == 409


def test_nonsense_is_refused_by_field(sagara: Sagara) -> None:
    maya = Machine(sagara.maya)
    for method, path, body, status in (
        ("PUT", "/calendars/office", {"week": {"0": [["12:00", "08:00"]]}}, 400),
        ("PUT", "/calendars/office", {"week": {"7": []}}, 400),
        ("PUT", "/calendars/office", {"week": {}}, 400),
        ("PUT", "/calendars/office", {"zone": "Mars/Olympus"}, 400),
        ("PUT", "/calendars/office", {"colour": "red"}, 400),
        ("PUT", "/calendars/office", {}, 409),
        ("PUT", "/calendars/nowhere", {"zone": "Asia/Jakarta"}, 404),
        ("PUT", "/calendars/office/days/1999-01-01", {"name_id": "x"}, 400),
        ("PUT", "/calendars/office/days/tomorrow", {"name_id": "x"}, 400),
        ("PUT", "/calendars/office/days/2027-05-05", {"name_id": "x", "kind": "extra_day"}, 400),
        ("PUT", "/calendars/office/days/2027-05-05", {"name_id": " "}, 400),
        ("GET", "/calendars/office/days?year=12", None, 400),
    ):
        answer = send(maya, method, path, body)
        assert answer.status_code == status, (path, body, answer.content)
    assert not Recount.objects.exists()


def test_only_keepers_change_and_strangers_read_nothing(sagara: Sagara) -> None:
    mallory = Machine(sagara.mallory)
    assert mallory.get("/calendars/office").status_code == 200
    for body in ({"zone": "Asia/Makassar"}, {"zone": "Asia/Makassar", "dry_run": True}):
        assert send(mallory, "PUT", "/calendars/office", body).status_code == 403
    assert send(mallory, "PUT", "/calendars/all/days/2027-05-05", {"name_id": "x"}).status_code == 403
    assert send(mallory, "DELETE", "/calendars/all/days/2027-05-05").status_code == 403
    assert Machine().get("/calendars").status_code == 401
    assert story.version_of(None) and not Recount.objects.exists()
