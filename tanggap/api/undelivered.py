"""/undelivered: letters that did not arrive; look at one, correct its address, send it again, say what was done."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from tanggap.api.acts import only_once, refusals_kept
from tanggap.api.lists import closed_cursor, open_cursor
from tanggap.api.once import ONCE
from tanggap.api.reading import Body, in_words_of, refuse_unknown
from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework import lost_letters as story
from tanggap.channels.email.why_not import in_words
from tanggap.channels.models import Outbound
from tanggap.core import keyset
from tanggap.core.keys import unseal
from tanggap.core.keyset import Order
from tanggap.core.text import covered_address
from tanggap.people.models import Staff

router = Router(tags=["undelivered"])
NEWEST = Order("newest", "failed_at", descending=True)
Reason = Literal[
    "full", "no_address", "no_domain", "closed", "too_large", "distrusted", "not_reached", "refused"
]  # fmt: skip


class LetterRow(BaseModel):
    """One letter. `reason` is the code of why it did not arrive, `why` the same as a sentence."""

    id: int
    reference: str | None = Field(description="The complaint; null for a letter about none, such as an invitation.")
    subject: str
    to: str = Field(description="Covered in lists, and where you may not know how they are reached.")
    reason: Reason
    why: str
    written_at: datetime
    failed_at: datetime


class LetterPage(BaseModel):
    items: list[LetterRow]
    next: str | None


class LetterShown(LetterRow):
    server_said: str
    may_settle: bool = Field(description="Whether you may send it again or settle it.")
    may_correct: bool = Field(description="Whether another address can be given for it.")


class Settled(BaseModel):
    """It stands on the list no more; a letter that comes back again stands there again."""

    id: int
    state: Literal["sent_again", "settled"]


class LetterFilters(Body):
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class SendAgain(Body):
    email: Annotated[str, Field(max_length=254)] = Field(
        "", description="A corrected address, kept for everything that is written from now on; empty: the same one."
    )


class WhatWasDone(Body):
    note: Annotated[str, Field(min_length=1, max_length=2_000)]


Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/undelivered", response=LetterPage, operation_id="list_undelivered", url_name="undelivered")
def list_undelivered(request: HttpRequest, filters: Query[LetterFilters]) -> LetterPage:
    """Of the complaints that you may see, the newest first; administrators also see letters about none."""
    refuse_unknown(request.GET, LetterFilters)
    by: Staff = request.auth  # type: ignore[attr-defined]
    rows = story.lost_for(by).select_related("key")
    page = keyset.page(rows, NEWEST, open_cursor(filters.cursor, "undelivered"), filters.limit)
    cases = story.cases_of(page.rows)
    items = [LetterRow(**_row(one, cases.get(one.case_key), known=False)) for one in page.rows]
    return LetterPage(items=items, next=closed_cursor(page.next, "undelivered"))


@router.get("/undelivered/{number}", response=LetterShown, operation_id="read_undelivered", url_name="undelivered-one")
def read_undelivered(request: HttpRequest, number: Number) -> LetterShown:
    """Why it did not arrive, and what you may do about it."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    letter, case = story.lost_letter(number, by=by)
    may = story.may_settle(letter, case, by)
    known = may and (case is None or access.sees_identity(by, case))
    return LetterShown(
        **_row(letter, case, known=known), server_said=letter.problem, may_settle=may,
        may_correct=may and story.corrects(letter, case) is not None,
    )  # fmt: skip


@router.post(
    "/undelivered/{number}/send_again", response=Settled, operation_id="send_undelivered_again",
    url_name="undelivered-again", openapi_extra=ONCE,
)  # fmt: skip
def send_undelivered_again(request: HttpRequest, number: Number, body: SendAgain) -> Settled:
    """Once more from the beginning, to a corrected address if you give one."""
    with in_words_of(SendAgain):
        return _done(request, number, "sent_again", lambda by: story.send_again(number, email=body.email, by=by))


@router.post(
    "/undelivered/{number}/settle", response=Settled, operation_id="settle_undelivered", url_name="undelivered-settle",
    openapi_extra=ONCE,
)  # fmt: skip
def settle_undelivered(request: HttpRequest, number: Number, body: WhatWasDone) -> Settled:
    """Something else was done: telephoned, visited, written on paper."""
    with in_words_of(WhatWasDone):
        return _done(request, number, "settled", lambda by: story.settle(number, note=body.note, by=by))


def _done(request: HttpRequest, number: int, state: str, do: Callable[[Staff], Any]) -> Settled:
    by: Staff = request.auth  # type: ignore[attr-defined]
    with refusals_kept(f"undelivered_{state}", by=by):
        only_once(request, f"api:{by.pk}", lambda: do(by))
    return Settled(id=number, state=state)  # type: ignore[arg-type]


def _row(letter: Outbound, case: Case | None, *, known: bool) -> dict[str, Any]:
    to = str(unseal(letter.to_address, letter.key))
    return {
        "id": letter.pk, "reference": case.reference if case else None, "to": to if known else covered_address(to),
        "subject": str(unseal(letter.subject, letter.key)), "reason": letter.reason or "refused",
        "why": str(in_words(letter.reason)), "written_at": letter.created_at, "failed_at": letter.failed_at,
    }  # fmt: skip
