"""SOP 8 on the desk: approve, perhaps under a condition, send back, ten minutes to undo; and the list of what waits."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import acting
from tanggap.casework.decide import UNDO_MINUTES, Condition, approve, reconsider, send_back, undo_approve
from tanggap.casework.dossier import Dossier
from tanggap.casework.propose import Alternative, on_table
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff
from tanggap.remedy.models import Approval, Solution
from tanggap.workspace.acts_fields import Field, Given, options
from tanggap.workspace.acts_form import Act, Done, Turn, case_href, find_case, form_page, leave, refusals_kept, view_of
from tanggap.workspace.acts_more_time import to_answer
from tanggap.workspace.approval_list import UNDO, approval_href, handed, history, lately, waiting_for
from tanggap.workspace.approval_page import detail, similar_href

__all__ = ["APPROVE", "RECONSIDER", "SEND_BACK", "approval_href"]
LIST = "workspace/case/approval.html"


def _fields(turn: Turn, table: list[Solution] | None = None) -> list[Field]:
    """The remark is wanted for sending back only; so is what is suggested. The condition goes with a yes."""
    table = [_tied(one, turn.case) for one in on_table(turn.case)] if table is None else table
    return [
        Field(name="remark", label=_("Remark"), rows=2, optional=True, hint=_("Needed when you send it back.")),
        Field(name="condition", label=_("Condition"), rows=2, optional=True),
        Field(name="condition_first", label=_("It must be met before anything is offered"), kind="checkbox",
              initial=True),
        Field(name="suggestion", label=_("Suggest instead"), kind="select", optional=True, size="medium",
              empty=_("No suggestion"), options=options((one.pk, one.title) for one in table)),
        Field(name="title", label=_("Or a new alternative"), kind="text", optional=True),
        Field(name="description", label=_("What is done"), rows=2, optional=True),
        Field(name="cost", label=_("Cost"), kind="money", optional=True),
        Field(name="working_days", label=_("Working days"), kind="number", optional=True),
    ]  # fmt: skip


def _tied(solution: Solution, case: Case) -> Solution:
    solution.case = case
    return solution


def _approve(turn: Turn, given: Given) -> Done:
    text = given["condition"].strip()
    condition = Condition(text=text, first=given["condition_first"]) if text else None
    approve(turn.case, remark=given["remark"], condition=condition, by=turn.by, version=turn.version)
    said = _("Approved. You can take it back within ten minutes.")
    return Done(said=said, to=reverse("approvals"), undo=reverse("case_undo_approve", args=[turn.case.reference]))


def _send_back(turn: Turn, given: Given) -> Done:
    chosen = next((one for one in on_table(turn.case) if str(one.pk) == given["suggestion"]), None)
    send_back(turn.case, remark=given["remark"], suggestion=_drafted(given) or chosen, by=turn.by,
              version=turn.version)  # fmt: skip
    return Done(said=_("Sent back with your remark."), to=reverse("approvals"))


def _drafted(given: Given) -> Alternative | None:
    """The head's own alternative; None when none was written."""
    title, rest = given["title"].strip(), (given["description"], given["cost"], given["working_days"])
    if not title:
        if any(rest):
            sentence = _("Give the new alternative a title.")
            raise Invalid(sentence, fields={"title": sentence})
        return None
    return Alternative(title=title, description=given["description"], cost=given["cost"] or 0,
                       working_days=given["working_days"] or 1)  # fmt: skip


def _reconsider(turn: Turn, given: Given) -> Done:
    reconsider(turn.case, reason=given["reason"], by=turn.by, version=turn.version)
    return Done(said=_("Back for a new decision; whoever approved it is told why."))


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
    if not rows:
        return render(request, LIST, {**_beside(by, rows), "case": None, "decision": None})
    first = Turn(case=rows[0]["case"], by=by)
    acting.look_at(first.case, by=by)
    page = _page(first, rows)
    known = replace(APPROVE, more=lambda turn: page, fields=partial(_fields, table=page["table"]))
    return form_page(request, known, first, None)


@door("staff")
@require_safe
def approvals_said(request: HttpRequest) -> HttpResponse:
    """GET /desk/approvals/said/: what this reader has said on decisions, the latest first."""
    by: Staff = request.user  # type: ignore[assignment]
    return render(request, "workspace/case/approvals_said.html", {"rows": history(by)})


def may_undo(case: Case, on_file: Dossier, by: Any) -> Approval | None:
    """The approval that this reader may take back: the last one, his or her own, of the last ten minutes."""
    if case.state not in (State.APPROVED, State.DECIDING):
        return None
    said = [one for one in on_file.approvals if one.undone_at is None and one.decision.round == case.round]
    last = max(said, key=lambda one: one.pk, default=None)
    if last is None or last.verdict != Approval.Verdict.APPROVED or last.approver_id != by.pk:
        return None
    return last if last.at >= time.now() - UNDO else None


def _beside(by: Staff, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What stands beside the decision that is read."""
    amounts = [row["decision"].amount for row in rows]
    return {
        "rows": rows, "more_time": to_answer(by), "lately": lately(by), "handed": handed(by),
        "in_all": sum(amounts), "in_the_middle": sum(amounts) // len(amounts) if len(amounts) > 1 else 0,
    }  # fmt: skip


def _page(turn: Turn, rows: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The decision, and the list that it stands in; the list is read once."""
    case, rows = turn.case, waiting_for(turn.by) if rows is None else rows
    row = next((row for row in rows if row["case"].pk == case.pk), None)
    return {
        **_beside(turn.by, rows), **detail(case, turn.by, row["waiting"] if row else None),
        "send_back": SEND_BACK, "approve": APPROVE,
        "undo_minutes": UNDO_MINUTES, "case_href": case_href(case), "similar": similar_href(case),
        "row": row, "place": rows.index(row) + 1 if row else 0,
    }  # fmt: skip


APPROVE = Act(
    name="approve", title=_("Read and approve"), button=_("Approve and go on"), icon="gavel", fields=_fields,
    run=_approve, template=LIST, more=_page, answers={"reason": "remark"},
)  # fmt: skip
SEND_BACK = Act(
    name="send_back", address="send-back", title=_("Send back for changes"), button=_("Send back for changes"),
    icon="arrow-back-up", fields=_fields, run=_send_back, template=LIST, more=_page, answers={"reason": "remark"},
)  # fmt: skip
RECONSIDER = Act(
    name="reconsider", title=_("The condition cannot be met"), button=_("Back for a new decision"),
    icon="arrow-back-up", look="danger", run=_reconsider,
    lead=_("What was approved is not offered. The department decides anew, and whoever approved it is told why."),
    fields=lambda turn: [Field(name="reason", label=_("Why it cannot be met"), rows=3)],
)  # fmt: skip
approval = view_of(APPROVE)
