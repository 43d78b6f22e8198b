"""What is due, by kind, and which act answers it: the worker rings, casework does."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction

from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import bell, callbacks, courtesy, figures, letters_first, promises
from tanggap.casework.acting import lock, locked, locked_together
from tanggap.casework.bell import responsible_for
from tanggap.casework.call import waiting_call
from tanggap.casework.close import close
from tanggap.casework.offer import lapse
from tanggap.casework.register import Lesson
from tanggap.casework.say import write_to
from tanggap.casework.silence import pause_over, unanswered, window_shut
from tanggap.casework.wording import date_in_words
from tanggap.clocks import ringing
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.db.plain import ask
from tanggap.core.errors import TanggapError
from tanggap.people.actors import WORKER

Answer = Callable[[Case, Clock], None]
# When somebody is at work on a case, its clocks are tried again so much later.
AGAIN = timedelta(seconds=1)
# A closed case may still be opened again, and somebody else may be looking at it.
AFTER_CLOSING = frozenset({"reopen", "review", courtesy.KIND})

log = logging.getLogger(__name__)


def ring_all(clocks: Sequence[Clock]) -> tuple[int, int]:
    """Ring these claimed clocks; how many have rung, and how many could not.

    Those that only tell somebody go in one transaction, those that do something by themselves one by one; so do all
    when that one transaction fails, for one bad clock must never stop the others.
    """
    alone = [clock for clock in clocks if _does_something(clock)]
    together = [clock for clock in clocks if not _does_something(clock)]
    rung = failed = 0
    try:
        rung = ring_together(together) if together else 0
    except Exception:
        log.exception("clocks could not be rung together")
        alone = list(clocks)
    for clock in alone:
        try:
            rung += ring(clock)
        except Exception:
            # The lease runs out and the clock is tried again; the others must not wait for it.
            log.exception("a clock could not be rung", extra={"clock": clock.pk})
            failed += 1
    return rung, failed


@transaction.atomic
def ring_together(clocks: Sequence[Clock]) -> int:
    """The rings of clocks that only tell somebody, with a handful of queries; how many have rung.

    In one transaction with marking them as rung, so that a worker killed in between rings again, with one effect.
    First the cases, then the clocks, as every act does: two who lock them crosswise would wait for each other. On a
    case on which somebody is at work nobody waits here; its clocks ring a second later.
    """
    cases = locked_together(clock.case_id for clock in clocks if clock.case_id is not None)
    left = _at_work_on([clock for clock in clocks if clock.case_id not in cases])
    ringing.give_back(left, until=time.now() + AGAIN)
    waiting = {clock.pk for clock in left}
    ours = ringing.mark_many_rung([clock for clock in clocks if clock.pk not in waiting], time.now())
    rung = [(cases[clock.case_id], clock) for clock in clocks if clock.pk in ours and clock.case_id in cases]
    rung = [(case, clock) for case, clock in rung if case.is_open or clock.kind in AFTER_CLOSING]
    bell.tell(rung)
    _of_no_case([clock for clock in clocks if clock.pk in ours and clock.case_id is None])
    figures.settle_many([*{case.pk: case for case, _clock in rung}.values()])
    return len(rung)


def _of_no_case(clocks: list[Clock]) -> None:
    """What has not become a complaint yet: letters to be sorted, calls that we owe."""
    letters_first.ring(clocks)
    callbacks.ring(clocks)


def _at_work_on(clocks: list[Clock]) -> list[Clock]:
    """Of clocks whose case could not be locked, those that have one at all."""
    if not clocks:
        return []
    there = {number for (number,) in ask("SELECT id FROM cases_case WHERE id = ANY(%s)",
                                         [clock.case_id for clock in clocks])}  # fmt: skip
    return [clock for clock in clocks if clock.case_id in there]


@transaction.atomic
def ring(clock: Clock) -> bool:
    """The same for one clock, which may also do what the SOP says happens by itself."""
    case = locked(clock.case_id)
    if not ringing.mark_rung(clock, time.now()):
        return False
    if clock.case_id is None:
        _of_no_case([clock])
        return True
    if case is None or not (case.is_open or clock.kind in AFTER_CLOSING):
        return False
    if _does_something(clock):
        (REMINDS if clock.ring == bell.BEFORE else BY_ITSELF)[clock.kind](case, clock)
    else:
        bell.tell([(case, clock)])
    promises.settle(case)
    return True


def _does_something(clock: Clock) -> bool:
    return clock.kind in (REMINDS if clock.ring == bell.BEFORE else BY_ITSELF)


def _silence(case: Case, clock: Clock) -> None:
    """Nobody answered the offer in time. Whoever asked to be called waits for us, and is not silent."""
    if case.state == State.OFFERED and waiting_call(case) is None:
        lapse(case, by=WORKER)


def _remind(case: Case, clock: Clock) -> None:
    """The time to answer our offer is nearly over: the complainant is reminded, and staff hear of it too."""
    if case.state == State.OFFERED and waiting_call(case) is None:
        write_to(case, "offer-reminder", due=date_in_words(clock.due_at, case.language))
    bell.tell([(case, clock)])


def _close_in_peace(case: Case, clock: Clock) -> None:
    """Nobody said how it was, and the promise has passed: close when nothing is missing, else tell staff."""
    if case.state != State.FOLLOWING_UP:
        return
    outcome = "no_answer" if not case.feedback.filter(round=case.round).exists() else "upheld"
    try:
        with transaction.atomic():
            close(case, outcome=outcome, lesson=Lesson(without_follow_up="no answer to our question"), by=WORKER)
    except TanggapError:
        lock(case)
        tell_staff(responsible_for(case, clock), Notice.Kind.BROKEN, case, about=clock.subject)


# Before it is due.
REMINDS: dict[str, Answer] = {"offer_answer": _remind}
BY_ITSELF: dict[str, Answer] = {
    "offer_answer": _silence, "follow_up": _close_in_peace, "documents": unanswered, "pause": pause_over,
    "reopen": window_shut,
}  # fmt: skip
