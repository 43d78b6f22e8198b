"""What the register knows of each kind of solution (R58): how often it was used, how content people were, whether it
came back; and how the last complaints of a category were solved. Read only.

Counted are closings (register entries) of the same category, the newest MOST of them; for a kind that the category does
not know, those of the same type. A reader counts what he or she may see (`access.visible_to`), so that figures and the
list behind them agree and nothing is told by a number. Complaints that are sealed, confidential or anonymous count for
nobody, not even for those who know them.

- used: closings whose applied solution was of that kind;
- satisfaction: the mean of what complainants gave for the solution, from 1 to 5, where they gave a mark;
- recurred: closings after which the case was opened again, or after which the same person (the same address or number)
  had another complaint of the same category within the SOP's [follow_up] recurrence_days of that closing. A complaint
  that was merged into another, or was none, is no other complaint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tanggap.cases import access
from tanggap.cases.case import Visibility
from tanggap.cases.models import Case
from tanggap.core.keyset import Order
from tanggap.learning.models import RegisterEntry
from tanggap.people.models import Staff
from tanggap.remedy.models import Decision, Offer, Solution

MOST = 500
NEWEST = Order("newest", "closed_at", descending=True)
LATELY, LOOKED_AT = 3, 12
GOOD = 3  # from this mark on a solution is shown as one that helped
_HELPED = ("upheld", "partly_upheld", "resolved_at_once")


@dataclass(frozen=True)
class Known:
    """The figures of one kind, in the category of the case, or in its type where the category knows none."""

    used: int
    satisfaction: float | None
    recurred: int
    of_type: bool


class Solved(NamedTuple):
    """How one complaint of that category was solved."""

    reference: str
    closed_at: datetime
    score: int | None
    solution: Solution


def known_of(case: Case, user: Staff) -> dict[str, Known]:
    """What is known of each kind of solution for complaints like this one; one query, however many kinds there are."""
    if not case.type:
        return {}
    try:
        question, given = _question(case, user)
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return dict(map(_known, cursor.fetchall()))


def _known(row: tuple[Any, ...]) -> tuple[str, Known]:
    kind, used, score, recurred, of_type = row
    return kind, Known(used, None if score is None else float(score), recurred, of_type=of_type)


# `near` and `wide` are the newest closings of the category and of the type; `seen` are the cases that the reader sees.
_COUNTED = """
    WITH near AS MATERIALIZED ({near}), wide AS MATERIALIZED ({wide}),
    known AS (
        SELECT * FROM near UNION ALL SELECT * FROM wide WHERE solution_kind NOT IN (SELECT solution_kind FROM near)
    ),
    later AS MATERIALIZED (
        SELECT known.id, other.id AS case_id FROM known
        JOIN cases_party mine ON mine.case_id = known.case_id AND mine.role = 'complainant'
        JOIN people_contactpoint p ON p.person_id = mine.person_id AND p.digest IS NOT NULL
        JOIN people_contactpoint q ON q.digest = p.digest AND q.kind = p.kind
        JOIN cases_party theirs ON theirs.person_id = q.person_id AND theirs.role = 'complainant'
        JOIN cases_case other ON other.id = theirs.case_id AND other.id <> known.case_id
        WHERE other.category = known.category AND other.outcome NOT IN ('merged', 'invalid')
          AND other.received_at > known.closed_at AND other.received_at <= known.closed_at + make_interval(days => %s)
    ),
    again AS (
        SELECT later.id FROM later WHERE later.case_id IN ({seen})
        UNION
        SELECT known.id FROM known JOIN cases_case c ON c.id = known.case_id
        WHERE c.closings > known.closing OR c.state <> 'closed'
    )
    SELECT solution_kind, count(*), avg(outcome_score), count(again.id), bool_and(category <> %s)
    FROM known LEFT JOIN again USING (id) GROUP BY solution_kind"""


def _question(case: Case, user: Staff) -> tuple[str, list[Any]]:
    seen = _ordinary(user)
    entries = _closings(seen)
    columns = ("id", "case_id", "closing", "category", "solution_kind", "outcome_score", "closed_at")
    near, near_given = _sql(entries.filter(category=case.category).values_list(*columns)[:MOST])
    wide, wide_given = _sql(entries.filter(type=case.type).values_list(*columns)[:MOST])
    visible, seen_given = _sql(seen.values_list("pk"))
    question = _COUNTED.format(near=near, wide=wide, seen=visible)
    days = case.edition.procedure.follow_up.recurrence_days
    return question, [*near_given, *wide_given, days, *seen_given, case.category]


def _ordinary(user: Staff) -> QuerySet[Case]:
    """The cases that the reader sees and that are hidden from nobody by their nature."""
    return access.visible_to(user).filter(visibility=Visibility.OPEN, data_key__isnull=True).order_by()


def _closings(seen: QuerySet[Case]) -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.filter(~Q(solution_kind=""), case__in=seen.values("pk")).order_by(*NEWEST.by())


def _sql(rows: "QuerySet[Any, Any]") -> tuple[str, tuple[Any, ...]]:
    sql, given = rows.query.sql_with_params()
    return sql, tuple(given)


def solved_lately(case: Case, user: Staff) -> list[Solved]:
    """How the last complaints of this category that the reader sees, and that ended well, were solved.

    At most LATELY ways, each once with the newest case in which it was gone.
    """
    if not case.category:
        return []
    offers = Offer.objects.filter(case=OuterRef("case"), state=Offer.State.ACCEPTED).order_by("-pk")
    decisions = Decision.objects.filter(case=OuterRef("case"), state=Decision.State.APPROVED).order_by("-pk")
    applied = Coalesce(Subquery(offers.values("accepted_id")[:1]), Subquery(decisions.values("recommended_id")[:1]))
    helped = Q(outcome_score__gte=GOOD) | Q(outcome_score__isnull=True)
    newest = _closings(_ordinary(user)).filter(helped, category=case.category, outcome__in=_HELPED)
    # Most of them may have been solved at once, without an alternative: then nothing is looked for far back.
    entries = RegisterEntry.objects.filter(pk__in=newest.exclude(case=case.pk).values("pk")[:MOST])
    found = entries.annotate(applied=applied).filter(applied__isnull=False).order_by(*NEWEST.by())
    lately = list(found.values_list("reference", "closed_at", "outcome_score", "applied")[:LOOKED_AT])
    solutions = _solutions(number for *_rest, number in lately)
    each: dict[str, Solved] = {}
    for reference, at, score, number in lately:
        each.setdefault(str(solutions[number].title), Solved(reference, at, score, solutions[number]))
    return list(each.values())[:LATELY]


def to_take_over(number: int, user: Staff) -> Solution | None:
    """An alternative of another case that this reader may take as a beginning; None when there is none to be seen."""
    found = Solution.objects.filter(pk=number, case__in=_ordinary(user).values("pk"), proposed_by__isnull=False)
    return found.select_related("case__data_key", "executor").first()


def _solutions(numbers: Any) -> Mapping[int, Solution]:
    return Solution.objects.select_related("case__data_key", "executor").in_bulk(list(numbers))
