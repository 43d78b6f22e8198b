"""SOP 9 and 10 over the API: the offer, and the complainant's answer as staff enter it after a call."""

from datetime import date
from typing import Literal

from ninja import Router
from pydantic import Field

from tanggap.api.acts import Deed, act
from tanggap.api.finding import solution_on
from tanggap.api.reading import Body, Day, Moment, Number, Yes
from tanggap.casework import agree, call, record
from tanggap.casework import offer as story
from tanggap.sop.acts import Medium

router = Router(tags=["offer"])


class MakeOffer(Body):
    """`conditions_met` confirms the conditions under which it was approved."""

    message: str = ""
    conditions_met: Yes = False


@act(router, "offer")
def offer(deed: Deed, body: MakeOffer) -> None:
    """Put the approved alternatives before the complainant."""
    story.offer(
        deed.case, message=body.message, conditions_met=body.conditions_met, by=deed.by, version=deed.version
    )


class Proceed(Body):
    reason: str
    contacted: Yes = False
    conditions_met: Yes = False


@act(router, "proceed")
def proceed(deed: Deed, body: Proceed) -> None:
    """Carry it out without asking, where the SOP asks no consent, with the reason."""
    story.proceed(
        deed.case, reason=body.reason, contacted=body.contacted, conditions_met=body.conditions_met, by=deed.by,
        version=deed.version,
    )  # fmt: skip


class Accept(Body):
    solution: Number


@act(router, "accept")
def accept(deed: Deed, body: Accept) -> None:
    """The complainant chose this one, and told us."""
    story.accept(deed.case, solution=solution_on(deed.case, body.solution), by=deed.by, version=deed.version)


class Decline(Body):
    expectation: str
    own_proposal: str = ""


@act(router, "decline")
def decline(deed: Deed, body: Decline) -> None:
    """None of them fits; what the complainant expects opens the next round."""
    story.decline(
        deed.case, expectation=body.expectation, own_proposal=body.own_proposal, by=deed.by, version=deed.version
    )


@act(router, "lapse")
def lapse(deed: Deed) -> None:
    """The time to answer has passed: what the SOP says of silence happens."""
    story.lapse(deed.case, by=deed.by, version=deed.version)


class RecordContact(Body):
    reached: Yes
    summary: str
    medium: Medium | None = None
    apologised: Yes = Field(default=False, description="You said sorry.")
    restated: Yes = Field(default=False, description="You said back what you had heard, and it was confirmed.")
    wish: str = Field(default="", description="What the complainant would like.")
    promised_at: Moment | None = Field(default=None, description="By when you promised to be in touch.")


@act(router, "record_contact")
def record_contact(deed: Deed, body: RecordContact) -> None:
    """Customer service spoke with the complainant, or did not, and why."""
    record.record_contact(
        deed.case, reached=body.reached, summary=body.summary, medium=body.medium or "",
        talk=record.Talk(apologised=body.apologised, restated=body.restated, wish=body.wish,
                         promised_at=body.promised_at),
        by=deed.by, version=deed.version,
    )  # fmt: skip


class RecordAgreement(Body):
    text: str
    who: str = ""
    prevention: str = ""
    by_when: Day | None = None
    solution: Number | None = None


@act(router, "record_agreement")
def record_agreement(deed: Deed, body: RecordAgreement) -> None:
    """What both sides agreed: what, who, by when, and what prevents it from happening again. A change is a version."""
    by_when: date | None = body.by_when
    agree.record_agreement(
        deed.case, text=body.text, who=body.who, prevention=body.prevention, by_when=by_when, by=deed.by,
        version=deed.version, solution=solution_on(deed.case, body.solution) if body.solution else None,
    )  # fmt: skip


class AnswerAgreement(Body):
    number: Number | None = Field(default=None, description="The version that was read to them.")


@act(router, "confirm_agreement")
def confirm_agreement(deed: Deed, body: AnswerAgreement) -> None:
    """The complainant confirmed it, and told us."""
    agree.confirm_agreement(deed.case, number=body.number, by=deed.by, version=deed.version)


class ObjectAgreement(AnswerAgreement):
    text: str


@act(router, "object_agreement")
def object_agreement(deed: Deed, body: ObjectAgreement) -> None:
    """It is not what was agreed, and the complainant told us what is different."""
    agree.object_agreement(deed.case, text=body.text, number=body.number, by=deed.by, version=deed.version)


class AskCall(Body):
    way: Literal["phone", "whatsapp", "walk_in"]
    when: str = Field(description="When it suits, in words.")
    reach: str = Field(default="", description="On which number, where it is not on file.")
    about: str = ""


@act(router, "ask_call")
def ask_call(deed: Deed, body: AskCall) -> None:
    """The complainant wants to speak with somebody; a recorded contact answers it."""
    call.ask_call(
        deed.case, way=body.way, when=body.when, reach=body.reach, about=body.about, by=deed.by, version=deed.version
    )


@act(router, "drop_call")
def drop_call(deed: Deed) -> None:
    """The call is not wanted any more."""
    call.drop_call(deed.case, by=deed.by, version=deed.version)
