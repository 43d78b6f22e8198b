"""The kiosk, the number on the telephone and the display: for everybody, without names, and none for a bot."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework import front_desk, queue_places, waiting_room
from tanggap.casework.front_desk import Visitor
from tanggap.channels.models import Ticket
from tanggap.core import secrets, time
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


def write(phone: Client, where: str, *, keep: str = "", until: str = "check") -> str:
    """Alice writes her complaint on the page of her number, up to the page of that name."""
    begun = phone.post(where, {"write": "1"})
    assert begun.status_code == 303 and begun["Location"].startswith("/complain/")
    for page, said in (
        ("", {"topic": "other"}), ("story/", {"body": "Galon pecah saat diturunkan."}), ("details/", {}),
        ("wish/", {"wish": "Ganti galon."}), ("you/", {"keep": keep}),
        ("contact/", {"name": "Alice Rahmawati", "phone": "0812 1111 2222"}), ("check/", {}),
    ):  # fmt: skip
        if keep == "anonymous" and page == "contact/":
            continue
        answer = phone.post(f"/complain/{page}", said)
        assert answer.status_code in (302, 303), (page, answer.content.decode()[-3000:])
        if page.strip("/") == until:
            break
    return str(answer["Location"])


def test_whoever_calls_the_number_goes_on_from_what_was_written_on_the_telephone(sagara: Sagara) -> None:
    phone, clerk = Client(headers={"accept-language": "id"}), desk(sagara.fitri)
    where = take(phone)
    ticket = Ticket.objects.get()
    write(phone, where, until="contact")
    assert "A-001" in phone.get("/complain/check/").content.decode()
    front_desk.call_next(queue_places.sit_down(queue_places.counters(ticket.branch)[0], by=sagara.fitri),
                         by=sagara.fitri)  # fmt: skip
    beside = phone.get(f"{where}beside/")
    assert "loket 1" in beside.content.decode()
    assert phone.get(f"{where}beside/", headers={"If-None-Match": beside["ETag"]}).status_code == 304
    assert f"from={ticket.key}" in clerk.get("/desk/front-desk/").content.decode()
    form = clerk.get(f"/desk/new/?from={ticket.key}").content.decode()
    for told in ("Galon pecah saat diturunkan.", "Ganti galon.", "Alice Rahmawati", "0812"):
        assert told in form
    said = {"from": ticket.key, "medium": "walk_in", "on_behalf": "nobody", "name": "Alice Rahmawati",
            "body": "Galon pecah saat diturunkan.", "language": "id", "nonce": "n1"}  # fmt: skip
    clerk.post("/desk/new/", said)
    case = Case.objects.get()
    page = phone.get(where).content.decode()
    assert case.reference in page and f"/track/?another=1&amp;reference={case.reference}" in page
    assert secrets.tracking_code(case.pk, case.code_generation) not in page
    assert "/t/" not in page.replace("/queue/t/", "")
    # The form on the telephone is still open: it is not taken in a second time, and what stands in it is not lost.
    again = phone.post("/complain/check/", {})
    assert again.status_code == 409 and "Galon pecah" in again.content.decode() and Case.objects.count() == 1
    assert phone.post(where, {"write": "1"}).status_code == 200, "there is nothing to write for it any more"


def test_what_was_sent_while_waiting_is_found_at_the_counter_with_how_long_it_took(sagara: Sagara) -> None:
    phone, clerk = Client(headers={"accept-language": "id"}), desk(sagara.fitri)
    where = take(phone)
    assert write(phone, where) == "/complain/done/"
    case, ticket = Case.objects.get(), Ticket.objects.get()
    assert (ticket.case_key, case.branch) == (case.key, ticket.branch)
    assert where in phone.get("/complain/done/").content.decode()
    counter = queue_places.sit_down(queue_places.counters(ticket.branch)[0], by=sagara.fitri)
    with time.travel(time.now() + timedelta(minutes=7)):
        front_desk.call_next(counter, by=sagara.fitri)
        assert f"/desk/cases/{case.reference}/" in clerk.get("/desk/front-desk/").content.decode()
        assert clerk.get(f"/desk/new/?from={ticket.key}")["Location"] == f"/desk/cases/{case.reference}/"
        front_desk.call_next(counter, by=sagara.fitri)
    [entry] = Entry.objects.filter(subject=case.key, verb="visited")
    assert (entry.facts["ticket"], entry.facts["waited"]) == ("A-001", 7)
    ticket.refresh_from_db()
    assert ticket.outcome == "about"


@pytest.mark.parametrize("keep", ["anonymous", "confidential"])
def test_what_is_to_stay_hidden_is_shown_to_nobody_at_the_counter(sagara: Sagara, keep: str) -> None:
    phone, clerk = Client(headers={"accept-language": "id"}), desk(sagara.fitri)
    where = take(phone)
    ticket = Ticket.objects.get()
    write(phone, where, until="wish")
    assert "Galon pecah" in clerk.get(f"/desk/new/?from={ticket.key}").content.decode()
    write(phone, where, keep=keep, until="you")
    assert "Galon pecah" not in clerk.get(f"/desk/new/?from={ticket.key}").content.decode()
    write(phone, where, keep=keep)
    ticket.refresh_from_db()
    assert bool(ticket.case_key) == (keep == "confidential") and "Alice" not in ticket.stored_name


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


def test_a_kiosk_prints_by_itself_where_it_may_gives_one_number_for_two_touches_and_begins_anew(sagara: Sagara) -> None:
    office = queue_places.branches()[0]
    service, tablet = queue_places.services(office)[0].pk, desk(sagara.fitri)
    where = f"/queue/b/{office.code}/"
    tablet.post("/desk/front-desk/kiosk/", {"branch": office.code})
    asked = {"service": service, "priority": "elderly", "form": "m" * 22}
    given = {tablet.post(where, asked)["Location"] for _touch in range(2)}
    assert len(given) == 1 and Ticket.objects.count() == 1
    [number] = given
    assert "data-print-at-once" not in tablet.get(number).content.decode()
    keeper = desk(sagara.ade)
    for prints, shown in (("1", True), ("", False), ("1", True)):
        assert keeper.post("/desk/settings/queue/kiosk/", {"branch": office.code, "prints": prints}).status_code == 303
        assert ("data-print-at-once" in tablet.get(number).content.decode()) is shown
    assert keeper.post("/desk/settings/queue/kiosk/", {"branch": "nowhere"}).status_code == 404
    assert "data-print-at-once" not in Client().get(number).content.decode(), "no telephone prints by itself"
    # Whoever chose English leaves it to nobody.
    tablet.post("/set-language/", {"language": "en", "next": where})
    page = tablet.get(where).content.decode()
    assert "What are you here for?" in page and 'data-begin-anew="20"' in page
    assert 'data-begin-anew="20"' in tablet.get(f"{where}?service={service}").content.decode()
    assert tablet.get(f"{where}?anew=1")["Location"] == where
    assert not tablet.cookies[settings.LANGUAGE_COOKIE_NAME].value


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
