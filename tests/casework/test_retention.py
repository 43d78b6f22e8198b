"""What became no complaint is forgotten after its time, from every door; complaints and what waits are not touched."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.casework import quarantine, retention
from tanggap.casework.callbacks import Noted, call_back, note_call
from tanggap.casework.letters_in import OnPaper, register_letter
from tanggap.casework.letters_sorted import refuse_letter
from tanggap.casework.sweep import clear_away
from tanggap.channels.models import Call, Callback, Inbound, Letter, Ticket
from tanggap.core.files import File, take_in
from tanggap.core.time import now, travel
from tests import sagara as world
from tests.casework.test_front_desk import number
from tests.sagara import Sagara
from tests.workspace.browsing import Desk
from tests.workspace.test_inbox import desk
from tests.workspace.test_letters import scan
from tests.workspace.test_quarantine import aside

PAGE = "/desk/settings/retention/"


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def test_each_door_forgets_after_its_time_and_nothing_else(sagara: Sagara) -> None:
    fitri = sagara.fitri
    of_nobody = note_call(Noted(number="0812 5550 201", name="Pak Darma", outcome="nothing", note="Rahasia"), by=fitri)
    kept = note_call(Noted(number="0812 5550 202", name="Bu Tini", outcome="call_back", note="Rahasia"), by=fitri)
    owed = Callback.objects.get()
    Call.objects.filter(pk=kept.pk).update(case_key="case:1")
    visit = number(retention_office(), name="Alice", phone="0812 1111 2222", purpose="Rahasia")
    lying, gone, waits = (
        register_letter(OnPaper(received_at=now(), sender="Bu Ratna", subject=what), [take_in(scan(what), "surat.png")],
                        by=fitri) for what in ("Rahasia satu", "Rahasia dua", "Rahasia tiga")
    )  # fmt: skip
    for letter in (lying, gone):
        refuse_letter(letter, reason="Bukan untuk kami.", by=fitri)
    Letter.objects.filter(pk=lying.pk).update(case_key="case:1")
    refused, waiting = aside(text="Rahasia mesin"), aside("Kedua", text="Rahasia menunggu")
    quarantine.discard(refused, "Uji coba oleh Rahasia", by=fitri)

    with travel(now() + timedelta(days=1)):
        assert retention.forget_due() == 0
    with travel(now() + timedelta(days=4)):
        assert retention.forget_due() == 1, "the number that a visitor drew"
    with travel(now() + timedelta(days=731)):
        assert retention.would_go(retention.keeps()) == {
            "calls": 1, "callbacks": 0, "tickets": 0, "letters": 1, "messages": 1}  # fmt: skip
        clear_away()
        for one in (of_nobody, kept, owed, visit, lying, gone, waits, refused, waiting):
            one.refresh_from_db()
        assert (of_nobody.number, of_nobody.name, of_nobody.note, of_nobody.outcome) == ("", "", "", "nothing")
        assert (kept.name, owed.name) == ("Bu Tini", "Bu Tini"), "of a complaint, and still owed"
        assert (visit.name, visit.phone, visit.purpose) == ("", "", "")
        assert (gone.sender, gone.subject, gone.scans.count()) == ("", "", 0)
        assert gone.agenda and lying.subject == "Rahasia satu" and waits.subject == "Rahasia tiga"
        assert File.objects.count() == 2, "the scan is gone from the store"
        assert (bytes(refused.raw), len(refused.sha256), refused.state) == (b"", 32, "discarded")
        assert b"Rahasia" in bytes(waiting.raw)
        assert "Rahasia" not in str([one.private for one in trail.entries(f"inbound:{refused.pk}")])
        assert list(trail.verify()) == []
        call_back(owed, reached=True, note="", by=fitri)
        assert [one.facts["count"] for one in trail.entries("retention:calls")] == [1]
        assert retention.forget_due() == 0, "once"
    with travel(now() + timedelta(days=731 + 181)):
        assert retention.would_go(retention.keeps())["callbacks"] == 1


def retention_office():  # type: ignore[no-untyped-def]
    from tanggap.casework.queue_places import branches

    return branches()[0]


def test_shorter_times_are_looked_at_first_and_only_administrators_decide(sagara: Sagara) -> None:
    row = aside()
    quarantine.discard(row, "Uji coba", by=sagara.fitri)
    Inbound.objects.filter(pk=row.pk).update(received_at=now() - timedelta(days=40))
    given = {**{kind: str(days) for kind, days in retention.keeps().items()}, "messages": "30"}
    ade = Desk(sagara.ade)
    assert "How long we keep it" in ade.read(PAGE).content.decode()
    straight = ade.client.post(PAGE, {**given, "act": "decide"}).content.decode()
    assert "1 would be forgotten within the hour." in straight and retention.keeps()["messages"] == 180
    looked = straight.split('name="looked" value="')[1].split('"')[0]
    other = ade.client.post(PAGE, {**given, "messages": "10", "act": "decide", "looked": looked})
    assert other.status_code == 200 and retention.keeps()["messages"] == 180, "what was looked at was something else"
    assert ade.client.post(PAGE, {**given, "act": "decide", "looked": looked}).status_code == 303
    assert retention.keeps()["messages"] == 30
    assert trail.entries("retention:messages")[-1].facts == {"days": 30, "before": 180}
    for wrong in ("", "0", "-1", "3651", "\u0663", "9" * 5_000, "\0", "satu"):
        answer = ade.client.post(PAGE, {**given, "messages": wrong, "act": "look"})
        assert answer.status_code == 400 and "Write a number of days from 1 to 3650." in answer.content.decode(), wrong
    for name in ("fitri", "maya", "mallory"):
        assert desk(getattr(sagara, name)).post(PAGE, {**given, "act": "look"}).status_code == 403, name
    retention.forget_due()
    assert "Last forgotten on " in ade.read(PAGE).content.decode()
    shown = Desk(sagara.fitri).read(f"/desk/quarantine/{row.pk}/")
    assert shown.status_code == 200, "a mail that was forgotten can still be opened; there is nothing in it"
    assert Desk(sagara.fitri).read("/desk/quarantine/?show=discarded").status_code == 200
    assert Desk(sagara.fitri).client.get(f"/desk/quarantine/{row.pk}/raw/").status_code in (200, 404)
    assert Ticket.objects.count() == 0
