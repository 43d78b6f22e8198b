"""Money on the desk: the budgets for compensation with what moved in them, and what complaints cost."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.audit.trail import record
from tanggap.cases import access
from tanggap.casework import budgets
from tanggap.casework.acting import note_refusal
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, TanggapError
from tanggap.insight import costs
from tanggap.insight.sheets import csv_lines
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.sop.models import current_edition
from tanggap.workspace.acts_fields import rupiah_of
from tanggap.workspace.acts_form import case_href
from tanggap.workspace.acts_people import language

AT_ONCE = 50
READERS = tuple(str(role) for role in budgets.READERS)


@door(*READERS)
@require_safe
def budget_list(request: HttpRequest) -> HttpResponse:
    """GET /desk/budgets/?year="""
    user: Staff = request.user  # type: ignore[assignment]
    known = budgets.years()
    year = _year(request.GET.get("year", ""), known)
    return render(request, "workspace/money/budgets.html", {
        "accounts": budgets.accounts(user, year), "year": year, "years": known,
    })  # fmt: skip


@door(*READERS)
@require_http_methods(["GET", "POST"])
def budget_page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """GET: one budget and what moved in it, newest first. POST sets another limit."""
    user: Staff = request.user  # type: ignore[assignment]
    account = budgets.find(user, code, year) if year in budgets.years() else None
    if account is None:
        raise NotFound(_("There is no such budget."))
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            _set_limit(request, account)
        except TanggapError as problem:
            if not isinstance(problem, Invalid):
                note_refusal(problem, "budget_limit", by=user)
            errors = dict(getattr(problem, "fields", {}) or {}) or {"": problem.sentence}
            status, account = problem.status, budgets.find(user, code, year) or account
        else:
            messages.success(request, _("The limit is changed."))
            answer = redirect(request.path)
            answer.status_code = 303
            return answer
    return render(request, "workspace/money/budget.html", _budget(request, account, errors), status=status)


def _set_limit(request: HttpRequest, account: budgets.Account) -> None:
    given = request.POST
    seen = given.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 16):
        raise Invalid(_("The page was too old or incomplete. Look at what stands there now, then send it again."))
    try:
        limit = rupiah_of(given.get("limit", ""))
    except Invalid as problem:
        raise Invalid(problem.sentence, fields={"limit": problem.sentence}) from problem
    budgets.change_limit(
        account.unit, account.year, limit, reason=given.get("reason", ""), seen=int(seen),
        by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip


def _budget(request: HttpRequest, account: budgets.Account, errors: dict[str, Any]) -> dict[str, Any]:
    user: Staff = request.user  # type: ignore[assignment]
    before = request.GET.get("before", "")
    behind = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    found = list(budgets.lines(account, behind)[: AT_ONCE + 1])
    shown, names = found[:AT_ONCE], {one.key: one.full_name for one in roster_now().staff.values()}
    seen = access.visible_to(user).filter(pk__in={one.redress.case_id for one in shown})
    seen_ids = set(seen.values_list("pk", flat=True))
    rows = [
        {
            "line": line, "who": names.get(line.by) or (_("Tanggap") if line.by == "worker" else _("The complainant")),
            "reference": line.redress.case.reference if line.redress.case_id in seen_ids else "",
            "href": case_href(line.redress.case) if line.redress.case_id in seen_ids else "",
        }
        for line in shown
    ]  # fmt: skip
    return {
        "account": account, "rows": rows, "errors": errors, "typed": request.POST, "before": before,
        "more": shown[-1].pk if len(found) > AT_ONCE else None, "changes": budgets.changes(account),
        "may_set": budgets.may_set(user, account.unit) and account.year >= time.today().year,
    }  # fmt: skip


@door(*READERS)
@require_safe
def cost_page(request: HttpRequest) -> HttpResponse:
    """GET /desk/costs/?year="""
    by_category, by_cause, year, known = _costs(request)
    total = sum(one.total for one in by_category)
    return render(request, "workspace/money/costs.html", {
        "by_category": by_category, "by_cause": by_cause, "year": year, "years": known, "total": total,
        "query": urlencode({"year": year}),
    })  # fmt: skip


@door(*READERS)
@require_safe
def cost_file(request: HttpRequest) -> HttpResponse:
    """GET /desk/costs.csv: the same. That it was taken is kept."""
    by_category, by_cause, year, _known = _costs(request)
    heads = [
        _("By"), _("What"), _("Complaints"), _("Compensation (rupiah)"), _("Carrying out (rupiah)"),
        _("Together (rupiah)"), _("Solution (working minutes)"),
    ]  # fmt: skip
    groups = ((_("Category"), by_category), (_("Cause"), by_cause))
    rows = [
        [name, one.words, str(one.times), str(one.given), str(one.carried_out), str(one.total),
         "" if one.minutes is None else str(one.minutes)]
        for name, found in groups for one in found
    ]  # fmt: skip
    record("costs_exported", request.user, by=request.user, year=year)  # type: ignore[arg-type]
    answer = HttpResponse("".join(csv_lines(heads, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="costs-{year}.csv"'
    return answer


def _costs(request: HttpRequest) -> tuple[list[costs.Cost], list[costs.Cost], int, list[int]]:
    user: Staff = request.user  # type: ignore[assignment]
    seen = access.visible_to(user)
    known = costs.years(seen)
    year = _year(request.GET.get("year", ""), known)
    by_category = costs.by_category(seen, year, current_edition().procedure, language())
    return by_category, costs.by_cause(seen, year), year, known


def _year(typed: str, known: list[int]) -> int:
    this = time.today().year
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) in known else this
