"""SOP 6: the responsible party puts alternatives of solution on the table, so that they can be compared (R30)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Party
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.drafts import sent
from tanggap.casework.say import check_text
from tanggap.core import time
from tanggap.core.db.plain import add, rows
from tanggap.core.errors import Invalid, Stale, require
from tanggap.core.subject import HasKey
from tanggap.people.models import Staff, Unit
from tanggap.remedy.models import Decision, Solution
from tanggap.remedy.solution import WANT_A_REASON, Fit, RedressKind, Risk

MOST_RUPIAH = 1_000_000_000_000


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One way to put it right. Amounts in whole rupiah; `steps` are the tasks it needs, one each.

    `kind` is a code of the SOP's [solutions]; `helpers` are whoever helps the executor.
    """

    title: str
    kind: str = ""
    description: str = ""
    advantages: str = ""
    drawbacks: str = ""
    recurrence_risk: str = ""
    recurrence_reason: str = ""
    wish_fit: str = ""
    wish_reason: str = ""
    cost: int = 0
    cost_note: str = ""
    working_days: int = 1
    time_note: str = ""
    executor: Unit | None = None
    helpers: str = ""
    redress_kind: str = ""
    redress_amount: int = 0
    steps: tuple[str, ...] = ()


@transaction.atomic
def propose(case: Case, alternative: Alternative, *, by: Staff, version: int | None = None) -> Solution:
    """Put one alternative on the table. It stays there until a decision is made or it is dropped."""
    begin(case, "propose", by=by, version=version)
    _demand_judgement(case, alternative)
    solution = put_on_table(case, alternative, by=by)
    sent(case, "solution", by=by)
    case.put()
    if promises.running(case, "alternatives") and _enough(case):
        promises.keep(case, "alternatives")
    return solution


def _demand_judgement(case: Case, alternative: Alternative) -> None:
    """See that the alternative says what the SOP wants to know of each."""
    demand(
        case, "propose", solution_kind=alternative.kind, recurrence_risk=alternative.recurrence_risk,
        wish_fit=alternative.wish_fit,
    )  # fmt: skip


def _enough(case: Case) -> bool:
    """Whether as many alternatives lie on the table as the SOP wants before one is chosen."""
    return len(table_of(case)) >= case.edition.procedure.needs("decide", case.type or None).min_alternatives


