"""Alice is furious, and ends grateful: contained at once, given a voucher within authority, redeemed at the till."""

from typing import Any

import pytest
from django.test import Client

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import decide, give, listen, offer, outside, put_right, tasks
from tanggap.casework.close import close
from tanggap.casework.register import Lesson
from tanggap.casework.timeline import for_the_complainant
from tanggap.cli.staff import add_token
from tanggap.remedy.models import Budget, Task, Voucher
from tests.sagara import Sagara, alice_complains, bob_decides, bob_proposes, investigate

pytestmark = pytest.mark.django_db


def at_the_track_page(receipt: Any) -> Client:
    """Alice, with number and code."""
    alice = Client(headers={"accept-language": "en"})
    given = {"reference": receipt.reference, "code": receipt.tracking_code}
    assert alice.post("/track/", given).status_code == 303
    return alice


def test_from_furious_to_grateful_with_a_voucher(sagara: Sagara) -> None:
    case, alice, receipt = alice_complains(temperature="very_angry")
    # It must not get worse: new water today, by a courier, before anything is decided (R44).
    task = put_right.add_task(
        case, title="Antar air pengganti hari ini", unit=sagara.unit["frontdesk"], containment=True,
        checklist="Dua galon diserahkan", by=sagara.fitri,
    )  # fmt: skip
    errand = outside.lend(task, name="Joko", by=sagara.fitri)
    outside.report(errand, what="done", points=[task.checklist.get().pk], text="Diterima.", version=errand.version)
    put_right.finish_task(task, by=sagara.fitri)

    investigate(sagara, case)
    options = bob_proposes(sagara, case, redress_kind="voucher", redress_amount=250_000)
    bob_decides(sagara, case, [options[2], options[0]])
    decide.approve(case, by=sagara.olga)
    offer.offer(case, by=sagara.fitri)
    offer.accept(case, solution=options[2], by=alice)
    give.grant(case, redress=case.redress.get(state="reserved"), by=sagara.olga)
    voucher = Voucher.objects.get()

    page = at_the_track_page(receipt)
    shown = page.get("/track/case/").content.decode()
    assert voucher.code in shown and "250" in shown
    paper = page.get(f"/track/case/voucher/{voucher.pk}.pdf")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    other = at_the_track_page(alice_complains()[2])
    assert other.get(f"/track/case/voucher/{voucher.pk}.pdf").status_code == 404
    assert voucher.code not in Client().get("/track/case/", follow=True).content.decode()

    till = Client(headers={"authorization": f"Bearer {add_token('fitri@sagara.test', name='till', scope='till')}"})
    paid = till.post("/api/v1/vouchers/redeem", {"code": voucher.code}, content_type="application/json")
    assert paid.json()["amount"] == 250_000
    assert "Redeemed on" in page.get("/track/case/").content.decode()

    for kind in ("courtesy", "apology", "explanation", "immediacy"):
        put_right.record_feeling(case, kind=kind, remark="lewat telepon", by=sagara.fitri)
    for left in Task.objects.filter(case=case, state="open"):
        left.case = case
        tasks.check_task(left, list(left.checklist.values_list("pk", flat=True)), by=sagara.bob)
        put_right.finish_task(left, by=sagara.bob)
    put_right.complete(case, by=sagara.bob)
    listen.feedback(case, solved="yes", outcome_score=5, process_score=5, comment="Terima kasih!", by=alice)
    close(case, outcome="upheld", lesson=Lesson(cause="Galon pemasok baru", lesson="Periksa segel."), by=sagara.bob)

    entry = Case.objects.get(pk=case.pk).register.get()
    assert (case.state, entry.redress_total, entry.outcome_score) == (State.CLOSED, 250_000, 5)
    budget = Budget.objects.get(unit=case.unit)
    assert (budget.reserved, budget.spent) == (0, 250_000)
    told = " ".join(str(moment.text) for moment in for_the_complainant(case))
    assert "Joko" not in told and "Diterima." not in told
    assert list(trail.verify()) == []
