"""Kiosks, displays and counters of others: a number is given, called, sent on and ended over the API, each act once."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client

from tanggap.casework import front_desk, queue_places
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Counter, QueueService, Ticket, TicketCall
from tanggap.core import time
from tanggap.people.actors import VISITOR
from tanggap.people.tokens import token_for
from tanggap.people.units import plant
from tests.api.machines import Machine
from tests.sagara import Sagara


def test_a_visit_from_the_kiosk_to_the_counter_and_every_act_counts_once(sagara: Sagara) -> None:
    fitri = Machine(sagara.fitri)
    [branch] = fitri.get("/queue/branches").json()["items"]
    here, service = f"/queue/branches/{branch['code']}", branch["services"][0]["id"]
    said = {"service": service, "name": "Ibu Lestari", "phone": "0812 3333 4444", "priority": "elderly"}
    given = [fitri.post(f"{here}/tickets", said, **{"idempotency-key": "k1"}) for _try in range(2)]
    assert [one.status_code for one in given] == [201, 201] and given[0].json() == given[1].json()
    number = given[0].json()
    assert (number["number"], number["turn"]) == ("A-001", 1)
    assert Client().get(urlsplit(number["url"]).path).status_code == 200
    for _more in range(2):
        fitri.post(f"{here}/tickets", {"service": service})

    counter = branch["counters"][0]["id"]
    desk = f"/queue/counters/{counter}"
    assert fitri.post(f"{desk}/next").status_code == 409, "nobody sits there"
    assert fitri.post(f"{desk}/sit").json()["open"] is True
    called = [fitri.post(f"{desk}/next", None, **{"idempotency-key": "n1"}).json()["ticket"] for _try in range(2)]
    assert [one["number"] for one in called] == ["A-001", "A-001"] and TicketCall.objects.count() == 1
    board = fitri.get(f"{here}/board").json()
    assert (board["called"]["number"], board["waiting"], board["next"]) == ("A-001", 2, ["A-002", "A-003"])
    assert "Lestari" not in str(board)
    mine = f"/queue/tickets/{number['id']}"
    assert fitri.post(f"{mine}/again").json()["state"] == "called" and TicketCall.objects.count() == 2
    for act, state in (("absent", "absent"), ("put_back", "waiting")):
        assert fitri.post(f"{mine}/{act}").json()["state"] == state
    assert fitri.post(f"{mine}/call", {"counter": counter}).json()["state"] == "called"
    assert fitri.post(f"{mine}/serve").json()["state"] == "serving"
    other = QueueService.objects.create(letter="K", name_id="Kasir", name_en="Cashier")
    sent = fitri.post(f"{mine}/transfer", {"to": f"service:{other.pk}"}).json()
    assert (sent["state"], sent["sent_to"], sent["number"]) == ("waiting", f"service:{other.pk}", "A-001")
    assert fitri.post(f"{mine}/transfer", {"to": "moon"}).status_code == 409
    fitri.post(f"{mine}/call", {"counter": counter})
    done = fitri.post(f"{mine}/finish", {"outcome": "solved"}).json()
    assert (done["state"], done["outcome"], done["name"]) == ("done", "solved", "Ibu Lestari")
    assert fitri.post(f"{mine}/absent").status_code == 409
    states = {one: [row["number"] for row in fitri.get(f"{here}/tickets?state={one}").json()["items"]]
              for one in ("waiting", "here", "over")}  # fmt: skip
    assert states == {"waiting": ["A-002", "A-003"], "here": [], "over": ["A-001"]}

    day = branch["today"]
    figures = fitri.get(f"{here}/figures?since={day}&until={day}").json()["items"]
    assert figures[0]["service"] is None and (figures[0]["taken"], figures[0]["served"]) == (3, 1)
    assert figures[0]["wait_p50"] == figures[0]["wait_p90"] == 0
    assert fitri.post(f"{desk}/break").json()["open"] is False
    assert fitri.post(f"{desk}/next").status_code == 409
    assert fitri.post(f"{desk}/break", {"over": True}).json()["open"] is True
    assert fitri.post(f"{desk}/stand_up").json()["open"] is False


def test_a_token_of_a_kiosk_gives_numbers_and_shows_the_display_and_nothing_else(sagara: Sagara) -> None:
    kiosk = Machine()
    token = token_for(sagara.fitri, name="kiosk", scope="kiosk", by="worker")
    kiosk.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    [branch] = kiosk.get("/queue/branches").json()["items"]
    here, service = f"/queue/branches/{branch['code']}", branch["services"][0]["id"]
    given = kiosk.post(f"{here}/tickets", {"service": service}).json()
    assert kiosk.get(f"{here}/board").json()["waiting"] == 1
    for closed in (f"{here}/tickets", f"/queue/tickets/{given['id']}", "/cases", "/calls"):
        assert kiosk.get(closed).status_code == 401, closed
    assert kiosk.post(f"/queue/tickets/{given['id']}/leave").status_code == 401
    till = Machine()
    till.client.defaults["HTTP_AUTHORIZATION"] = (
        f"Bearer {token_for(sagara.fitri, name='till', scope='till', by='worker')}"
    )
    assert till.get("/queue/branches").status_code == 401


def test_what_is_elsewhere_does_not_exist_and_what_is_wrong_is_said_by_field(sagara: Sagara) -> None:
    root = queue_places.branches()[0]
    bogor = plant("bogor-1", name_id="Cabang Bogor", parent=root, kind="branch")
    service = queue_places.services(bogor)[0]
    there = front_desk.take_number(bogor, service, Visitor(name="Carol"), by=VISITOR).ticket
    seat = Counter.objects.create(branch=bogor, number="7")
    fitri = Machine(sagara.fitri)
    for path in ("/queue/branches/bogor-1/board", "/queue/branches/bogor-1/tickets", f"/queue/tickets/{there.pk}"):
        assert fitri.get(path).status_code == 404, path
    for path, body in (
        ("/queue/branches/bogor-1/tickets", {"service": service.pk}), (f"/queue/counters/{seat.pk}/sit", None),
        (f"/queue/tickets/{there.pk}/leave", None), ("/queue/tickets/999999/leave", None),
    ):  # fmt: skip
        assert fitri.post(path, body).status_code == 404, path
    for body, field in (
        ({}, "service"), ({"service": 1, "priority": "vip"}, "priority"),
        ({"service": service.pk, "phone": "12"}, "phone"),
        ({"service": service.pk, "purpose": "x" * 301}, "purpose"), ({"service": service.pk, "hat": "red"}, "hat"),
        ({"service": "1"}, "service"), ({"service": 2**70}, "service"),
    ):  # fmt: skip
        answer = fitri.post(f"/queue/branches/{root.code}/tickets", body)
        assert answer.status_code == 400 and field in answer.json()["errors"], (body, answer.content)
    assert fitri.post(f"/queue/branches/{root.code}/tickets", {"service": 10**9}).status_code == 404
    assert Ticket.objects.count() == 1
    assert Machine(sagara.audy).get(f"/queue/branches/{root.code}/board").status_code == 404

    own = front_desk.take_number(root, queue_places.services(root)[0], by=VISITOR).ticket
    with time.travel(time.now() + timedelta(days=1)):
        answer = Machine(sagara.fitri).post(f"/queue/tickets/{own.pk}/put_back")
        assert answer.status_code == 409 and "A-001" in answer.json()["detail"]
