"""Any order of proposing, deciding, approving, offering, giving, redeeming and closing: what must hold, holds (T30).

After every step of the machine that changed something each invariant is asked. `TANGGAP_TEST_LONG=300` tries so
many lives, each twice as long.
"""

import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.remedy.models import Approval, Budget, Decision, LedgerLine, Offer, Redress, Task, Voucher
from tests import sagara as world
from tests.stories.money_machine import Money

LONG = int(os.environ.get("TANGGAP_TEST_LONG") or 0)
WITH_MONEY = {State.APPROVED, State.OFFERED, State.PUTTING_RIGHT, State.FOLLOWING_UP}
LIVES = [
    {"reserve"}, {"reserve", "spend"}, {"reserve", "release"}, {"spend"}, {"spend", "expire"},
    {"reserve", "spend", "expire"}, set(),
]  # fmt: skip


class Watched(Money):
    """The same, and everything that must hold."""

    @invariant()
    def what_must_hold(self) -> None:
        """All of it, after every step that changed something."""
        if not getattr(self, "fresh", False):
            return
        self.fresh = False
        for check in CHECKS:
            check(self)

    def a_budget_is_never_overdrawn_and_equals_its_ledger(self) -> None:
        """1 reserved + spent ≤ limit, 2 neither below zero, 3 both are what the lines say."""
        lines = list(LedgerLine.objects.values_list("budget", "redress", "kind", "amount"))
        for budget in Budget.objects.all():
            mine: dict[int, dict[str, int]] = {}
            for where, redress, kind, amount in lines:
                if where == budget.pk:
                    mine.setdefault(redress, {})[kind] = amount
            held = sum(one["reserve"] for one in mine.values() if set(one) == {"reserve"})
            spent = sum(one.get("spend", 0) - one.get("expire", 0) for one in mine.values())
            assert (budget.reserved, budget.spent) == (held, spent)
            assert budget.reserved >= 0 and budget.spent >= 0 and held + spent <= budget.limit

    def the_ledger_only_grows(self) -> None:
        """4 a line once written stays as it was, and each redress has a life that can be."""
        now = {row[0]: row for row in LedgerLine.objects.values_list("pk", "budget", "redress", "kind", "amount", "by")}
        assert all(now.get(pk) == row for pk, row in self.lines.items())
        self.lines = now
        lives: dict[int, set[str]] = {}
        for _pk, _budget, redress, kind, _amount, _by in now.values():
            lives.setdefault(redress, set()).add(kind)
        assert all(life in LIVES for life in lives.values()), lives

    def nothing_is_given_above_authority(self) -> None:
        """5 no redress above the authority it was given by, nor that above what the SOP knows."""
        for one in Redress.objects.select_related("case__edition"):
            procedure = one.case.edition.procedure
            most = max(procedure.authority(role, one.kind) for role in ("frontdesk", "officer", "head", "manager"))
            assert one.amount <= one.authority <= most

    def what_was_released_is_never_given(self) -> None:
        """6 released and given exclude each other; 7 what was given as approved is what was agreed, or its round."""
        for one in Redress.objects.select_related("solution"):
            kinds = set(one.lines.values_list("kind", flat=True))
            assert one.state != "released" or "spend" not in kinds
            assert one.state != "granted" or "release" not in kinds
            if one.approved and one.state == "granted":
                assert Offer.objects.filter(case=one.case_id, accepted=one.solution_id).exists()

    def one_question_at_a_time(self) -> None:
        """8 one open decision exactly while deciding, 9 one open offer exactly while offered."""
        for case in Case.objects.filter(pk__in=[one.pk for one in self.cases]):
            assert case.decisions.filter(state="open").count() == (case.state == State.DECIDING)
            assert case.offers.filter(state="open").count() == (case.state == State.OFFERED)

    def nobody_approves_his_own(self) -> None:
        """10 maker is not checker; 11 a decision that stands has a yes of every rung."""
        for one in Approval.objects.filter(verdict="approved").select_related("decision__case__edition"):
            makers = {one.decision.chosen_by_id, *one.decision.options.values_list("proposed_by", flat=True)}
            assert one.approver_id not in makers
        for made in Decision.objects.filter(state="approved").select_related("case__edition"):
            rungs = made.case.edition.procedure.approval_rungs(made.amount)
            assert made.approvals.filter(verdict="approved", undone_at=None).count() == len(rungs)

    def nothing_begins_before_consent(self) -> None:
        """12 a task of a solution that has begun was agreed to; no task at all before."""
        for task in Task.objects.exclude(state="planned").exclude(solution=None):
            assert Offer.objects.filter(case=task.case_id, accepted=task.solution_id, state="accepted").exists()

    def a_voucher_ends_once(self) -> None:
        """13 redeemed at most once, 14 never both redeemed and expired, and free money only when expired."""
        for one in Voucher.objects.select_related("redress"):
            assert self.redeemed[one.code] == (one.redeemed_at is not None)
            assert one.redeemed_at is None or one.expired_at is None
            assert one.redress.lines.filter(kind="expire").count() == (one.expired_at is not None)

    def rounds_only_rise_and_money_waits_only_where_it_may(self) -> None:
        """15 the round never falls; 16 nothing is set aside before approval or after the end."""
        for case in Case.objects.filter(pk__in=self.rounds):
            assert case.round >= self.rounds[case.pk]
            self.rounds[case.pk] = case.round
            if case.state not in WITH_MONEY:
                assert not Redress.objects.filter(case=case, state="reserved").exists(), case.state

    def what_is_closed_is_whole(self) -> None:
        """17 a register entry for each closing, 18 and no task left."""
        for case in Case.objects.filter(pk__in=self.rounds):
            assert case.register.count() == case.closings
            if case.state == State.CLOSED:
                assert not case.tasks.filter(state__in=["planned", "open"]).exists()


CHECKS: tuple[Callable[[Watched], None], ...] = (
    Watched.a_budget_is_never_overdrawn_and_equals_its_ledger,
    Watched.the_ledger_only_grows,
    Watched.nothing_is_given_above_authority,
    Watched.what_was_released_is_never_given,
    Watched.one_question_at_a_time,
    Watched.nobody_approves_his_own,
    Watched.nothing_begins_before_consent,
    Watched.a_voucher_ends_once,
    Watched.rounds_only_rise_and_money_waits_only_where_it_may,
    Watched.what_is_closed_is_whole,
)


@pytest.mark.django_db
def test_any_order_of_acts_keeps_money_and_consent_in_order() -> None:
    Money.sagara = world.build()
    Money.accepted = Counter()
    run_state_machine_as_test(
        Watched,
        settings=settings(
            max_examples=LONG or 12, stateful_step_count=60 if LONG else 30, deadline=None,
            suppress_health_check=list(HealthCheck), database=None, derandomize=not LONG,
            phases=[Phase.generate] if not LONG else [Phase.generate, Phase.shrink],
        ),
    )  # fmt: skip
    reached = {name for name, times in Money.accepted.items() if times}
    wanted = {"propose", "decide", "approve", "offer", "accept", "grant", "complete", "redeem", "expire", "close"}
    assert wanted <= reached, Money.accepted
