"""SOP 8 on the desk: the decisions that wait for the head, with approve, send back, and ten minutes to undo."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.cases import access
from tanggap.cases.models import Case, Participant
from tanggap.cases.states import State
from tanggap.casework import acting
from tanggap.casework.decide import UNDO_MINUTES, approve, next_rung_or_none, send_back, undo_approve
from tanggap.casework.dossier import Dossier
from tanggap.casework.propose import on_table
from tanggap.core import time
from tanggap.core.db import plain
from tanggap.core.db.kept import GAP, kept, kept_with_gap
from tanggap.core.doors import door
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Approval, Budget, Decision, Solution
from tanggap.sop.parts import Rung
from tanggap.ui.deadline import clock_pill
from tanggap.ui.formatting import rupiah, working_time
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn, case_href, find_case, form_page, leave, refusals_kept, view_of
from tanggap.workspace.acts_more_time import to_answer
from tanggap.workspace.acts_people import language
from tanggap.workspace.solution_columns import column

MOST_WAITING = 200
LIST = "workspace/case/approval.html"


def approval_href(case: Case) -> str:
    """Where the head reads the decision on this case."""
    return reverse("approval", args=[case.reference])


def _fields(turn: Turn) -> list[Field]:
    """The remark is wanted for sending back only; so is the suggestion."""
    table = [_tied(one, turn.case) for one in on_table(turn.case)]
    return [
        Field(name="remark", label=_("Remark"), rows=2, optional=True, hint=_("Needed when you send it back.")),
        Field(name="suggestion", label=_("Suggest instead"), kind="select", optional=True, size="medium",
              empty=_("No suggestion"), options=options((one.pk, one.title) for one in table)),
    ]  # fmt: skip


def _tied(solution: Solution, case: Case) -> Solution:
    solution.case = case
    return solution


def _approve(turn: Turn, given: Given) -> Done:
    approve(turn.case, remark=given["remark"], by=turn.by, version=turn.version)
    said = _("Approved. You can take it back within ten minutes.")
    return Done(said=said, to=reverse("approvals"), undo=reverse("case_undo_approve", args=[turn.case.reference]))


def _send_back(turn: Turn, given: Given) -> Done:
    chosen = next((one for one in on_table(turn.case) if str(one.pk) == given["suggestion"]), None)
    send_back(turn.case, remark=given["remark"], suggestion=chosen, by=turn.by, version=turn.version)
    return Done(said=_("Sent back with your remark."), to=reverse("approvals"))


@door("staff")
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: take the approval back within ten minutes."""
    case = find_case(request, reference, "undo_approve")
    with refusals_kept(request, "undo_approve", case):
        undo_approve(case, by=request.user)  # type: ignore[arg-type]
    return leave(request, Done(said=_("The approval was taken back.")), case)


@door("staff")
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """GET /desk/approvals/: the decisions that wait for this reader, the most urgent first and open."""
    by: Staff = request.user  # type: ignore[assignment]
    rows = waiting_for(by)
    if rows:
        first = find_case(request, rows[0]["case"].reference)
        acting.look_at(first, by=by)
        return form_page(request, APPROVE, Turn(case=first, by=by), None)
    lists = {"rows": rows, "more_time": to_answer(by), "recent": _recent(by), "week": _this_week(by)}
    return render(request, LIST, {**lists, "case": None, "decision": None})


def waiting_for(by: Staff) -> list[dict[str, Any]]:
    """Open decisions whose next rung this person may speak for, and has no part in; five queries, however many."""
    if not (cases := _deciding(by)):
        return []
    decisions = Decision.objects.filter(case__in=cases, state=Decision.State.OPEN).select_related(
        "recommended", "chosen_by"
    )
    found = {one.case_id: one for one in decisions.prefetch_related("approvals", "options")}
    named: dict[int, list[str]] = {}
    people = {by.pk, *standing_of(by).acting_for}
    mine = Participant.objects.filter(case__in=cases, staff__in=people, until__isnull=True)
    for pk, role in mine.values_list("case_id", "role"):
        named.setdefault(pk, []).append(role)
    rows = [_waiting(case, found[case.pk], by, named.get(case.pk, [])) for case in cases if case.pk in found]
    return [row for row in rows if row is not None]


