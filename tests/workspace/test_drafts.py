"""What is being written on a case: kept on the server, never brought back once it was sent, and seen by nobody else."""

import pytest
from django.test import Client

from tanggap.cases.models import Presence, Unsent
from tanggap.casework.converse import hear, reply, take_back
from tanggap.casework.presence import GONE
from tanggap.core import time
from tanggap.people.models import Staff
from tests.sagara import Sagara, alice_complains, investigate

SCRIPT = {"Tanggap-Draft": "1"}
pytestmark = pytest.mark.django_db


def desk(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def keep(client: Client, case, text: str, mark: str = "0", kind: str = "reply", **more):
    return client.post(
        f"/desk/cases/{case.reference}/draft/", {"kind": kind, "body": text, "mark": mark, **more}, headers=SCRIPT
    )


def page(client: Client, case) -> str:
    return client.get(f"/desk/cases/{case.reference}/").content.decode()


def test_a_draft_is_there_again_as_it_was_last_edited_and_only_for_its_writer(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    first = keep(fitri, case, "Ibu Alice, akan").json()
    assert first["said"].startswith("Draf tersimpan ")
    keep(fitri, case, "Ibu Alice, akan kami lihat\ndulu <b>", first["mark"])
    assert "Ibu Alice, akan kami lihat\ndulu &lt;b&gt;</textarea>" in page(fitri, case)
    assert "akan kami lihat" not in page(desk(sagara.maya), case)


def test_the_draft_of_a_hidden_case_lies_sealed(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    owner = desk(case.owner)
    assert keep(owner, case, "Rahasia sekali", kind="note").status_code == 200
    assert "Rahasia" not in Unsent.objects.get().stored_text
    assert "Rahasia sekali" in page(owner, case)


def test_of_two_windows_the_older_is_told_and_overwrites_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    mark = keep(fitri, case, "satu").json()["mark"]
    keep(fitri, case, "satu dua", mark)
    late = keep(fitri, case, "satu dari jendela lama", mark)
    assert late.status_code == 409
    assert "jendela lain" in late.json()["said"]
    assert Unsent.objects.get().text == "satu dua"


def test_what_was_sent_is_no_draft_any_more_and_an_old_window_does_not_bring_it_back(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    mark = keep(fitri, case, "Kami periksa.").json()["mark"]
    fitri.post(f"/desk/cases/{case.reference}/reply/", {"body": "Kami periksa.", "seen": "0", "mark": mark})
    assert not Unsent.objects.exists()
    assert keep(fitri, case, "Kami periksa. Salam", mark).status_code == 409
    assert not Unsent.objects.exists()


@pytest.mark.parametrize(("kind", "where"), [("reply", "reply"), ("note", "note")])
def test_a_saving_that_comes_after_the_sending_brings_nothing_back(kind: str, where: str, sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    loaded = str(int(time.now().timestamp() * 1_000_000))
    fitri.post(f"/desk/cases/{case.reference}/{where}/", {"body": "Kami periksa.", "seen": "0", "mark": "0"})
    assert keep(fitri, case, "Kami periksa.", kind=kind, loaded=loaded).status_code == 409
    assert not Unsent.objects.exists()
    fresh = str(int(time.now().timestamp() * 1_000_000))
    assert keep(fitri, case, "Satu hal lagi.", kind=kind, loaded=fresh).status_code == 200
    assert keep(fitri, case, "Satu hal lagi.", kind=kind, loaded="9" * 18).status_code == 409  # another mark by now


def test_a_reply_that_is_taken_back_is_a_draft_again(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    take_back(reply(case, text="Terlalu cepat dikirim", by=sagara.fitri), by=sagara.fitri)
    assert "Terlalu cepat dikirim</textarea>" in page(desk(sagara.fitri), case)
    sent = reply(case, text="Kedua", by=sagara.fitri)
    keep(desk(sagara.fitri), case, "Sudah menulis yang lain")
    take_back(sent, by=sagara.fitri)
    assert Unsent.objects.get().text == "Kedua\n\nSudah menulis yang lain"


def test_without_script_a_button_keeps_it_and_a_phrase_goes_in_at_the_end(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    there = f"/desk/cases/{case.reference}/draft/"
    answer = fitri.post(there, {"kind": "reply", "body": "Selamat pagi.", "mark": "0", "phrase": "more-details"})
    assert answer.status_code == 303
    text = Unsent.objects.get().text
    assert text.startswith("Selamat pagi.\n\nAlice Rahmawati, agar tidak keliru")
    assert "tentang ⟨produk⟩" in text  # nobody has said which
    refused = fitri.post(f"/desk/cases/{case.reference}/reply/", {"body": text, "seen": "0"})
    assert refused.status_code == 400
    assert "⟨ dan ⟩" in refused.content.decode()
    assert not case.replies.exists()


@pytest.mark.parametrize("kind", ["", "letter", "note"])
def test_whoever_may_not_write_so_keeps_nothing(kind: str, sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    who = sagara.audy if kind == "note" else sagara.fitri
    assert keep(desk(who), case, "x", kind=kind).status_code in (403, 404)
    assert keep(desk(sagara.mallory), case, "x").status_code == 404
    assert not Unsent.objects.exists()


def test_odd_marks_and_texts_are_answered(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = desk(sagara.fitri)
    assert keep(fitri, case, "NUL \x00").status_code == 400
    assert keep(fitri, case, "x" * 20_001).status_code == 400
    assert keep(fitri, case, "x", mark="9" * 40).status_code == 200  # reads as none
    assert keep(fitri, case, "", mark="١").status_code == 409


def look_around(client: Client, case, **said: str):
    return client.post(
        f"/desk/cases/{case.reference}/here/", {"seen": "0", **said}, headers={"Tanggap-Live": "1"}
    )


def test_two_officers_see_each_other_and_who_writes(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri, maya = desk(sagara.fitri), desk(sagara.maya)
    assert look_around(fitri, case, writing="1").status_code == 200
    seen = look_around(maya, case)
    assert "Fitri Handayani sedang menulis" in seen.content.decode()
    assert "Maya" not in seen.content.decode()
    assert look_around(maya, case, known=seen["Tanggap-Known"]).status_code == 204
    look_around(fitri, case, gone="1")
    assert "Fitri" not in look_around(maya, case).content.decode()


def test_a_page_that_says_nothing_for_a_while_is_gone(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    look_around(desk(sagara.fitri), case)
    with time.travel(time.now() + GONE * 2):
        assert "Fitri" not in look_around(desk(sagara.maya), case).content.decode()
    with time.travel(time.now() + GONE * 20):
        look_around(desk(sagara.maya), case)
    assert Presence.objects.count() == 1


def test_who_may_not_see_the_case_is_not_seen_there_either(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    assert look_around(desk(sagara.mallory), case).status_code == 404
    assert not Presence.objects.exists()


def test_a_message_that_arrives_is_announced_and_stops_the_reply_with_both_shown(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    bob = desk(sagara.bob)
    investigate(sagara, case)
    hear(case, text="Galonnya sekarang bocor juga!", by=alice)
    assert "1 pesan baru" in look_around(bob, case).content.decode()
    refused = bob.post(f"/desk/cases/{case.reference}/reply/", {"body": "Sudah kami ganti.", "seen": "0"})
    said = refused.content.decode()
    assert refused.status_code == 409
    assert "Galonnya sekarang bocor juga!" in said[said.index("Masuk sementara itu") :]
    assert "Sudah kami ganti.</textarea>" in said and "Tetap kirim" in said
    newest = str(case.replies.order_by("-pk").values_list("pk", flat=True)[0])
    again = bob.post(f"/desk/cases/{case.reference}/reply/", {"body": "Sudah kami ganti.", "seen": newest})
    assert again.status_code == 303
