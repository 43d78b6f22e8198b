"""The inbox: what needs me now, by the nearest promise; all open work; what is over. Filters stand in the address."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.search import find
from tanggap.cases.states import State
from tanggap.casework.waiting import OPEN, waits_for
from tanggap.core.doors import door
from tanggap.core.keyset import COUNT_MOST, Page, count_within, page
from tanggap.people.models import Staff
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure
from tanggap.workspace import inbox_filters
from tanggap.workspace.inbox_filters import ALL, CLOSED, DUE, NEEDS, Filters, edges
from tanggap.workspace.inbox_rows import for_rows, grouped, row
from tanggap.workspace.shell import counters, note_inbox

POLL_SECONDS = 20
NEWS_MOST = 100


@door("staff")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """GET /desk/?show=&state=&unit=&…&sort=&cursor="""
    user: Staff = request.user  # type: ignore[assignment]
    procedure = current_edition().procedure
    counters(user, procedure)
    seen = access.visible_to(user)
    asked = inbox_filters.read(request.GET, user, procedure)
    cases = listed(seen, user, asked, procedure)
    found = page(for_rows(cases), asked.sort, request.GET.get("cursor", ""))
    total, in_group = counts(cases, found, asked, first="cursor" not in request.GET)
    if asked.show == NEEDS and not asked.query():
        note_inbox(user, total)
    context = {
        "asked": asked,
        "groups": _groups(found, asked, in_group),
        "found": found,
        "total": total,
        "tabs": tabs(asked),
        "newest": newest(seen),
        "poll": POLL_SECONDS,
    }
    return render(request, "workspace/inbox.html", context)


@door("staff")
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """GET /desk/news/?since=NUMBER&…: how many complaints came since, for the same filters; 304 when nothing changed.

    Asked by the page itself with the header `Tanggap-Live`, which does not keep anybody signed in.
    """
    user: Staff = request.user  # type: ignore[assignment]
    procedure = current_edition().procedure
    asked = inbox_filters.read(request.GET, user, procedure)
    given = request.GET.get("since", "")
    since = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    arrived = listed(access.visible_to(user).filter(pk__gt=since), user, asked, procedure)
    count = arrived.order_by()[: NEWS_MOST + 1].count()
    etag = f'"{since}-{count}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, "workspace/_news.html", {"count": count, "href": f"/desk/{asked.href()}"})
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def listed(seen: QuerySet[Case], user: Staff, asked: Filters, procedure: Procedure) -> QuerySet[Case]:
    """Those of the cases that the user sees which the filters keep."""
    cases = seen.filter(_shown(user, asked.show, procedure), asked.condition())
    return find(cases, asked.q) if asked.q else cases


def counts(cases: QuerySet[Case], found: Page[Case], asked: Filters, *, first: bool) -> tuple[int, dict[str, int]]:
    """How many there are, and how many in each group; a group that the limit cuts has no number."""
    if first and not found.next:
        return len(found.rows), {code: len(rows) for code, _heading, rows in grouped(found.rows)}
    now, today, week = edges()
    numbers = count_within(
        cases, asked.sort,
        overdue=Q(next_due_at__lt=now),
        today=Q(next_due_at__gte=now, next_due_at__lt=today),
        week=Q(next_due_at__gte=today, next_due_at__lt=week),
        later=Q(next_due_at__gte=week),
        none=Q(next_due_at__isnull=True),
    )  # fmt: skip
    total = numbers.pop("total")
    if total > COUNT_MOST:
        numbers.pop(next((code for code in reversed(numbers) if numbers[code]), "none"))
    return total, numbers


def newest(seen: QuerySet[Case]) -> int:
    """The number from which on a case is news."""
    return seen.order_by("-pk").values_list("pk", flat=True).first() or 0


def tabs(asked: Filters) -> list[dict[str, Any]]:
    """What is shown: needs me, all open, closed."""
    words = {NEEDS: _("Needs me now"), ALL: _("All open"), CLOSED: str(State.CLOSED.label)}
    return [
        {"words": text, "href": asked.href(show="" if code == NEEDS else code, sort=""), "here": code == asked.show}
        for code, text in words.items()
    ]


def _shown(user: Staff, show: str, procedure: Procedure) -> Q:
    if show == CLOSED:
        return Q(state=State.CLOSED)
    return OPEN & waits_for(user, procedure) if show == NEEDS else OPEN


def _groups(found: Page[Case], asked: Filters, numbers: dict[str, int]) -> list[Any]:
    if asked.sort is not DUE:
        return [("", None, [row(case) for case in found.rows])] if found.rows else []
    return [(heading, numbers.get(code), rows) for code, heading, rows in grouped(found.rows)]