def _deciding(by: Staff) -> list[Case]:
    """The cases with a decision that this person may see, the nearest promise first."""

    def seen() -> Any:
        deciding = access.visible_to(by).filter(state=State.DECIDING).order_by("next_due_at", "pk")
        return deciding.values_list("pk")[:MOST_WAITING]

    found = kept(("deciding", standing_of(by).known_by()), seen)
    return _read([number for (number,) in found], "cases_case.next_due_at, cases_case.id")


def _waiting(case: Case, decision: Decision, by: Staff, named: list[str]) -> dict[str, Any] | None:
    decision.case = decision.recommended.case = case
    rung = _next_rung(decision)
    makers = {decision.chosen_by_id, *(option.proposed_by_id for option in decision.options.all())}
    if rung is None or by.pk in makers or rung.role not in access.roles_of_participant(by, case, named):
        return None
    pill = clock_pill(case.next_due_at) if case.next_due_at else None
    return {"case": case, "decision": decision, "href": approval_href(case), "pill": pill}


def _next_rung(decision: Decision) -> Rung | None:
    """The next rung from what was prefetched."""
    said = {one.rung for one in decision.approvals.all() if one.verdict == "approved" and one.undone_at is None}
    rungs = decision.case.edition.procedure.approval_rungs(decision.amount)
    return next((rung for place, rung in enumerate(rungs, 1) if place not in said), None)


def _recent(by: Staff) -> list[Case]:
    """What this person approved within the last ten minutes and may still take back."""

    def undoable() -> Any:
        since = Cast(Value(GAP), DateTimeField())
        approvals = Approval.objects.filter(approver=by, at__gte=since, undone_at__isnull=True, verdict="approved")
        approved = access.visible_to(by).filter(state=State.APPROVED, decisions__approvals__in=approvals)
        return approved.values_list("pk").distinct()

    since = time.now() - timedelta(minutes=UNDO_MINUTES)
    found = kept_with_gap(("undoable", standing_of(by).known_by()), undoable, since.isoformat())
    return _read([number for (number,) in found], "cases_case.id")


