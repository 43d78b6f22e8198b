"""One complaint lives through all twelve steps of the SOP, without HTTP."""

from datetime import timedelta

from tanggap.audit import trail
from tanggap.cases.states import State
from tanggap.casework import decide, give, offer, put_right
from tanggap.casework.assess import assess, forward
from tanggap.casework.available import available, next_act
from tanggap.casework.close import close
from tanggap.casework.converse import note, reply
from tanggap.casework.listen import feedback
from tanggap.casework.propose import Alternative, propose
from tanggap.casework.register import Lesson
from tanggap.casework.timeline import for_people_inside, for_the_complainant
from tanggap.core import time
from tanggap.remedy.models import Redress
from tests.sagara import PRODUCT, REASON, Sagara, alice_complains


def test_alices_complaint_goes_from_arrival_to_the_register(sagara: Sagara) -> None:
    case, alice, receipt = alice_complains()
    assert receipt.reference.startswith("K")
    assert [promise.kind for promise in receipt.promises] == ["first_reply", "resolution"]

    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert case.unit == sagara.unit["quality"]

    options = [
        propose(case, Alternative(title=title, cost=100_000 * n, working_days=n), by=sagara.bob)
        for n, title in enumerate(["Ganti galon", "Uji laboratorium", "Kembalikan uang"], 1)
    ]
    decide.decide(case, options=options[:2], recommended=options[1], reason=REASON, by=sagara.bob)
    decide.send_back(case, remark="Tambahkan kompensasi untuk pesanan yang batal.", by=sagara.olga)
    with_voucher = Alternative(title="Ganti galon dan voucher", redress_kind="voucher", redress_amount=250_000)
    voucher = propose(case, with_voucher, by=sagara.bob)
    decide.decide(case, options=[voucher, options[1]], recommended=voucher, reason=REASON, by=sagara.bob)
    decide.approve(case, by=sagara.olga)
    offer.offer(case, by=sagara.fitri)
    offer.decline(case, expectation="Saya ingin kepastian tertulis.", own_proposal="Surat hasil uji", by=alice)
    assert (case.state, case.round) == (State.INVESTIGATING, 2)

    decide.decide(case, options=[voucher], recommended=voucher, reason=REASON, by=sagara.bob)
    decide.approve(case, remark="Baik.", by=sagara.olga)
    offer.offer(case, by=sagara.fitri)
    offer.accept(case, solution=voucher, by=alice)
    assert case.state == State.PUTTING_RIGHT

    granted = give.grant(case, redress=case.redress.get(round=2, state=Redress.State.RESERVED), by=sagara.olga)
    give.redeem(granted.voucher.code, by=sagara.fitri)
    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        put_right.record_feeling(case, kind=kind, remark="lewat telepon", by=sagara.fitri)
    for task in case.tasks.filter(state="open"):
        put_right.finish_task(task, result="Sudah.", by=sagara.bob)
    put_right.complete(case, by=sagara.bob)
    feedback(case, solved="yes", outcome_score=5, process_score=4, comment="Terima kasih.", by=alice)
    lesson = Lesson(cause="Pemasok galon baru", lesson="Uji cium tiap batch")
    close(case, outcome="upheld", lesson=lesson, by=sagara.fitri)

    entry = case.register.get()
    assert (entry.outcome, entry.rounds, entry.redress_total, entry.solved) == ("upheld", 2, 250_000, "yes")
    assert entry.solution == "Ganti galon dan voucher"
    assert not list(trail.verify([case]))
    verbs = [written.verb for written in trail.entries(case)]
    assert verbs[0] == "received" and verbs[-1] == "closed" and "sent_back" in verbs and "declined" in verbs


def test_the_timeline_tells_staff_everything_and_the_complainant_what_concerns_her(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    assess(case, PRODUCT, by=sagara.fitri)
    note(case, text="Pemasok baru, jangan bilang dulu.", by=sagara.fitri)
    reply(case, text="Kami mohon maaf.", by=sagara.fitri)
    forward(case, by=sagara.fitri)
    inside = for_people_inside(case, name="Alice")
    with time.travel(time.now() + timedelta(minutes=1)):
        outside = for_the_complainant(case)
    inside = [moment for moment in inside if moment.verb != "promise_changed"]
    assert [moment.kind for moment in inside] == ["complaint", "event", "event", "note", "said", "event"]
    assert [moment.kind for moment in outside] == ["complaint", "event", "event", "said", "event"]
    assert "jangan bilang" not in str(outside)


def test_what_can_be_done_next_says_what_is_missing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assert next_act(case) == "assess"
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    acts = {one.act: one for one in available(case, sagara.bob)}
    assert acts["decide"].primary
    assert [one.code for one in acts["decide"].missing] == ["alternatives"]
    assert "approve" not in acts
    assert available(case, sagara.mallory) == []
