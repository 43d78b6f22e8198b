"""The facts about one case that the rules of the SOP ask for. What comes with an act is laid over them."""

import json
from typing import Any

from django.db.models import Count, Q

from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.remedy.models import Approval, Decision, Offer, Redress, Task
from tanggap.sop.rules import Facts

TASKS_OPEN = Q(tasks__state__in=[Task.State.PLANNED, Task.State.OPEN])
IMPACTS = ("impact_satisfaction", "impact_reputation", "impact_money", "impact_law")


def gather(case: Case, **given: Any) -> Facts:
    """What is known of the case now; `given` (fields of Facts, or of the case) has the last word."""
    counts = Case.objects.filter(pk=case.pk).aggregate(
        solutions=Count("solutions", filter=Q(solutions__dropped_at__isnull=True), distinct=True),
        tasks=Count("tasks", filter=TASKS_OPEN, distinct=True),
        redress=Count("redress", filter=Q(redress__state=Redress.State.RESERVED), distinct=True),
        offers=Count("offers", filter=Q(offers__state=Offer.State.OPEN), distinct=True),
        contacts=Count("contacts", filter=Q(contacts__round=case.round), distinct=True),
        agreements=Count("agreements", filter=Q(agreements__round=case.round), distinct=True),
        feedback=Count("feedback", filter=Q(feedback__round=case.round), distinct=True),
    )
    decision = (
        case.decisions.filter(round=case.round, state__in=[Decision.State.OPEN, Decision.State.APPROVED])
        .order_by("-attempt")
        .first()
    )
    known: dict[str, Any] = {
        "state": case.state,
        "type": case.type,
        "category": case.category,
        "severity": case.severity,
        "temperature": case.temperature,
        "impact_set": any(given.get(name) or getattr(case, name) for name in IMPACTS),
        "unit_set": True,
        "owner_set": case.owner_id is not None,
        "round": case.round,
        "answers": frozenset(answers_of(case)),
        "desired_outcome": str(case.wish),
        "values": frozenset(case.tags),
        "mandate_shown": _mandate_shown(case),
        "hand_overs": case.transfers,
        "solutions_open": counts["solutions"],
        "offerable": decision.options.count() if decision else 0,
        "recommended": decision is not None,
        "approvals_left": approvals_left(decision) if decision else 0,
        "offers_open": counts["offers"],
        "tasks_open": counts["tasks"],
        "redress_open": counts["redress"],
        "contact_recorded": bool(counts["contacts"] or counts["offers"]),
        "agreement_recorded": bool(counts["agreements"]) or _agreed(case),
        "feelings": frozenset(case.feelings.values_list("kind", flat=True)),
        "feedback_given": bool(counts["feedback"]),
        "closed_days": (time.now() - case.closed_at).days if case.closed_at else None,
    }
    fields = Facts.__dataclass_fields__
    return Facts(**{**known, **{name: value for name, value in given.items() if name in fields}})


def answers_of(case: Case) -> dict[str, str]:
    """The complainant's answers to the guided questions, by the code of the question."""
    text = str(case.answers_text)
    return {key: value for key, value in json.loads(text).items() if str(value).strip()} if text else {}


def approvals_left(decision: Decision) -> int:
    """How many rungs of the ladder have not said yes yet."""
    rungs = decision.case.edition.procedure.approval_rungs(decision.amount)
    return len(rungs) - decision.approvals.filter(verdict=Approval.Verdict.APPROVED, undone_at__isnull=True).count()


def _mandate_shown(case: Case) -> bool:
    if case.on_behalf not in {"representative", "committee"}:
        return True
    return case.parties.filter(role="representative").exists()


def _agreed(case: Case) -> bool:
    """An acceptance is an agreement: what was offered is its text."""
    return case.offers.filter(round=case.round, state=Offer.State.ACCEPTED).exists()
