"""What the doors hold of a person is looked up by managers of all, handed out whole, and forgotten where it is over."""

import json

import pytest

from tanggap.audit import trail
from tanggap.casework import quarantine
from tanggap.casework.callbacks import Noted, note_call, promise_callback
from tanggap.casework.lost_letters import hear_report
from tanggap.channels.models import Callback, Inbound
from tests.casework.test_front_desk import number
from tests.casework.test_retention import retention_office
from tests.sagara import Sagara, alice_complains
from tests.stories.test_lost_letters import report, sent_letter
from tests.workspace.browsing import Desk
from tests.workspace.test_quarantine import aside

PAGE = "/desk/settings/held/"
ALICE = {"phone": "0812 1111 2222", "email": "alice@example.org"}


@pytest.mark.django_db
def test_what_the_doors_hold_is_handed_out_whole_and_forgotten_where_it_is_over(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    hidden, _party, _receipt = alice_complains(confidential=True)
    hear_report(report(sent_letter(case).message_id))
    fitri = sagara.fitri
    call = note_call(Noted(number="0812-1111-2222", name="Alice", outcome="nothing", note="Rahasia telepon"), by=fitri)
    other = note_call(Noted(number="0812-3333-4444", name="Bukan Alice", outcome="nothing", note="Bukan"), by=fitri)
    promise_callback("+62 812 1111 2222", about="Rahasia janji", by=fitri)
    number(retention_office(), name="Alice", phone="081211112222", purpose="Rahasia kunjungan")
    waits, gone = aside("Satu", text="Rahasia menunggu"), aside("Dua", text="Rahasia selesai")
    for row in (waits, gone):
        raw = b"From: Alice <Alice@Example.org>\r\n" + bytes(row.raw)
        Inbound.objects.filter(pk=row.pk).update(raw=raw)
        row.refresh_from_db()
    quarantine.discard(gone, "Sudah selesai", by=fitri)

    maya = Desk(sagara.maya)
    page = maya.client.post(PAGE, {**ALICE, "act": "look"}).content.decode()
    assert case.reference in page and hidden.reference not in page and "Forget 2 things" in page
    answer = maya.client.post(PAGE, {**ALICE, "act": "export"})
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    told = json.loads(answer.content)
    for words in ("Rahasia telepon", "Rahasia janji", "Rahasia kunjungan", "Rahasia menunggu", "Rahasia selesai"):
        assert words in str(told), words
    assert "Bukan" not in str(told) and "/t/" not in str(told)
    assert [one["reference"] for one in told["complaints"]] == [case.reference]
    assert [bool(one["did_not_arrive"]) for one in told["sent"]][0], "and that a letter came back"

    assert maya.client.post(PAGE, {**ALICE, "act": "forget", "word": "yes"}).status_code == 400
    call.refresh_from_db()
    assert call.name == "Alice"
    done = maya.client.post(PAGE, {**ALICE, "act": "forget", "word": "forget"}).content.decode()
    assert "2 things were forgotten." in done
    for row in (call, other, gone, waits):
        row.refresh_from_db()
    assert (call.name, call.number, call.note, bytes(gone.raw)) == ("", "", "", b"")
    assert other.note == "Bukan" and b"Rahasia" in bytes(waits.raw)
    assert Callback.objects.get().about == "Rahasia janji", "it is still owed"
    verbs = [one.verb for one in trail.entries(sagara.maya)]
    assert verbs.count("held_looked_up") == 2 and {"held_exported", "held_forgotten"} <= set(verbs)
    assert "alice" not in str([one.facts for one in trail.entries(sagara.maya)]).lower()
    assert list(trail.verify()) == []

    for given in ({}, {"phone": "12"}, {"email": "alice"}, {"phone": "\0", "email": "x" * 5_000}):
        assert maya.client.post(PAGE, {**given, "act": "look"}).status_code == 400, given
    for name in ("fitri", "ade", "olga", "mallory"):
        who = Desk(getattr(sagara, name))
        answers = who.read(PAGE), who.client.post(PAGE, {**ALICE, "act": "export"})
        assert {one.status_code for one in answers} == {403}, name
