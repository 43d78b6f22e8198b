"""In which column each field lies that conditions may speak about (sop/fields.py has their types)."""

from collections.abc import Mapping
from typing import Any

from tanggap.cases.case import Case

# `amount` belongs to a decision and is asked of facts, not of rows.
COLUMNS: dict[str, str] = {
    "kind": "kind", "state": "state", "type": "type", "category": "category", "severity": "severity",
    "temperature": "temperature", "impact_satisfaction": "impact_satisfaction",
    "impact_reputation": "impact_reputation", "impact_money": "impact_money", "impact_law": "impact_law",
    "medium": "medium", "entered_by": "entered_by", "on_behalf": "on_behalf", "language": "language",
    "unit": "unit__code", "branch": "branch__code", "formal": "formal", "anonymous": "anonymous", "round": "round",
    "hand_overs": "transfers", "first_reply_minutes": "first_reply_minutes",
    "resolution_minutes": "resolution_minutes", "breached": "breached", "received_at": "received_at",
    "due_at": "next_due_at",
}  # fmt: skip


def values_of(case: Case, *, amount: int = 0) -> Mapping[str, Any]:
    """The fields of one case, as rules of the SOP ask for them."""
    columns = {
        name: getattr(case, column) for name, column in COLUMNS.items() if not column.endswith("__code")
    }
    return {
        **columns, "unit": case.unit.code, "branch": case.branch.code if case.branch else "",
        "subject": str(case.title), "product": str(case.product), "oral": not case.written,
        "confidential": case.hidden, "amount": amount,
    }  # fmt: skip
