"""SOP 12: the case closes with its entry in the register and its lesson; and the other ways out (R41, R58)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.fields import values_of
from tanggap.cases.models import Case, Party
from tanggap.cases.states import Outcome, State
from tanggap.casework import courtesy, money, promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.lengths import reopen_until
from tanggap.casework.meeting_letters import call_off
from tanggap.casework.propose import kind_problem
from tanggap.casework.put_right import IDLE, cancel_tasks
from tanggap.casework.register import Lesson, applied, snapshot
from tanggap.casework.say import check_text, write_to
from tanggap.casework.wording import date_in_words
from tanggap.core import time
from tanggap.core.db.plain import add, change
from tanggap.core.errors import Invalid
from tanggap.core.subject import HasKey
from tanggap.people.models import Staff
from tanggap.remedy.models import CallRequest, Decision, Offer, Review
from tanggap.sop.outside import External

NO_LESSON = Lesson()
DONE_WELL = frozenset({"upheld", "partly_upheld", "not_upheld", "resolved_at_once", "answered", "no_answer"})


@transaction.atomic
def close(
    case: Case, *, outcome: str, lesson: Lesson = NO_LESSON, feelings_skipped: str = "", by: HasKey,
    version: int | None = None,
) -> None:
    """Close with outcome, register entry and lesson. Refused while a task is open, or with the feelings track undone
    and no reason given (R48), or without having asked how it was and no reason given (R57)."""  # fmt: skip
    begin(case, "close", by=by, version=version)
    if outcome not in DONE_WELL:
        raise Invalid(_("Say how it ended."), fields={"outcome": _("Choose one.")})
    for name in ("solution", "cause", "lesson", "without_follow_up"):
        check_text(getattr(lesson, name), name, longest=5_000, required=False)
    _check_kind(case, lesson)
    demand(
        case, "close", outcome=outcome, cause=lesson.cause, lesson=lesson.lesson, register_ready=bool(case.type),
        feedback_skipped_reason=lesson.without_follow_up, feelings_skip_reason=feelings_skipped,
    )  # fmt: skip
    shut(case, "close", outcome, lesson, by=by, where=IDLE)
    write_down(
        case, "closed", by=by, outcome=outcome, closing=case.closings,
        private={"feelings_skipped": feelings_skipped} if feelings_skipped else None,
    )  # fmt: skip
    until = reopen_until(case)
    day = date_in_words(until, case.language, with_time=False) if until else ""
    write_to(case, "closed", reopen_until=day, solution=lesson.solution)


def _check_kind(case: Case, lesson: Lesson) -> None:
    """The kind of what was applied is one of the SOP's, or that of the alternative itself."""
    if lesson.solution_kind:
        own = applied(case)
        if problem := kind_problem(case, lesson.solution_kind, before=own.kind if own else ""):
            raise Invalid(problem, fields={"solution_kind": problem})


@transaction.atomic
def refer(case: Case, *, body: str, reason: str, by: Staff, version: int | None = None) -> None:
    """It belongs elsewhere: to which body it was referred, and why (R41)."""
    check_text(body, "external_route", longest=500)
    leave(case, "refer", Outcome.REFERRED, reason, by=by, version=version, external=body)
    write_to(case, "referred", external=body, reason=reason)


@transaction.atomic
def reject(case: Case, *, reason: str, outcome: str = Outcome.INVALID, by: Staff, version: int | None = None) -> None:
    """It is no complaint to us, or not upheld; the reason is told, with where else to turn."""
    if outcome not in {Outcome.INVALID, Outcome.NOT_UPHELD}:
        raise Invalid(_("Say how it ended."), fields={"outcome": _("Choose one.")})
    leave(case, "reject", Outcome(outcome), reason, by=by, version=version)
    external = "\n".join(f"- {one.label.say(case.language)}" for one in bodies_for(case))
    write_to(case, "rejected", reason=reason, external=external)


@transaction.atomic
def withdraw(case: Case, *, reason: str = "", by: Party | Staff, version: int | None = None) -> None:
    """The complainant takes it back."""
    leave(case, "withdraw", Outcome.WITHDRAWN, reason, by=by, version=version, required=False)
    write_to(case, "withdrawn")


def leave(
    case: Case, act: str, outcome: Outcome, reason: str, *, by: HasKey, version: int | None, external: str = "",
    required: bool = True, **facts: object,
) -> None:  # fmt: skip
    """The exits: open tasks are cancelled, what was set aside is released, clocks end, the register gets its entry."""
    begin(case, act, by=by, version=version)
    check_text(reason, "reason", longest=5_000, required=required)
    demand(case, act, reason=reason, external_route=external, outcome=outcome.value)
    end_everything(case, by=by)
    shut(case, act, outcome.value, Lesson(solution=reason), by=by)
    private = {"reason": reason, "external": external} if reason or external else None
    write_down(case, verb_of(act), by=by, private=private, outcome=outcome.value, closing=case.closings, **facts)


def bodies_for(case: Case) -> list[External]:
    """Where the complainant can turn to by the SOP: first what is meant for such a case."""
    return case.edition.procedure.external_for(values_of(case))


def end_everything(case: Case, *, by: HasKey) -> None:
    """What is under way ends with the case."""
    cancel_tasks(case, by=by)
    still_open = "case_id = %s AND state = 'open'"
    change(Offer, still_open, case.pk, state=Offer.State.CANCELLED, answered_at=time.now())
    change(Decision, still_open, case.pk, state=Decision.State.CANCELLED, settled_at=time.now())
    money.release_all(case, by=by)


def verb_of(act: str) -> str:
    """The word on the trail for an exit."""
    return {
        "refer": "referred", "reject": "rejected", "withdraw": "withdrawn", "deadlock": "deadlocked",
        "merge": "merged", "answer": "answered",
    }[act]  # fmt: skip


def shut(case: Case, act: str, outcome: str, lesson: Lesson, *, by: HasKey, where: str = "true") -> None:
    moment = time.now()
    _nobody_waits(case)
    call_off(case, by=by)
    begins = ["reopen"] if act != "merge" else []
    begins += [courtesy.KIND] if act == "close" and courtesy.owed_after(case, outcome) else []
    promises.finish(case, keep=("follow_up",) if act == "close" else (), begin=begins)
    add([snapshot(case, lesson, outcome=outcome, closed_at=moment, by=by)])
    case.move_to(
        State.CLOSED, act=act, where=where, outcome=outcome, closed_at=moment, closings=case.closings + 1,
        waiting_since=None,
    )  # fmt: skip


def _nobody_waits(case: Case) -> None:
    """Whoever withdraws, or goes on in another file, is not called and not answered here any more."""
    still_open = "case_id = %s AND state = 'open'"
    change(CallRequest, still_open, case.pk, state=CallRequest.State.CANCELLED, ended_at=case.present())
    change(Review, still_open, case.pk, state=Review.State.CANCELLED)
