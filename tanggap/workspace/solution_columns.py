"""An alternative as a column of the comparison, for the one who chooses and for the one who approves."""

from typing import Any

from django.utils.translation import gettext, ngettext

from tanggap.insight.knowledge import Known
from tanggap.remedy.models import Solution
from tanggap.remedy.solution import Fit
from tanggap.ui.formatting import number, rupiah, working_time
from tanggap.workspace.acts_people import language

LETTERS = "ABCDEFGHIJKLMNOPQRST"


def column(
    solution: Solution, place: int, *, recommended: bool = False, known: dict[str, Known] | None = None
) -> dict[str, Any]:
    """What the table says of it; `known` are the figures of the register by kind."""
    its = (known or {}).get(solution.kind) if solution.kind else None
    risk = filter(None, (_label(solution, "recurrence_risk"), str(solution.recurrence_reason)))
    return {
        "value": solution.pk, "letter": LETTERS[place % len(LETTERS)], "title": solution.title, "cost": solution.amount,
        "cost_note": cost_words(solution), "time": working_time(solution.working_days, 1),
        "time_note": solution.time_note or solution.description[:160],
        "pros": _lines(solution.advantages), "cons": _lines(solution.drawbacks), "recommended": recommended,
        "executor": executor_words(solution), "proposer": proposer(solution), "kind": kind_label(solution),
        "risk": solution.recurrence_risk, "risk_words": _label(solution, "recurrence_risk"),
        "risk_reason": solution.recurrence_reason, "wish": Fit(solution.wish_fit).share if solution.wish_fit else None,
        "wish_words": _label(solution, "wish_fit"), "wish_reason": solution.wish_reason,
        "known": its, "risk_line": " · ".join(risk),
    }  # fmt: skip


def cost_words(solution: Solution) -> str:
    """What the cost is made of, with what is given."""
    given = f"{solution.get_redress_kind_display()} {rupiah(solution.redress_amount)}"
    return ", ".join(filter(None, (str(solution.cost_note), given if solution.redress_amount else "")))


def executor_words(solution: Solution) -> str:
    """The unit that carries it out, and who helps."""
    unit = solution.executor or solution.case.unit
    return ", ".join(filter(None, (unit.name, str(solution.helpers))))


def proposer(solution: Solution) -> str:
    """Who put it on the table."""
    return solution.proposed_by.full_name if solution.proposed_by else gettext("the complainant")


def kind_label(solution: Solution) -> str:
    """The kind in words; the code where this edition of the SOP does not know it."""
    known = solution.case.edition.procedure.solution_kinds.get(solution.kind) if solution.kind else None
    return known.label.say(language()) if known else solution.kind


def kind_words(label: str, known: Known | None) -> str:
    """`Replacement · used 58 times, satisfaction 3.4, recurred 17`."""
    if known is None:
        return label
    used = ngettext("used %(count)s time", "used %(count)s times", known.used) % {"count": number(known.used)}
    parts = [used]
    if known.satisfaction is not None:
        parts.append(gettext("satisfaction %(mark)s") % {"mark": number(known.satisfaction, 1)})
    parts.append(gettext("recurred %(count)s") % {"count": number(known.recurred)})
    return f"{label} · {', '.join(parts)}"


def _label(solution: Solution, name: str) -> str:
    return str(getattr(solution, f"get_{name}_display")()) if getattr(solution, name) else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in str(text).splitlines() if line.strip()]
