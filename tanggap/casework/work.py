"""What is due, by kind, and which act answers it: the worker rings, casework does."""

from collections.abc import Callable

from django.db import transaction

from tanggap.cases.models import Case, Notice
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import lock, locked, write_down
from tanggap.casework.close import close
from tanggap.casework.offer import lapse
from tanggap.casework.people import frontdesk_of, people_to_tell, workers_on
from tanggap.casework.register import Lesson
from tanggap.casework.staff_mail import mail_staff
from tanggap.casework.wording import date_in_words, promise_inside
from tanggap.clocks import ringing
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.core.db.plain import change
from tanggap.core.errors import TanggapError
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff

Answer = Callable[[Case, Clock], None]


@transaction.atomic
def ring(clock: Clock) -> bool:
    """One ring of one clock: tell those who are to act, or do what the SOP says happens by itself.

    In one transaction with marking the clock as rung, so that a worker killed in between rings again, with one effect.
    """
    # First the case, then the clock, as every act does: two who lock them crosswise would wait for each other.
    case = locked(clock.case_id)
    if not ringing.mark_rung(clock, time.now()):
        return False
    if case is None or not case.is_open:
        return False
    if clock.ring == "due_soon":
        _warn(case, clock)
    else:
        _overdue(case, clock)
        if (answer := BY_ITSELF.get(clock.kind)) is not None:
            answer(case, clock)
    promises.settle(case)
    return True


def _warn(case: Case, clock: Clock) -> None:
    people = responsible_for(case, clock)
    tell_staff(people, Notice.Kind.DUE_SOON, case, about=clock.subject)
    mail_staff(case, "due-soon", people, unit=case.unit.name, promise=promise_inside(clock.kind, case.language),
               due=date_in_words(clock.due_at, case.language))  # fmt: skip


def _overdue(case: Case, clock: Clock) -> None:
    if clock.kind in BY_ITSELF:
        return
    write_down(case, "promise_broken", by=WORKER, promise=clock.kind, about=clock.subject,
               due=clock.due_at.isoformat())  # fmt: skip
    change(Case, "id = %s", case.pk, breached=True)
    case.breached = True
    people = [*responsible_for(case, clock), *people_to_tell(case, case.unit)]
    tell_staff(people, Notice.Kind.BROKEN, case, about=clock.subject)
    mail_staff(case, "overdue", people, unit=case.unit.name, promise=promise_inside(clock.kind, case.language),
               due=date_in_words(clock.due_at, case.language))  # fmt: skip


def _silence(case: Case, clock: Clock) -> None:
    """Nobody answered the offer in time."""
    if case.state == State.OFFERED:
        lapse(case, by=WORKER)


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


BY_ITSELF: dict[str, Answer] = {"offer_answer": _silence, "follow_up": _close_in_peace}


def responsible_for(case: Case, clock: Clock) -> list[Staff]:
    """Who is to act on this promise."""
    if clock.kind in {"first_reply", "acknowledge", "follow_up", "offer_answer"}:
        return workers_on(case) or frontdesk_of(case)
    if clock.kind == "approval":
        return people_to_tell(case, case.unit)
    return workers_on(case) or people_to_tell(case, case.unit)