@transaction.atomic
def revise(solution: Solution, alternative: Alternative, *, by: Staff, version: int) -> Solution:
    """Correct an alternative before a decision is made on it; raises Stale when somebody else did so meanwhile."""
    case = solution.case
    begin(case, "propose", by=by)
    require(solution.dropped_at is None, _("This alternative is no longer on the table."), code="dropped")
    require(
        not solution.decisions.exists(),
        _("A decision has been made on it. Put a new alternative on the table instead."),
        code="decided",
    )
    _demand_judgement(case, alternative)
    values = _stored(case, alternative, before=solution.kind)
    values["revised_by"] = sorted({*solution.revised_by, by.pk})
    rows = Solution.objects.filter(pk=solution.pk, version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise Stale(_("Somebody else has changed this alternative meanwhile."), current=solution.pk)
    solution.refresh_from_db()
    case.put()
    write_down(case, "solution_revised", by=by, solution=solution.key)
    return solution


@transaction.atomic
def drop(solution: Solution, *, by: Staff, version: int | None = None) -> None:
    """Take an alternative off the table; it stays on file."""
    case = solution.case
    begin(case, "propose", by=by, version=version)
    solution.refresh_from_db()
    require(solution.dropped_at is None, _("This alternative is no longer on the table."), code="dropped")
    Solution.objects.filter(pk=solution.pk, dropped_at__isnull=True).update(
        dropped_at=time.now(), version=F("version") + 1
    )
    case.put()
    write_down(case, "solution_dropped", by=by, solution=solution.key)


@transaction.atomic
def restore(solution: Solution, *, by: Staff, version: int | None = None) -> None:
    """Put an alternative back that was taken off the table, by mistake or too early."""
    case = solution.case
    begin(case, "propose", by=by, version=version)
    back = Solution.objects.filter(pk=solution.pk, dropped_at__isnull=False)
    require(
        back.update(dropped_at=None, version=F("version") + 1), _("It is on the table already."), code="on_table"
    )
    case.put()
    write_down(case, "solution_restored", by=by, solution=solution.key)
    if promises.running(case, "alternatives") and _enough(case):
        promises.keep(case, "alternatives")


def put_on_table(case: Case, alternative: Alternative, *, by: HasKey) -> Solution:
    """Write the alternative of staff, or of the complainant who proposes an own one (R31)."""
    values = _stored(case, alternative)
    proposer = {"proposed_by": by} if isinstance(by, Staff) else {"proposed_by_party": by}
    if not isinstance(by, Staff | Party):
        raise TypeError("an alternative is proposed by staff or by the complainant")
    [solution] = add([Solution(case=case, round=case.round, at=time.now(), **proposer, **values)])
    write_down(
        case, "proposed", by=by, solution=solution.key, round=case.round, kind=alternative.kind,
        cost=alternative.cost, redress_kind=alternative.redress_kind, redress_amount=alternative.redress_amount,
    )  # fmt: skip
    return solution


def on_table(case: Case) -> QuerySet[Solution]:
    """The alternatives of the present round that can be chosen; those of earlier rounds stay choosable."""
    return case.solutions.filter(dropped_at__isnull=True).order_by("round", "pk")


def table_of(case: Case) -> list[Solution]:
    """The same, read at once."""
    return rows(Solution, "case_id = %s AND dropped_at IS NULL ORDER BY round, id", case.pk, case=case)


def options_of(decision: Decision) -> list[Solution]:
    """The alternatives of that decision, the recommended one first; they never change."""
    if decision.known_options is None:
        decision.known_options = rows(Solution, _RANKED, decision.pk, decision.pk, case=decision.case)
    return decision.known_options


_RANKED = """
    id IN (SELECT solution_id FROM remedy_decisionoption WHERE decision_id = %s)
    ORDER BY (SELECT rank FROM remedy_decisionoption o WHERE o.decision_id = %s AND o.solution_id = remedy_solution.id)
"""


def with_options(decision: Decision) -> Decision:
    """The same decision, what it recommends at hand."""
    decision.recommended = next(one for one in options_of(decision) if one.pk == decision.recommended_id)
    return decision


# What is stored sealed, and how long it may be; a line is short enough for a cell of the table.
_TEXTS = {
    "description": 5_000, "advantages": 5_000, "drawbacks": 5_000, "recurrence_reason": 500, "wish_reason": 500,
    "cost_note": 200, "time_note": 200, "helpers": 200,
}  # fmt: skip
_AS_GIVEN = (
    "kind", "recurrence_risk", "wish_fit", "cost", "working_days", "executor", "redress_kind", "redress_amount",
)  # fmt: skip


def _stored(case: Case, alternative: Alternative, *, before: str = "") -> dict[str, object]:
    """The columns that hold it; `before` is the kind that it had."""
    _check(case, alternative, before)
    steps = "\n".join(step.strip() for step in alternative.steps if step.strip())
    return {
        "stored_title": case.sealed(alternative.title), "stored_steps": case.sealed(steps),
        **{name: getattr(alternative, name) for name in _AS_GIVEN},
        **{f"stored_{name}": case.sealed(getattr(alternative, name)) for name in _TEXTS},
    }  # fmt: skip


def kind_problem(case: Case, code: str, *, before: str = "") -> str:
    """What is wrong with that kind of solution for this case; what it was `before` it may stay."""
    if not code or code == before or code in case.edition.procedure.kinds_for(case.type or None):
        return ""
    known = case.edition.procedure.solution_kinds.get(code)
    if known is None:
        return _("The SOP knows no such kind of solution.")
    return _("This kind is not used any more.") if known.retired else _("This kind is not for complaints of this type.")


def _check(case: Case, alternative: Alternative, before: str) -> None:
    check_text(alternative.title, "title", longest=200)
    for name, longest in _TEXTS.items():
        check_text(getattr(alternative, name), name, longest=longest, required=False)
    check_text("\n".join(alternative.steps), "steps", longest=5_000, required=False)
    problems = _judgement_problems(alternative)
    if problem := kind_problem(case, alternative.kind, before=before):
        problems["solution_kind"] = problem
    if not 0 <= alternative.cost <= MOST_RUPIAH:
        problems["cost"] = _("The cost is a whole number of rupiah, not below zero.")
    if not 0 <= alternative.redress_amount <= MOST_RUPIAH:
        problems["redress_amount"] = _("The amount is a whole number of rupiah, not below zero.")
    if not 0 <= alternative.working_days <= 999:
        problems["working_days"] = _("Say how many working days it takes, up to 999.")
    if alternative.redress_kind and alternative.redress_kind not in RedressKind.values:
        problems["redress_kind"] = _("This kind of compensation does not exist.")
    if alternative.redress_amount and not alternative.redress_kind:
        problems["redress_kind"] = _("Say what is given: a discount, a voucher, a refund …")
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)


def _judgement_problems(alternative: Alternative) -> dict[str, object]:
    """Whether risk and fit are words of their scales, and what somebody will ask about has its reason."""
    problems: dict[str, object] = {}
    for name, scale, reason in (("recurrence_risk", Risk, "recurrence_reason"), ("wish_fit", Fit, "wish_reason")):
        value = getattr(alternative, name)
        if value and value not in scale.values:
            problems[name] = _("Choose one of these, please.")
        elif value in WANT_A_REASON and not getattr(alternative, reason).strip():
            problems[reason] = _("Say why, in one sentence.")
    return problems
