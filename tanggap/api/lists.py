"""GET /cases: the cases that you may see, by keyset; a cursor goes on where the page before it ended."""

from typing import Annotated, Literal

from django.core import signing
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import Field

from tanggap.api import shapes
from tanggap.api.finding import case_of
from tanggap.api.reading import Body, Moment, refuse_unknown
from tanggap.api.showing import moments, row, shown
from tanggap.cases.access import visible_to
from tanggap.cases.search import find
from tanggap.casework.acting import look_at
from tanggap.core import keyset
from tanggap.core.errors import Invalid
from tanggap.core.keyset import Order
from tanggap.sop.acts import Medium, Severity

router = Router(tags=["cases"])
OPEN = ~Q(state="closed")
ORDERS = {
    "received_at": Order("received_at", "received_at", descending=True),
    "due_at": Order("due_at", "next_due_at", nullable=True),
}
BAD_CURSOR = _("This cursor does not belong to this list. Begin again without one.")
States = Literal[
    "received", "assessed", "investigating", "deciding", "approved", "offered", "putting_right", "following_up",
    "closed", "open",
]  # fmt: skip


class CaseFilters(Body):
    state: States | None = None
    unit: str | None = None
    type: str | None = None
    category: str | None = None
    severity: Severity | None = None
    channel: Medium | None = None
    q: Annotated[str, Field(max_length=200)] | None = None
    due_before: Moment | None = None
    sort: Literal["received_at", "due_at"] = "received_at"
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/cases", response=shapes.CasePage, operation_id="list_cases", url_name="cases")
def list_cases(request: HttpRequest, filters: Query[CaseFilters]) -> shapes.CasePage:
    """Newest first (`sort=received_at`) or nearest promise first (`sort=due_at`); `state=open` is all but closed."""
    refuse_unknown(request.GET, CaseFilters)
    by = request.auth  # type: ignore[attr-defined]
    seen = visible_to(by).filter(_wanted(filters))
    if filters.q:
        seen = find(seen, filters.q)
    rows = seen.select_related("unit", "owner", "handler", "data_key")
    page = keyset.page(rows, ORDERS[filters.sort], open_cursor(filters.cursor, filters.sort), filters.limit)
    items = [shapes.CaseRow(**row(case)) for case in page.rows]
    return shapes.CasePage(items=items, next=closed_cursor(page.next, filters.sort))


def _wanted(filters: CaseFilters) -> Q:
    """Each filter is written out: nothing that a client names ever becomes the name of a column (T10)."""
    where = Q()
    if filters.state == "open":
        where &= OPEN
    elif filters.state:
        where &= Q(state=filters.state)
    if filters.unit:
        where &= Q(unit__code=filters.unit)
    if filters.type:
        where &= Q(type=filters.type)
    if filters.category:
        where &= Q(category=filters.category)
    if filters.severity:
        where &= Q(severity=filters.severity)
    if filters.channel:
        where &= Q(medium=filters.channel)
    if filters.due_before:
        where &= OPEN & Q(next_due_at__lt=filters.due_before)
    return where


def closed_cursor(edge: str, sort: str) -> str | None:
    """The edge of a page as clients get it: signed, tied to its order, and nothing to be read into."""
    return signing.dumps([sort, edge], salt="api.cursor") if edge else None


def open_cursor(cursor: str | None, sort: str) -> str:
    """What `closed_cursor` held, or ""; raises Invalid for any other text, and for a cursor of another order."""
    if not cursor:
        return ""
    try:
        of, edge = signing.loads(cursor, salt="api.cursor")
    except (signing.BadSignature, ValueError, TypeError):
        of, edge = None, ""
    if of != sort:
        raise Invalid(BAD_CURSOR, code="bad_cursor", fields={"cursor": BAD_CURSOR})
    return str(edge)


@router.get("/cases/{reference}", response=shapes.CaseFile, operation_id="read_case", url_name="case")
def read_case(request: HttpRequest, reference: str) -> shapes.CaseFile:
    """The whole file, with its version, what may be done and what is missing. Reading a hidden case is recorded."""
    by = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    look_at(case, by=by)
    return shown(case, by)


@router.get("/cases/{reference}/timeline", response=shapes.Timeline, operation_id="read_timeline", url_name="timeline")
def read_timeline(request: HttpRequest, reference: str) -> shapes.Timeline:
    """Everything that happened, oldest first: messages, notes, and each step in plain words."""
    by = request.auth  # type: ignore[attr-defined]
    case = case_of(by, reference)
    look_at(case, by=by)
    return shapes.Timeline(items=moments(case, by))
