"""Two hundred tries for each voucher, each budget and each approval: exactly one each, and no balance below zero (T30).

`TANGGAP_TEST_LONG=300` (or any number) tries fifty vouchers instead of five, `TANGGAP_TEST_PG=second` does it all on
PostgreSQL 15.
"""

from collections import Counter
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from django.db.models import F

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import decide, give, vouchers
from tanggap.core import time
from tanggap.core.errors import Refused, Stale, TanggapError
from tanggap.remedy.models import Approval, Budget, LedgerLine, Redress, Voucher
from tests import sagara as world
from tests.corpus import LONG
from tests.racing import all_at_once
from tests.sagara import Sagara, alice_complains, bob_decides, bob_proposes, investigate

pytestmark = pytest.mark.slow
TRIES, HANDS = 200, 40
VOUCHERS = 50 if LONG else 5


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def tried(act: Any, tries: int = TRIES) -> list[Any]:
    """The answers of so many tries, forty at the same instant, each hand as fast as it can."""

    def hand(number: int) -> list[Any]:
        answers: list[Any] = []
        for turn in range(tries // HANDS):
            try:
                answers.append(act(turn * HANDS + number))
            except TanggapError as refused:
                answers.append(refused)
        return answers

    found = all_at_once(HANDS, hand)
    assert [one for one in found if not isinstance(one, list)] == []  # nothing but refusals
    return list(chain.from_iterable(found))


def won(answers: list[Any]) -> int:
    """How many were heard; all others were refused with a sentence."""
    lost = [one for one in answers if isinstance(one, Exception)]
    assert {type(one) for one in lost} <= {Refused, Stale}, lost
    assert all(one.status == 409 and str(one) for one in lost)
    return len(answers) - len(lost)


def given(sagara: Sagara, many: int, kind: str = "voucher", amount: int = 50_000) -> list[Redress]:
    """So many vouchers, on one complaint."""
    case = alice_complains()[0]
    return [give.grant(case, kind=kind, amount=amount, by=sagara.fitri) for _n in range(many)]


def adds_up() -> None:
    """Each budget is what its lines say, within its limit."""
    sums: Counter[tuple[int, str]] = Counter()
    for budget, kind, amount in LedgerLine.objects.values_list("budget", "kind", "amount"):
        sums[budget, kind] += amount
    for budget in Budget.objects.all():
        got = {kind: sums[budget.pk, kind] for kind in LedgerLine.Kind.values}
        direct = sum(LedgerLine.objects.filter(budget=budget, kind="spend", redress__approved=False)
                     .values_list("amount", flat=True))  # fmt: skip
        assert budget.spent == got["spend"] - got["expire"] >= 0
        assert budget.reserved == got["reserve"] - got["release"] - (got["spend"] - direct) >= 0
        assert budget.reserved + budget.spent <= budget.limit
    assert list(trail.verify()) == []


def test_of_two_hundred_tries_at_each_voucher_one_redeems_it(sagara: Sagara) -> None:
    codes = [one.voucher.code for one in given(sagara, VOUCHERS)]

    answers = tried(lambda n: give.redeem(codes[n % VOUCHERS], by=sagara.fitri), TRIES * VOUCHERS)

    assert won(answers) == VOUCHERS
    assert Voucher.objects.filter(redeemed_by=sagara.fitri.key).count() == VOUCHERS
    assert Entry.objects.filter(verb="redeemed").count() == VOUCHERS
    adds_up()


def test_workers_tills_and_second_thoughts_at_the_same_voucher_end_it_once(sagara: Sagara) -> None:
    rows = given(sagara, HANDS // 2)
    codes = [one.voucher.code for one in rows]
    until = rows[0].voucher.valid_until

    def act(n: int) -> object:
        if n % 4 == 0:  # a worker to whom it is already the next day
            with time.travel(time.now() + timedelta(days=(until - time.today()).days + 1)):
                return vouchers.expire_due()
        if n % 4 == 1:
            return give.undo_redeem(vouchers.look_up(codes[n % len(codes)]), by=sagara.fitri)
        return give.redeem(codes[n % len(codes)], by=sagara.fitri)

    tried(act)

    ended = Voucher.objects.all()
    assert not ended.filter(redeemed_at__isnull=False, expired_at__isnull=False).exists()
    expired = ended.filter(expired_at__isnull=False).count()
    told = Entry.objects.filter(verb="voucher_expired").count()
    assert LedgerLine.objects.filter(kind="expire").count() == expired == told
    assert ended.filter(redeemed_at__isnull=True, expired_at__isnull=True).count() + expired < HANDS // 2 + 1
    adds_up()


def test_two_hundred_gifts_never_overdraw_a_budget_that_has_room_for_seven(sagara: Sagara) -> None:
    cases = [alice_complains()[0].pk for _n in range(20)]
    Budget.objects.create(unit=sagara.unit["frontdesk"], year=world.this_year(), limit=740_000)

    answers = tried(
        lambda n: give.grant(Case.objects.get(pk=cases[n % 20]), kind="gift", amount=100_000, by=sagara.fitri)
    )
    assert won(answers) == 7
    assert Budget.objects.get().left == 40_000
    adds_up()


def test_of_two_approvers_a_hundred_times_each_one_is_heard_and_sets_aside_once(sagara: Sagara) -> None:
    case = alice_complains()[0]
    investigate(sagara, case)
    options = bob_proposes(sagara, case, redress_kind="voucher", redress_amount=200_000)
    bob_decides(sagara, case, [options[2]])

    answers = tried(lambda n: decide.approve(Case.objects.get(pk=case.pk), by=sagara.olga if n % 2 else sagara.maya))

    heard = [one for one in answers if not isinstance(one, Exception)]
    assert len(heard) == 1 == Approval.objects.filter(verdict="approved").count()
    assert Case.objects.get(pk=case.pk).state == State.APPROVED
    assert LedgerLine.objects.filter(kind="reserve").count() == 1
    assert Budget.objects.get().reserved == 200_000
    assert not Budget.objects.filter(limit__lt=F("reserved") + F("spent")).exists()
    adds_up()
