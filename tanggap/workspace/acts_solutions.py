"""SOP 6 and 7 on the desk: alternatives are put on the table, corrected, dropped, compared, and chosen."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework.decide import decide
from tanggap.casework.propose import Alternative, drop, on_table, propose, revise
from tanggap.core.errors import Invalid
from tanggap.people.standing import heads_of
from tanggap.remedy.models import Solution
from tanggap.remedy.solution import RedressKind
from tanggap.ui.formatting import rupiah, working_time
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn
from tanggap.workspace.acts_people import of_case, unit_of, unit_options

LETTERS = "ABCDEFGHIJKLMNOPQRST"
LINES = _("One in each line.")


def solution_of(case: Case, pk: int) -> Solution:
    """An alternative of this case."""
    return of_case(case.solutions.select_related("executor"), case, pk)


def alternative_fields(turn: Turn) -> list[Field]:
    """One alternative, empty or as it stands."""
    one: Solution | None = turn.subject
    unit = (one.executor_id if one else turn.case.unit_id) or ""
    return [
        Field(name="title", label=_("The solution in one sentence"), kind="text", initial=one.title if one else ""),
        Field(name="description", label=_("How it works"), rows=3, optional=True,
              initial=one.description if one else ""),
        Field(name="cost", label=_("Estimated cost"), kind="money", initial=one.cost if one else 0),
        Field(name="working_days", label=_("Working days until done"), kind="number",
              initial=one.working_days if one else 1),
        Field(name="advantages", label=_("Advantages"), rows=3, optional=True, hint=LINES,
              initial=one.advantages if one else ""),
        Field(name="drawbacks", label=_("Disadvantages"), rows=3, optional=True, hint=LINES,
              initial=one.drawbacks if one else ""),
        Field(name="executor", label=_("Carried out by"), kind="select", options=unit_options(), size="medium",
              initial=unit, optional=True, empty=_("The department that handles it")),
        Field(name="steps", label=_("Tasks"), rows=3, optional=True, initial="\n".join(one.steps) if one else "",
              hint=_("One in each line; they begin when the complainant agrees.")),
        Field(name="redress_kind", label=_("Compensation"), kind="select", options=options(RedressKind.choices),
              initial=one.redress_kind if one else "", optional=True, empty=_("None"), size="medium"),
        Field(name="redress_amount", label=_("Amount of the compensation"), kind="money", optional=True,
              initial=one.redress_amount if one else 0),
    ]  # fmt: skip


def alternative(given: Given) -> Alternative:
    """What was typed, as the story wants it."""
    return Alternative(
        title=given["title"], description=given["description"], advantages=given["advantages"],
        drawbacks=given["drawbacks"], cost=given["cost"], working_days=given["working_days"] or 0,
        executor=unit_of(given["executor"], "executor"), redress_kind=given["redress_kind"],
        redress_amount=given["redress_amount"],
        steps=tuple(line for line in given["steps"].splitlines() if line.strip()),
    )  # fmt: skip


def _propose(turn: Turn, given: Given) -> Done:
    propose(turn.case, alternative(given), by=turn.by, version=turn.version)
    return Done(said=_("The alternative is on the table."), to=DECIDE.href(turn.case))


def _revise_fields(turn: Turn) -> list[Field]:
    # The alternative has a version of its own: two people may correct two alternatives of one case.
    kept = Field(name="solution_version", label="", kind="hidden", initial=turn.subject.version)
    return [kept, *alternative_fields(turn)]


def _revise(turn: Turn, given: Given) -> Done:
    version = given["solution_version"]
    seen = int(version) if version.isascii() and version.isdigit() else 0
    revise(turn.subject, alternative(given), by=turn.by, version=seen)
    return Done(said=_("The alternative is corrected."), to=DECIDE.href(turn.case))


def _drop(turn: Turn, given: Given) -> Done:
    drop(turn.subject, by=turn.by, version=turn.version)
    return Done(said=_("The alternative is off the table; it stays on file."), to=DECIDE.href(turn.case))


def column(solution: Solution, place: int, *, recommended: bool = False) -> dict[str, Any]:
    """One alternative as a column of the comparison."""
    given = f"{solution.get_redress_kind_display()} {rupiah(solution.redress_amount)}"
    proposer = solution.proposed_by.full_name if solution.proposed_by else gettext("the complainant")
    return {
        "value": solution.pk, "letter": LETTERS[place % len(LETTERS)], "title": solution.title, "cost": solution.amount,
        "cost_note": given if solution.redress_amount else "", "time": working_time(solution.working_days, 1),
        "pros": _lines(solution.advantages), "cons": _lines(solution.drawbacks), "recommended": recommended,
        "executor": solution.executor.name if solution.executor else "",
        "proposer": proposer, "time_note": solution.description[:160],
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line.strip() for line in str(text).splitlines() if line.strip()]


def _decide_fields(turn: Turn) -> list[Field]:
    table = options((one.pk, one.title) for one in _table(turn.case))
    return [
        Field(name="options", label=_("May be offered"), kind="checks", options=table, initial=[]),
        Field(name="recommended", label=_("Recommended"), kind="radios", options=table),
        Field(name="reason", label=_("Why this one"), rows=3,
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
    """The alternatives side by side, who will approve, and what the SOP wants."""
    case = turn.case
    table = _table(case)
    needs = case.edition.procedure.needs("decide", case.type or None)
    # The head's last remark stands on the page until it was answered by a new decision.
    returned = case.decisions.filter(round=case.round, state="returned").order_by("-attempt").first()
    remark = returned.approvals.filter(verdict="returned").select_related("approver").last() if returned else None
    if remark is not None:
        remark.decision.case = case
    return {
        "columns": [column(one, place) for place, one in enumerate(table)],
        "least": needs.min_alternatives, "most": needs.max_offered, "heads": heads_of(case.unit), "remark": remark,
        "propose": PROPOSE, "revise": REVISE, "drop_act": DROP, "solutions": table,
        "declined": _expectations(case),
    }  # fmt: skip


def _expectations(case: Case) -> list[str]:
    """What the complainant said when an earlier offer was declined."""
    offers = list(case.offers.filter(state="declined").order_by("pk"))
    for one in offers:
        one.case = case
    return [": ".join(filter(None, (one.get_because_display(), str(one.expectation)))) for one in offers]


PROPOSE = Act(
    name="propose", title=_("Put an alternative on the table"), button=_("Put on the table"), icon="plus",
    fields=alternative_fields, run=_propose,
)  # fmt: skip
REVISE = Act(
    name="propose", address="revise", title=_("Correct the alternative"), button=_("Save"), icon="edit",
    fields=_revise_fields, run=_revise, find=solution_of,
)  # fmt: skip
DROP = Act(
    name="propose", address="drop", title=_("Take the alternative off the table"), button=_("Take off the table"),
    icon="trash", look="danger", run=_drop, find=solution_of, lead=_("It stays on file and can be read later."),
)  # fmt: skip
DECIDE = Act(
    name="decide", title=_("Choose the best solution"), label=_("Open the decision"),
    button=_("Submit to the head of department"), icon="scale",
    fields=_decide_fields, run=_decide, template="workspace/case/decide.html", more=_decide_page,
    answers={"offerable": "options", "too_many_offered": "options", "decision_reason": "reason"},
)  # fmt: skip
ACTS = (PROPOSE, REVISE, DROP, DECIDE)
