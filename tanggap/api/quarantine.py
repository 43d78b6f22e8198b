"""/quarantine: what arrived and waits for a person; look at it, read it again, put it on a complaint, discard it."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body as InBody
from ninja import Path, Query, Router, Status
from pydantic import BaseModel, Field

from tanggap.api.acts import keep_refusal, only_once, refusals_kept
from tanggap.api.complaints import ReceiptShown, receipt_shown
from tanggap.api.finding import case_of
from tanggap.api.lists import closed_cursor, open_cursor
from tanggap.api.once import ONCE, once_of
from tanggap.api.reading import Body, in_words_of, refuse_unknown
from tanggap.cases.models import Case, Party
from tanggap.casework import quarantine as story
from tanggap.casework.arrivals import Words
from tanggap.casework.quarantine import DISCARDED, REFUSED, WAITING, Message
from tanggap.casework.sources import take_in
from tanggap.channels import inbound
from tanggap.channels.models import Inbound
from tanggap.core import keyset
from tanggap.core.errors import Forbidden, Invalid, Stale
from tanggap.core.keyset import Order
from tanggap.people import vault
from tanggap.people.models import Staff

router = Router(tags=["quarantine"])
NEWEST = Order("newest", "received_at", descending=True)
STATES = {"waiting": WAITING, "refused": REFUSED, "discarded": DISCARDED}
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class MessageRow(BaseModel):
    """One message. `problem` is the code of why it waits, `why` the same as a sentence."""

    id: int
    state: Literal["waiting", "refused", "discarded", "read"]
    received_at: datetime
    channel: str
    problem: str
    why: str
    sender: str
    name: str
    subject: str


class MessagePage(BaseModel):
    items: list[MessageRow]
    next: str | None


class FileNamed(BaseModel):
    name: str
    size: int


class MessageShown(MessageRow):
    """`proposed` is the complaint that it may belong to, `case` the one that it became; only those that you may see."""

    text: str
    files: list[FileNamed]
    readable: bool
    proposed: str | None
    case: str | None


class MessageFilters(Body):
    state: Literal["waiting", "refused", "discarded"] = "waiting"
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Record(Body):
    """Whatever is left out is as the message has it."""

    body: str | None = None
    subject: str | None = None
    name: str | None = None
    email: str | None = None
    language: Annotated[str, Field(pattern="^(id|en)$")] | None = None
    category: str | None = None


AS_IT_IS: Any = InBody(Record())


class PutOn(Body):
    reference: Annotated[str, Field(max_length=40)]
    party: int | None = Field(default=None, description="Whose words these are; the complainant's, if left out.")


class Why(Body):
    reason: Annotated[str, Field(max_length=story.LONGEST_REASON)]


@router.get("/quarantine", response=MessagePage, operation_id="list_messages", url_name="messages")
def list_messages(request: HttpRequest, filters: Query[MessageFilters]) -> MessagePage:
    """The newest first: what waits, what no person wrote (`refused`), or what was discarded."""
    refuse_unknown(request.GET, MessageFilters)
    _keeper(request)
    sort = f"messages:{filters.state}"
    rows = story.messages_in(STATES[filters.state])
    page = keyset.page(rows, NEWEST, open_cursor(filters.cursor, sort), filters.limit)
    items = [MessageRow(**_row(story.brief(row))) for row in page.rows]
    return MessagePage(items=items, next=closed_cursor(page.next, sort))


@router.get("/quarantine/{number}", response=MessageShown, operation_id="read_message", url_name="message")
def read_message(request: HttpRequest, number: Number) -> MessageShown:
    """The message as a person reads it: text only."""
    by = _keeper(request)
    return _shown(story.find(number, by=by), by)


@router.get("/quarantine/{number}/raw", operation_id="read_raw_message", url_name="message-raw", response={200: Any})
def read_raw_message(request: HttpRequest, number: Number) -> HttpResponse:
    """The bytes as they arrived."""
    row = story.find(number, by=_keeper(request))
    answer = HttpResponse(inbound.read_raw(row), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="message-{row.pk}.eml"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.post(
    "/quarantine/{number}/read_again", response=MessageShown, operation_id="read_message_again",
    url_name="message-again",
)  # fmt: skip
def read_message_again(request: HttpRequest, number: Number) -> MessageShown:
    """After something was mended. `state` says what became of it: what still cannot be read waits on."""
    # A reading has transactions of its own, so that what goes wrong in it is kept.
    return _tried(request, number, "read_again", lambda row, by: story.read_again(row, by=by))


@router.post(
    "/quarantine/{number}/record", response={201: ReceiptShown}, operation_id="record_message",
    url_name="message-record", openapi_extra=ONCE,
)  # fmt: skip
def record_message(request: HttpRequest, number: Number, body: Record = AS_IT_IS) -> Status:
    """It is a complaint: from its sender, in its own words, with its files; what you say otherwise counts."""
    by = _keeper(request)
    with refusals_kept("record_message", by=by):
        begun = story.begin_intake(number, by)
        if begun.case_key:
            raise Stale(_("From this message a complaint was recorded already."))
        words = Words(
            body=body.body or begun.body, title=body.subject or begun.title, medium="email", entered_by="api",
            language=body.language or begun.language or "id", category=body.category or "",
            complainant=vault.contact(name=body.name or begun.name, email=body.email or begun.email) or None,
            received_at=begun.received_at, source=f"inbound:{number}", channel=f"api:{by.pk}",
        )  # fmt: skip
        with in_words_of(Record):
            receipt = take_in(words, by=by, once=once_of(request, f"api:{by.pk}"))
    return Status(201, receipt_shown(receipt))


@router.post(
    "/quarantine/{number}/put_on", response=MessageShown, operation_id="put_message_on", url_name="message-put",
    openapi_extra=ONCE,
)  # fmt: skip
def put_message_on(request: HttpRequest, number: Number, body: PutOn) -> MessageShown:
    """It belongs to that complaint, as the words of that party. Nobody is added to the file, nothing is answered."""

    def put(row: Inbound, by: Staff) -> None:
        case = case_of(by, body.reference.strip().upper())
        story.put_on(row, case, _party(case, body.party), by=by)

    return _done(request, number, "put_on", put)


@router.post(
    "/quarantine/{number}/discard", response=MessageShown, operation_id="discard_message", url_name="message-discard",
    openapi_extra=ONCE,
)  # fmt: skip
def discard_message(request: HttpRequest, number: Number, body: Why) -> MessageShown:
    """Nothing is to be done with it, for that reason. It is kept."""
    with in_words_of(Why):
        return _done(request, number, "discard_message", lambda row, by: story.discard(row, body.reason, by=by))


@router.post(
    "/quarantine/{number}/bring_back", response=MessageShown, operation_id="bring_message_back",
    url_name="message-back", openapi_extra=ONCE,
)  # fmt: skip
def bring_message_back(request: HttpRequest, number: Number) -> MessageShown:
    """It waits again: it was discarded by mistake, or a person wrote it after all."""
    return _done(request, number, "bring_back", lambda row, by: story.bring_back(row, by=by))


@router.post(
    "/quarantine/{number}/take_off", response=MessageShown, operation_id="take_message_off",
    url_name="message-off", openapi_extra=ONCE,
)  # fmt: skip
def take_message_off(request: HttpRequest, number: Number) -> MessageShown:
    """It was put on the wrong complaint: its words and files leave that file, and it waits again."""
    return _done(request, number, "take_off", lambda row, by: story.take_off(row, by=by))


def _keeper(request: HttpRequest) -> Staff:
    """Whoever asks, when it is somebody who looks after messages; raises Forbidden."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    if not story.looks_after(by):
        refused = Forbidden(_("Messages that wait are looked after by the front desk, managers and administrators."))
        keep_refusal(refused, "look_after_messages", by=by, case=None)
        raise refused
    return by


