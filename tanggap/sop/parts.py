"""What an SOP file is made of: types, categories, promises, approval, redress, letters, steps."""

import re
from typing import Any, Literal

from pydantic import Field

from tanggap.clocks.ladder import Ring
from tanggap.sop.acts import (
    Act,
    Feeling,
    Medium,
    NeedField,
    PromiseKind,
    RedressType,
    RoleName,
    Severity,
    Stage,
    Told,
    Training,
)
from tanggap.sop.text import At, Code, Duration, Part, Text, Within, Words

Rupiah = int


class Reach(Part):
    """How people reach us without the portal; told on every page and in every letter (ISO 10002, 7.1)."""

    phone: Words | None = None
    whatsapp: Words | None = None
    email: Words | None = None
    address: Text | None = None
    hours: Text | None = None

    @property
    def phone_link(self) -> str:
        """What a telephone dials at a touch."""
        return "tel:" + re.sub(r"[^0-9+]", "", self.phone or "")

    @property
    def whatsapp_link(self) -> str:
        """What opens a conversation; a number without a country is an Indonesian one."""
        return "https://wa.me/" + re.sub(r"^0", "62", re.sub(r"[^0-9]", "", self.whatsapp or ""))

    def line(self, language: str) -> str:
        """All of it in one line for letters; empty when the SOP names nothing."""
        address = self.address.say(language) if self.address else None
        whatsapp = f"WhatsApp {self.whatsapp}" if self.whatsapp else None
        return ", ".join(part for part in (self.phone, whatsapp, self.email, address) if part)


class Organisation(Part):
    """Who this SOP belongs to."""

    kind: Literal["company", "association", "bank", "public_body"]
    prefix: str = Field(pattern=r"^[A-Z]{1,3}$")
    name: Text
    complainant: Text  # what people call whoever complains: customer, member
    working_day_hours: int = Field(default=8, ge=1, le=24)
    contact: Reach = Reach()


class UnitName(Part):
    """A unit that the SOP names: the code is how routing and duty point at it."""

    code: Code
    label: Text
    kind: Literal["department", "branch", "office"] = "department"


class Type(Part):
    """A type of complaint and the party that is responsible for it (R21)."""

    code: Code
    label: Text
    unit: Code
    text: Text | None = None


class Question(Part):
    """Something to ask about a complaint of that category (R12)."""

    code: Code
    label: Text
    hint: Text | None = None
    kind: Literal["text", "long_text", "date", "number", "yes_no", "choice"] = "text"
    choices: dict[Code, Text] = Field(default={})
    required: bool = False


class Category(Part):
    """A reason of complaint; reasons with a parent are its sub-reasons (R22, R23)."""

    code: Code
    type: Code
    label: Text
    parent: Code | None = None
    unit: Code | None = None
    # Codes; Procedure.questions(category) gives them with those of its parents.
    questions: list[Code] = Field(default=[])
    sealed: bool = False
    notice: Text | None = None
    examples: Text | None = None  # a short line below the label where complainants choose
    emergency: bool = False  # whoever chooses it is shown first where help is at once
    retired: bool = False  # no choice any more, for whatever lies below it too; complaints that have it keep it


class Help(Part):
    """Whom to call when somebody is in danger now."""

    label: Text
    phone: Words


class Emergency(Part):
    """Said before the form goes on: a complaint is read in hours, danger needs help in minutes (U7)."""

    text: Text
    help: list[Help] = Field(min_length=1)


class ConflictKind(Part):
    """A kind of conflict and how we deal with it."""

    label: Text
    text: Text


class Conflict(Part):
    """The conflict policy: what is a conflict beside the complaint itself, and what is done about it (R55)."""

    text: Text
    kinds: dict[Code, ConflictKind] = Field(default={})
    rules: list[Text] = Field(default=[])


class PromiseException(Part):
    """A promise that differs for some cases; every condition that is given must hold.

    A category holds for its sub-reasons too. Of several that fit, the one with the most conditions counts; of those,
    the one that names a category, the nearest to the case's own; of those, the one that stands first.
    """

    type: Code | None = None
    category: Code | None = None
    severity: Severity | None = None
    medium: Medium | None = None
    oral: bool | None = None
    within: Duration

    def conditions(self) -> dict[str, Any]:
        """The conditions that are given."""
        return {name: value for name in ("type", "category", "severity", "medium", "oral")
                if (value := getattr(self, name)) is not None}  # fmt: skip


class LadderRung(Part):
    """A rung of the ladder that a promise climbs: when its clock rings, who is told, and what for."""

    at: At
    tell: list[Told] = Field(min_length=1)
    text: Text | None = None

    def ring(self, working_day_hours: int) -> Ring:
        """The same as the clock knows it, where a working day has that many hours."""
        if self.at.after is None:
            return Ring(self.at.percent)
        return Ring(later=self.at.after.minutes(working_day_hours), working=self.at.after.working)


class PromiseRule(Part):
    """One kind of promise: the exception that fits best (see there), else by severity, else the ordinary length.

    Perhaps with a ladder of its own.
    """

    label: Text
    within: Duration | None = None
    severity: dict[Severity, Duration] = Field(default={})
    exceptions: list[PromiseException] = Field(default=[])
    ladder: list[LadderRung] = Field(default=[])


class Promise(Part):
    """How long something may take: minutes on the clock, or of working time; `written` is how the SOP puts it."""

    minutes: int
    working: bool
    written: Within

    @classmethod
    def of(cls, within: Within, working_day_hours: int) -> "Promise":
        """The promise that is written so, where a working day has that many hours."""
        return cls(minutes=within.minutes(working_day_hours), working=within.working, written=within)


