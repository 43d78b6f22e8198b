"""GET /promises: the promises of the cases that you may see, by keyset, the nearest due moment first."""

from typing import Annotated, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from tanggap.api import shapes
from tanggap.api import showing_parts as part
from tanggap.api.lists import closed_cursor, open_cursor
from tanggap.api.reading import Body, Moment, refuse_unknown
from tanggap.cases.access import visible_to
from tanggap.cases.models import Case
from tanggap.clocks.models import Clock
from tanggap.core import keyset, time
from tanggap.insight import promises as figures
from tanggap.insight.promises import DUE, Asked
from tanggap.people.models import Staff
from tanggap.sop.models import edition_of

router = Router(tags=["promises"])
States = Literal["open", "running", "paused", "late", "kept", "broken", "cancelled"]


class PromiseFilters(Body):
    unit: str | None = None
    kind: Annotated[str, Field(max_length=20)] | None = None
    due_before: Moment | None = None
    state: States = "open"
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PromiseRow(shapes.PromiseShown):
    """One promise with the case that it belongs to."""

    reference: str
    unit: shapes.UnitName


class PromisePage(BaseModel):
    items: list[PromiseRow]
    next: str | None


@router.get("/promises", response=PromisePage, operation_id="list_promises", url_name="promises")
def list_promises(request: HttpRequest, filters: Query[PromiseFilters]) -> PromisePage:
    """`state=open` (the default) is running or paused, `late` runs past its due moment; a unit includes no other."""
    refuse_unknown(request.GET, PromiseFilters)
    by: Staff = request.auth  # type: ignore[attr-defined]
    order = f"promises {filters.state}"
    wanted = _wanted(by, filters).select_related("calendar").prefetch_related("pauses")
    page = keyset.page(wanted, DUE, open_cursor(filters.cursor, order), filters.limit)
    numbers = {one.case_id for one in page.rows}
    cases = {case.pk: case for case in visible_to(by).filter(pk__in=numbers).select_related("data_key", "unit")}
    items = [_row(one, case) for one in page.rows if (case := cases.get(one.case_id or 0)) is not None]
    return PromisePage(items=items, next=closed_cursor(page.next, order))


def _row(one: Clock, case: Case) -> PromiseRow:
    case.edition = edition_of(case.edition_id)
    unit = shapes.UnitName(code=case.unit.code, name=case.unit.name)
    return PromiseRow(**part.promise(one, case).model_dump(), reference=case.reference, unit=unit)


def _wanted(by: Staff, filters: PromiseFilters) -> QuerySet[Clock]:
    """Each filter is written out: nothing that a client names ever becomes the name of a column (T10)."""
    seen: QuerySet[Case] = visible_to(by)
    if filters.unit:
        seen = seen.filter(unit__code=filters.unit)
    asked = Asked(kind=filters.kind or "", due_before=filters.due_before)
    if filters.state == "late":
        return figures.open_promises(seen, asked, Q(state="running", due_at__lt=time.now()))
    if filters.state in {"open", "running", "paused"}:
        return figures.open_promises(seen, asked, None if filters.state == "open" else Q(state=filters.state))
    return figures.every(seen, asked).filter(state=filters.state)
