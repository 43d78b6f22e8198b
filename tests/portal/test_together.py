"""Alice's side of the table over the portal: earlier offers, a call, the agreement, another decider, the deadlock."""

from datetime import timedelta

from django.test import Client

from tanggap.casework import agree, offer
from tanggap.casework.close import reject
from tanggap.casework.deadlock import deadlock
from tanggap.casework.record import record_contact
from tanggap.casework.review import decide_review
from tanggap.casework.risk import flag_legal_risk
from tanggap.core import time
from tests.portal.life import until_offered
from tests.portal.test_tracking import enter, page
from tests.sagara import Sagara, alice_complains
from tests.sagara import until_offered as offered_once
from tests.stories.test_together import offered_again

WHY = "Nilai gantinya tetap berbeda jauh setelah tiga kali kami tawarkan."
CANARY = "Kanari-7731"


def post(client: Client, act: str, **fields: str) -> int:
    return client.post(f"/track/case/{act}/", fields).status_code


def test_alice_asks_to_be_called_and_sees_until_when(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    assert "Minta dihubungi petugas" in page(alice)
    assert "Bagaimana Anda ingin bicara" in page(alice, "/track/case/call/")
    empty = alice.post("/track/case/call/", {"way": "phone", "when": "", "about": "Nilai ganti"})
    assert empty.status_code == 400 and "Nilai ganti" in empty.content.decode()
    assert post(alice, "call", way="carrier", when="Besok") == 400
    assert post(alice, "call", way="phone", when="Besok\0") == 400
    assert post(alice, "call", way="phone", when="Besok pukul 9") == 303
    assert post(alice, "call", way="phone", when="Besok pukul 9") == 409
    text = page(alice)
    assert "Waktu dari Anda: Besok pukul 9." in text and "Minta dihubungi petugas" not in text
    record_contact(case, reached=False, summary="Tidak diangkat.", by=sagara.fitri)
    assert "Sudah 1 kali kami coba" in page(alice)
    assert post(alice, "drop-call") == 303
    assert post(alice, "drop-call") == 409
    assert "Waktu dari Anda" not in page(alice)


def test_nobody_can_be_called_on_a_number_that_we_do_not_have(sagara: Sagara, alice: Client) -> None:
    _case, _party, receipt = alice_complains(anonymous=True, complainant=None)
    enter(alice, receipt.reference, receipt.tracking_code)
    assert post(alice, "call", way="phone", when="Besok") == 400
    assert post(alice, "call", way="walk_in", when="Besok") == 303


def test_what_was_offered_before_stands_on_the_page_with_her_answers(sagara: Sagara, alice: Client) -> None:
    case, party, receipt = alice_complains()
    offered_once(sagara, case)
    offer.decline(case, expectation="Katering diganti juga.", because="loss", by=party)
    offered_again(sagara, case)
    enter(alice, receipt.reference, receipt.tracking_code)
    text = page(alice)
    assert "Yang sudah pernah kami tawarkan" in text
    assert "Katering diganti juga." in text and "Kembalikan uang" in text


def test_alice_confirms_the_version_that_she_has_read_or_objects(sagara: Sagara, alice: Client) -> None:
    case, party, receipt = alice_complains()
    options = until_offered(case, sagara)
    offer.accept(case, solution=options[0], by=party)
    day = time.today() + timedelta(days=9)
    agree.record_agreement(
        case, text="<b>Dua belas</b> galon.", prevention="Segel dicek.", by_when=day, by=sagara.fitri
    )
    enter(alice, receipt.reference, receipt.tracking_code)
    text = page(alice)
    assert "Mohon periksa kesepakatan kita." in text and "&lt;b&gt;Dua belas" in text and "Segel dicek." in text
    for older in ("1", "", "9" * 40, "-2", "2\0"):
        assert post(alice, "confirm", number=older) == 409, older
    assert post(alice, "object", number="2", text=" ") == 400
    assert post(alice, "object", number="2", text="Lima belas.") == 303
    assert post(alice, "confirm", number="2") == 409
    agree.record_agreement(case, text="Lima belas galon.", by=sagara.fitri)
    assert post(alice, "confirm", number="3") == 303
    assert "Dikonfirmasi di halaman lacak" in page(alice)
    for version, status in ((1, 200), (3, 200), (4, 404), (99_999_999, 404)):
        answer = alice.get(f"/track/case/agreement/{version}.pdf")
        assert answer.status_code == status, version
    assert alice.get("/track/case/letter.pdf").status_code == 404
    assert Client().get("/track/case/agreement/1.pdf").status_code == 302


def test_a_rejected_complaint_is_looked_at_again_and_its_page_says_so(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains(type="product", category="taste_or_smell")
    reject(case, reason=WHY, outcome="not_upheld", by=sagara.maya)
    enter(alice, receipt.reference, receipt.tracking_code)
    text = page(alice)
    assert "Minta ditinjau atasan" in text and "HALOBPOM" in text
    assert post(alice, "review", reason="Belum diuji.") == 303
    assert post(alice, "review", reason="Belum diuji.") == 409
    assert "sedang ditinjau orang yang tidak ikut memutusnya" in page(alice)
    case.refresh_from_db()
    decide_review(case, result="stands", reason="Alasan saya: " + WHY, by=case.reviews.get().decider)
    text = page(alice)
    assert "Keputusannya tetap." in text and "Alasan saya:" in text and "Minta ditinjau atasan" not in text


def test_the_end_without_an_agreement_says_where_to_turn_and_nothing_of_the_risk(
    sagara: Sagara, alice: Client
) -> None:
    case, party, receipt = alice_complains()
    until_offered(case, sagara)
    offer.decline(case, expectation="Rp650.000.", by=party)
    flag_legal_risk(case, risk=True, note=f"{CANARY} somasi", by=sagara.maya)
    deadlock(case, bodies=["bpsk"], reason=WHY, legal_risk=True, note=f"{CANARY} gugatan", by=sagara.maya)
    enter(alice, receipt.reference, receipt.tracking_code)
    text = page(alice)
    assert WHY in text and "Badan Penyelesaian Sengketa Konsumen" in text and "Surat dalam PDF" in text
    letter = alice.get("/track/case/letter.pdf")
    assert letter.content.startswith(b"%PDF")
    over_api = Client().post(
        "/api/v1/track", {"reference": receipt.reference, "tracking_code": receipt.tracking_code},
        content_type="application/json",
    )  # fmt: skip
    shown = over_api.json()
    assert shown["deadlock"]["theirs"] == "Rp650.000." and shown["earlier"][0]["expectation"] == "Rp650.000."
    for said in (text, over_api.content.decode(), page(alice, "/track/case/receipt/")):
        assert CANARY not in said and "legal_risk" not in said and "isiko hukum" not in said
