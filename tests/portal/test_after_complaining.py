"""After a complaint has come in: whose turn it is, every answer to an offer, the survey, the receipt, and mishaps."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.close import close, withdraw
from tanggap.casework.converse import reply
from tanggap.casework.register import Lesson
from tanggap.core import time
from tanggap.portal import acts
from tanggap.remedy.models import Offer
from tests.portal.life import until_closed, until_followed_up, until_offered
from tests.portal.test_tracking import enter, page
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import words


def kicker(text: str) -> str:
    found = re.search(r'class="kicker">([^<]+)<', text)
    assert found is not None
    return found[1]


def stops(text: str) -> list[tuple[str, str]]:
    """The line of the promise as (look, label)."""
    return re.findall(r'<li class="(\w+)"[^>]*><span class="stop">.*?</span><div><b>([^<]+)</b>', text, re.S)


def test_the_page_says_whose_turn_it_is_and_the_line_tells_who_did_what(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    assert kicker(page(alice)) == "Langkah berikutnya: giliran kami"
    reply(case, text="Kami mohon maaf, Bu.", by=sagara.fitri)
    options = until_offered(case, sagara)
    case.replies.update(visible_at=F("at"))  # the ten seconds in which it can be taken back are over
    text = page(alice)
    assert kicker(text) == "Langkah berikutnya: giliran Anda"
    assert stops(text)[:4] == [
        ("done", "Kami terima"), ("done", "Fitri menjawab Anda"), ("done", "Diperiksa Bidang Mutu"),
        ("current", "Anda memilih solusi"),
    ]  # fmt: skip
    assert "Disetujui Olga Tarigan, kepala Bidang Mutu" in words(alice.get("/track/case/"))
    alice.post("/track/case/accept/", {"solution": str(options[0].pk)})
    case.refresh_from_db()
    until_followed_up(case, sagara)
    assert kicker(page(alice)) == "Langkah berikutnya: giliran Anda"
    alice.post("/track/case/feedback/", {"solved": "yes"})
    until_closed(case, sagara)
    text = page(alice)
    assert kicker(text) == "Selesai"
    assert {look for look, _label in stops(text)} == {"done"}


def test_of_a_withdrawn_complaint_nothing_is_claimed_that_did_not_happen(sagara: Sagara, alice: Client) -> None:
    case, party, receipt = alice_complains()
    withdraw(case, by=party)
    enter(alice, receipt.reference, receipt.tracking_code)
    text = page(alice)
    assert [label for _look, label in stops(text)] == ["Kami terima", "Anda menarik keluhan Anda"]
    assert "/track/case/feedback/" not in text


def test_a_missed_date_is_owned_up_to(sagara: Sagara, alice: Client) -> None:
    _case, _party, receipt = alice_complains()
    with time.travel(time.now() + timedelta(days=3)):
        enter(alice, receipt.reference, receipt.tracking_code)
        assert "Kami terlambat." in page(alice)


def test_the_reason_for_declining_is_kept_and_read_by_those_who_look_again(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    typed = {"because": "loss", "expectation": "Pesanan yang batal diganti.", "offer": str(case.offers.get().pk)}
    assert alice.post("/track/case/decline/", {**typed, "because": "x'--"}).status_code == 400
    assert alice.post("/track/case/decline/", typed).status_code == 303
    made = case.offers.get()
    made.case = case
    assert (made.because, made.expectation) == (Offer.Because.LOSS, "Pesanan yang batal diganti.")
    bob = Client()
    bob.force_login(sagara.bob)
    read = words(bob.get(f"/desk/cases/{case.reference}/decide/"))
    assert "Kerugian belum diganti. Pesanan yang batal diganti." in read


@pytest.mark.parametrize("offered", [True, False])
def test_alice_proposes_a_solution_of_her_own(sagara: Sagara, alice: Client, offered: bool) -> None:
    case, party, receipt = alice_complains()
    until_offered(case, sagara) if offered else investigate(sagara, case)
    enter(alice, receipt.reference, receipt.tracking_code)
    assert "/track/case/propose/" in page(alice)
    assert "Usulan Anda sendiri" in page(alice, "/track/case/propose/")
    assert alice.post("/track/case/propose/", {"text": " "}).status_code == 400
    said = "decline" if offered else "propose"
    assert f"said={said}" in alice.post("/track/case/propose/", {"text": "Antar sendiri oleh kepala."})["Location"]
    case.refresh_from_db()
    own = case.solutions.get(proposed_by_party=party)
    own.case = case
    assert (own.title, case.state) == ("Antar sendiri oleh kepala.", "investigating")


def test_a_second_click_is_no_second_message_and_a_second_thought_is(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    for _click in range(3):
        assert alice.post("/track/case/reply/", {"body": "Halo?"}).status_code == 303
    assert case.replies.count() == 1
    photo = SimpleUploadedFile("segel.txt", b"B-1609")
    alice.post("/track/case/reply/", {"body": "Halo?", "files": photo})
    alice.post("/track/case/reply/", {"body": "Jawab dong."})
    with time.travel(time.now() + timedelta(minutes=2)):
        alice.post("/track/case/reply/", {"body": "Jawab dong."})
    assert case.replies.count() == 4


def test_a_flood_of_messages_is_slowed_down_and_the_last_one_is_not_lost(
    sagara: Sagara, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    monkeypatch.setattr(acts, "MESSAGES_AN_HOUR", 3)
    for number in range(3):
        alice.post("/track/case/reply/", {"body": f"Pesan {number}"})
    stopped = alice.post("/track/case/reply/", {"body": "Pesan terakhir"})
    assert stopped.status_code == 429 and "Pesan terakhir" in stopped.content.decode()
    assert case.replies.count() == 3


def test_what_was_typed_outlives_the_visit(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    until_offered(case, sagara)
    ended = alice.post("/track/case/decline/", {"expectation": "Ganti \"semua\"", "because": "cause"})
    assert ended.status_code == 403 and "Kunjungan Anda sudah berakhir." in ended.content.decode()
    kept = {"kept-act": "decline", "kept-expectation": "Ganti \"semua\"", "kept-because": "cause"}
    assert all(f'name="{name}"' in ended.content.decode() for name in kept)
    wrong = alice.post("/track/", {**kept, "reference": receipt.reference, "code": "0000-0000"})
    assert wrong.status_code == 404 and "Ganti &#34;semua&#34;" in wrong.content.decode()
    right = alice.post("/track/", {**kept, "reference": receipt.reference, "code": receipt.tracking_code})
    assert right.status_code == 200 and "Ganti &#34;semua&#34;" in right.content.decode()
    assert Case.objects.get(pk=case.pk).state == "offered", "nothing is done before she sends it"
    assert page(alice)
    odd = Client().post("/track/", {"kept-act": "close", "reference": receipt.reference, "code": receipt.tracking_code})
    assert odd.status_code == 303


def test_a_message_to_a_complaint_that_was_closed_meanwhile_is_kept(sagara: Sagara, alice: Client) -> None:
    case, party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    withdraw(case, by=party)
    late = alice.post("/track/case/reply/", {"body": "Tunggu, masih ada lagi."})
    assert late.status_code == 409
    assert "Yang Anda tulis belum terkirim" in late.content.decode() and "masih ada lagi" in late.content.decode()


def test_an_answer_that_came_too_late_can_be_sent_as_a_message(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    options = until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    alice.post("/track/case/accept/", {"solution": str(options[0].pk)})
    late = alice.post("/track/case/propose/", {"text": "Saya mau yang lain."})
    assert late.status_code == 409 and "Kirim sebagai pesan saja" in late.content.decode()
    assert alice.post("/track/case/reply/", {"text": "Saya mau yang lain."}).status_code == 303
    said = case.replies.order_by("pk").last()
    assert said is not None
    said.case = case
    assert said.body == "Saya mau yang lain."


def test_not_yet_after_closing_opens_it_again_until_its_date(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    options = until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    alice.post("/track/case/accept/", {"solution": str(options[0].pk)})
    case.refresh_from_db()
    until_followed_up(case, sagara)
    lesson = Lesson(cause="Pemasok baru", lesson="Uji cium", without_follow_up="Tidak terhubung tiga kali.")
    close(case, outcome="upheld", lesson=lesson, by=sagara.fitri)
    assert "dapat dilakukan sampai" in page(alice, "/track/case/reopen/")
    assert alice.post("/track/case/feedback/", {"solved": "no"}).status_code == 400
    alice.post("/track/case/feedback/", {"solved": "no", "expectation": "Baunya kembali."})
    case.refresh_from_db()
    assert (case.state, case.round, case.feedback.get().solved) == ("investigating", 2, "no")


@pytest.mark.parametrize("paper", ["roll", "a5", "<b>"])
def test_the_receipt_is_printed_on_a_roll_or_on_a5(sagara: Sagara, alice: Client, paper: str) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    assert 'href="/track/case/receipt/"' in page(alice)
    answer = alice.get("/track/case/receipt/", {"paper": paper})
    text = answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert f"paper-{'a5' if paper == 'a5' else 'roll'}." in text
    assert case.reference in text and receipt.tracking_code in text and case.body not in text
    assert Client().get("/track/case/receipt/")["Location"] == "/track/"


def test_a_hidden_code_stands_on_no_later_receipt_and_staff_hold_no_code(sagara: Sagara, alice: Client) -> None:
    hidden = alice_complains(confidential=True)[2]
    enter(alice, hidden.reference, hidden.tracking_code)
    text = page(alice, "/track/case/receipt/")
    assert hidden.reference in text and hidden.tracking_code not in text
    case, _party, receipt = alice_complains()
    fitri, mallory = Client(), Client()
    fitri.force_login(sagara.fitri)
    address = f"/desk/cases/{case.reference}/receipt/"
    assert address in fitri.get(f"/desk/cases/{case.reference}/").content.decode()
    paper = fitri.get(address).content.decode()
    assert case.reference in paper and receipt.tracking_code not in paper
    mallory.force_login(sagara.mallory)
    assert mallory.get(f"/desk/cases/{hidden.reference}/receipt/").status_code == 404
