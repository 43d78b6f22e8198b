"""SOP 7 and 8 over the API: the choice among the alternatives, and the word of the head."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from tanggap.api.acts import Deed, act
from tanggap.api.acts_propose import Propose
from tanggap.api.finding import solution_on, solutions_on
from tanggap.api.reading import Body, Number, Yes
from tanggap.casework import decide as story

router = Router(tags=["decide"])


class Decide(Body):
    options: Annotated[list[Number], Field(min_length=1, max_length=50)]
    recommended: Number
    reason: str


@act(router, "decide")
def decide(deed: Deed, body: Decide) -> None:
    """Put the offerable alternatives before the head, one recommended, with the reason."""
    options = solutions_on(deed.case, body.options, "options")
    story.decide(
        deed.case, options=options, recommended=solution_on(deed.case, body.recommended, "recommended"),
        reason=body.reason, by=deed.by, version=deed.version,
    )  # fmt: skip


class Approve(Body):
    """`condition`: it is approved under that condition; with `condition_first` nothing is offered before it is met."""

    remark: str = ""
    condition: str = ""
    condition_first: Yes = True


@act(router, "approve")
def approve(deed: Deed, body: Approve) -> None:
    """The head says yes; never to what he or she proposed or chose."""
    condition = story.Condition(text=body.condition, first=body.condition_first) if body.condition.strip() else None
    story.approve(deed.case, remark=body.remark, condition=condition, by=deed.by, version=deed.version)


class SendBack(Body):
    """`suggestion` is the number of an alternative on the table, `alternative` a new one of the head's own."""

    remark: str
    suggestion: Number | None = None
    alternative: Propose | None = None


@act(router, "send_back")
def send_back(deed: Deed, body: SendBack) -> None:
    """The head returns it with a remark, perhaps with an alternative as a suggestion."""
    suggestion = solution_on(deed.case, body.suggestion, "suggestion") if body.suggestion else None
    suggestion = body.alternative.alternative() if body.alternative else suggestion
    story.send_back(deed.case, remark=body.remark, suggestion=suggestion, by=deed.by, version=deed.version)


class Reconsider(Body):
    reason: str


@act(router, "reconsider")
def reconsider(deed: Deed, body: Reconsider) -> None:
    """The condition of the approval cannot be met: back for a new decision."""
    story.reconsider(deed.case, reason=body.reason, by=deed.by, version=deed.version)


@act(router, "undo_approve")
def undo_approve(deed: Deed) -> None:
    """Take the own approval back, within ten minutes and before anything was offered."""
    story.undo_approve(deed.case, by=deed.by, version=deed.version)
