"""What the database itself refuses, whoever writes to it: the invariants of the story without the story."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from tanggap.cases.models import Case, Party, UnmaskRequest
from tanggap.casework import give, offer, put_right
from tanggap.casework.close import withdraw
from tanggap.core import time
from tanggap.learning.models import RegisterEntry
from tanggap.remedy.models import Approval, Budget, Decision, LedgerLine, Offer, Redress, Task, Voucher
from tests import sagara as world
from tests.sagara import Sagara, alice_complains, bob_decides, bob_proposes, investigate, until_offered


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def check_refused(write: Callable[[], object]) -> None:
    """The write fails in the database, deferred checks included."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def row(case: Case, **values: object) -> Callable[[], object]:
    return lambda: Case.objects.filter(pk=case.pk).update(**values)


def test_receipt_time_number_and_edition_never_change(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    check_refused(row(case, received_at=time.now()))
    check_refused(row(case, reference="K26-00000"))


def test_a_case_is_never_without_a_unit_nor_in_a_state_that_does_not_exist(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    check_refused(row(case, unit=None))
    check_refused(row(case, state="lost"))
    check_refused(row(case, round=0))


def test_closed_means_with_outcome_and_register_entry(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    check_refused(row(case, state="closed"))
    check_refused(row(case, state="closed", outcome="upheld", closed_at=time.now(), closings=1))
    check_refused(row(case, outcome="upheld"))


def test_a_case_does_not_close_beside_an_open_task_nor_a_task_open_on_a_closed_case(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    put_right.add_task(case, title="Tahan", unit=sagara.unit["quality"], containment=True, by=sagara.fitri)
    check_refused(row(case, state="closed", outcome="upheld", closed_at=time.now(), closings=1))
    withdraw(case, by=alice)
    check_refused(lambda: Task.objects.filter(case=case).update(state="open"))


def test_the_register_and_the_ledger_are_never_rewritten(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    give.grant(case, kind="gift", amount=50_000, by=sagara.fitri)
    withdraw(case, by=alice)
    check_refused(lambda: RegisterEntry.objects.filter(case=case).update(outcome="upheld"))
    check_refused(lambda: RegisterEntry.objects.filter(case=case).delete())
    check_refused(lambda: LedgerLine.objects.update(amount=1))
    check_refused(lambda: LedgerLine.objects.all().delete())


def test_maker_is_not_checker(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    bob_decides(sagara, case, bob_proposes(sagara, case))
    decision = Decision.objects.get()
    check_refused(
        lambda: Approval.objects.create(
            decision=decision, rung=1, role="head", verdict="approved", approver=sagara.bob, at=time.now()
        )
    )
    check_refused(
        lambda: Decision.objects.create(
            case=case, round=1, attempt=2, chosen_by=sagara.bob, recommended=decision.recommended, at=time.now()
        )
    )


def test_one_open_offer_one_word_per_rung(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    until_offered(sagara, case)
    made = Offer.objects.get()
    check_refused(
        lambda: Offer.objects.create(
            case=case, decision=made.decision, round=1, offered_by=sagara.fitri, at=time.now(), answer_by=time.now()
        )
    )
    check_refused(lambda: Offer.objects.update(state="accepted"))
    check_refused(
        lambda: Approval.objects.create(
            decision=made.decision, rung=1, role="head", verdict="approved", approver=sagara.sari, at=time.now()
        )
    )


def test_no_task_begins_before_consent(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    task = put_right.add_task(case, title="Antar galon", unit=sagara.unit["service"], by=sagara.fitri)
    assert task.state == "planned"
    check_refused(lambda: Task.objects.filter(pk=task.pk).update(state="open"))


def test_redress_stays_within_authority_and_budget_and_a_voucher_is_redeemed_by_somebody(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case, redress_kind="voucher", redress_amount=250_000)
    offer.accept(case, solution=options[0], by=alice)
    redress = give.grant(case, redress=case.redress.get(state="reserved"), by=sagara.olga)
    check_refused(lambda: Redress.objects.filter(pk=redress.pk).update(amount=redress.authority + 1))
    check_refused(lambda: Budget.objects.update(spent=Budget.objects.get().limit + 1))
    check_refused(lambda: Budget.objects.update(reserved=-1))
    check_refused(lambda: Voucher.objects.update(redeemed_at=time.now()))


def test_a_hidden_case_has_a_key_and_the_accused_may_not_read(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    check_refused(row(case, visibility="confidential"))
    check_refused(row(case, anonymous=True))
    check_refused(lambda: Party.objects.create(case=case, staff=sagara.sandi, role="accused", may_read=True))
    check_refused(lambda: Party.objects.create(case=case, role="complainant"))


def test_two_people_unmask(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    check_refused(
        lambda: UnmaskRequest.objects.create(
            case=case, asked_by=sagara.citra, granted_by=sagara.citra, asked_at=time.now(), answered_at=time.now()
        )
    )
