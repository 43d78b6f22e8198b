"""SOP 6 over the API: alternatives of solution are put on the table, corrected, taken off it."""

from typing import Literal

from ninja import Router

from tanggap.api.acts import Deed, act
from tanggap.api.finding import solution_on, unit_called
from tanggap.api.reading import Body, Number, Whole
from tanggap.casework import propose as story
from tanggap.casework.propose import Alternative
from tanggap.sop.acts import RedressType

router = Router(tags=["propose"])


class Propose(Body):
    """One way to put it right. Amounts in whole rupiah; `steps` are the tasks it needs; `executor` is a unit.

    `kind` is a code of the SOP: GET /cases/{reference}/alternatives tells which, and what is known of each.
    """

    title: str
    kind: str = ""
    description: str = ""
    advantages: str = ""
    drawbacks: str = ""
    recurrence_risk: Literal["", "low", "medium", "high"] = ""
    recurrence_reason: str = ""
    wish_fit: Literal["", "full", "partly", "little", "none"] = ""
    wish_reason: str = ""
    cost: Whole = 0
    cost_note: str = ""
    working_days: Whole = 1
    time_note: str = ""
    executor: str | None = None
    helpers: str = ""
    redress_kind: RedressType | None = None
    redress_amount: Whole = 0
    steps: list[str] = []

    def alternative(self) -> Alternative:
        return Alternative(
            title=self.title, description=self.description, advantages=self.advantages, drawbacks=self.drawbacks,
            cost=self.cost, working_days=self.working_days, executor=unit_called(self.executor, "executor"),
            kind=self.kind, recurrence_risk=self.recurrence_risk, recurrence_reason=self.recurrence_reason,
            wish_fit=self.wish_fit, wish_reason=self.wish_reason, cost_note=self.cost_note, time_note=self.time_note,
            helpers=self.helpers, redress_kind=self.redress_kind or "", redress_amount=self.redress_amount,
            steps=tuple(self.steps),
        )  # fmt: skip


@act(router, "propose")
def propose(deed: Deed, body: Propose) -> None:
    """Put one alternative on the table."""
    story.propose(deed.case, body.alternative(), by=deed.by, version=deed.version)


class Revise(Propose):
    solution: Number
    version: Number


@act(router, "revise")
def revise(deed: Deed, body: Revise) -> None:
    """Correct an alternative before a decision is made on it; `version` is that of the alternative."""
    deed.see_version()
    story.revise(solution_on(deed.case, body.solution), body.alternative(), by=deed.by, version=body.version)


class Drop(Body):
    solution: Number


@act(router, "drop")
def drop(deed: Deed, body: Drop) -> None:
    """Take an alternative off the table; it stays on file."""
    story.drop(solution_on(deed.case, body.solution), by=deed.by, version=deed.version)


@act(router, "restore")
def restore(deed: Deed, body: Drop) -> None:
    """Put an alternative back that was taken off the table."""
    story.restore(solution_on(deed.case, body.solution), by=deed.by, version=deed.version)
