"""What was offered round by round, and what the complainant answered: for pages, papers and machines."""

from dataclasses import dataclass
from datetime import datetime

from tanggap.cases.models import Case
from tanggap.remedy.models import Offer


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One offer and its answer; `accepted` and `own` are titles."""

    round: int
    at: datetime
    titles: tuple[str, ...]
    state: str
    answered_at: datetime | None
    because: str
    expectation: str
    own: str
    accepted: str
    message: str


def offered_in(case: Case) -> list[Offered]:
    """Every offer of the case, the oldest first; four queries, however many there are."""
    made = case.offers.select_related("decision", "accepted", "counter").prefetch_related("decision__ranked__solution")
    return [_offered(case, one) for one in made.order_by("pk")]


def _offered(case: Case, one: Offer) -> Offered:
    one.case = case
    ranked = sorted(one.decision.ranked.all(), key=lambda each: each.rank)
    for solution in (*(each.solution for each in ranked), one.accepted, one.counter):
        if solution is not None:
            solution.case = case
    own = str(one.counter.description or one.counter.title) if one.counter else ""
    return Offered(
        round=one.round, at=one.at, titles=tuple(str(each.solution.title) for each in ranked), state=one.state,
        answered_at=one.answered_at, because=str(one.get_because_display()) if one.because else "",
        expectation=str(one.expectation), own="" if own == str(one.expectation) else own,
        accepted=str(one.accepted.title) if one.accepted else "", message=str(one.message),
    )  # fmt: skip
