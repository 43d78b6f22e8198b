"""SOP 11 and 12 over the API: how it was, closing with the register entry, the other ways out, opening again."""

from typing import Literal

from ninja import Router
from pydantic import Field

from tanggap.api.acts import Deed, act
from tanggap.api.reading import Body, Whole, Yes
from tanggap.casework import close as story
from tanggap.casework import contacts, listen
from tanggap.casework import deadlock as parting
from tanggap.casework.courtesy import courtesy_call as story_courtesy_call
from tanggap.casework.register import Lesson
from tanggap.casework.reopen import reopen as story_reopen
from tanggap.sop.acts import Medium

router = Router(tags=["close"])


class GiveFeedback(Body):
    solved: Literal["yes", "partly", "no"]
    outcome_score: Whole | None = None
    process_score: Whole | None = None
    comment: str = ""


@act(router, "feedback")
def feedback(deed: Deed, body: GiveFeedback) -> None:
    """How it was, as the complainant told us; marks go from 1 to 5."""
    listen.feedback(
        deed.case, solved=body.solved, outcome_score=body.outcome_score, process_score=body.process_score,
        comment=body.comment, by=deed.by, version=deed.version,
    )  # fmt: skip


class Dissatisfied(Body):
    expectation: str


@act(router, "dissatisfied")
def dissatisfied(deed: Deed, body: Dissatisfied) -> None:
    """It is not right yet: the next round begins."""
    listen.dissatisfied(deed.case, expectation=body.expectation, by=deed.by, version=deed.version)


class Close(Body):
    outcome: Literal["upheld", "partly_upheld", "not_upheld", "resolved_at_once", "answered", "no_answer"]
    solution: str = ""
    solution_kind: str | None = Field(default=None, description="Left out: that of the alternative that was accepted.")
    cause: str = ""
    lesson: str = ""
    without_follow_up: str = ""
    feelings_skipped: str = ""


@act(router, "close")
def close(deed: Deed, body: Close) -> None:
    """Close with outcome, register entry and lesson."""
    lesson = Lesson(
        solution=body.solution, solution_kind=body.solution_kind, cause=body.cause, lesson=body.lesson,
        without_follow_up=body.without_follow_up,
    )  # fmt: skip
    story.close(
        deed.case, outcome=body.outcome, lesson=lesson, feelings_skipped=body.feelings_skipped, by=deed.by,
        version=deed.version,
    )  # fmt: skip


class Answer(Body):
    how: str = ""


@act(router, "answer")
def answer(deed: Deed, body: Answer) -> None:
    """A question, a request or thanks was answered, and ends; `how` where no reply on the file says it."""
    contacts.answer(deed.case, how=body.how, by=deed.by, version=deed.version)


@act(router, "become_complaint")
def become_complaint(deed: Deed) -> None:
    """It is a complaint after all: the procedure holds for it, and its promises run from when it came in."""
    contacts.become_complaint(deed.case, by=deed.by, version=deed.version)


class BecomeContact(Body):
    contact: Literal["question", "request", "thanks"]
    reason: str


@act(router, "become_contact")
def become_contact(deed: Deed, body: BecomeContact) -> None:
    """It is no complaint, but something to be answered."""
    contacts.become_contact(
        deed.case, contact=body.contact, reason=body.reason, by=deed.by, version=deed.version
    )


class Refer(Body):
    body: str
    reason: str


@act(router, "refer")
def refer(deed: Deed, body: Refer) -> None:
    """It belongs elsewhere: to which body it was referred, and why."""
    story.refer(deed.case, body=body.body, reason=body.reason, by=deed.by, version=deed.version)


class Reject(Body):
    reason: str
    outcome: Literal["invalid", "not_upheld"] = "invalid"


@act(router, "reject")
def reject(deed: Deed, body: Reject) -> None:
    """It is no complaint to us, or not upheld; the reason is told."""
    story.reject(deed.case, reason=body.reason, outcome=body.outcome, by=deed.by, version=deed.version)


class Withdraw(Body):
    reason: str = ""


@act(router, "withdraw")
def withdraw(deed: Deed, body: Withdraw) -> None:
    """The complainant takes it back, and told us."""
    story.withdraw(deed.case, reason=body.reason, by=deed.by, version=deed.version)


class Deadlock(Body):
    bodies: list[str] = Field(default=[], description="Codes of the SOP's outside bodies, the best first.")
    body: str = Field(default="", description="One that is not in the SOP.")
    reason: str
    theirs: str = Field(default="", description="What the complainant holds; else what they said last.")
    legal_risk: Yes = False
    note: str = Field(default="", description="On the legal risk, for managers only.")


@act(router, "deadlock")
def deadlock(deed: Deed, body: Deadlock) -> None:
    """No agreement: the reasons, what each side holds, and where the complainant can turn; with a letter."""
    parting.deadlock(
        deed.case, bodies=body.bodies, body=body.body, reason=body.reason, theirs=body.theirs,
        legal_risk=body.legal_risk, note=body.note, by=deed.by, version=deed.version,
    )  # fmt: skip


class Reopen(Body):
    reason: str


@act(router, "reopen")
def reopen(deed: Deed, body: Reopen) -> None:
    """Open it again, within the window of the SOP."""
    story_reopen(deed.case, reason=body.reason, by=deed.by, version=deed.version)


class CourtesyCall(Body):
    result: Literal["content", "not_content", "skipped"]
    summary: str
    medium: Medium | None = None


@act(router, "courtesy_call")
def courtesy_call(deed: Deed, body: CourtesyCall) -> None:
    """The call after closing: how the person felt and what was said; or that nobody called, and why."""
    story_courtesy_call(
        deed.case, result=body.result, summary=body.summary, medium=body.medium or "", by=deed.by,
        version=deed.version,
    )  # fmt: skip
