"""Two hundred tries at the same instant (T30, T31): of each rung exactly one word counts, and no stale page wins."""

from collections import Counter

import pytest

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import decide
from tanggap.core.errors import Refused, Stale
from tanggap.people.models import Post, Staff
from tanggap.remedy.models import Approval, Budget, LedgerLine
from tests import sagara as world
from tests.racing import all_at_once
from tests.sagara import Sagara, alice_complains, bob_decides, bob_proposes, investigate

pytestmark = pytest.mark.slow
MANY = 200


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def decided(sagara: Sagara, **last: object) -> Case:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    bob_decides(sagara, case, [bob_proposes(sagara, case, **last)[2]])
    return case


def test_of_two_hundred_tries_of_two_approvers_each_rung_hears_one(sagara: Sagara) -> None:
    case = decided(sagara, redress_kind="refund", redress_amount=5_000_000)
    other = Staff.objects.create_user("dewi@sagara.test", None, full_name="Dewi")
    Post.objects.create(staff=other, unit=sagara.unit["organisation"], role="manager")

    def approve(n: int) -> Approval:
        # A hundred times each: at first as Olga and her manager, so that the second rung is reached while others try.
        return decide.approve(Case.objects.get(pk=case.pk), by=(sagara.olga, sagara.maya, sagara.olga, other)[n % 4])

    answers = all_at_once(MANY, approve)

    case.refresh_from_db()
    said = Counter(Approval.objects.filter(verdict="approved").values_list("role", flat=True))
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == MANY - sum(said.values())
    assert {getattr(problem, "status", problem) for problem in lost} <= {403, 409} and all(map(str, lost))
    assert said == ({"head": 1, "manager": 1} if case.state == State.APPROVED else {"head": 1})
    if case.state == State.DECIDING:  # every manager was too early: the second rung is still to be asked
        decide.approve(case, by=sagara.maya)
    assert (Budget.objects.get().reserved, LedgerLine.objects.count()) == (5_000_000, 1)
    assert Entry.objects.filter(subject=case.key, verb="approved").count() == 1


def test_of_two_hundred_stale_pages_that_approve_or_send_back_one_wins_and_none_is_silent(sagara: Sagara) -> None:
    case = decided(sagara)
    seen = case.version
    heads = [sagara.olga, Staff.objects.create_user("heri@sagara.test", None, full_name="Heri")]
    Post.objects.create(staff=heads[1], unit=sagara.unit["quality"], role="head")

    def say(n: int) -> Approval:
        mine = Case.objects.get(pk=case.pk)
        if n % 2:
            return decide.send_back(mine, remark=f"Tolong dihitung lagi, {n}.", by=heads[n % 4 // 2], version=seen)
        return decide.approve(mine, by=heads[n % 4 // 2], version=seen)

    answers = all_at_once(MANY, say)

    [won] = [answer for answer in answers if isinstance(answer, Approval)]
    assert {type(answer) for answer in answers} <= {Approval, Stale, Refused}, Counter(map(repr, answers))
    assert Counter(type(answer) for answer in answers)[Stale] >= MANY // 2
    case.refresh_from_db()
    assert [one.pk for one in Approval.objects.all()] == [won.pk]
    assert case.state == (State.APPROVED if won.verdict == "approved" else State.INVESTIGATING)
    verbs = Entry.objects.filter(subject=case.key, verb__in=["approved", "sent_back"]).values_list("verb", flat=True)
    assert list(verbs) == ["approved" if won.verdict == "approved" else "sent_back"]
