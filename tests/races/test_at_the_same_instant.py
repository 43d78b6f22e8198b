"""Twenty people do the same thing at the same instant: exactly one of them wins, the others are told."""

import pytest

from tanggap.cases.models import Case, Party
from tanggap.cases.states import State
from tanggap.casework import decide, give, offer
from tanggap.casework.assess import assess
from tanggap.casework.converse import reply
from tanggap.core.errors import Refused, Stale
from tanggap.people.models import Post, Staff
from tanggap.remedy.models import Approval, Budget, LedgerLine, Redress, Solution
from tests import sagara as world
from tests.racing import all_at_once
from tests.sagara import PRODUCT, Sagara, alice_complains, bob_decides, bob_proposes, investigate, until_offered

pytestmark = pytest.mark.slow
MANY = 20


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def one_won(answers: list[object]) -> None:
    """One answer, and for everybody else a refusal with status 409 and a sentence."""
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(answers) - len(lost) == 1, answers
    assert {type(problem) for problem in lost} <= {Refused, Stale}, lost
    assert all(problem.status == 409 and str(problem) for problem in lost)  # type: ignore[attr-defined]


def test_of_twenty_heads_who_approve_at_once_one_is_heard(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    options = bob_proposes(sagara, case, redress_kind="voucher", redress_amount=200_000)
    bob_decides(sagara, case, [options[2]])
    heads = [Staff.objects.create_user(f"head{n}@sagara.test", None, full_name=f"Head {n}") for n in range(MANY)]
    Post.objects.bulk_create(Post(staff=head, unit=sagara.unit["quality"], role="head") for head in heads)

    one_won(all_at_once(MANY, lambda n: decide.approve(Case.objects.get(pk=case.pk), by=heads[n])))

    assert Approval.objects.filter(verdict="approved").count() == 1
    assert Case.objects.get(pk=case.pk).state == State.APPROVED
    budget = Budget.objects.get()
    assert (budget.reserved, budget.spent) == (200_000, 0)
    assert LedgerLine.objects.count() == 1


def test_of_twenty_clicks_on_accept_one_counts(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case)

    one_won(
        all_at_once(
            MANY,
            lambda n: offer.accept(
                Case.objects.get(pk=case.pk), solution=Solution.objects.get(pk=options[n % 2].pk),
                by=Party.objects.get(pk=alice.pk),
            ),
        )
    )  # fmt: skip
    case.refresh_from_db()
    assert case.state == State.PUTTING_RIGHT
    assert case.offers.get().accepted is not None
    assert case.tasks.count() == len(case.offers.get().accepted.steps or [1])


def test_of_twenty_tills_one_redeems_the_voucher(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case, redress_kind="voucher", redress_amount=250_000)
    offer.accept(case, solution=options[0], by=alice)
    voucher = give.grant(case, redress=case.redress.get(state="reserved"), by=sagara.olga).voucher

    one_won(all_at_once(MANY, lambda n: give.redeem(voucher.code, by=sagara.fitri)))

    voucher.refresh_from_db()
    assert voucher.redeemed_by == sagara.fitri.key


def test_of_twenty_who_give_the_same_redress_one_spends_the_budget(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    options = until_offered(sagara, case, redress_kind="refund", redress_amount=1_000_000)
    offer.accept(case, solution=options[0], by=alice)
    redress = case.redress.get(state="reserved")

    def hand_over(_n: int) -> Redress:
        mine = Redress.objects.get(pk=redress.pk)
        return give.grant(Case.objects.get(pk=case.pk), redress=mine, by=sagara.olga)

    one_won(all_at_once(MANY, hand_over))
    budget = Budget.objects.get()
    assert (budget.reserved, budget.spent) == (0, 1_000_000)


def test_gifts_of_twenty_officers_never_overdraw_the_budget(sagara: Sagara) -> None:
    cases = [alice_complains()[0] for _n in range(MANY)]
    Budget.objects.create(unit=sagara.unit["frontdesk"], year=world.this_year(), limit=500_000)

    answers = all_at_once(
        MANY, lambda n: give.grant(Case.objects.get(pk=cases[n].pk), kind="gift", amount=100_000, by=sagara.fitri)
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 5
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"beyond_budget"}
    assert Budget.objects.get().left == 0


def test_a_stale_tab_changes_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    seen = case.version
    reply(case, text="Kami sedang memeriksanya.", by=sagara.fitri)

    with pytest.raises(Stale) as told:
        assess(Case.objects.get(pk=case.pk), PRODUCT, by=sagara.fitri, version=seen)
    assert told.value.status == 409
    assert Case.objects.get(pk=case.pk).state == State.RECEIVED