def _this_week(by: Staff) -> dict[str, int]:
    """How many decisions this person has approved and sent back since Monday."""
    today = time.local(time.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    said = Approval.objects.filter(approver=by, at__gte=today - time.days(today.weekday()), undone_at__isnull=True)
    return dict(said.values_list("verdict").annotate(Count("pk")))


def _read(numbers: list[int], order: str) -> list[Case]:
    """These cases, with their key, unit and edition at hand."""
    where = f"cases_case.id = ANY(%s) ORDER BY {order}"
    cases = plain.rows_along(Case, "data_key", where, numbers) if numbers else []
    for case in cases:
        access.put_at_hand(case)
    return cases


def may_undo(case: Case, on_file: Dossier, by: Any) -> bool:
    """Whether this reader approved it within the last ten minutes, and nothing was offered yet."""
    since = time.now() - timedelta(minutes=UNDO_MINUTES)
    mine = (one for one in on_file.approvals if one.approver_id == by.pk and one.verdict == "approved")
    return case.state == State.APPROVED and any(one.undone_at is None and one.at >= since for one in mine)


def _page(turn: Turn) -> dict[str, Any]:
    """The decision that is read: what, for how much, why, instead of what, and how it stands with the SOP."""
    case = turn.case
    rows = waiting_for(turn.by)
    shared = {
        "rows": rows, "more_time": to_answer(turn.by), "recent": _recent(turn.by), "send_back": SEND_BACK,
        "week": _this_week(turn.by),
        "approve": APPROVE, "undo_minutes": UNDO_MINUTES,
    }  # fmt: skip
    newest = case.decisions.select_related("recommended__executor", "chosen_by").order_by("-round", "-attempt").first()
    if newest is None:
        return {**shared, "decision": None}
    newest.case = newest.recommended.case = case
    ranked = newest.ranked.select_related("solution__executor", "solution__proposed_by")
    chosen = [_tied(one.solution, case) for one in ranked]
    others = [_tied(one, case) for one in on_table(case) if one.pk not in {option.pk for option in chosen}]
    pill = clock_pill(case.next_due_at) if case.next_due_at and case.state == State.DECIDING else None
    remarks = [_remark(one, newest) for one in newest.approvals.select_related("approver").order_by("pk")]
    return {
        **shared, "decision": newest, "others": others, "pill_due": pill, "remarks": remarks,
        "columns": [column(one, place, recommended=one == newest.recommended) for place, one in enumerate(chosen)],
        "figures": _figures(case, newest), "checks": list(_checks(case, newest, chosen, others, turn.by)),
        "place": next((number for number, row in enumerate(rows, 1) if row["case"].pk == case.pk), 0),
        "open": case.state == State.DECIDING and newest.state == Decision.State.OPEN, "case_href": case_href(case),
        "own": turn.by.pk in _makers(newest, chosen),
    }  # fmt: skip


def _makers(decision: Decision, chosen: list[Solution]) -> set[int]:
    """Those who proposed or chose it, and so may not approve it."""
    return {decision.chosen_by_id, *(one.proposed_by_id for one in chosen)}


def _remark(approval: Approval, decision: Decision) -> Approval:
    approval.decision = decision
    return approval


def _figures(case: Case, decision: Decision) -> list[tuple[str, str]]:
    best, year = decision.recommended, time.today().year
    budget = Budget.objects.filter(unit=case.unit_id, year=year).first()
    left = budget.left if budget else case.edition.procedure.budget(case.unit.code)
    figures = [
        (gettext("Cost"), rupiah(best.amount)), (gettext("Time until done"), working_time(best.working_days, 1)),
        (gettext("Left in this year's budget"), rupiah(left)),
    ]  # fmt: skip
    if best.redress_amount:
        figures.insert(2, (best.get_redress_kind_display(), rupiah(best.redress_amount)))
    return figures


def _checks(case: Case, decision: Decision, chosen: list[Solution], others: list[Solution], by: Staff) -> Any:
    """What the SOP asks, and how this decision stands."""
    procedure = case.edition.procedure
    words = procedure.types[case.type].label.say(language()) if case.type in procedure.types else ""
    yield ("ok" if case.type else "warn", gettext("Classified: %(type)s") % {"type": words or "–"})
    least = procedure.needs("decide", case.type or None).min_alternatives
    compared = len(chosen) + len(others)
    said = ngettext(
        "%(count)d alternative compared, the SOP asks for %(least)d",
        "%(count)d alternatives compared, the SOP asks for %(least)d", compared,
    ) % {"count": compared, "least": least}  # fmt: skip
    yield ("ok" if compared >= least else "warn", said)
    rung = next_rung_or_none(decision)
    if rung is not None:
        limit = rung[0].up_to
        enough = limit is None or decision.amount <= limit
        within, above = gettext("Within the authority of this rung"), gettext("Above it another approval is needed")
        said = within if enough else above
        yield ("ok" if enough else "warn", f"{said}" + (f" ({rupiah(limit)})" if limit else ""))
    if by.pk in _makers(decision, chosen):
        yield ("warn", gettext("You proposed or chose it: another approver has to decide."))


APPROVE = Act(
    name="approve", title=_("Read and approve"), button=_("Approve and go on"), icon="gavel", fields=_fields,
    run=_approve, template=LIST, more=_page, answers={"reason": "remark"},
)  # fmt: skip
SEND_BACK = Act(
    name="send_back", address="send-back", title=_("Send back for changes"), button=_("Send back for changes"),
    icon="arrow-back-up", fields=_fields, run=_send_back, template=LIST, more=_page, answers={"reason": "remark"},
)  # fmt: skip
approval = view_of(APPROVE)
