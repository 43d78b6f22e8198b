"""A machine that does acts in any order on two complaints that share a budget; test_money_machine.py watches it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
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
from tanggap.remedy.models import Approval, Budget, LedgerLine, Redress, Solution, Task, Voucher
from tests import sagara as world
from tests.sagara import REASON, Sagara, alice_complains, bob_proposes, investigate

LIMIT = 900_000
BOSSES = st.sampled_from("om")
CASES = st.integers(0, 1)
DEPTHS = st.integers(0, 8)
AMOUNTS = st.sampled_from([30_000, 100_000, 250_000, 450_000, 1_000_000])
KINDS = st.sampled_from(["voucher", "voucher", "gift", "refund", "apology"])
OUT_OF_TURN = [
    "approve", "decide", "send_back", "undo", "offer", "accept", "decline", "lapse", "complete", "give_approved",
    "close", "open_again",
]  # fmt: skip
DAY = timedelta(days=1)


def when(*states: str) -> Callable[[Any], Any]:
    """The rule is chosen while one of the complaints is in one of these states."""
    return precondition(lambda machine: bool(set(machine.state.values()) & set(states)))


class Money(RuleBasedStateMachine):
    """One life of the organisation; everything in it is taken back at the end. `fresh`: something has changed."""

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
            self.expire(95)
            self.what_must_hold()
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

    def what_must_hold(self) -> None:
        """Whoever watches the machine says what."""

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
                if steps % 2:
                    self.redeem(-1, "fitri")  # the newest voucher; the others are left to expire
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

    @rule(days=st.sampled_from([1, 1, 95]))
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


def _as_one(act: Callable[[Case], Any], case: Case) -> Any:
    with transaction.atomic():
        return act(case)
