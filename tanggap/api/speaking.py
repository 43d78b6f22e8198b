"""Who speaks for whom over the API, and who steps aside: the mandate of a case, its check, its end, an objection."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from tanggap.api.acts import carry_out
from tanggap.api.finding import case_of, staff_called
from tanggap.api.once import ONCE
from tanggap.api.reading import Body, Day, in_words_of
from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.speaking import speaks_now
from tanggap.casework import mandates, objections
from tanggap.casework import recuse as story
from tanggap.casework.acting import look_at
from tanggap.casework.mandate_state import mandate_holds, mandate_state
from tanggap.core.files import unclaimed
from tanggap.people import vault
from tanggap.people.models import Staff

router = Router(tags=["representatives"])
Reason = Annotated[str, Field(max_length=2_000)]


class MandateShown(BaseModel):
    """`code` is the new tracking code of a hidden complaint, in the answer to its end and never again."""

    state: Literal["told", "shown", "checked", "later", "suspended", "expired", "ended"]
    holder: str = Field(description="Who speaks; empty where you may not know.")
    giver: str = Field(description="For whom; empty where you may not know.")
    may_agree: bool
    spoken_to: bool = Field(description="Whether letters and calls go to the holder now; else to the giver.")
    scope: str
    until: date | None = Field(description="The last day on which it is good.")
    document: str | None
    checked_at: datetime | None
    checked_by: str | None
    suspended_at: datetime | None
    objection: str
    code: str = ""


class ShowMandate(Body):
    document: str = Field(description="The id of a file that was sent before.")
    until: Day | None = None


class CheckMandate(Body):
    until: Day | None = None
    scope: Annotated[str, Field(max_length=300)] = ""


class Because(Body):
    reason: Reason


class StepAside(Body):
    who: str | None = Field(default=None, description="The address of a colleague; yourself, if left out.")
    why: Literal["party", "related", "member", "other"]
    reason: Reason


class SteppedAside(BaseModel):
    who: str
    owner: str | None = Field(description="Who answers to the complainant now, where that was theirs.")


@router.get(
    "/cases/{reference}/mandate", response=MandateShown, operation_id="read_mandate", url_name="case-mandate",
)  # fmt: skip
def read_mandate(request: HttpRequest, reference: str) -> MandateShown:
    """Who speaks for the complainant, and how it stands; 404 where nobody does."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    look_at(case, by=by)
    return _shown(case, by)


@router.post(
    "/cases/{reference}/mandate/show", response=MandateShown, operation_id="show_mandate",
    url_name="case-mandate-show", openapi_extra=ONCE,
)  # fmt: skip
def show_mandate(request: HttpRequest, reference: str, body: ShowMandate) -> MandateShown:
    """A document was shown: it lies with the files, and waits for its check."""
    with in_words_of(ShowMandate):
        return _did(request, reference, "mandate_show", lambda case, by: _none(mandates.show_mandate(
            case, document=next(iter(unclaimed([body.document])), None), until=body.until, by=by)))  # fmt: skip


@router.post(
    "/cases/{reference}/mandate/check", response=MandateShown, operation_id="check_mandate",
    url_name="case-mandate-check", openapi_extra=ONCE,
)  # fmt: skip
def check_mandate(request: HttpRequest, reference: str, body: CheckMandate) -> MandateShown:
    """You have read it: it names both and covers this matter. `until` is the last day; left out: no end."""
    with in_words_of(CheckMandate):
        return _did(request, reference, "mandate_check", lambda case, by: _none(mandates.check_mandate(
            case, until=body.until, scope=body.scope, by=by)))  # fmt: skip


@router.post(
    "/cases/{reference}/mandate/end", response=MandateShown, operation_id="end_mandate",
    url_name="case-mandate-end", openapi_extra=ONCE,
)  # fmt: skip
def end_mandate(request: HttpRequest, reference: str, body: Because) -> MandateShown:
    """It is withdrawn: the holder reads nothing any more, and a new code goes to the giver."""
    with in_words_of(Because):
        return _did(request, reference, "mandate_end", lambda case, by: mandates.end_mandate(
            case, reason=body.reason, by=by))  # fmt: skip


@router.post(
    "/cases/{reference}/mandate/uphold", response=MandateShown, operation_id="uphold_mandate",
    url_name="case-mandate-uphold", openapi_extra=ONCE,
)  # fmt: skip
def uphold_mandate(request: HttpRequest, reference: str, body: Because) -> MandateShown:
    """The giver has objected, and the mandate is good all the same; the giver is sent the reason."""
    with in_words_of(Because):
        return _did(request, reference, "mandate_uphold", lambda case, by: _none(objections.uphold_mandate(
            case, reason=body.reason, by=by)))  # fmt: skip


@router.post(
    "/cases/{reference}/mandate/grant", response=MandateShown, operation_id="grant_objection",
    url_name="case-mandate-grant", openapi_extra=ONCE,
)  # fmt: skip
def grant_objection(request: HttpRequest, reference: str, body: Because) -> MandateShown:
    """The giver has objected, and is right: the mandate ends."""
    with in_words_of(Because):
        return _did(request, reference, "mandate_grant", lambda case, by: objections.grant_objection(
            case, reason=body.reason, by=by))  # fmt: skip


@router.post(
    "/cases/{reference}/step_aside", response=SteppedAside, operation_id="step_aside", url_name="case-aside",
    openapi_extra=ONCE,
)  # fmt: skip
def step_aside(request: HttpRequest, reference: str, body: StepAside) -> SteppedAside:
    """Whoever has a part in it does not see it any more; what was theirs goes to the next in line."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    with in_words_of(StepAside):
        who = staff_called(body.who, "who") or by
        case = carry_out(request, reference, "recuse", lambda deed: story.recuse(
            deed.case, who=who, why=body.why, reason=body.reason, by=by)).case  # fmt: skip
    case.refresh_from_db(fields=["owner"])
    owner = None if case.hidden or who == by else case.owner
    return SteppedAside(who=who.email, owner=owner.email if owner else None)


def _none(_made: object) -> str:
    return ""


def _did(request: HttpRequest, reference: str, name: str, do: Callable[[Case, Staff], str]) -> MandateShown:
    """Do it, once for each key; how it stands then."""
    said: list[str] = []
    deed = carry_out(request, reference, name, lambda deed: said.append(do(deed.case, deed.by)))
    return _shown(deed.case, deed.by, code="".join(said))


def _shown(case: Case, by: Staff, *, code: str = "") -> MandateShown:
    party = mandates.the_speaking(case)
    own = case.parties.filter(role="complainant", person__isnull=False).select_related("person").first()
    sees, row = access.sees_identity(by, case), party.mandate
    who = vault.read(party.person) if sees and party.person else vault.NOBODY
    whom = vault.read(own.person) if sees and own and own.person else vault.NOBODY
    return MandateShown(
        state=str(mandate_state(party)), holder=who.name or who.organization, giver=whom.name or whom.organization,
        may_agree=mandate_holds(party), spoken_to=speaks_now(party), scope=row.scope if row else "",
        until=mandates.last_day(row.until) if row and row.until else None,
        document=row.document.public_id if row and row.document else None,
        checked_at=row.confirmed_at if row else None,
        checked_by=row.confirmed_by.email if row and row.confirmed_by else None,
        suspended_at=row.suspended_at if row else None, objection=objections.objection_of(party) if sees else "",
        code=code,
    )  # type: ignore[arg-type]  # fmt: skip
