"""What the API answers with: the shapes of cases. Amounts are whole rupiah, moments are in UTC."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from tanggap.api.shapes_names import StaffName, UnitName
from tanggap.api.shapes_settled import (
    AgreementShown,
    CallShown,
    ConflictShown,
    DeadlockShown,
    MeetingShown,
    ReviewShown,
)


class ContactShown(BaseModel):
    name: str
    email: str
    phone: str
    whatsapp: str
    member_no: str
    organization: str


class Due(BaseModel):
    kind: str
    due_at: datetime


class PauseShown(BaseModel):
    """From when until when a promise stood still, and why."""

    since: datetime
    until: datetime | None
    expected: datetime | None = Field(description="Until when it is meant to last, where that was said.")
    reason: str


class PromiseShown(Due):
    subject: str = Field(description="What it is about: the case itself, or one of its tasks.")
    state: str = Field(description="running, paused, kept, broken (answered late) or cancelled")
    started_at: datetime
    ended_at: datetime | None
    broken_at: datetime | None
    minutes: int = Field(description="What was promised, in working minutes where `working`; extensions not included.")
    working: bool
    calendar: str | None = Field(description="The code of the calendar that it is counted by.")
    used_minutes: int | None = Field(description="How much of it was used when it ended, pauses taken out.")
    extended_minutes: int
    extension_reason: str
    pauses: list[PauseShown]


class PromiseFact(BaseModel):
    """Something that was written down about a promise; `before` and `after` are due moments."""

    at: datetime
    what: str = Field(description="The verb of the trail, such as extended, promise_changed or promise_broken.")
    words: str
    by: str
    reason: str
    before: datetime | None
    after: datetime | None


class PromiseTold(PromiseShown):
    """A promise on its file, with what began it and what became of it."""

    words: str
    began_with: str
    happened: list[PromiseFact]


class Wanted(BaseModel):
    code: str
    sentence: str


class ActShown(BaseModel):
    """Something that you may do now; with nothing missing it can be done at once."""

    act: str
    primary: bool = Field(description="The next step of the procedure.")
    missing: list[Wanted]


class FileShown(BaseModel):
    id: str
    name: str
    size: int
    media_type: str
    shown: bool = Field(description="The complainant may see it.")


class SolutionShown(BaseModel):
    id: int
    version: int
    round: int
    title: str
    kind: str = Field(description="Its code in the SOP; empty: not said.")
    kind_words: str
    description: str
    advantages: str
    drawbacks: str
    recurrence_risk: str = Field(description="low, medium, high; empty: not judged")
    recurrence_reason: str
    wish_fit: str = Field(description="full, partly, little, none; empty: not judged")
    wish_reason: str
    cost: int
    cost_note: str
    working_days: int
    time_note: str
    executor: UnitName | None
    helpers: str
    redress_kind: str
    redress_amount: int
    steps: list[str]
    proposed_by: StaffName | None = Field(description="Empty: the complainant's own proposal.")
    dropped: bool


class ApprovalShown(BaseModel):
    rung: int
    role: str
    verdict: str
    by: StaffName | None
    on_behalf_of: StaffName | None
    remark: str
    suggestion: int | None
    condition: str = Field(description="Empty: it was approved without one.")
    condition_first: bool = Field(description="Nothing is offered before somebody confirms that it is met.")
    condition_met_at: datetime | None
    at: datetime
    undone: bool


class DecisionShown(BaseModel):
    id: int
    round: int
    attempt: int
    state: str
    options: list[int] = Field(description="Numbers of the alternatives, the recommended one first.")
    recommended: int
    reason: str
    amount: int
    chosen_by: StaffName | None
    approvals: list[ApprovalShown]


class OfferShown(BaseModel):
    id: int
    round: int
    decision: int
    state: str
    message: str
    at: datetime
    answer_by: datetime
    answered_at: datetime | None
    accepted: int | None
    expectation: str
    counter: int | None = Field(description="The complainant's own proposal, when it was declined with one.")


class CheckPointShown(BaseModel):
    id: int
    text: str
    done_at: datetime | None


class ErrandShown(BaseModel):
    name: str
    link: str = Field(description="Only for whoever may give the task out of hand; empty once it has ended.")
    expires_at: datetime
    report: str = Field(description="Empty, done, or cannot.")
    reported_at: datetime | None


class TaskShown(BaseModel):
    id: int
    version: int
    title: str
    unit: UnitName | None
    assignee: StaffName | None
    state: str
    containment: bool
    solution: int | None
    due_at: datetime | None
    done_at: datetime | None
    result: str
    remarks: list[str]
    wants_evidence: bool
    checklist: list[CheckPointShown]
    evidence: list[str] = Field(description="Public ids of files of the case.")
    outside: ErrandShown | None = Field(description="Who outside has it in hand, if anybody.")


class RedressShown(BaseModel):
    id: int
    round: int
    solution: int | None
    kind: str
    amount: int
    state: str
    granted_by: StaffName | None
    voucher_code: str = Field(description="Only for whoever granted it; the complainant has it too.")
    valid_until: date | None
    redeemed_at: datetime | None
    handed_over_on: date | None
    received_by: str


class FeedbackShown(BaseModel):
    round: int
    solved: str
    outcome_score: int | None
    process_score: int | None
    comment: str
    at: datetime


class FeelingShown(BaseModel):
    round: int
    kind: str
    remark: str
    at: datetime


class ContactMade(BaseModel):
    round: int
    reached: bool
    medium: str
    summary: str
    apologised: bool
    restated: bool = Field(description="What was heard was said back, and confirmed.")
    wish: str
    promised_at: datetime | None = Field(description="By when the next word was promised.")
    purpose: str = Field(description="courtesy_call, or empty for a contact about the matter.")
    result: str = Field(description="Of a courtesy call: content or not_content.")
    at: datetime


class WaitShown(BaseModel):
    """Why promises stand still, which, and until when it is meant to last."""

    why: str = Field(description="The code of the reason in the SOP.")
    words: str
    promises: list[str]
    since: datetime
    until: datetime | None


class ExtensionShown(BaseModel):
    """More time that was asked for a promise, and the answer."""

    id: int
    kind: str
    subject: str
    minutes: int
    reason: str
    asked_by: StaffName | None
    asked_at: datetime
    state: str
    answered_by: StaffName | None
    answered_at: datetime | None
    remark: str


class UnmaskShown(BaseModel):
    id: int
    asked_by: StaffName | None
    reason: str
    asked_at: datetime
    state: str


class LinkShown(BaseModel):
    how: str
    reference: str


class CaseRow(BaseModel):
    """One line of a list."""

    reference: str
    state: str
    kind: str
    channel: str
    title: str
    complainant: str = Field(description="The name for lists; empty where it is hidden or unknown.")
    unit: UnitName
    owner: StaffName | None
    handler: StaffName | None
    type: str
    category: str
    severity: str
    temperature: str
    temperature_estimate: str
    outcome: str
    round: int
    version: int
    visibility: str
    anonymous: bool
    received_at: datetime
    closed_at: datetime | None
    next_promise: Due | None
    breached: bool


class CasePage(BaseModel):
    """A page of a list; ask again with `cursor` = `next` for the page after it."""

    items: list[CaseRow]
    next: str | None


class CaseFile(CaseRow):
    """The whole file."""

    state_words: str
    language: str
    entered_by: str
    on_behalf: str
    edition: str = Field(description="The edition of the SOP that this case obeys.")
    receiving_unit: UnitName
    about_unit: UnitName | None
    body: str
    desired_outcome: str
    product: str
    answers: dict[str, str]
    occurred_on: date | None
    tags: list[str]
    impact_satisfaction: str
    impact_reputation: str
    impact_money: str
    impact_law: str
    escalation: int
    transfers: int
    waiting_since: datetime | None
    promise_record: dict[str, list[int]] = Field(description="By kind: how often kept, how often broken.")
    first_reply_minutes: int | None = Field(description="Working minutes.")
    first_reply_elapsed: int | None = Field(description="Minutes since receipt.")
    resolution_minutes: int | None = Field(description="Working minutes of all rounds, pauses taken out.")
    resolution_elapsed: int | None = Field(description="Minutes since receipt.")
    identity_visible: bool
    contact: ContactShown | None = Field(description="Who complains; empty where you may not see it.")
    representative: ContactShown | None
    next_act: str | None
    missing: list[Wanted] = Field(description="What stands between the case and its next step.")
    acts: list[ActShown]
    solutions: list[SolutionShown]
    decision: DecisionShown | None = Field(description="The newest decision of the present round.")
    decisions: list[DecisionShown]
    offers: list[OfferShown]
    tasks: list[TaskShown]
    redress: list[RedressShown]
    promises: list[PromiseTold]
    waits: list[WaitShown]
    extensions: list[ExtensionShown]
    feedback: list[FeedbackShown]
    feelings: list[FeelingShown]
    contacts: list[ContactMade]
    agreements: list[AgreementShown] = Field(description="Every version; the newest that is not replaced counts.")
    calls: list[CallShown]
    reviews: list[ReviewShown]
    deadlocks: list[DeadlockShown]
    conflicts: list[ConflictShown]
    meetings: list[MeetingShown]
    legal_risk: bool = Field(description="For staff only.")
    legal_risk_note: str
    unmask_requests: list[UnmaskShown]
    links: list[LinkShown]
    files: list[FileShown]


class MomentShown(BaseModel):
    """One item of the timeline: `text` is as it was written, `words` is our own sentence."""

    kind: str
    at: datetime
    author: str
    words: str
    text: str
    channel: str
    step: int | None
    id: int | None
    files: list[FileShown]


class Timeline(BaseModel):
    items: list[MomentShown]
