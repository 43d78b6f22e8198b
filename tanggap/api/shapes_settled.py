"""What was settled with the complainant, as the API shows it to staff."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from tanggap.api.shapes_names import StaffName


class AgreementShown(BaseModel):
    number: int
    state: str = Field(description="waiting, confirmed, objected or replaced")
    round: int
    text: str
    who: str
    steps: list[dict[str, str]]
    prevention: str
    by_when: date | None
    objection: str
    confirmed_at: datetime | None
    at: datetime


class ConflictShown(BaseModel):
    id: int
    kind: str = Field(description="A code of the SOP's [conflict.kinds].")
    state: str = Field(description="open, settled, partly or not_settled")
    between: str
    shown: str
    decider: StaffName | None
    done: str
    at: datetime
    ended_at: datetime | None


class MeetingShown(BaseModel):
    id: int
    kind: str = Field(description="meeting or mediation")
    state: str = Field(description="invited, held or cancelled")
    conflict: int | None
    starts_at: datetime
    minutes: int
    place: str
    agenda: str
    mediator: str
    staff: list[StaffName]
    answer: str = Field(description="comes, cannot, other, or empty")
    answer_words: str
    theirs: str = Field(description="What the complainant's side said, as the minutes have it.")
    ours: str
    agreed: str
    result: str = Field(description="agreed, partly, nothing, or empty")


class CallShown(BaseModel):
    """The complainant asked to speak with somebody; a recorded contact answers it."""

    state: str
    way: str
    when: str
    reach: str
    about: str
    due_at: datetime
    tries: int
    at: datetime


class ReviewShown(BaseModel):
    state: str
    round: int
    reason: str
    decider: StaffName | None
    due_at: datetime
    answer: str
    decided_by: StaffName | None
    decided_at: datetime | None


class DeadlockShown(BaseModel):
    closing: int
    reason: str
    theirs: str
    bodies: list[str]
    other: str
    at: datetime
