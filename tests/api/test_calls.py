"""Telephone systems note calls over the API: a missed one becomes a call that we owe, and twice the same is one."""

from datetime import timedelta

from tanggap.casework.telephone import take_call
from tanggap.channels.models import Call, Callback
from tanggap.core import time
from tests.api.machines import Machine
from tests.sagara import Sagara


def test_a_missed_call_is_noted_once_and_promises_one_back(sagara: Sagara) -> None:
    fitri, rang = Machine(sagara.fitri), (time.now() - timedelta(minutes=20)).isoformat()
    take_call("081299990000", by=sagara.fitri)
    missed = {"number": "0852 1140 8873", "outcome": "call_back", "started_at": rang, "note": "Tidak terangkat"}
    answer = fitri.post("/calls", missed)
    assert answer.status_code == 201, answer.content
    noted = answer.json()
    assert (noted["number"], noted["call_back"]["owner"]) == ("+6285211408873", "Fitri Handayani")
    assert fitri.post("/calls", missed).status_code == 409
    assert fitri.post("/calls", {**missed, "number": "0852 1140 8874"}).status_code == 201, "two at the same second"
    assert Callback.objects.count() == 2 and Call.objects.get(stored_number="+6281299990000").ended_at is None

    page = fitri.get("/calls?limit=2").json()
    assert len(page["items"]) == 2 and page["next"]
    assert len(fitri.get(f"/calls?limit=2&cursor={page['next']}").json()["items"]) == 1
    assert fitri.get("/calls?direction=out").json()["items"] == []
    assert Machine(sagara.bob).get("/calls").json()["items"] == [], "he neither answers nor leads there"
    assert Machine().get("/calls").status_code == 401


def test_what_is_no_call_is_refused_by_field(sagara: Sagara) -> None:
    fitri, tomorrow = Machine(sagara.fitri), (time.now() + timedelta(days=1)).isoformat()
    for body, field in (
        ({}, "outcome"), ({"outcome": "recorded"}, "outcome"), ({"outcome": "nothing", "number": "12"}, "number"),
        ({"outcome": "nothing", "started_at": tomorrow}, "started_at"), ({"outcome": "call_back"}, "number"),
        ({"outcome": "nothing", "note": "\0"}, "note"), ({"outcome": "nothing", "colour": "red"}, "colour"),
        ({"outcome": "call_back", "number": "0852 1140 8873", "wanted_at": "2020-01-01T00:00:00Z"}, "wanted_at"),
    ):  # fmt: skip
        answer = fitri.post("/calls", body)
        assert answer.status_code == 400 and field in answer.json()["errors"], (body, answer.content)
    assert not Call.objects.exists() and not Callback.objects.exists()
