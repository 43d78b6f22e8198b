"""Any order of proposing, deciding, approving, offering, giving, redeeming and closing: what must hold, holds (T30).

A machine does acts in any order on two complaints that share a budget. After every step each invariant is asked.
`TANGGAP_TEST_LONG=1` lets it run far longer.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import close, decide, give, listen, offer, put_right, reopen, vouchers
from tanggap.casework.propose import on_table
from tanggap.casework.register import Lesson
from tanggap.core import time
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.remedy.models import Approval, Budget, Decision, LedgerLine, Offer, Redress, Solution, Task, Voucher
from tests import sagara as world
from tests.sagara import REASON, Sagara, alice_complains, bob_proposes, investigate

LONG = bool(os.environ.get("TANGGAP_TEST_LONG"))
LIMIT = 900_000
BOSSES = st.sampled_from("om")
CASES = st.integers(0, 1)
DEPTHS = st.integers(0, 8)
AMOUNTS = st.sampled_from([30_000, 100_000, 250_000, 450_000, 1_000_000])
KINDS = st.sampled_from(["voucher", "voucher", "gift", "refund", "apology"])
WITH_MONEY = {State.APPROVED, State.OFFERED, State.PUTTING_RIGHT, State.FOLLOWING_UP}
OUT_OF_TURN = [
    "approve", "decide", "send_back", "undo", "offer", "accept", "decline", "lapse", "complete", "give_approved",
    "close", "open_again",
]  # fmt: skip
LIVES = [
    {"reserve"}, {"reserve", "spend"}, {"reserve", "release"}, {"spend"}, {"spend", "expire"},
    {"reserve", "spend", "expire"}, set(),
]  # fmt: skip
DAY = timedelta(days=1)


def when(*states: str) -> Callable[[Any], Any]:
    """The rule is chosen while one of the complaints is in one of these states."""
    return precondition(lambda machine: bool(set(machine.state.values()) & set(states)))


class Money(RuleBasedStateMachine):
    """One life of the organisation; everything in it is taken back at the end."""

    sagara: Sagara
    accepted: Counter[str] = Counter()
    state: dict[int, str] = {}
    fresh = False

    @initialize(depths=st.tuples(DEPTHS, DEPTHS), amount=AMOUNTS)
    def begin(self, depths: tuple[int, int], amount: int) -> None:
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.at, self.fresh = time.now(), True
        self.cases, self.parties, self.state = [], [], {}
        for _n in range(2):
            case, alice, _receipt = alice_complains()
            investigate(self.sagara, case)
            self.cases.append(case)
            self.parties.append(alice)
        self.see_states()
        Budget.objects.create(unit=self.sagara.unit["quality"], year=world.this_year(), limit=LIMIT)
        self.lines: dict[int, tuple[Any, ...]] = {}
        self.rounds = {case.pk: case.round for case in self.cases}
        self.redeemed: Counter[str] = Counter()
        for n, depth in enumerate(depths):
            self.go_on(n, depth, "voucher", amount, 2, "o")

    def teardown(self) -> None:
        if hasattr(self, "whole"):
            assert list(trail.verify()) == [], "every trail verifies"
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    def does(self, name: str, n: int, act: Callable[[Case], Any]) -> Any:
        """The act, or its refusal, which changes nothing. None when it was refused."""
        case = Case.objects.get(pk=self.cases[n].pk)
        before = self.snapshot(case)
        with time.travel(self.at):
            self.at += timedelta(minutes=1)
            try:
                done = act(case)
            except TanggapError as refused:
                assert str(refused), "a refusal says why"
                assert self.snapshot(Case.objects.get(pk=case.pk)) == before, f"a refused {name} changes nothing"
                return None
        Money.accepted[name] += 1
        self.fresh = True
        self.see_states()
        return done or True

    def see_states(self) -> None:
        self.state = {n: Case.objects.get(pk=case.pk).state for n, case in enumerate(self.cases)}

    def one_in(self, n: int, *states: str) -> int:
        """That complaint, or the other one when only that is in one of these states."""
        return n if self.state[n] in states else 1 - n

    @staticmethod
    def snapshot(case: Case) -> tuple[Any, ...]:
        money = [(one.pk, one.reserved, one.spent) for one in Budget.objects.order_by("pk")]
        return case.state, case.round, case.version, money, LedgerLine.objects.count(), Approval.objects.count()

    def staff(self, name: str) -> Staff:
        return getattr(self.sagara, name)

    def options(self, case: Case) -> list[Solution]:
        return list(on_table(case).order_by("pk"))

    # ---- acts

    @rule(n=CASES, steps=st.integers(1, 4), kind=KINDS, amount=AMOUNTS, last=st.integers(1, 3), by=BOSSES)
    def go_on(self, n: int, steps: int, kind: str, amount: int, last: int, by: str) -> None:
        """So many steps of the procedure in its own order; random acts alone would hardly ever come far."""
        for _step in range(steps):
            case = Case.objects.get(pk=self.cases[n].pk)
            boss = "olga" if by == "o" else "maya"
            if case.state == State.INVESTIGATING and len(self.options(case)) < 3:
                self.propose(n, kind, amount)
            elif case.state == State.INVESTIGATING:
                self.decide(n, last, "bob")
            elif case.state == State.DECIDING:
                self.approve(n, boss if case.decisions.get(state="open").approvals.count() == 0 else "maya")
            elif case.state == State.APPROVED:
                self.offer(n)
            elif case.state == State.OFFERED:
                self.accept(n, 0)
            elif case.state == State.PUTTING_RIGHT:
                self.give_approved(n, 0, boss)
                self.carry_out(n)
                self.complete(n)
            elif case.state == State.FOLLOWING_UP:
                self.close(n, "yes" if by == "o" else "no")

    @when(State.INVESTIGATING)
    @rule(n=CASES, kind=KINDS, amount=AMOUNTS)
    def propose(self, n: int, kind: str, amount: int) -> None:
        def act(case: Case) -> Any:
            return bob_proposes(self.sagara, case, redress_kind=kind, redress_amount=amount)

        if len(self.options(self.cases[n])) < 6:
            self.does("propose", n, act)

    @when(State.INVESTIGATING)
    @rule(n=CASES, last=st.integers(1, 3), by=st.sampled_from(["bob", "bob", "olga"]))
    def decide(self, n: int, last: int, by: str) -> None:
        def act(case: Case) -> Any:
            chosen = self.options(case)[-last:][::-1]
            return decide.decide(case, options=chosen, recommended=chosen[0], reason=REASON, by=self.staff(by))

        if self.options(self.cases[n]):
            self.does("decide", n, act)

    @when(State.DECIDING)
    @rule(n=CASES, by=st.sampled_from(["olga", "olga", "maya", "bob", "sari"]))
    def approve(self, n: int, by: str) -> None:
        self.does("approve", n, lambda case: decide.approve(case, by=self.staff(by)))

    @when(State.DECIDING)
    @rule(n=CASES)
    def send_back(self, n: int) -> None:
        self.does("send_back", n, lambda case: decide.send_back(case, remark="Kurang tepat.", by=self.sagara.olga))

    @when(State.APPROVED)
    @rule(n=CASES, by=st.sampled_from(["olga", "maya"]))
    def undo(self, n: int, by: str) -> None:
        self.does("undo", n, lambda case: decide.undo_approve(case, by=self.staff(by)))

    @when(State.APPROVED)
    @rule(n=CASES)
    def offer(self, n: int) -> None:
        self.does("offer", n, lambda case: offer.offer(case, by=self.sagara.fitri))

    @when(State.OFFERED)
    @rule(n=CASES, which=st.integers(0, 2))
    def accept(self, n: int, which: int) -> None:
        def act(case: Case) -> Any:
            made = case.offers.filter(state="open").first()
            known = list(made.decision.options.order_by("ranked_in__rank").distinct()) if made else self.options(case)
            return offer.accept(case, solution=known[which % len(known)], by=self.parties[n])

        if self.options(self.cases[n]):
            self.does("accept", n, act)

    @when(State.OFFERED)
    @rule(n=CASES)
    def decline(self, n: int) -> None:
        self.does("decline", n, lambda case: offer.decline(case, expectation="Lebih adil.", by=self.parties[n]))

    @when(State.OFFERED)
    @rule(n=CASES, days=st.sampled_from([0, 8]))
    def lapse(self, n: int, days: int) -> None:
        self.at += days * DAY
        self.does("lapse", n, lambda case: offer.lapse(case, by=self.sagara.fitri))

    @when(State.PUTTING_RIGHT)
    @rule(n=CASES)
    def carry_out(self, n: int) -> None:
        for task in Task.objects.filter(case=self.cases[n]).order_by("pk"):
            task.case = self.cases[n]
            self.does("finish", n, lambda case, task=task: put_right.finish_task(task, by=self.sagara.bob))

    @when(State.PUTTING_RIGHT)
    @rule(n=CASES)
    def complete(self, n: int) -> None:
        self.does("complete", n, lambda case: put_right.complete(case, by=self.sagara.bob))

    @when(State.PUTTING_RIGHT, State.FOLLOWING_UP)
    @rule(n=CASES, which=st.integers(0, 3), by=st.sampled_from(["olga", "bob", "maya"]))
    def give_approved(self, n: int, which: int, by: str) -> None:
        rows = list(Redress.objects.filter(case=self.cases[n]).order_by("pk"))
        if rows:
            one = rows[which % len(rows)]
            self.does("grant", n, lambda case: give.grant(case, redress=one, by=self.staff(by)))

    @rule(n=CASES, kind=KINDS, amount=AMOUNTS, by=st.sampled_from(["fitri", "bob", "olga"]))
    def give_at_once(self, n: int, kind: str, amount: int, by: str) -> None:
        self.does("gift", n, lambda case: give.grant(case, kind=kind, amount=amount, by=self.staff(by)))

    @rule(which=st.integers(0, 5), by=st.sampled_from(["fitri", "bob"]))
    def redeem(self, which: int, by: str) -> None:
        codes = list(Voucher.objects.order_by("pk").values_list("code", flat=True))
        code = codes[which % len(codes)] if codes else "AAAA-BBBB-CCCC"
        if self.does("redeem", 0, lambda case: give.redeem(code, by=self.staff(by))):
            self.redeemed[code] += 1

    @rule(which=st.integers(0, 5), minutes=st.sampled_from([0, 30]))
    def undo_redeem(self, which: int, minutes: int) -> None:
        found = list(Voucher.objects.order_by("pk"))
        if not found:
            return
        one = found[which % len(found)]
        self.at += timedelta(minutes=minutes)
        if self.does("undo_redeem", 0, lambda case: give.undo_redeem(one, by=self.sagara.fitri)):
            self.redeemed[one.code] -= 1

    @rule(days=st.sampled_from([1, 95]))
    def expire(self, days: int) -> None:
        self.at += days * DAY
        with time.travel(self.at):
            ended = vouchers.expire_due()
        Money.accepted["expire"] += ended
        self.fresh = self.fresh or bool(ended)

    @when(State.FOLLOWING_UP)
    @rule(n=CASES, solved=st.sampled_from(["yes", "no"]))
    def close(self, n: int, solved: str) -> None:
        def act(case: Case) -> Any:
            listen.feedback(case, solved=solved, outcome_score=4, process_score=4, by=self.parties[n])
            if solved == "no":
                return listen.dissatisfied(case, expectation="Masih berbau.", by=self.parties[n]) or True
            learnt = Lesson(cause="Galon pemasok baru", lesson="Periksa segel.")
            return close.close(
                case, outcome="upheld", lesson=learnt, feelings_skipped="sudah ditelepon", by=self.sagara.bob
            )

        with transaction.atomic():
            self.does("close", n, lambda case: _as_one(act, case))

    @rule(n=CASES, act=st.sampled_from(OUT_OF_TURN))
    def out_of_turn(self, n: int, act: str) -> None:
        """Somebody with an old page does what is not its time; it is refused, or it was its time after all."""
        more = {
            "approve": ("olga",), "decide": (2, "bob"), "undo": ("maya",), "accept": (1,), "lapse": (0,),
            "give_approved": (2, "olga"), "close": ("yes",),
        }  # fmt: skip
        getattr(self, act)(n, *more.get(act, ()))

    @precondition(lambda machine: len(machine.redeemed) > 1)
    @rule(n=CASES)
    def leave(self, n: int) -> None:
        self.does("withdraw", n, lambda case: close.withdraw(case, reason="Sudah tidak perlu.", by=self.parties[n]))

    @when(State.CLOSED)
    @rule(n=CASES)
    def open_again(self, n: int) -> None:
        self.does("reopen", n, lambda case: reopen.reopen(case, reason="Terjadi lagi.", by=self.parties[n]))

    # ---- what must hold

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


CHECKS: tuple[Callable[[Money], None], ...] = (
    Money.a_budget_is_never_overdrawn_and_equals_its_ledger,
    Money.the_ledger_only_grows,
    Money.nothing_is_given_above_authority,
    Money.what_was_released_is_never_given,
    Money.one_question_at_a_time,
    Money.nobody_approves_his_own,
    Money.nothing_begins_before_consent,
    Money.a_voucher_ends_once,
    Money.rounds_only_rise_and_money_waits_only_where_it_may,
    Money.what_is_closed_is_whole,
)


def _as_one(act: Callable[[Case], Any], case: Case) -> Any:
    with transaction.atomic():
        return act(case)


@pytest.mark.django_db
def test_any_order_of_acts_keeps_money_and_consent_in_order() -> None:
    Money.sagara = world.build()
    Money.accepted = Counter()
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=300 if LONG else 12, stateful_step_count=60 if LONG else 30, deadline=None,
            suppress_health_check=list(HealthCheck), database=None, derandomize=not LONG,
            phases=[Phase.generate] if not LONG else [Phase.generate, Phase.shrink],
        ),
    )  # fmt: skip
    reached = {name for name, times in Money.accepted.items() if times}
    wanted = {"propose", "decide", "approve", "offer", "accept", "grant", "complete", "redeem", "expire", "close"}
    assert wanted <= reached, Money.accepted
