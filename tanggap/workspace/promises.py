"""The page of promises: what is due today and this week, late or broken, of the cases that one may see; and by unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.clock_history import ClockHistory, name_of, standstills
from tanggap.clocks.models import Calendar, Clock, Pause
from tanggap.core.doors import door
from tanggap.core.keys import DataKey, unseal
from tanggap.core.keyset import Page, page
from tanggap.insight import promises as figures
from tanggap.insight.promises import BROKEN, DUE, Asked, Edges, UnitLine
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now, standing_of
from tanggap.sop.acts import PROMISE_KINDS
from tanggap.sop.models import edition_of
from tanggap.ui.deadline import Pill
from tanggap.workspace import inbox_filters
from tanggap.workspace.inbox_filters import Options, unit_options
from tanggap.workspace.inbox_rows import address
from tanggap.workspace.promise_rows import pill_of
from tanggap.workspace.shell import counted

TODAY, BROKEN_LATELY = "today", "broken"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the address asks for; what we never offered is left out, as if nobody had asked."""

    show: str
    kind: str
    unit: str
    kinds: Options
    units: Options
    asked: Asked

    def query(self, **changes: str) -> str:
        """The query of an address with these, changed; "" takes one away. Never carries a page."""
        pairs = {"show": "" if self.show == TODAY else self.show, "kind": self.kind, "unit": self.unit, **changes}
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.unit)


class Row(NamedTuple):
    """One promise as a line of the list."""

    href: str
    reference: str
    title: str
    what: str
    unit: str
    pill: Pill


class UnitRow(NamedTuple):
    """How one unit stands, in words; `href` narrows the page to it."""

    name: str
    href: str
    share: float | None
    line: UnitLine


@door("staff")
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """GET /desk/promises/?show=&kind=&unit=&cursor="""
    user: Staff = request.user  # type: ignore[assignment]
    wanted, due = read(request.GET), edges()
    seen = access.visible_to(user)
    who = standing_of(user).known_by()
    found = _found(seen, wanted, due, request.GET.get("cursor", ""))
    numbers = counted(user, ("promises", who, wanted.asked), lambda: figures.counts(seen, wanted.asked, due))
    lines = counted(user, ("promises by unit", who, wanted.asked), lambda: figures.by_unit(seen, wanted.asked, due))
    context = {
        "wanted": wanted, "found": found, "rows": as_rows(user, found.rows), "tabs": tabs(wanted, numbers),
        "units": unit_rows(wanted, lines), "days": figures.LOOKED_BACK.days,
    }  # fmt: skip
    return render(request, "workspace/promises.html", context)


def read(given: Any) -> Wanted:
    """The filters of an address."""
    language = _language()
    units = unit_options(language)
    below = {code: ids for code, _name, ids in units}
    kinds = tuple((kind, name_of(kind, language)) for kind in PROMISE_KINDS)
    show, kind, unit = (given.get(name, "") for name in ("show", "kind", "unit"))
    kind, unit = kind if kind in dict(kinds) else "", unit if unit in below else ""
    return Wanted(
        show=show if show in shown() else TODAY, kind=kind, unit=unit, kinds=kinds,
        units=tuple((code, name) for code, name, _ids in units),
        asked=Asked(kind=kind, units=below.get(unit, frozenset())),
    )  # fmt: skip


def shown() -> dict[str, str]:
    """The lists of the page, in the order of its tabs."""
    return {
        TODAY: _("Due today"), "week": _("Later this week"), "late": _("Overdue"), "paused": _("Paused"),
        BROKEN_LATELY: _("Broken lately"),
    }  # fmt: skip


def edges() -> Edges:
    """Now, the end of this day and of this week, as the inbox has them."""
    due = inbox_filters.edges()
    return Edges(due.now, due.today, max(due.today, due.week))


def _found(seen: Any, wanted: Wanted, due: Edges, cursor: str) -> Page[Clock]:
    if wanted.show == BROKEN_LATELY:
        return page(figures.broken_lately(seen, wanted.asked, due.now).select_related("calendar"), BROKEN, cursor)
    which = figures.running(due)[wanted.show]
    return page(figures.open_promises(seen, wanted.asked, which).select_related("calendar"), DUE, cursor)


def as_rows(user: Staff, clocks: Sequence[Clock]) -> list[Row]:
    """Each of them as it is shown; three queries, however many there are."""
    cases = _cases(user, clocks)
    units, language = roster_now().units, _language()
    stops: dict[int, list[Pause]] = {}
    for stop in Pause.objects.filter(clock__in=[one.pk for one in clocks]).order_by("pk"):
        stops.setdefault(stop.clock_id, []).append(stop)
    rows = []
    for one in clocks:
        case = cases.get(one.case_id or 0)
        if case is None:
            continue
        one.known_pauses = stops.get(one.pk, [])
        told = _told(one, case, language)
        rows.append(Row(
            href=address(case.reference), reference=case.reference, title=str(unseal(case.stored_title, case.data_key)),
            what=told.name, unit=units[case.unit_id].name if case.unit_id in units else "", pill=pill_of(told),
        ))  # fmt: skip
    return rows


def _cases(user: Staff, clocks: Sequence[Clock]) -> dict[int, Case]:
    """The cases of these promises, by the same door as every list."""
    seen = access.visible_to(user).filter(pk__in={one.case_id for one in clocks})
    fields = ("reference", "stored_title", "unit_id", "data_key_id", "edition_id")
    cases = {case.pk: case for case in seen.only(*fields)}
    sealed = {case.data_key_id for case in cases.values()} - {None}
    keys = DataKey.objects.in_bulk(sealed) if sealed else {}
    for case in cases.values():
        case.data_key, case.edition = keys.get(case.data_key_id or 0), edition_of(case.edition_id)
    return cases


def _told(clock: Clock, case: Case, language: str) -> ClockHistory:
    """As much of its history as a pill says."""
    calendar: Calendar | None = clock.calendar if clock.working else None
    return ClockHistory(
        clock=clock, name=name_of(clock.kind, language), about="", began="", happened=(),
        calendar=calendar.name if calendar else "", stops=standstills(clock, case, language),
    )  # fmt: skip


def tabs(wanted: Wanted, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """What is shown, and how many there are of each."""
    return [
        {
            "words": words, "href": f"?{wanted.query(show='' if name == TODAY else name)}", "count": numbers[name],
            "here": name == wanted.show, "hot": name == "late" and numbers[name] > 0,
        }
        for name, words in shown().items()
    ]  # fmt: skip


def unit_rows(wanted: Wanted, lines: Sequence[UnitLine]) -> list[UnitRow]:
    """The units in the order of the organisation."""
    units = roster_now().units
    known = sorted((line for line in lines if line.unit_id in units), key=lambda line: units[line.unit_id].path)
    return [
        UnitRow(units[line.unit_id].name, f"?{wanted.query(unit=units[line.unit_id].code)}", line.share, line)
        for line in known
    ]  # fmt: skip


def _language() -> str:
    return (get_language() or "id")[:2]
