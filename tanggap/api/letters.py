"""Letters on paper, for scanning stations: each is registered with its scan and gets its number in the agenda."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tanggap.api.acts_converse import Attachments
from tanggap.casework.letters_in import OnPaper, known_letter, offices, register_letter
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.core.files import unclaimed

router = Router(tags=["letters"])


class LetterIn(BaseModel):
    """What stands on the letter and on its stamp; what is not given is added at the sorting desk."""

    model_config = ConfigDict(extra="forbid")

    attachments: Attachments = []
    external_id: str = Field(
        "", max_length=40, description="Of the scanning station; the same again answers with the same letter."
    )
    received_at: datetime | None = Field(None, description="The receipt stamp; now when it is not given.")
    office: str = Field("", max_length=40, description="The code of the branch; your first one when it is not given.")
    delivery: Literal["post", "courier", "by_hand"] = "post"
    sender: str = ""
    address: str = ""
    own_number: str = ""
    dated_on: date | None = None
    subject: str = ""
    pages: int = 1
    enclosures: int = 0


class LetterOut(BaseModel):
    id: int
    agenda: str
    office: str
    state: str
    received_at: datetime
    files: int


@router.post("/letters", response={201: LetterOut}, operation_id="register_letter", url_name="letters")
def register(request: HttpRequest, body: LetterIn) -> Status:
    """Register one letter; its files were sent to POST /attachments before. It waits to be sorted from now on."""
    by = request.auth  # type: ignore[attr-defined]
    place = next((one for one in offices(by) if one.code == body.office), None) if body.office else None
    if body.office and place is None:
        sentence = _("You do not take letters in there.")
        raise Invalid(sentence, fields={"office": sentence})
    arrived = body.received_at or time.now()
    paper = OnPaper(
        received_at=arrived if arrived.tzinfo else arrived.replace(tzinfo=time.default_zone()),
        delivery=body.delivery, sender=body.sender, address=body.address, own_number=body.own_number,
        dated_on=body.dated_on, subject=body.subject, pages=body.pages, enclosures=body.enclosures,
    )  # fmt: skip
    form = f"api:{by.pk}:{body.external_id}"[:64] if body.external_id else ""
    # An answer that was lost on the way is asked for again, with files that are part of the letter by now.
    letter = (known_letter(form, by=by) if form else None) or register_letter(
        paper, unclaimed(body.attachments), office=place, form=form, by=by
    )
    return Status(201, LetterOut(
        id=letter.pk, agenda=letter.agenda, office=letter.office.code, state=letter.state,
        received_at=letter.received_at, files=letter.scans.exclude(raw=None).count(),
    ))  # fmt: skip
