"""GET /register: the closings of the cases that you may see, as JSON pages or as one CSV file."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from tanggap.api.lists import closed_cursor, open_cursor
from tanggap.api.reading import Body, Day, refuse_unknown
from tanggap.cases.access import visible_to
from tanggap.core import keyset
from tanggap.core.cells import plain_cell
from tanggap.core.time import days, default_zone
from tanggap.insight.register import kept_and_broken
from tanggap.learning.models import RegisterEntry
from tanggap.people.models import Staff

router = Router(tags=["register"])
NEWEST = keyset.Order("register", "closed_at", descending=True)


class RegisterFilters(Body):
    closed_from: Day | None = None
    closed_to: Day | None = None
    type: str | None = None
    category: str | None = None
    solution_kind: str | None = None
    outcome: str | None = None
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class RegisterRow(BaseModel):
    """Complaint type and applied solution of one closing; amounts in rupiah.

    Minutes are of working time, pauses taken out; elapsed is minutes on the clock on the wall since receipt.
    """

    reference: str
    closing: int
    kind: str
    channel: str
    unit: str
    type: str
    category: str
    severity: str
    outcome: str
    solution: str
    solution_kind: str = Field(description="Its code in the SOP, by which the register counts; empty: not said.")
    cause: str
    lesson: str
    redress_total: int
    rounds: int
    transfers: int
    legal_risk: bool
    solved: str
    outcome_score: int | None
    received_at: datetime
    first_reply_at: datetime | None
    closed_at: datetime
    first_reply_minutes: int | None
    resolution_minutes: int | None
    first_reply_elapsed: int | None
    resolution_elapsed: int | None
    promises_kept: int
    promises_broken: int
    promises: dict[str, list[int]] = Field(description="By kind: how often kept, how often broken.")
    without_follow_up: str
    source: str
    edition: str


class RegisterPage(BaseModel):
    items: list[RegisterRow]
    next: str | None


CSV_ANSWER: dict[str, Any] = {
    "responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
}  # fmt: skip


@router.get(
    "/register", response=RegisterPage, operation_id="read_register", url_name="register", openapi_extra=CSV_ANSWER
)
def read_register(request: HttpRequest, filters: Query[RegisterFilters]) -> RegisterPage | HttpResponse:
    """Newest closing first. With `Accept: text/csv` all rows come as one file; no cell of it is ever a formula."""
    refuse_unknown(request.GET, RegisterFilters)
    entries = _entries(request.auth, filters)  # type: ignore[attr-defined]
    if wants_csv(request):
        return _as_csv(entries)
    page = keyset.page(entries, NEWEST, open_cursor(filters.cursor, NEWEST.name), filters.limit)
    return RegisterPage(items=[_row(one) for one in page.rows], next=closed_cursor(page.next, NEWEST.name))


def wants_csv(request: HttpRequest) -> bool:
    """Whether the client prefers a table to JSON."""
    return request.get_preferred_type(["application/json", "text/csv"]) == "text/csv"


def _entries(by: Staff, filters: RegisterFilters) -> QuerySet[RegisterEntry]:
    seen = RegisterEntry.objects.filter(case__in=visible_to(by)).select_related("unit", "case__data_key")
    if filters.closed_from:
        seen = seen.filter(closed_at__gte=_midnight(filters.closed_from))
    if filters.closed_to:
        seen = seen.filter(closed_at__lt=_midnight(filters.closed_to) + days(1))
    if filters.type:
        seen = seen.filter(type=filters.type)
    if filters.category:
        seen = seen.filter(category=filters.category)
    if filters.solution_kind:
        seen = seen.filter(solution_kind=filters.solution_kind)
    if filters.outcome:
        seen = seen.filter(outcome=filters.outcome)
    return seen


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, default_zone())


def _row(one: RegisterEntry) -> RegisterRow:
    return RegisterRow(
        reference=one.reference, closing=one.closing, kind=one.kind, channel=one.medium, unit=one.unit.code,
        type=one.type, category=one.category, severity=one.severity, outcome=one.outcome, solution=one.solution,
        solution_kind=one.solution_kind,
        cause=one.cause, lesson=one.lesson, redress_total=one.redress_total, rounds=one.rounds,
        transfers=one.transfers, legal_risk=one.legal_risk,
        solved=one.solved, outcome_score=one.outcome_score, received_at=one.received_at,
        first_reply_at=one.first_reply_at, closed_at=one.closed_at, first_reply_minutes=one.first_reply_minutes,
        resolution_minutes=one.resolution_minutes, promises_kept=one.promises_kept,
        promises_broken=one.promises_broken, promises=one.promises, first_reply_elapsed=one.first_reply_elapsed,
        resolution_elapsed=one.resolution_elapsed, without_follow_up=one.without_follow_up, source=one.source,
        edition=one.edition_label,
    )  # fmt: skip


def _as_csv(entries: QuerySet[RegisterEntry]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_lines(entries), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="register.csv"'
    return answer


def _lines(entries: QuerySet[RegisterEntry]) -> Iterator[str]:
    """Header and rows, read in parts, so that memory stays flat."""
    yield _line(list(RegisterRow.model_fields))
    for one in entries.order_by(*NEWEST.by()).iterator(chunk_size=500):
        cells = {**_row(one).model_dump(mode="json"), "promises": kept_and_broken(one.promises)}
        yield _line([plain_cell(value) for value in cells.values()])


def _line(cells: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
