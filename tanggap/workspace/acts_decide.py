"""SOP 7 on the desk: the alternatives side by side, what is known of each, and the choice with its reason."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.ahead import approve_by, ladder_ahead
from tanggap.casework.decide import decide
from tanggap.casework.propose import on_table
from tanggap.core.errors import Invalid
from tanggap.insight.knowledge import Known, Solved, known_of, solved_lately
from tanggap.remedy.models import Solution
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn, case_href
from tanggap.workspace.earlier_rounds import memory
from tanggap.workspace.form_drafts import draft_of, loaded_now
from tanggap.workspace.solution_columns import column, kind_label


def _decide_fields(turn: Turn) -> list[Field]:
    table = _table(turn.case)
    choices = options((one.pk, one.title) for one in table)
    kept = draft_of(turn.case, "decision", by=turn.by).values
    there = {str(one.pk) for one in table}
    ticked = [value for value in kept.get("options", []) if value in there]
    best = kept.get("recommended", "") if kept.get("recommended") in there else ""
    return [
        Field(name="options", label=_("May be offered"), kind="checks", options=choices, initial=ticked),
        Field(name="recommended", label=_("Recommended"), kind="radios", options=choices, initial=best),
        Field(name="reason", label=_("Why this one"), rows=3, initial=kept.get("reason", ""),
              hint=_("Read by the head of department and kept for evaluation.")),
    ]  # fmt: skip


def _table(case: Case) -> list[Solution]:
    rows = list(on_table(case).select_related("executor", "proposed_by"))
    for row in rows:
        row.case = case
    return rows


def _decide(turn: Turn, given: Given) -> Done:
    table = {str(one.pk): one for one in _table(turn.case)}
    chosen = [table[value] for value in given["options"] if value in table]
    recommended = table.get(given["recommended"])
    if recommended is None:
        raise Invalid(_("Say which one you recommend."), fields={"recommended": _("Say which one you recommend.")})
    # What is recommended is offered, ticked or not.
    chosen = chosen if recommended in chosen else [recommended, *chosen]
    decide(turn.case, options=chosen, recommended=recommended, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("The decision is with the head of department."))


def _decide_page(turn: Turn) -> dict[str, Any]:
    """The alternatives side by side, what is known of their kinds, who will approve by when, and what was before."""
    case = turn.case
    table, known, past = _table(case), known_of(case, turn.by), memory(case)
    needs = case.edition.procedure.needs("decide", case.type or None)
    columns = [column(one, place, known=known) for place, one in enumerate(table)]
    for one, solution in zip(columns, table, strict=True):
        one["edit"] = _of_one(case, "case_revise", solution)
        one["drop"] = _of_one(case, "case_drop", solution)
        one["register"] = _register(case, solution, one["known"])
    return {
        "columns": columns, "least": needs.min_alternatives, "most": needs.max_offered, "past": past,
        "reason_min": needs.reason_min, "rungs": ladder_ahead(case, table, by=turn.by),
        "approve_by": approve_by(case),
        "lately": _new_ones(turn, table),
        "draft": draft_of(turn.case, "decision", by=turn.by), "loaded": loaded_now(),
        "propose": case_href(case, "case_propose"), "days": case.edition.procedure.follow_up.recurrence_days,
    }  # fmt: skip


def _of_one(case: Case, route: str, solution: Solution) -> str:
    return f"{case_href(case, route, of_one=True)}{solution.pk}/"


def _register(case: Case, solution: Solution, known: Known | None) -> str:
    """Where the closings stand that its figures count."""
    category = "" if known is None or known.of_type else case.category
    return f"/desk/register/?{urlencode({'type': case.type, 'category': category, 'solution_kind': solution.kind})}"


def _new_ones(turn: Turn, table: list[Solution]) -> list[dict[str, Any]]:
    """What solved the last ones and does not lie on the table already."""
    there = {str(one.title) for one in table}
    found = solved_lately(turn.case, turn.by)
    return [_lately(one, turn.case) for one in found if str(one.solution.title) not in there]


def _lately(solved: Solved, case: Case) -> dict[str, Any]:
    """How another complaint was solved, with the way to take that over."""
    one = solved.solution
    return {
        "reference": solved.reference, "title": one.title, "kind": kind_label(one), "score": solved.score,
        "closed_at": solved.closed_at, "take": _of_one(case, "case_take_over", one), "amount": one.amount,
        "days": one.working_days,
    }  # fmt: skip


DECIDE = Act(
    name="decide", title=_("Choose the best solution"), label=_("Open the decision"),
    button=_("Submit to the head of department"), icon="scale",
    fields=_decide_fields, run=_decide, template="workspace/case/decide.html", more=_decide_page,
    answers={"offerable": "options", "too_many_offered": "options", "decision_reason": "reason"},
)  # fmt: skip
ACTS = (DECIDE,)
