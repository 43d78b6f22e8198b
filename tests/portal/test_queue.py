"""The kiosk, the number on the telephone and the display: for everybody, without names, and none for a bot."""

import pytest
from django.test import Client

from tanggap.casework import front_desk, queue_places, waiting_room
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Ticket
from tanggap.people.actors import VISITOR
from tanggap.people.units import plant
from tests.sagara import Sagara
from tests.workspace.test_inbox import desk

pytestmark = pytest.mark.django_db


def take(client: Client, **said: str) -> str:
    """The address of the number that was given."""
    [office] = queue_places.branches()
    service = queue_places.services(office)[0].pk
    answer = client.post(f"/queue/b/{office.code}/", {"service": service, "priority": "", **said})
    return answer["Location"] if answer.status_code == 303 else f"{answer.status_code}"


def test_a_visitor_takes_a_number_follows_it_and_gives_it_up(sagara: Sagara) -> None:
    client = Client(headers={"accept-language": "id"})
    office = queue_places.branches()[0]
    assert client.get("/queue/")["Location"] == f"/queue/b/{office.code}/"
    where = take(client, priority="pregnant")
    page = client.get(where).content.decode()
    assert "A-001" in page and client.get(where)["X-Robots-Tag"] == "noindex"
    live = client.get(f"{where}live/")
    assert client.get(f"{where}live/", headers={"If-None-Match": live["ETag"]}).status_code == 304
    counter = queue_places.sit_down(queue_places.counters(office)[0], by=sagara.fitri)
    front_desk.call_next(counter, by=sagara.fitri)
    changed = client.get(f"{where}live/", headers={"If-None-Match": live["ETag"]})
    assert changed.status_code == 200 and "loket 1" in changed.content.decode()
    client.get(where)
    assert Ticket.objects.get().state == "called"  # looking changes nothing
    assert client.post(where, {"leave": "1"}).status_code == 303
    assert client.post(where, {"leave": "1"}).status_code == 303
    assert Ticket.objects.get().state == "left"


def test_a_stranger_gets_some_numbers_and_a_kiosk_as_many_as_there_are_visitors(sagara: Sagara) -> None:
    stranger = Client()
    assert [take(stranger) for _try in range(7)][-1] == "429"
    tablet = desk(sagara.fitri)
    office = queue_places.branches()[0]
    assert tablet.post("/desk/front-desk/kiosk/", {"branch": office.code})["Location"] == f"/queue/b/{office.code}/"
    assert tablet.get("/desk/").status_code == 303  # signed out
    given = [take(tablet) for _try in range(8)]
    assert all(one.endswith("/given/") for one in given)
    assert "A-0" in tablet.get(given[-1]).content.decode()
    tablet.force_login(sagara.fitri)
    assert tablet.post("/desk/front-desk/kiosk/", {"over": "1"}).status_code == 303
    assert take(tablet) == "429"
    forged = Client()
    forged.cookies["tanggap-kiosk"] = office.code
    assert take(forged) == "429"


def test_the_display_tells_numbers_and_says_them_in_both_languages_and_never_a_name(sagara: Sagara) -> None:
    office = queue_places.branches()[0]
    client = Client(headers={"accept-language": "id"})
    assert "Selamat datang" in client.get(f"/queue/display/{office.code}/").content.decode()
    service = queue_places.services(office)[0]
    for name in ("Alice Rahmawati", "Carol"):
        front_desk.take_number(office, service, Visitor(name=name, purpose="Rahasia"), by=VISITOR)
    front_desk.call_next(queue_places.sit_down(queue_places.counters(office)[0], by=sagara.fitri), by=sagara.fitri)
    page = client.get(f"/queue/display/{office.code}/").content.decode()
    assert "Nomor antrean A 1, silakan menuju loket 1." in page
    assert "Number A 1, please come to counter 1." in page
    assert "A-002" in page and "Alice" not in page and "Rahasia" not in page


def test_of_several_branches_one_is_chosen_and_what_there_is_not_is_not_found(sagara: Sagara) -> None:
    root = queue_places.branches()[0]
    plant("bogor-1", name_id="Cabang Bogor", parent=root, kind="branch")
    client = Client(headers={"accept-language": "id"})
    assert "Cabang Bogor" in client.get("/queue/").content.decode()
    for absent in ("/queue/b/nowhere/", "/queue/display/nowhere/", "/queue/t/nonsense/"):
        assert client.get(absent).status_code == 404
    service = queue_places.services(root)[0].pk
    assert client.post(f"/queue/b/{root.code}/", {"service": service, "priority": "vip"}).status_code == 400
    assert not Ticket.objects.exists() and waiting_room.board(root).called is None
