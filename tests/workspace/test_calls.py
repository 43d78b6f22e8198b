"""The telephone at the desk: who rings opens the intake; a call is noted, stands on a complaint, or is returned."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.audit.models import Entry
from tanggap.casework.converse import note as write_note
from tanggap.casework.telephone import take_call
from tanggap.channels.models import Call, Callback
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people.models import Duty
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

HENDRO = "0852-1140-8873"


def note(client: Client, **given: str) -> int:
    return client.post("/desk/calls/note/", {"number": HENDRO, "outcome": "nothing", **given}).status_code


def test_a_telephone_system_opens_the_intake_and_no_address_keeps_the_number(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    first, again = (fitri.get("/desk/call", {"from": HENDRO}) for _ in range(2))
    call = Call.objects.get()
    assert first["Location"] == again["Location"] == f"/desk/new/?from=call%3A{call.pk}", "systems fire twice"
    assert (call.number, call.officer, call.direction, call.ended_at) == ("+6285211408873", sagara.fitri, "in", None)
    assert "6285211408873" not in str([(one.verb, one.facts) for one in Entry.objects.filter(subject=call.key)])
    page = fitri.get(first["Location"]).content.decode()
    assert 'value="0852-1140-8873"' in page and "data-running" in page
    assert desk(sagara.mallory).get(first["Location"]).status_code == 404
    asked = Client().get("/desk/call", {"from": HENDRO})
    assert asked.status_code == 303 and "/desk/sign-in/" in asked["Location"], "signed out, one signs in first"
    for strange in ("anonymous", "", "x" * 500, "\0", "12"):
        assert fitri.get("/desk/call", {"from": strange}).status_code == 303, strange
    assert Call.objects.filter(officer=sagara.fitri, ended_at=None).count() == 1, "nobody is on two calls"


def test_a_call_about_a_complaint_on_file_stands_there_and_on_its_timeline(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    form = {"about": case.reference, "phone": "0812 1111 2222", "medium": "phone", "began": "1"}
    form["began"] = str(int(time.now().timestamp()))
    answer = [fitri.post("/desk/calls/about/", form) for _ in range(2)][-1]
    assert answer["Location"] == f"/desk/cases/{case.reference}/"
    call = Call.objects.get()
    assert (call.case_key, call.outcome, call.person is not None) == (case.key, "about", True)
    assert "Pelapor menelepon" in fitri.get(answer["Location"]).content.decode()
    assert desk(sagara.bob).post("/desk/calls/about/", form).status_code == 404
    assert case.reference in fitri.get("/desk/calls/").content.decode()


def test_who_is_to_be_called_back_stands_on_a_clock_with_whoever_is_on_duty(sagara: Sagara) -> None:
    fitri, moment = desk(sagara.fitri), time.local(time.now()) + timedelta(days=3)
    Duty.objects.create(staff=sagara.fitri, medium="phone", since=time.today())
    when = moment.strftime("%Y-%m-%dT%H:%M")
    assert note(fitri, outcome="call_back", name="Hendro", note="Soal galon", wanted_at=when) == 303
    owed = Callback.objects.get()
    assert (owed.owner, owed.name, owed.due_at) == (sagara.fitri, "Hendro", owed.wanted_at)
    assert Clock.objects.get(subject=owed.key).state == "running"
    page = f"/desk/calls/back/{owed.pk}/"
    assert all("Hendro" in fitri.get(address).content.decode() for address in ("/desk/calls/", "/desk/tasks/"))
    assert desk(sagara.bob).get(page).status_code == 404
    assert fitri.post(page, {"came": "not_reached"}).status_code == 303
    assert fitri.post(page, {"came": "?"}).status_code == 400
    assert fitri.post(page, {"came": "reached", "note": "Sudah jelas."}).status_code == 303
    assert fitri.post(page, {"came": "reached"}).status_code == 409, "two windows"
    owed.refresh_from_db()
    assert (owed.state, owed.tries, owed.answer.note) == ("done", 2, "Sudah jelas.")
    assert Clock.objects.get(subject=owed.key).state == "kept"
    assert [one.outcome for one in Call.objects.order_by("pk")] == ["call_back", "no_answer", "nothing"]

    assert note(fitri, outcome="call_back") == 303
    second = Callback.objects.get(state="open")
    assert second.due_at > second.at + timedelta(hours=1), "within a working day"
    said = fitri.post(f"/desk/calls/back/{second.pk}/", {"came": "complaint"})["Location"]
    assert said.startswith("/desk/new/?from=call:") and fitri.get(said).status_code == 200


def test_what_cannot_be_noted_is_said_at_its_field_and_leaves_no_half_call(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    for given in (
        {"outcome": ""}, {"outcome": "recorded"}, {"number": "12"}, {"note": "x" * 3000}, {"note": "\0"},
        {"outcome": "call_back", "number": ""}, {"outcome": "call_back", "wanted_at": "2020-01-01T10:00"},
        {"outcome": "call_back", "wanted_at": "tomorrow"}, {"wanted_at": "9999-99-99"},
    ):  # fmt: skip
        assert note(fitri, **given) == 400, given
    assert not Call.objects.exists() and not Callback.objects.exists()
    twice = {"began": str(int(time.now().timestamp())), "outcome": "call_back"}
    assert [note(fitri, **twice) for _ in range(2)] == [303, 409], "a second click is no second call"
    assert Call.objects.count() == Callback.objects.count() == 1


def test_the_log_is_read_by_whoever_answers_there_and_asks_as_much_for_many_as_for_one(sagara: Sagara) -> None:
    fitri, bob, maya = desk(sagara.fitri), desk(sagara.bob), desk(sagara.maya)
    counts: list[int] = []
    fitri.get("/desk/calls/")
    for _ in range(2):
        for _ in range(2):
            note(fitri, note="Tanya jam buka")
        with CaptureQueriesContext(connection) as asked:
            shown = fitri.get("/desk/calls/?whose=mine&outcome=nothing").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(re.findall("Tanya jam buka", shown)) == 4
    assert "Tanya jam buka" in maya.get("/desk/calls/").content.decode()
    assert "Tanya jam buka" not in bob.get("/desk/calls/").content.decode()
    assert "Tanya jam buka" not in fitri.get("/desk/calls/?direction=out").content.decode()
    for odd in ("?day=x", "?outcome=%00", "?whose=all", "?day=2026-13-45"):
        assert fitri.get(f"/desk/calls/{odd}").status_code == 200, odd
    assert fitri.get("/desk/calls/?cursor=x").status_code == 404


def test_how_it_stands_is_told_by_telephone_to_whoever_is_identified_and_only_as_on_the_track_page(
    sagara: Sagara,
) -> None:
    case, _alice, receipt = alice_complains()
    hidden, _alice, secret = alice_complains(confidential=True)
    write_note(case, text="Pelanggan ini sering rewel.", by=sagara.fitri)
    fitri, bob, address = desk(sagara.fitri), desk(sagara.bob), "/desk/calls/status/"
    today = time.today().isoformat()

    def ask(client: Client, reference: str = case.reference, **said: str) -> tuple[int, str]:
        answer = client.post(address, {"reference": reference, **said})
        return answer.status_code, answer.content.decode()

    status, html = ask(fitri, phone="0812 1111 2222", date=today)
    assert status == 200 and "Diterima" in html and "rewel" not in html
    assert any(one.verb == "status_told" for one in Entry.objects.filter(subject=case.key))
    for wrong in (
        {"phone": "081211112222"}, {"phone": "081211112222", "date": "2020-01-01"}, {"phone": "x", "date": "x\0"},
        {"code": "AAAA-AAAA"}, {},
    ):  # fmt: skip
        status, html = ask(fitri, **wrong)
        assert status in (400, 404) and case.title not in html and "Diterima" not in html, wrong
    absent = ask(fitri, "K26-99999", phone="081211112222", date=today)
    assert absent[0] == 404 and Entry.objects.filter(verb="refused", subject=sagara.fitri.key).exists()

    assert ask(bob, phone="081211112222", date=today)[0] == 404, "he does not see it, so facts are not enough"
    status, html = ask(bob, code=receipt.tracking_code)
    assert status == 200 and f'href="/desk/cases/{case.reference}/"' not in html
    assert ask(fitri, hidden.reference, phone="081211112222", date=today)[0] == 404
    assert ask(fitri, hidden.reference, code=secret.tracking_code)[0] == 200

    call = take_call("081211112222", by=sagara.fitri)
    assert fitri.get(f"{address}?from={call.key}").status_code == 200
    assert ask(fitri, phone="081211112222", date=today, **{"from": call.key})[0] == 200
    call.refresh_from_db()
    assert (call.outcome, call.case_key) == ("status", case.key)
    for _ in range(12):
        last = ask(fitri, phone="081211113333", date=today)[0]
    assert last == 429, "guessing is slowed"
