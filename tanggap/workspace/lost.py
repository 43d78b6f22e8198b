"""Letters that did not arrive: the list, and the page of one: why, and what follows (correct, send again, settle)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.lost_letters import cases_of, corrects, lost_for, lost_letter, may_settle, send_again, settle
from tanggap.channels.email.why_not import in_words
from tanggap.channels.models import Outbound
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, TanggapError
from tanggap.core.keys import unseal
from tanggap.core.keyset import Order, Part, page
from tanggap.core.text import covered_address
from tanggap.people.models import Staff
from tanggap.workspace.calls import see_other
from tanggap.workspace.shell import forget_counters

NEWEST = Order("newest", "failed_at", descending=True)
AGAIN, SETTLE = "again", "settle"


@door("staff")
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """GET /desk/undelivered/?cursor=: of the complaints that one may see, the newest first."""
    user: Staff = request.user  # type: ignore[assignment]
    letters = lost_for(user).select_related("key")

    def part(one: Part) -> Any:
        return list(letters.filter(one.beyond).order_by(*one.by)[: one.wanted])

    found = page(part, NEWEST, request.GET.get("cursor", ""))
    cases = cases_of(found.rows)
    rows = [
        {"letter": one, "case": cases.get(one.case_key), "subject": _subject(one), "why": in_words(one.reason),
         "to": covered_address(str(unseal(one.to_address, one.key)))}
        for one in found.rows
    ]  # fmt: skip
    return render(request, "workspace/lost.html", {"rows": rows, "found": found})


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def lost_one(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/undelivered/ID/ says why; POST `act` sends it again, to `email` perhaps, or settles it by `note`."""
    user: Staff = request.user  # type: ignore[assignment]
    letter, case = lost_letter(pk, by=user)
    if request.method != "POST":
        return _page(request, letter, case)
    given = {name: request.POST.get(name, "") for name in ("act", "email", "note")}
    try:
        if given["act"] == AGAIN:
            send_again(pk, email=given["email"], by=user)
            messages.success(request, _("The letter goes out again."))
        elif given["act"] == SETTLE:
            settle(pk, note=given["note"], by=user)
            messages.success(request, _("It is written down, and the letter stands on the list no more."))
        else:
            raise Invalid(_("Say what is to be done."))
    except TanggapError as problem:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        return _page(request, letter, case, given, fields or {"": problem.sentence}, problem.status)
    forget_counters(user)
    return see_other(reverse("case", args=[case.reference]) if case else reverse("lost"))


def _page(
    request: HttpRequest, letter: Outbound, case: Case | None, given: dict[str, str] | None = None,
    errors: dict[str, Any] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    user: Staff = request.user  # type: ignore[assignment]
    to = str(unseal(letter.to_address, letter.key))
    may = may_settle(letter, case, user)
    known = may and (case is None or access.sees_identity(user, case))
    answer = render(request, "workspace/lost_one.html", {
        "letter": letter, "case": case, "subject": _subject(letter), "why": in_words(letter.reason), "may": may,
        "to": to if known else covered_address(to), "corrects": may and corrects(letter, case) is not None,
        "given": given or {"email": to if known else "", "note": ""}, "errors": errors or {},
    }, status=status)  # fmt: skip
    answer["Cache-Control"] = "private, no-store"
    return answer


def _subject(letter: Outbound) -> str:
    return str(unseal(letter.subject, letter.key))
