"""One complaint is handled from the first look to the register, in the workspace alone."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.remedy.models import Redress, Voucher
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, words

PRODUCT = {
    "type": "product", "category": "taste_or_smell", "severity": "high", "impact_satisfaction": "high",
    "impact_reputation": "medium", "impact_money": "medium", "impact_law": "low", "temperature": "angry",
}  # fmt: skip
REASON = "Menjawab sebab baunya dan mengganti kerugian pelapor."


def done(response: object) -> None:
    assert response.status_code == 303, words(response)  # type: ignore[attr-defined]


def forwarded(sagara: Sagara) -> Case:
    """Alice's complaint, classified and with the Quality department."""
    case, _alice, _receipt = alice_complains()
    done(Desk(sagara.fitri).act(case, "assess", **PRODUCT))
    done(Desk(sagara.fitri).act(case, "forward", unit="", handler=sagara.bob.pk, note="Mohon segera."))
    return case


def with_alternatives(sagara: Sagara) -> Case:
    """The same with three alternatives of Bob on the table."""
    case = forwarded(sagara)
    for number, title in enumerate(["Ganti galon", "Uji laboratorium", "Ganti galon dan voucher"], 1):
        voucher = {"redress_kind": "voucher", "redress_amount": "250.000"} if number == 3 else {}
        done(Desk(sagara.bob).act(
            case, "propose", title=title, cost="Rp100.000", working_days=number, advantages="Cepat\r\nMurah",
            steps="Antar galon\r\nTelepon pelapor", **voucher,
        ))  # fmt: skip
    return case


def decided(sagara: Sagara) -> Case:
    """The same with a decision that waits for Olga."""
    case = with_alternatives(sagara)
    first, _second, third = case.solutions.order_by("pk")
    done(Desk(sagara.bob).act(case, "decide", options=[first.pk, third.pk], recommended=third.pk, reason=REASON))
    return case


def offered(sagara: Sagara) -> Case:
    case = decided(sagara)
    done(Desk(sagara.olga).act(case, "approve", remark="Baik."))
    done(Desk(sagara.fitri).act(case, "offer", message="Silakan pilih."))
    return case


@pytest.fixture
def bob(sagara: Sagara) -> Desk:
    return Desk(sagara.bob)


def test_a_complaint_lives_its_whole_life_on_the_desk(sagara: Sagara) -> None:
    fitri, bob, olga = Desk(sagara.fitri), Desk(sagara.bob), Desk(sagara.olga)
    case = with_alternatives(sagara)
    page = words(bob.open(case, "decide"))
    assert "Rp350,000" in page and "Voucher" in page and "3 working days" in page
    first, second, third = case.solutions.order_by("pk")
    done(bob.act(case, "decide", options=[first.pk], recommended=third.pk, reason=REASON))

    page = words(olga.read("/desk/approvals/"))
    assert "Ganti galon dan voucher" in page and "Checked against the SOP" in page, "the first of the list is open"
    done(olga.act(case, "send-back", remark="Tambahkan uji laboratorium, mohon.", suggestion=second.pk))
    assert "Tambahkan uji laboratorium, mohon." in words(bob.open(case, "decide"))
    done(bob.act(case, "decide", options=[second.pk, third.pk], recommended=third.pk, reason=REASON))
    done(olga.act(case, "approve", remark="Baik."))
    done(fitri.act(case, "offer", message="Silakan pilih."))
    assert "Waiting for the complainant" in words(fitri.open(case))
    done(fitri.act(case, "decline", expectation="Saya ingin kepastian tertulis.", own_proposal="Surat hasil uji"))
    assert "Round 2" in words(fitri.open(case))

    done(bob.act(case, "decide", options=[third.pk], recommended=third.pk, reason=REASON))
    done(olga.act(case, "approve", remark=""))
    done(fitri.act(case, "offer", message=""))
    done(fitri.act(case, "accept", solution=third.pk, summary="Lewat telepon."))

    redress = case.redress.get(state=Redress.State.RESERVED)
    done(olga.act(case, f"grant-approved/{redress.pk}"))
    voucher = Voucher.objects.get(redress=redress)
    assert fitri.client.post("/desk/vouchers/", {"code": voucher.code.lower()}).status_code == 303
    assert "Antar galon" in words(bob.read("/desk/tasks/?of=unit"))
    for task in case.tasks.filter(state="open"):
        done(bob.act(case, f"finish-task/{task.pk}", result="Sudah."))
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        done(fitri.act(case, "feeling", kind=kind, remark="Lewat telepon."))
    done(bob.act(case, "complete"))
    done(fitri.act(case, "feedback", solved="yes", outcome_score="5", process_score="4", comment="Terima kasih."))
    assert "Ganti galon dan voucher" in fitri.open(case, "close").content.decode()
    done(fitri.act(case, "close", outcome="upheld", solution="Ganti galon dan voucher", cause="Pemasok baru",
                   lesson="Uji tiap kiriman galon."))  # fmt: skip

    entry = case.register.get()
    assert (entry.outcome, entry.rounds, entry.redress_total, entry.solved) == ("upheld", 2, 250_000, "yes")
    assert not list(trail.verify([case]))
    last = words(fitri.open(case))
    assert "Upheld" in last and "Sent back with a remark." in last and "Redeemed" not in last


def test_a_reply_is_held_and_can_be_taken_back(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    done(fitri.say(case, "reply", body="Kami mohon maaf."))
    sent = case.replies.get()
    assert f"/reply/{sent.pk}/take-back/" in fitri.open(case).content.decode()
    done(fitri.client.post(f"/desk/cases/{case.reference}/reply/{sent.pk}/take-back/"))
    sent.refresh_from_db()
    assert sent.withdrawn_at is not None


def test_after_ten_seconds_a_reply_cannot_be_taken_back(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    done(fitri.say(case, "reply", body="Kami mohon maaf."))
    sent = case.replies.get()
    with time.travel(time.now() + timedelta(seconds=30)):
        answer = fitri.client.post(f"/desk/cases/{case.reference}/reply/{sent.pk}/take-back/")
    assert answer.status_code == 409
    assert "sent already" in words(answer)


def test_asking_pauses_the_promises_and_the_answer_of_the_complainant_lets_them_run(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    done(fitri.say(case, "reply", body="Nomor segelnya berapa?", then="ask"))
    case.refresh_from_db()
    assert case.waiting_since is not None
    done(fitri.act(case, "heard", body="B-1609.", medium="phone"))
    case.refresh_from_db()
    assert case.waiting_since is None
    assert "B-1609." in words(fitri.open(case))


def test_the_head_may_take_an_approval_back_for_ten_minutes(sagara: Sagara) -> None:
    case, olga = decided(sagara), Desk(sagara.olga)
    done(olga.act(case, "approve", remark=""))
    assert "You can take it back until" in words(olga.read("/desk/approvals/"))
    assert "Undo the approval" in words(olga.open(case))
    done(olga.client.post(f"/desk/cases/{case.reference}/undo-approve/"))
    case.refresh_from_db()
    assert case.state == "deciding"
    done(olga.act(case, "approve", remark=""))
    with time.travel(time.now() + timedelta(minutes=11)):
        late = olga.client.post(f"/desk/cases/{case.reference}/undo-approve/")
    assert late.status_code == 409


def test_staff_are_not_addressed_as_the_complainant(sagara: Sagara) -> None:
    case = offered(sagara)
    page = words(Desk(sagara.bob).open(case))
    assert "The complainant's answer to the offer" in page
    assert "Your answer" not in page and "Our first answer" not in page
