"""The inbox: what needs me now, by the nearest promise; all open work; what is over. Filters stand in the address."""

from collections.abc import Hashable
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.search import find
from tanggap.cases.states import State
from tanggap.casework.waiting import OPEN, waits_for
from tanggap.core.db.kept import GAP, kept, kept_with_gap
from tanggap.core.doors import door
from tanggap.core.keyset import COUNT_MOST, Page, count_within, page
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of
from tanggap.sop.models import procedure_in_force
from tanggap.sop.procedure import Procedure
from tanggap.workspace import inbox_filters
from tanggap.workspace.inbox_filters import ALL, CLOSED, DUE, NEEDS, Filters, edges
from tanggap.workspace.inbox_rows import NEAREST, Listed, as_rows, grouped, read
from tanggap.workspace.shell import counted, counters, note_inbox

POLL_SECONDS = 20
NEWS_MOST = 100


@door("staff")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """GET /desk/?show=&state=&unit=&…&sort=&cursor="""
    user: Staff = request.user  # type: ignore[assignment]
    edition, procedure = procedure_in_force()
    if any("" in values for _name, values in request.GET.lists()):
        # The form of the filters names all of them; the address that is kept and passed on only those in use.
        return redirect(f"/desk/{inbox_filters.read(request.GET, user, edition).href()}")
    waiting = counters(user, procedure)["inbox"]
    asked = inbox_filters.read(request.GET, user, edition)
    # Put together only where the question is not known yet.
    seen: Any = SimpleLazyObject(lambda: access.visible_to(user))
    cases: Any = SimpleLazyObject(lambda: listed(seen, user, asked, procedure))
    who = standing_of(user).known_by()
    what = (who, edition, asked.show, asked.condition()) if asked.steady else None
    cursor = request.GET.get("cursor", "")
    key = what and (what, asked.sort.name, cursor)
    long = waiting > NEAREST and asked.whole and not cursor
    found = page(lambda part: read(cases, part, key, long=long), asked.sort, cursor)
    whole = not cursor and not found.next
    total, in_group = (len(found.rows), {}) if whole else counts(user, cases, asked, what)
    if asked.show == NEEDS and not asked.query():
        note_inbox(user, total)
    context = {
        "asked": asked,
        "groups": _groups(found, asked, None if whole else in_group),
        "found": found,
        "total": total,
        # Which rows these are is known of the first page only; the others are found by what they follow.
        "shown": 0 if cursor else len(found.rows),
        "tabs": tabs(asked),
        "newest": newest(seen, who),
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
    edition, procedure = procedure_in_force()
    asked = inbox_filters.read(request.GET, user, edition)
    given = request.GET.get("since", "")
    since = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    count = len(_since(since, user, asked, (edition, procedure)))
    etag = f'"{since}-{count}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, "workspace/_news.html", {"count": count, "href": f"/desk/{asked.href()}"})
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _since(number: int, user: Staff, asked: Filters, in_force: tuple[int, Procedure]) -> list[Any]:
    """What the filters keep of the cases beyond that number; every page that is open asks so three times a minute."""
    edition, procedure = in_force

    def arrived(number: Any) -> QuerySet[Any, Any]:
        seen = access.visible_to(user).filter(pk__gt=number)
        return listed(seen, user, asked, procedure).order_by().values_list("pk")[: NEWS_MOST + 1]

    if not asked.steady:
        return list(arrived(number))
    key = ("news", standing_of(user).known_by(), edition, asked.show, asked.condition())
    return kept_with_gap(key, lambda: arrived(Cast(Value(GAP), BigIntegerField())), str(number))


def listed(seen: QuerySet[Case], user: Staff, asked: Filters, procedure: Procedure) -> QuerySet[Case]:
    """Those of the cases that the user sees which the filters keep."""
    cases = seen.filter(_shown(user, asked.show, procedure), asked.condition())
    return find(cases, asked.q) if asked.q else cases


def counts(user: Staff, cases: QuerySet[Case], asked: Filters, what: Hashable) -> tuple[int, dict[str, int]]:
    """How many there are, and how many in each group; a group that the limit cuts has no number.

    What fits one page is counted there. Of longer lists the numbers may be some seconds old, like those of the menu.
    """
    numbers = dict(counted(user, what, lambda: _count(cases, asked)) if what else _count(cases, asked))
    total = numbers.pop("total")
    if total > COUNT_MOST:
        numbers.pop(next((code for code in reversed(numbers) if numbers[code]), "none"))
    return total, numbers


def _count(cases: QuerySet[Case], asked: Filters) -> dict[str, int]:
    due = edges()
    # On Saturdays and Sundays nothing lies between tomorrow and the end of the week.
    later = max(due.tomorrow, due.week)
    return count_within(
        cases, asked.sort,
        overdue=Q(next_due_at__lt=due.now),
        today=Q(next_due_at__gte=due.now, next_due_at__lt=due.today),
        tomorrow=Q(next_due_at__gte=due.today, next_due_at__lt=due.tomorrow),
        week=Q(next_due_at__gte=due.tomorrow, next_due_at__lt=later),
        later=Q(next_due_at__gte=later),
        still=Q(next_due_at__isnull=True, paused=True),
        none=Q(next_due_at__isnull=True, paused=False),
    )  # fmt: skip


def newest(seen: QuerySet[Case], who: Hashable) -> int:
    """The number from which on a case is news."""
    found = kept(("newest", who), lambda: seen.order_by("-pk").values_list("pk")[:1])
    return found[0][0] if found else 0


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


def _groups(found: Page[Listed], asked: Filters, numbers: dict[str, int] | None) -> list[Any]:
    """Heading, number, rows; without `numbers` every row is here to be counted."""
    if asked.sort is not DUE:
        return [("", None, as_rows(found.rows))] if found.rows else []
    groups = grouped(found.rows)
    return [(heading, len(rows) if numbers is None else numbers.get(code), rows) for code, heading, rows in groups]
