"""SOP 6 on the desk: alternatives are put on the table, corrected, dropped, put back, and taken over from elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tanggap.cases.models import Case
from tanggap.casework.propose import Alternative, drop, propose, restore, revise
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.insight.knowledge import known_of, to_take_over
from tanggap.remedy.models import Solution
from tanggap.remedy.solution import Fit, RedressKind, Risk
from tanggap.workspace.acts_decide import DECIDE
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn, find_case, leave, refusals_kept
from tanggap.workspace.acts_people import language, of_case, unit_of, unit_options
from tanggap.workspace.form_drafts import draft_of, loaded_now
from tanggap.workspace.solution_columns import kind_words

LINES = _("One in each line.")
FORM = "workspace/case/alternative.html"


def solution_of(case: Case, pk: int) -> Solution:
    """An alternative of this case."""
    return of_case(case.solutions.select_related("executor"), case, pk)


def alternative_fields(turn: Turn) -> list[Field]:
    """One alternative: empty, as it stands, or as the draft of this person has it."""
    return _with_draft(turn, _fields(turn, turn.subject)) if turn.subject is None else _fields(turn, turn.subject)


def _with_draft(turn: Turn, fields: list[Field]) -> list[Field]:
    """The fields of an empty form, filled with what was kept."""
    kept = draft_of(turn.case, "solution", by=turn.by).values
    return [one.beginning_with(kept[one.name]) if isinstance(kept.get(one.name), str) else one for one in fields]


def _fields(turn: Turn, one: Solution | None) -> list[Field]:
    unit = (one.executor_id if one else turn.case.unit_id) or ""

    def stands(name: str, otherwise: object = "") -> Any:
        return getattr(one, name) if one else otherwise

    def text(name: str, label: Any, **more: Any) -> Field:
        return Field(name=name, label=label, kind="text", optional=True, initial=stands(name), **more)

    def lines(name: str, label: Any, **more: Any) -> Field:
        return Field(name=name, label=label, rows=3, optional=True, initial=stands(name), **more)

    def scale(name: str, label: Any, choices: Any, hint: Any) -> Field:
        return Field(name=name, label=label, kind="radios", options=options(choices), initial=stands(name),
                     optional=True, hint=hint)  # fmt: skip

    why = _("Why")
    return [
        Field(name="title", label=_("The solution in one sentence"), kind="text", initial=stands("title")),
        Field(name="solution_kind", label=_("Kind of solution"), kind="select", optional=True, size="wide",
              options=_kinds(turn, one), initial=stands("kind"), empty=_("Not said"),
              hint=_("The register counts by it what helps.")),
        lines("description", _("How it works")),
        Field(name="cost", label=_("Estimated cost"), kind="money", initial=stands("cost", 0)),
        text("cost_note", _("What the cost is made of")),
        Field(name="working_days", label=_("Working days until done"), kind="number",
              initial=stands("working_days", 1)),
        text("time_note", _("What comes first, or is waited for")),
        lines("advantages", _("Advantages"), hint=LINES),
        lines("drawbacks", _("Disadvantages"), hint=LINES),
        scale("recurrence_risk", _("Risk that it happens again"), Risk.choices, _("A high risk takes a reason.")),
        text("recurrence_reason", why),
        scale("wish_fit", _("Fit to the complainant's wish"), Fit.choices,
              _hoped_for(turn.case)),
        text("wish_reason", why),
        Field(name="executor", label=_("Carried out by"), kind="select", options=unit_options(), size="medium",
              initial=unit, optional=True, empty=_("The department that handles it")),
        text("helpers", _("Who helps"), hint=_("Other units, a laboratory, a courier.")),
        Field(name="steps", label=_("Tasks"), rows=3, optional=True, initial="\n".join(one.steps) if one else "",
              hint=_("One in each line; they begin when the complainant agrees.")),
        Field(name="redress_kind", label=_("Compensation"), kind="select", options=options(RedressKind.choices),
              initial=stands("redress_kind"), optional=True, empty=_("None"), size="medium"),
        Field(name="redress_amount", label=_("Amount of the compensation"), kind="money", optional=True,
              initial=stands("redress_amount", 0)),
    ]  # fmt: skip


def _hoped_for(case: Case) -> str:
    """What the fit is judged against."""
    if wish := str(case.wish):
        return gettext("The complainant hopes for: %(wish)s") % {"wish": wish}
    return gettext("No wish was written down.")


def _kinds(turn: Turn, one: Solution | None) -> tuple[Any, ...]:
    """The kinds that fit, each with what the register knows of it; a kind that is no choice any more stays readable."""
    procedure, known = turn.case.edition.procedure, known_of(turn.case, turn.by)
    kinds = procedure.kinds_for(turn.case.type or None)
    if one is not None and one.case_id == turn.case.pk and (kept := procedure.solution_kinds.get(one.kind)):
        kinds = {**kinds, one.kind: kept}
    return options((code, kind_words(kind.label.say(language()), known.get(code))) for code, kind in kinds.items())


def alternative(given: Given) -> Alternative:
    """What was typed, as the story wants it."""
    same = (
        "title", "description", "advantages", "drawbacks", "recurrence_risk", "recurrence_reason", "wish_fit",
        "wish_reason", "cost", "cost_note", "time_note", "helpers", "redress_kind", "redress_amount",
    )  # fmt: skip
    return Alternative(
        **{name: given[name] for name in same}, kind=given["solution_kind"], working_days=given["working_days"] or 0,
        executor=unit_of(given["executor"], "executor"),
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
    back = reverse("case_restore", args=[turn.case.reference, turn.subject.pk])
    said = _("The alternative is off the table; it stays on file.")
    return Done(said=said, to=DECIDE.href(turn.case), undo=back)


@door("staff")
@require_POST
def restore_now(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """POST: put an alternative back that was taken off the table."""
    case = find_case(request, reference, "propose")
    with refusals_kept(request, "restore", case):
        restore(solution_of(case, pk), by=request.user)  # type: ignore[arg-type]
    return leave(request, Done(said=_("The alternative is back on the table."), to=DECIDE.href(case)), case)


def _model(case: Case, pk: int) -> Solution:
    """Only its number; whether it may be seen is asked when it is known who looks."""
    return Solution(pk=pk)


def _taken_over(turn: Turn) -> list[Field]:
    """The form filled with an alternative of another complaint."""
    found = to_take_over(turn.subject.pk, turn.by)
    if found is None:
        raise NotFound(_("This no longer exists, or it belongs to another complaint."))
    if found.kind not in turn.case.edition.procedure.kinds_for(turn.case.type or None):
        found.kind = ""
    # What fitted the other complainant says nothing of this one.
    found.wish_fit = found.stored_wish_reason = ""
    return _fields(turn, found)


def _take_over_page(turn: Turn) -> dict[str, Any]:
    found = to_take_over(turn.subject.pk, turn.by)
    return {**_page(turn), "taken_from": found.case if found else None}


def _page(turn: Turn) -> dict[str, Any]:
    draft = draft_of(turn.case, "solution", by=turn.by)
    return {"draft": draft, "decide_href": DECIDE.href(turn.case), "parts": PARTS, "keeps": turn.subject is None,
            "loaded": loaded_now()}  # fmt: skip


# The fields of the form in their groups, each with its heading.
PARTS = (
    ("", ("title", "solution_kind", "description")),
    (_("Cost and time"), ("cost", "cost_note", "working_days", "time_note")),
    (_("What speaks for it, and against"),
     ("advantages", "drawbacks", "recurrence_risk", "recurrence_reason", "wish_fit", "wish_reason")),
    (_("Who does what"), ("executor", "helpers", "steps")),
    (_("Compensation"), ("redress_kind", "redress_amount")),
)  # fmt: skip
PROPOSE = Act(
    name="propose", title=_("Put an alternative on the table"), button=_("Put on the table"), icon="plus",
    fields=alternative_fields, run=_propose, template=FORM, more=_page,
)  # fmt: skip
TAKE_OVER = Act(
    name="propose", address="take-over", title=_("Put an alternative on the table"), button=_("Put on the table"),
    icon="plus", fields=_taken_over, run=_propose, find=_model, template=FORM, more=_take_over_page,
)  # fmt: skip
REVISE = Act(
    name="propose", address="revise", title=_("Correct the alternative"), button=_("Save"), icon="edit",
    fields=_revise_fields, run=_revise, find=solution_of, template=FORM, more=_page,
)  # fmt: skip
DROP = Act(
    name="propose", address="drop", title=_("Take the alternative off the table"), button=_("Take off the table"),
    icon="trash", look="danger", run=_drop, find=solution_of, lead=_("It stays on file and can be put back."),
)  # fmt: skip
ACTS = (PROPOSE, TAKE_OVER, REVISE, DROP)
