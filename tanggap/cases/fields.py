"""In which column each field lies that conditions may speak about (sop/fields.py has their types)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tanggap.cases.case import Case

# `amount` belongs to a decision and is asked of facts, not of rows.
COLUMNS: dict[str, str] = {
    "kind": "kind", "state": "state", "type": "type", "category": "category", "severity": "severity",
    "temperature": "temperature", "impact_satisfaction": "impact_satisfaction",
    "impact_reputation": "impact_reputation", "impact_money": "impact_money", "impact_law": "impact_law",
    "medium": "medium", "entered_by": "entered_by", "on_behalf": "on_behalf", "language": "language",
    "unit": "unit__code", "branch": "branch__code", "formal": "formal", "anonymous": "anonymous", "round": "round",
    "legal_risk": "legal_risk",
    "hand_overs": "transfers", "first_reply_minutes": "first_reply_minutes",
    "resolution_minutes": "resolution_minutes", "breached": "breached", "received_at": "received_at",
    "due_at": "next_due_at",
}  # fmt: skip


class Values(Mapping[str, Any]):
    """The fields of one case, each read when a rule asks for it: most rules ask for one or two."""

    def __init__(self, case: Case, amount: int) -> None:
        self.case, self.amount = case, amount

    def __getitem__(self, name: str) -> Any:
        if name in _READ:
            return _READ[name](self.case)
        return self.amount if name == "amount" else getattr(self.case, COLUMNS[name])

    def __iter__(self) -> Iterator[str]:
        return iter({**COLUMNS, **_READ, "amount": None})

    def __len__(self) -> int:
        return len([*self])


_READ: dict[str, Callable[[Case], Any]] = {
    "unit": lambda case: case.unit.code,
    "branch": lambda case: case.branch.code if case.branch else "",
    "subject": lambda case: str(case.title),
    "product": lambda case: str(case.product),
    "oral": lambda case: not case.written,
    "confidential": lambda case: case.hidden,
}


def values_of(case: Case, *, amount: int = 0) -> Mapping[str, Any]:
    """The fields of one case, as rules of the SOP ask for them."""
    return Values(case, amount)
