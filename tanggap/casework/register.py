"""The register entry: an immutable snapshot of a closing (SOP 12, R58)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from tanggap.cases.models import Case
from tanggap.casework.promises import calendar_of
from tanggap.clocks.calendar import working_time
from tanggap.clocks.models import Calendar, Clock, ClockState
from tanggap.core.subject import HasKey, key_of
from tanggap.learning.models import RegisterEntry
from tanggap.remedy.models import Offer, Redress


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What is written down for evaluation when a case closes."""

    solution: str = ""
    cause: str = ""
    lesson: str = ""
    without_follow_up: str = ""


def snapshot(case: Case, lesson: Lesson, *, outcome: str, closed_at: datetime, by: HasKey) -> RegisterEntry:
    """The entry for this closing, not saved yet; everything is copied, so that later changes leave it as it was."""
    given = case.redress.filter(state=Redress.State.GRANTED).aggregate(total=Sum("amount"))["total"] or 0
    answer = case.feedback.filter(round=case.round).first()
    clocks = list(Clock.objects.filter(case_id=case.pk).values_list("state", flat=True))
    return RegisterEntry(
        case=case, closing=case.closings + 1, reference=case.reference,
        edition_label=f"{case.edition.code} {case.edition.number}", kind=case.kind, medium=case.medium,
        unit=case.unit, type=case.type, category=case.category, severity=case.severity, outcome=outcome,
        stored_solution=case.sealed(lesson.solution or applied_solution(case)),
        stored_cause=case.sealed(lesson.cause), stored_lesson=case.sealed(lesson.lesson), redress_total=given,
        rounds=case.round, transfers=case.transfers, solved=answer.solved if answer else "",
        outcome_score=answer.outcome_score if answer else None, received_at=case.received_at,
        first_reply_at=case.first_reply_at, closed_at=closed_at,
        first_reply_minutes=worked_minutes(case, case.first_reply_at),
        resolution_minutes=worked_minutes(case, case.resolved_at or closed_at),
        promises_kept=clocks.count(ClockState.KEPT), promises_broken=clocks.count(ClockState.BROKEN),
        without_follow_up=lesson.without_follow_up, by=key_of(by),
    )  # fmt: skip


def worked_minutes(case: Case, until: datetime | None, calendar: Calendar | None = None) -> int | None:
    """Working minutes from receipt, on the calendar of the unit that received it; None when it never happened."""
    if until is None:
        return None
    return working_time(calendar or calendar_of(case.receiving_unit)).between(case.received_at, until)


def applied_solution(case: Case) -> str:
    """What was agreed and done, in one line, from the accepted offer or the approved decision."""
    accepted = case.offers.filter(state=Offer.State.ACCEPTED).select_related("accepted").order_by("-pk").first()
    if accepted is not None and accepted.accepted is not None:
        return str(accepted.accepted.title)
    decision = case.decisions.filter(state="approved").select_related("recommended").order_by("-pk").first()
    return str(decision.recommended.title) if decision else ""
