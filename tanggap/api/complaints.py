"""Words come in over the API: POST /complaints and the files that belong to them. No token is needed."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from tanggap.api.entry import ANYBODY
from tanggap.api.finding import unit_called
from tanggap.api.once import ONCE, once_of
from tanggap.api.reading import UNKNOWN, Body, Day, Moment, Yes, in_words_of
from tanggap.api.shapes import Due
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.receive import Once, receive
from tanggap.channels.idempotency import body_digest
from tanggap.core import files, limits
from tanggap.core.client import address_of
from tanggap.core.errors import Invalid
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.people.vault import Contact
from tanggap.sop.acts import Medium

router = Router(tags=["complain"])
# The token is welcome and not demanded: a complaint is refused to nobody.
OPEN_TO_ALL: dict[str, Any] = {"security": [{}]}
SPOKEN = frozenset({"phone", "walk_in"})
UPLOADED_A_DAY_KB = 100 * 1024
ONLY_STAFF = _("Only staff with a token can say when it arrived.")


class Complainant(Body):
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    whatsapp: str | None = None
    member_no: str | None = None
    organization: str | None = None


class Complaint(Body):
    """A complaint, in the complainant's own words. Everything but `body` may be left out."""

    body: str
    subject: str | None = None
    channel: Medium | None = None
    external_id: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="With a token: your own number; the same one again finds the same complaint."
    )
    language: Annotated[str, Field(pattern="^(id|en)$")] | None = None
    complainant: Complainant | None = None
    anonymous: Yes | None = None
    confidential: Yes | None = None
    type: str | None = None
    category: str | None = None
    occurred_on: Day | None = None
    desired_outcome: str | None = None
    product: str | None = None
    unit: str | None = Field(default=None, description="The unit that it is about.")
    received_at: Moment | None = Field(default=None, description="When it arrived; for staff who enter it later.")
    attachments: Annotated[list[str], Field(max_length=10)] | None = None


class ReceiptShown(BaseModel):
    """The code opens the complaint, together with the number; that of a hidden complaint is shown only here."""

    reference: str
    tracking_code: str
    tracking_url: str
    state: str
    mail: Literal["coming", "withheld", ""] = Field(
        description="Whether the receipt goes by email too. Withheld: this address or this network has had its share "
        "of automatic mail for now; show the number and the code. Empty: no address was given."
    )
    promises: list[Due]


@router.post(
    "/complaints", auth=ANYBODY, response={201: ReceiptShown}, operation_id="complain", url_name="complain",
    openapi_extra={**ONCE, **OPEN_TO_ALL},
)  # fmt: skip
def complain(request: HttpRequest, body: Complaint) -> Status:
    """Complain. The answer holds the number, the tracking code and the promised dates."""
    by = request.auth  # type: ignore[attr-defined]
    with in_words_of(Complaint):
        receipt = receive(_words(request, body, by), by=by, once=_once(request, body, by))
    return Status(201, receipt_shown(receipt))


def _words(request: HttpRequest, said: Complaint, by: Any) -> Words:
    inside = isinstance(by, Staff)
    if said.received_at is not None and not inside:
        raise Invalid(ONLY_STAFF, fields={"received_at": ONLY_STAFF})
    medium = said.channel or "web"
    return Words(
        body=said.body, title=said.subject or "", medium=medium, entered_by="api", written=medium not in SPOKEN,
        language=said.language or (get_language() or "id")[:2], complainant=_contact(said.complainant),
        anonymous=bool(said.anonymous), confidential=bool(said.confidential), type=said.type or "",
        category=said.category or "", occurred_on=said.occurred_on, wish=said.desired_outcome or "",
        product=said.product or "", about_unit=unit_called(said.unit), received_at=said.received_at,
        files=files.unclaimed(said.attachments or ()), channel=_scope(by),
        # Who asks to be anonymous and types a name all the same is kept without it, in the raw row too (A1).
        raw=None if said.anonymous else request.body,
        external_id=(said.external_id or "") if inside else "", network="" if inside else address_of(request),
    )  # fmt: skip


def _contact(said: Complainant | None) -> Contact | None:
    if said is None:
        return None
    given = {name: text for name, text in said.__dict__.items() if text}
    try:
        return vault.contact(**given) or None
    except Invalid:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=_problems(given)) from None


def _problems(given: dict[str, str]) -> dict[str, Any]:
    """What is wrong with each of them, named as the client wrote it."""
    problems: dict[str, Any] = {}
    for name, text in given.items():
        try:
            vault.contact(**{name: text})
        except Invalid as problem:
            problems[f"complainant.{name}"] = problem.sentence
    return problems


def _scope(by: Any) -> str:
    """One client's numbers and keys are nobody else's; strangers without a token share one scope."""
    return f"api:{by.pk}" if isinstance(by, Staff) else "api"


def _once(request: HttpRequest, said: Complaint, by: Any) -> Once | None:
    """The client's key; without one its own number for the complaint, which only clients with a token may rely on."""
    once = once_of(request, _scope(by))
    if once is None and said.external_id and isinstance(by, Staff):
        return Once(_scope(by), f"external:{said.external_id}", body_digest(request.body))
    return once


def receipt_shown(receipt: Receipt) -> ReceiptShown:
    """What the client is told."""
    return ReceiptShown(
        reference=receipt.reference, tracking_code=receipt.tracking_code, tracking_url=receipt.tracking_url,
        state=receipt.state, mail=receipt.mail,  # type: ignore[arg-type]
        promises=[Due(kind=one.kind, due_at=one.due_at) for one in receipt.promises],
    )  # fmt: skip


class Uploaded(BaseModel):
    id: str
    name: str
    size: int
    media_type: str


@router.post(
    "/attachments", auth=ANYBODY, response={201: Uploaded}, operation_id="send_file", url_name="send-file",
    openapi_extra=OPEN_TO_ALL,
)  # fmt: skip
def send_file(request: HttpRequest, file: UploadedFile = File(...)) -> Status:
    """Upload one file of at most 10 MB; name its id in a complaint or a reply within a day."""
    strange = [name for name in (*request.FILES, *request.POST) if name != "file"]
    if strange:
        raise Invalid(UNKNOWN, fields=dict.fromkeys(strange, UNKNOWN))
    if not isinstance(request.auth, Staff):  # type: ignore[attr-defined]
        limits.hit(
            "upload", address_of(request), limit=UPLOADED_A_DAY_KB, per_seconds=24 * 60 * 60,
            weight=max(1, (file.size or 0) // 1024),
        )  # fmt: skip
    kept = files.take_in(file.file, file.name or "")
    return Status(201, Uploaded(id=kept.public_id, name=kept.shown_name, size=kept.size, media_type=kept.media_type))