def _done(request: HttpRequest, number: int, name: str, do: Callable[[Inbound, Staff], Any]) -> MessageShown:
    """Do it, once for each key."""

    def once(row: Inbound, by: Staff) -> None:
        only_once(request, f"api:{by.pk}", lambda: do(row, by))

    return _tried(request, number, name, once)


def _tried(request: HttpRequest, number: int, name: str, do: Callable[[Inbound, Staff], Any]) -> MessageShown:
    """The message as it is then; what was refused is written down."""
    by = _keeper(request)
    with refusals_kept(name, by=by):
        row = story.find(number, by=by)
        do(row, by)
    row.refresh_from_db()
    return _shown(row, by)


def _party(case: Case, number: int | None) -> Party:
    parties = case.parties.filter(may_answer=True).order_by("pk")
    chosen = parties.filter(pk=number) if number is not None else parties.filter(role="complainant")
    found = chosen.first()
    if found is None:
        sentence = _("Choose whose words these are.")
        raise Invalid(sentence, fields={"party": sentence})
    return found


def _row(one: Message) -> dict[str, Any]:
    row = one.row
    state = next((name for name, state in STATES.items() if state == row.state), "read")
    return {
        "id": row.pk, "state": state, "received_at": row.received_at, "channel": row.channel, "problem": row.problem,
        "why": str(one.why), "sender": one.sender, "name": one.name, "subject": one.subject,
    }  # fmt: skip


def _shown(row: Inbound, by: Staff) -> MessageShown:
    one = story.look_into(row, by=by)
    return MessageShown(
        **_row(one), text=one.text, readable=one.readable,
        files=[FileNamed(name=name, size=size) for name, size in one.files],
        proposed=one.proposed.reference if one.proposed else None, case=one.case.reference if one.case else None,
    )  # fmt: skip