class PauseReason(Part):
    """A reason for which promises stand still, and which; the complainant reads the label. `most` is how long."""

    code: Code
    label: Text
    promises: list[PromiseKind] = Field(min_length=1)
    most: Duration | None = None


class Answers(Part):
    """When a question to the complainant is not answered by its date: whether the other promises run on by themselves.

    Staff are told in any case.
    """

    on_silence: Literal["resume", "wait"] = "resume"


class ExtensionRule(Part):
    """Who grants more time for a promise, how much altogether, how often, and whether it takes a second person."""

    approver: list[RoleName] = Field(default=["head", "manager"], min_length=1)
    most: Duration | None = None
    times: int = Field(default=1, ge=1, le=20)
    two_people: bool = False


class ActRule(Part):
    """What one act needs: facts, who may do it, and the numbers that belong to it."""

    roles: list[RoleName] | None = Field(default=None, min_length=1)
    fields: list[NeedField] = Field(default=[])
    fields_by_type: dict[Code, list[NeedField]] = Field(default={})  # besides `fields`
    min_alternatives: int = Field(default=0, ge=0, le=20)
    min_alternatives_by_type: dict[Code, int] = Field(default={})
    max_offered: int | None = Field(default=None, ge=1, le=20)
    reason_min: int = Field(default=0, ge=0, le=2000)  # characters


class Needs(Part):
    """What an act needs under this procedure, for one type of complaint."""

    fields: list[str] = Field(default=[])
    roles: list[str] = Field(default=[])
    min_alternatives: int = 0
    max_offered: int | None = None
    reason_min: int = 0


class Rung(Part):
    """A rung of the approval ladder: who, and up to which amount alone; no amount means without limit."""

    role: RoleName
    up_to: Rupiah | None = Field(default=None, ge=0)


class ApprovalLadder(Part):
    """The ladder of some cases; `when` is in the language of core.conditions, `text` says it to people.

    With `all` every rung approves, whatever it costs.
    """

    when: list[dict[str, Any]] = Field(min_length=1)
    rungs: list[Rung] = Field(min_length=1)
    all: bool = False
    text: Text


class Approval(Part):
    """Who approves a solution: by what it costs, and for some cases by a ladder of their own, the first that fits."""

    rungs: list[Rung] = Field(min_length=1)
    ladders: list[ApprovalLadder] = Field(default=[])


class RedressKind(Part):
    """Something that may be given after a failure (R43)."""

    code: Code
    label: Text
    type: RedressType
    max: Rupiah = Field(ge=0)
    valid_days: int | None = Field(default=None, ge=1, le=3650)
    authority: dict[RoleName, Rupiah] = Field(default={})  # where it differs from the general authority


class SolutionKind(Part):
    """A kind of solution, by which the register counts what helps; alternatives and closings carry its code."""

    code: Code
    label: Text
    text: Text | None = None  # what belongs to it, in one line
    types: list[Code] = Field(default=[])  # only for these types of complaint; for all where none is named
    retired: bool = False  # no choice any more; what carries it keeps it


class Consent(Part):
    """Whether the complainant is asked before anything is carried out, and what silence means."""

    required: bool = True
    except_types: list[Code] = Field(default=[])
    on_silence: Literal["proceed", "follow_up"] = "follow_up"


class Outside(Part):
    """Tasks that somebody without an account does by a link: how long it is good, and whether staff confirm."""

    days: int = Field(default=14, ge=1, le=90)
    confirm: bool = True


class FollowUp(Part):
    """After putting right: when we ask, how long it may be reopened, and what must be done for the feelings (R48)."""

    days: int = Field(ge=0, le=365)
    reopen_days: int = Field(ge=0, le=3650)
    # A complaint of the same person in the same category within so many days of closing is one that came back.
    recurrence_days: int = Field(default=90, ge=1, le=730)
    feelings: list[Feeling] = Field(default=["courtesy", "apology", "explanation", "immediacy"])


class Confidential(Part):
    """Who may know who a confidential complainant is, besides the owner."""

    officers: RoleName = "confidentiality"


class Mandate(Part):
    """Whether somebody may complain for somebody else, and what must be shown (R7)."""

    representatives: bool = True
    committees: dict[Code, Text] = Field(default={})
    document: bool = False
    text: Text | None = None


class Routing(Part):
    """A rule that sends some cases elsewhere than their type says; `when` is in the language of core.conditions."""

    when: list[dict[str, Any]] = Field(min_length=1)
    unit: Code
    text: Text | None = None


class Escalation(Part):
    """A documented level: to whom, and by what it is called for (R28, R29).

    What fits `when` goes there by itself: to somebody of that role, or of another working role, who is trained for
    `training`; when nobody trained is there, to the role itself. With `assign` that person handles it from then on.
    """

    level: int = Field(ge=1, le=9)
    role: RoleName
    text: Text
    on: list[Literal["due_soon", "overdue", "declined_twice", "asked"]] = Field(default=[])
    when: list[dict[str, Any]] = Field(default=[])
    training: Training | None = None
    assign: bool = False


class Letter(Part):
    """A letter or notice: subject and body, with names in braces from a fixed list."""

    subject: Text
    body: Text


class Phrase(Part):
    """Words that staff may put into a reply, with names in braces; they are read and changed before they are sent."""

    label: Text
    text: Text


class Step(Part):
    """A numbered step of the procedure, as people read it, and the acts that carry it out."""

    number: int = Field(ge=1)
    title: Text
    text: Text
    acts: list[Act] = Field(default=[])
    stage: Stage
    points: list[Text] = Field(default=[])
