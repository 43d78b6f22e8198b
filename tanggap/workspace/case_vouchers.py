"""Vouchers at the counter: type or scan the code, see what it is worth, redeem it with one click, take that back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tanggap.cases import access
from tanggap.casework import acting, give, vouchers
from tanggap.core import limits, time
from tanggap.core.doors import door
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff
from tanggap.remedy.models import Voucher
from tanggap.ui.formatting import rupiah
from tanggap.workspace.acts_form import case_href

# A counter redeems a few in a minute; who tries hundreds is guessing.
TRIES, PERIOD = 60, 15 * 60
LATELY = 10
ACTS = {"look": "check_voucher", "redeem": "redeem", "undo": "undo_redeem"}


@door("frontdesk", "officer", "head", "manager")
@require_http_methods(["GET", "POST"])
def redeem_page(request: HttpRequest) -> HttpResponse:
    """GET shows the field and what was redeemed lately; POST looks a code up, redeems it, or takes that back."""
    by: Staff = request.user  # type: ignore[assignment]
    what, code = request.POST.get("what", "redeem"), request.POST.get("code", "")
    if request.method != "POST":
        return _page(request, by)
    try:
        limits.hit("voucher", by.key, limit=TRIES, per_seconds=PERIOD)
        if what == "look":
            return _page(request, by, found=vouchers.look_up(code))
        said = _undo(code, by) if what == "undo" else _redeem(code, by)
    except TanggapError as problem:
        acting.note_refusal(problem, ACTS.get(what, "redeem"), by=by)
        return _page(request, by, code=code, problem=problem)
    messages.success(request, said)
    answer = redirect(request.path)
    answer.status_code = 303
    return answer


def _redeem(code: str, by: Staff) -> str:
    voucher = give.redeem(code, by=by)
    return _("Redeemed: %(amount)s, code %(code)s.") % {"amount": rupiah(voucher.amount), "code": voucher.code}


def _undo(code: str, by: Staff) -> str:
    voucher = give.undo_redeem(vouchers.look_up(code), by=by)
    return _("Taken back: the voucher %(code)s is valid again.") % {"code": voucher.code}


def _page(
    request: HttpRequest, by: Staff, *, code: str = "", found: Voucher | None = None,
    problem: TanggapError | None = None,
) -> HttpResponse:  # fmt: skip
    mine = Voucher.objects.filter(redeemed_by=by.key, redeemed_at__gte=time.now() - timedelta(days=1))
    lately = mine.select_related("redress__case__data_key").order_by("-redeemed_at")[:LATELY]
    shown = [*lately, *([found] if found else [])]
    seen = set(access.visible_to(by).filter(pk__in={one.redress.case_id for one in shown}).values_list("pk", flat=True))
    context = {
        "code": code, "errors": {"code": problem.sentence} if problem else {},
        "found": _row(found, seen) if found else None, "lately": [_row(one, seen) for one in lately],
    }  # fmt: skip
    return render(request, "workspace/case/vouchers.html", context, status=problem.status if problem else 200)


def _row(voucher: Voucher, seen: set[int]) -> dict[str, Any]:
    """What it is worth and until when; whose it is only for whoever sees the case and its name."""
    case = voucher.redress.case
    undo_until = voucher.redeemed_at and voucher.redeemed_at + timedelta(minutes=vouchers.UNDO_MINUTES)
    return {
        "voucher": voucher, "state": vouchers.state_of(voucher), "reference": case.reference if case.pk in seen else "",
        "href": case_href(case) if case.pk in seen else "",
        "whose": case.shown_name if case.pk in seen and not case.hidden else "",
        "undo": bool(undo_until and undo_until > time.now()),
    }  # fmt: skip
