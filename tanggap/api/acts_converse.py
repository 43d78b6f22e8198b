"""Talking over the API: replies, questions, notes, what the complainant said, files."""

from typing import Annotated, Literal

from ninja import Router
from pydantic import Field

from tanggap.api.acts import Deed, act
from tanggap.api.finding import reply_on, staff_called
from tanggap.api.reading import Body, Number, Whole, Yes
from tanggap.casework import converse as story
from tanggap.core.files import unclaimed
from tanggap.people.models import Staff
from tanggap.sop.acts import Medium

router = Router(tags=["converse"])
Attachments = Annotated[list[str], Field(max_length=10, description="The ids that POST /attachments gave.")]


class SendReply(Body):
    text: str
    attachments: Attachments = []
    seen_until: Number | None = Field(default=None, description="The newest message that you have read.")
    despite: str = Field(default="", description="Why it goes although the procedure stops such a reply.")
    way: Literal["", "post", "email", "both"] = Field(
        default="", description="How it goes to whoever left an email and a postal address; else as they wish."
    )


@act(router, "reply")
def reply(deed: Deed, body: SendReply) -> None:
    """Write to the complainant; held ten seconds, so that it can be taken back."""
    story.reply(
        deed.case, text=body.text, attachments=unclaimed(body.attachments), seen_until=body.seen_until,
        despite=body.despite, way=body.way, by=deed.by, version=deed.version,
    )  # fmt: skip


class TakeBack(Body):
    reply: Number


@act(router, "take_back")
def take_back(deed: Deed, body: TakeBack) -> None:
    """Take an own reply back before it leaves."""
    deed.see_version()
    story.take_back(reply_on(deed.case, body.reply), by=deed.by)


class Ask(Body):
    text: str
    days: Annotated[Whole, Field(ge=1, le=90, description="Until when; else as the SOP says.")] | None = None
    despite: str = Field(default="", description="Why it goes although the procedure stops such words.")


@act(router, "ask")
def ask(deed: Deed, body: Ask) -> None:
    """Ask the complainant something; the promises that the SOP names wait until they answer."""
    story.ask(deed.case, text=body.text, days=body.days, despite=body.despite, by=deed.by, version=deed.version)


class Hear(Body):
    text: str
    medium: Medium = "phone"
    attachments: Attachments = []


@act(router, "hear")
def hear(deed: Deed, body: Hear) -> None:
    """Enter what the complainant said to us."""
    deed.see_version()
    story.hear(deed.case, text=body.text, attachments=unclaimed(body.attachments), medium=body.medium, by=deed.by)


class WriteNote(Body):
    text: str
    mentions: Annotated[list[str], Field(max_length=20, description="Addresses of staff.")] = []


@act(router, "note")
def note(deed: Deed, body: WriteNote) -> None:
    """A remark among staff, never shown to the complainant."""
    story.note(deed.case, text=body.text, mentions=_people(body.mentions), by=deed.by, version=deed.version)


def _people(addresses: list[str]) -> list[Staff]:
    return [staff for address in addresses if (staff := staff_called(address, "mentions")) is not None]


class Attach(Body):
    attachments: Attachments
    shown: Yes = False


@act(router, "attach")
def attach(deed: Deed, body: Attach) -> None:
    """Add files to the case; the complainant sees them only when they are `shown`."""
    story.attach(
        deed.case, attachments=unclaimed(body.attachments), shown=body.shown, by=deed.by, version=deed.version
    )
