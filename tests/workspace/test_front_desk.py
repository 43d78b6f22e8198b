"""The front desk: a seat, a number for a guest, calling in turn, recording; and what a careless clerk does."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework import front_desk, queue_figures, queue_places
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Counter, Ticket
from tanggap.core import time
from tanggap.people.actors import VISITOR
from tanggap.people.units import plant
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

PAGE = "/desk/front-desk/"


def sit(client: Client) -> Counter:
    client.get(PAGE)
    counter = Counter.objects.get()
    client.post(f"{PAGE}seat/", {"counter": counter.pk})
    return counter


def give(client: Client, **said: str) -> Ticket:
    service = re.search(r'name="service"[^>]*>\s*<option value="(\d+)"', client.get(PAGE).content.decode())
    assert service
    answer = client.post(f"{PAGE}take/", {"service": service[1], **said})
    assert answer.status_code == 303, answer.content.decode()
    return Ticket.objects.latest("pk")


def test_a_guest_gets_a_number_is_called_and_what_is_told_is_recorded(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    sit(client)
    ticket = give(client, name="Ibu Lestari", phone="0812 3333 4444", purpose="Galon pecah", priority="elderly")
    slip = client.get(f"{PAGE}{ticket.pk}/slip/").content.decode()
    assert "A-001" in slip and "<svg" in slip and "Lestari" not in slip
    client.post(f"{PAGE}next/", {"after": "0"})
    page = client.get(PAGE).content.decode()
    assert "Ibu Lestari" in page and f"from={ticket.key}" in page
    form = client.get(f"/desk/new/?medium=walk_in&from={ticket.key}").content.decode()
    assert 'value="Ibu Lestari"' in form and "Galon pecah" in form
    # Pressed twice, it calls one: the second press still names who was at the counter before the first.
    give(client)
    give(client)
    for _press in range(2):
        client.post(f"{PAGE}next/", {"after": str(ticket.pk)})
    assert list(Ticket.objects.order_by("pk").values_list("state", flat=True)) == ["done", "called", "waiting"]


def test_who_comes_back_is_noted_on_the_file_of_the_complaint(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    client = desk(sagara.fitri)
    sit(client)
    known = client.post(f"{PAGE}known/", {"phone": "0812-1111-2222"}).content.decode()
    assert case.reference in known
    ticket = give(client, name="Alice", about=case.reference)
    client.post(f"{PAGE}next/", {"after": "0"})
    assert f"/desk/cases/{case.reference}/" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{ticket.pk}/finish/", {"outcome": "about"})
    assert "A-001" in client.get(f"/desk/cases/{case.reference}/").content.decode()


def test_what_is_wrong_is_said_and_what_was_typed_stays(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    sit(client)
    for wrong in ({"phone": "12"}, {"name": "A" * 500}, {"purpose": "x" * 5_000}, {"service": "99"}, {"name": "\0"},
                  {"priority": "vip"}, {"about": "K26-99999"}):  # fmt: skip
        service = queue_places.services(queue_places.branches()[0])[0].pk
        answer = client.post(f"{PAGE}take/", {"service": service, "name": "Ibu Lestari", **wrong})
        assert answer.status_code in (400, 404), wrong
        assert "error-summary" in answer.content.decode(), wrong
    assert not Ticket.objects.exists()
    ticket = give(client)
    for act in ("absent", "again", "serve", "back"):
        assert client.post(f"{PAGE}{ticket.pk}/{act}/").status_code == 303  # it waits: said in a message, no fault
    assert client.post(f"{PAGE}{ticket.pk}/transfer/", {"to": "x" * 30}).status_code == 303
    assert client.post(f"{PAGE}999999/absent/").status_code == 404
    assert client.post(f"{PAGE}seat/", {"counter": "9" * 17}).status_code == 404
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_whoever_receives_nobody_has_no_front_desk(sagara: Sagara) -> None:
    assert desk(sagara.audy).get(PAGE).status_code == 403


def test_waiting_times_are_told_for_each_branch_service_and_hour(sagara: Sagara) -> None:
    [office] = queue_places.branches()
    first = queue_places.services(office)[0]
    queue_places.counters(office)
    counter = queue_places.sit_down(Counter.objects.get(), by=sagara.fitri)
    start = time.local(time.now()).replace(hour=9, minute=0)
    for minutes in (4, 6, 8, 10, 30):
        with time.travel(start):
            taken = front_desk.take_number(office, first, by=VISITOR).ticket
        with time.travel(start + timedelta(minutes=minutes)):
            front_desk.call(taken, counter, by=sagara.fitri)
    [here] = queue_figures.figures([office], start.date(), start.date())
    assert (here.whole.taken, here.whole.half, here.whole.most, here.whole.longest) == (5, 8, 30, 30)
    assert [(service.letter, one.half) for service, one in here.services] == [("A", 8)]
    [hour] = queue_figures.hours([office], start.date(), start.date())
    assert (hour.hour, hour.taken) == (9, 5)
    page = desk(sagara.maya).get(f"{PAGE}waiting/?days=1").content.decode()
    assert office.name in page and "09.00–10.00" in page
    assert desk(sagara.maya).get(f"{PAGE}waiting/?days=x").status_code == 200
    assert desk(sagara.audy).get(f"{PAGE}waiting/").status_code == 403


def test_a_form_that_is_sent_twice_gives_one_number_and_the_next_visitor_another(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    sit(client)
    mark = re.search(r'name="form" value="([^"]+)"', client.get(PAGE).content.decode())
    assert mark
    for name in ("Ibu Lestari", "Ibu Lestari", "Pak Rudi"):
        give(client, name=name, form=mark[1])
    assert list(Ticket.objects.order_by("pk").values_list("stored_name", flat=True)) == ["Ibu Lestari", "Pak Rudi"]


def test_mistakes_at_the_counter_are_put_right(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    counter = sit(client)
    first, second = give(client, name="Ibu Lestari"), give(client, name="Pak Rudi")
    client.post(f"{PAGE}next/", {"after": "0"})
    # The wrong row: who was served comes back, pressed twice or not.
    client.post(f"{PAGE}{second.pk}/call/")
    for _press in range(2):
        client.post(f"{PAGE}{first.pk}/call/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.outcome, second.state) == ("called", "", "done")
    for _press in range(2):
        client.post(f"{PAGE}{first.pk}/again/")
    assert first.calls.count() == 2, "what was called this very moment is not spoken again"
    # Recorded in a tab of before, under a number whose visitor is gone.
    form = client.get(f"/desk/new/?from={second.key}").content.decode()
    assert "A-002" in form and "A-001" in form, "it warns that somebody else sits here"
    said = {"from": second.key, "medium": "walk_in", "on_behalf": "nobody", "body": "Galon pecah.", "language": "id",
            "nonce": "n1"}  # fmt: skip
    client.post("/desk/new/", said)
    case = Case.objects.get()
    assert f"{PAGE}{second.pk}/apart/" in client.get(PAGE).content.decode()
    for _press in range(2):
        client.post(f"{PAGE}{second.pk}/apart/")
    client.post(f"{PAGE}{first.pk}/about/", {"reference": f" {case.reference.lower()} "})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.case_key, second.case_key, second.outcome) == (case.key, "", "nothing")
    assert Entry.objects.filter(subject=case.key, verb="visit_of_another").count() == 1
    for reference in ("K26-99999", "", "\0", "x" * 5_000):
        assert client.post(f"{PAGE}{second.pk}/about/", {"reference": reference}).status_code == 303
    # Another seat, another branch, while a page of before stands open.
    bogor = plant("bogor-1", name_id="Cabang Bogor", parent=queue_places.branches()[0], kind="branch")
    maya, third = desk(sagara.maya), give(client)
    maya.post(f"{PAGE}seat/", {"counter": queue_places.counters(bogor)[0].pk})
    maya.post(f"{PAGE}next/", {"after": "0", "counter": counter.pk})
    service = queue_places.services(bogor)[0].pk
    wrong = maya.post(f"{PAGE}take/", {"service": service, "branch": third.branch.code, "name": "Carol"})
    assert wrong.status_code == 409 and "Carol" in wrong.content.decode() and "Cabang Bogor" in wrong.content.decode()
    assert Ticket.objects.count() == 3


def test_the_list_costs_the_same_for_one_and_for_twelve_and_is_not_sent_twice(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    sit(client)
    [office] = queue_places.branches()
    service = queue_places.services(office)[0]

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{PAGE}live/", headers={"Tanggap-Live": "1"}).status_code == 200
        return len(asked)

    front_desk.take_number(office, service, Visitor(name="Alice"), by=VISITOR)
    one = cost()
    for _more in range(11):
        front_desk.take_number(office, service, Visitor(name="Carol"), by=VISITOR)
    assert cost() == one
    first = client.get(f"{PAGE}live/")
    assert client.get(f"{PAGE}live/", headers={"If-None-Match": first["ETag"]}).status_code == 304
