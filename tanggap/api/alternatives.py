"""GET /cases/{reference}/alternatives: what helps to find and choose a solution, before anything is decided."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from tanggap.api import shapes
from tanggap.api import showing_parts as part
from tanggap.api.finding import case_of
from tanggap.cases.models import Case
from tanggap.casework.acting import look_at
from tanggap.casework.ahead import approve_by, ladder_ahead
from tanggap.casework.propose import table_of
from tanggap.insight.knowledge import Known, known_of, solved_lately
from tanggap.people.models import Staff

router = Router(tags=["propose"])


class KindKnown(BaseModel):
    """A kind of solution that can be chosen, and what the register knows of it; you count what you may see."""

    code: str
    words: str
    used: int
    satisfaction: float | None = Field(description="Mean of the marks from 1 to 5; empty where nobody gave one.")
    recurred: int = Field(description="Opened again, or the same person complained again of the same in time.")
    of_type: bool = Field(description="The category knows none: the figures are those of the whole type.")


class SolvedLately(BaseModel):
    reference: str
    closed_at: datetime
    satisfaction: int | None
    solution: shapes.SolutionShown


class RungShown(BaseModel):
    """A rung of the ladder; `above` is the amount from which on it is asked, empty where always."""

    role: str
    above: int | None
    people: list[shapes.StaffName]


class Alternatives(BaseModel):
    """`ladder` is that of the dearest on the table; `approve_by` is when it were due, were it submitted now."""

    kinds: list[KindKnown]
    lately: list[SolvedLately]
    ladder: list[RungShown]
    approve_by: datetime | None


@router.get(
    "/cases/{reference}/alternatives", response=Alternatives, operation_id="read_alternatives",
    url_name="case-alternatives",
)  # fmt: skip
def read_alternatives(request: HttpRequest, reference: str) -> Alternatives:
    """The kinds of solution with what is known of each, how the last ones were solved, and who will approve."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    look_at(case, by=by)
    known, table = known_of(case, by), table_of(case)
    return Alternatives(
        kinds=[_kind(case, code, known.get(code)) for code in case.edition.procedure.kinds_for(case.type or None)],
        lately=[
            SolvedLately(
                reference=one.reference, closed_at=one.closed_at, satisfaction=one.score,
                solution=part.solution(one.solution),
            )
            for one in solved_lately(case, by)
        ],
        ladder=[
            RungShown(role=rung.role, above=rung.above, people=[_name(one.staff) for one in rung.people])
            for rung in ladder_ahead(case, table, by=by)
        ],
        approve_by=approve_by(case),
    )  # fmt: skip


def _kind(case: Case, code: str, known: Known | None) -> KindKnown:
    figures = known or Known(0, None, 0, of_type=False)
    return KindKnown(
        code=code, words=part.kind_words(case, code), used=figures.used, satisfaction=figures.satisfaction,
        recurred=figures.recurred, of_type=figures.of_type,
    )  # fmt: skip


def _name(one: Staff) -> shapes.StaffName:
    return shapes.StaffName(email=one.email, name=one.full_name)
