"""The register entry: an immutable snapshot of a closing (SOP 12, R58)."""

from dataclasses import dataclass
from datetime import datetime

from tanggap.cases.models import Case
from tanggap.casework.figures import minutes_between
from tanggap.casework.lengths import calendar_of
from tanggap.clocks.calendar import working_time
from tanggap.clocks.models import Calendar
from tanggap.core.db.plain import ask, first
from tanggap.core.subject import HasKey, key_of
from tanggap.learning.models import RegisterEntry
from tanggap.remedy.models import Solution
from tanggap.voice.models import Feedback

_GIVEN = """
    SELECT coalesce(sum(amount), 0) FROM remedy_redress WHERE case_id = %s AND state = 'granted'"""
_ACCEPTED = (
    "SELECT accepted_id FROM remedy_offer WHERE case_id = %s AND state = 'accepted' ORDER BY id DESC LIMIT 1"
)
_RECOMMENDED = (
    "SELECT recommended_id FROM remedy_decision WHERE case_id = %s AND state = 'approved' ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What is written down for evaluation when a case closes."""

    solution: str = ""
    solution_kind: str | None = None  # None: that of the alternative that was accepted
    cause: str = ""
    lesson: str = ""
    without_follow_up: str = ""


def snapshot(case: Case, lesson: Lesson, *, outcome: str, closed_at: datetime, by: HasKey) -> RegisterEntry:
    """The entry for this closing, not saved yet; everything is copied, so that later changes leave it as it was.

    Its promises have ended already.
    """
    [(given,)] = ask(_GIVEN, case.pk)
    answer = first(Feedback, "case_id = %s AND round = %s", case.pk, case.round)
    return RegisterEntry(
        case=case, closing=case.closings + 1, reference=case.reference,
        edition_label=f"{case.edition.code} {case.edition.number}", kind=case.kind, medium=case.medium,
        unit=case.unit, type=case.type, category=case.category, severity=case.severity, outcome=outcome,
        stored_solution=case.sealed(lesson.solution or applied_solution(case)),
        solution_kind=_kind_of(case, lesson, outcome),
        stored_cause=case.sealed(lesson.cause), stored_lesson=case.sealed(lesson.lesson), redress_total=given,
        cost_total=cost_of(case) if outcome in APPLIED else 0, legal_risk=case.legal_risk,
        rounds=case.round, transfers=case.transfers, solved=answer.solved if answer else "",
        outcome_score=answer.outcome_score if answer else None, received_at=case.received_at,
        first_reply_at=case.first_reply_at, closed_at=closed_at,
        **_times(case, closed_at), promises=case.promises,
        promises_kept=sum(kept for kept, _broken in case.promises.values()),
        promises_broken=sum(broken for _kept, broken in case.promises.values()),
        without_follow_up=lesson.without_follow_up, by=key_of(by),
    )  # fmt: skip


def cost_of(case: Case) -> int:
    """What carrying out what was agreed cost by the estimate on the table, besides what was given."""
    found = applied(case)
    return found.cost if found else 0


def _times(case: Case, closed_at: datetime) -> dict[str, int | None]:
    """How long it took; what left by another way than a solution took until it closed."""
    times: dict[str, int | None] = {
        "first_reply_minutes": case.first_reply_minutes, "first_reply_elapsed": case.first_reply_elapsed,
        "resolution_minutes": case.resolution_minutes, "resolution_elapsed": case.resolution_elapsed,
    }  # fmt: skip
    if case.first_reply_at and case.first_reply_minutes is None:
        times["first_reply_minutes"] = worked_minutes(case, case.first_reply_at)
        times["first_reply_elapsed"] = minutes_between(case.received_at, case.first_reply_at)
    if case.resolved_at is None or case.resolution_minutes is None:
        times["resolution_minutes"] = worked_minutes(case, case.resolved_at or closed_at)
        times["resolution_elapsed"] = minutes_between(case.received_at, case.resolved_at or closed_at)
    return times


def worked_minutes(case: Case, until: datetime | None, calendar: Calendar | None = None) -> int | None:
    """Working minutes from receipt, on the calendar of the unit that received it; None when it never happened."""
    if until is None:
        return None
    return working_time(calendar or calendar_of(case.receiving_unit)).between(case.received_at, until)


# Endings in which something was applied; in others nobody can tell what it did.
APPLIED = frozenset({"upheld", "partly_upheld", "not_upheld", "resolved_at_once", "answered"})


def _kind_of(case: Case, lesson: Lesson, outcome: str) -> str:
    if outcome not in APPLIED:
        return ""
    if lesson.solution_kind is not None:
        return lesson.solution_kind
    found = applied(case)
    return found.kind if found else ""


def applied(case: Case) -> Solution | None:
    """The alternative that was agreed, from the accepted offer or the approved decision."""
    accepted = first(Solution, f"id = ({_ACCEPTED})", case.pk, case=case)
    return accepted or first(Solution, f"id = ({_RECOMMENDED})", case.pk, case=case)


def applied_solution(case: Case) -> str:
    """What was agreed and done, in one line."""
    found = applied(case)
    return str(found.title) if found else ""
