"""GET, POST /calls: the call log for telephone systems, which know of calls that nobody picked up."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from tanggap.api.lists import closed_cursor, open_cursor
from tanggap.api.reading import Body, Moment, refuse_unknown
from tanggap.casework.call_log import NEWEST, Line, calls_seen_by, lines
from tanggap.casework.callbacks import Noted, note_call
from tanggap.channels.models import Callback
from tanggap.core import keyset
from tanggap.people.models import Staff

router = Router(tags=["calls"])
Direction = Literal["in", "out"]
Ending = Literal["status", "call_back", "no_answer", "wrong_number", "nothing"]


class NoteCall(Body):
    """A call from which no complaint came. `call_back` promises a call, on a clock, to whoever is on duty."""

    number: Annotated[str, Field(max_length=60)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    direction: Direction = "in"
    outcome: Ending
    note: Annotated[str, Field(max_length=2_000)] = ""
    started_at: Moment | None = Field(None, description="The same moment, number and token again is the same call.")
    wanted_at: Moment | None = Field(None, description="When to call back; left out: within one working day.")


class CallFilters(Body):
    direction: Direction | None = None
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CallBackShown(BaseModel):
    id: int
    due_at: datetime
    owner: str | None


class CallShown(BaseModel):
    """Number and name are empty where you may not know whom it concerns."""

    id: int
    direction: str
    outcome: str = Field(description="Empty while it goes on; recorded and about are about `reference`.")
    number: str
    name: str
    note: str
    officer: str
    reference: str | None
    started_at: datetime
    ended_at: datetime | None


class NotedCall(CallShown):
    call_back: CallBackShown | None


class CallPage(BaseModel):
    items: list[CallShown]
    next: str | None


@router.get("/calls", response=CallPage, operation_id="list_calls", url_name="calls")
def list_calls(request: HttpRequest, filters: Query[CallFilters]) -> CallPage:
    """Your calls and those of the units where you answer or lead, the newest first."""
    refuse_unknown(request.GET, CallFilters)
    by: Staff = request.auth  # type: ignore[attr-defined]
    rows = calls_seen_by(by).select_related("officer", "data_key")
    if filters.direction:
        rows = rows.filter(direction=filters.direction)
    page = keyset.page(rows, NEWEST, open_cursor(filters.cursor, "calls"), filters.limit)
    shown = [CallShown(**_shown(one)) for one in lines(page.rows, by=by)]
    return CallPage(items=shown, next=closed_cursor(page.next, "calls"))


@router.post("/calls", response={201: NotedCall}, operation_id="note_call", url_name="calls")
def note(request: HttpRequest, body: NoteCall) -> tuple[int, NotedCall]:
    """Note a call that is over, such as one that nobody picked up."""
    by: Staff = request.auth  # type: ignore[attr-defined]
    noted = Noted(
        number=body.number, name=body.name, direction=body.direction, outcome=body.outcome, note=body.note,
        wanted_at=body.wanted_at, since=body.started_at,
    )  # fmt: skip
    call = note_call(noted, by=by)
    owed = Callback.objects.select_related("owner").filter(asked_in=call).first()
    back = None
    if owed is not None:
        back = CallBackShown(id=owed.pk, due_at=owed.due_at, owner=owed.owner.full_name if owed.owner else None)
    call.refresh_from_db()
    return 201, NotedCall(**_shown(lines([call], by=by)[0]), call_back=back)


def _shown(line: Line) -> dict[str, object]:
    call = line.call
    return {
        "id": call.pk, "direction": call.direction, "outcome": call.outcome, "number": line.number, "name": line.name,
        "note": line.note, "officer": call.officer.full_name, "reference": line.case.reference if line.case else None,
        "started_at": call.started_at, "ended_at": call.ended_at,
    }  # fmt: skip
