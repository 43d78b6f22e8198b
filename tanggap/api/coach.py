"""What the coach says of a text: in general, or as a reply or call note on one case. Nothing is kept or sent."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from tanggap.api.acts import refusals_kept
from tanggap.api.finding import case_of
from tanggap.api.reading import Body
from tanggap.casework.acting import NOT_YOU, look_at, may
from tanggap.casework.coach import advise, suggestion
from tanggap.core.errors import Forbidden
from tanggap.people.models import Staff
from tanggap.reading import coach
from tanggap.reading.coach import Advice
from tanggap.sop.models import current_edition

router = Router(tags=["converse"])
Of = Annotated[Literal["reply", "call"], Field(description="A reply to the complainant, or the note of a call.")]
Words = Annotated[str, Field(max_length=20_000)]


class Check(Body):
    text: Words
    of: Of = "reply"


class CheckAny(Check):
    language: Literal["id", "en"] = "id"


class Found(BaseModel):
    kind: str = Field(description="A piece (apology, sympathy, responsibility, help, date …) or a warning (blame …).")
    warning: bool
    weak: bool = Field(description="It could be clearer.")
    start: int = Field(description="In characters of the text.")
    end: int


class Checked(BaseModel):
    language: str = Field(description="In which language the text seems to be.")
    pieces: dict[str, Literal["found", "weak", "missing"]]
    found: list[Found]
    suggestion: str = Field(description="Words for the first piece that is missing; to be read and changed first.")


@router.post("/coach", response=Checked, operation_id="check_text", url_name="coach")
def check_text(request: HttpRequest, body: CheckAny) -> Checked:
    """What a text says, by the procedure in force and without the facts of a case. Nothing is kept or sent."""
    additions = current_edition().procedure.coach.additions
    advice = coach.read(body.text, body.language, of=body.of, additions=additions)
    return _checked(advice, "")


@router.post("/cases/{reference}/coach", response=Checked, operation_id="check_reply", url_name="case-coach")
def check_reply(request: HttpRequest, reference: str, body: Check) -> Checked:
    """What a text says as a reply on this case: amounts, dates, names and numbers are held against its file."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    with refusals_kept("coach", by=by):
        case = case_of(by, reference)
    with refusals_kept("coach", by=by, case=case):
        if not may(by, "record_contact" if body.of == "call" else "reply", case):
            raise Forbidden(NOT_YOU)
    look_at(case, by=by)
    advice = advise(case, body.text, of=body.of, by=by)
    words = suggestion(case, advice.missing[0], of=body.of, by=by) if advice.missing else ""
    return _checked(advice, words)


def _checked(advice: Advice, words: str) -> Checked:
    found = [
        Found(kind=one.kind, warning=one.warns, weak=one.weak, start=one.start, end=one.end) for one in advice.findings
    ]
    pieces = {kind: advice.state(kind) for kind in advice.wanted}
    return Checked(language=advice.language, pieces=pieces, found=found, suggestion=words)  # type: ignore[arg-type]
