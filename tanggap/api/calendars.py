"""GET, PUT /calendars: working hours, and days off or with other hours. Open promises follow what is changed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from tanggap.api.acts import refusals_kept
from tanggap.api.once import IF_MATCH, version_of
from tanggap.api.reading import Body, Yes, refuse_unknown
from tanggap.casework import calendars as story
from tanggap.casework import recounting
from tanggap.clocks import calendar as clocks
from tanggap.clocks.changes import Change, Day
from tanggap.clocks.models import Calendar, Holiday, Recount
from tanggap.core import time
from tanggap.core.errors import NotFound

router = Router(tags=["calendars"])
ALL = "all"
ABSENT = _("There is no such calendar.")
GUARDED: dict[str, Any] = {"parameters": [IF_MATCH]}
Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Spans = Annotated[list[tuple[Hour, Hour]], Field(max_length=6)]
Weekday = Literal["0", "1", "2", "3", "4", "5", "6"]
Code = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
CodeOrAll = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$", description="“all” for all calendars")]


class DayShown(BaseModel):
    date: date
    kind: str
    name_id: str
    name_en: str
    hours: list[tuple[str, str]] | None
    for_all: bool


class CalendarShown(BaseModel):
    code: str
    name: str
    zone: str
    week: dict[str, list[tuple[str, str]]]
    units: list[str]
    version: int


class Followed(BaseModel):
    """How open promises follow a change: with `dry_run` those that would move, else those that have moved so far."""

    saved: bool
    done: bool
    moved: int
    overdue_at_once: int
    at: datetime | None


class CalendarList(BaseModel):
    items: list[CalendarShown]


class DayList(BaseModel):
    items: list[DayShown]


class ChangeCalendar(Body):
    zone: Annotated[str, Field(max_length=60)] | None = None
    week: dict[Weekday, Spans] | None = Field(None, description="Hours by weekday; Monday is 0. Left out: closed.")
    dry_run: Yes = False


class PutDay(Body):
    kind: Literal["national", "cuti_bersama", "closure", "extra_day"] = "closure"
    name_id: Annotated[str, Field(max_length=120)]
    name_en: Annotated[str, Field(max_length=120)] | None = None
    hours: Spans | None = None
    dry_run: Yes = False


class OfYear(Body):
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


@router.get("/calendars", response=CalendarList, operation_id="list_calendars", url_name="calendars")
def list_calendars(request: HttpRequest) -> CalendarList:
    """Every calendar with its hours and the units that use it."""
    clocks.default_calendar()
    return CalendarList(items=[_shown(one) for one in clocks.calendars()])


@router.get("/calendars/{code}", response=CalendarShown, operation_id="read_calendar", url_name="calendar")
def read_calendar(request: HttpRequest, code: Code) -> CalendarShown:
    """One calendar, with its version."""
    return _shown(_named(code))


@router.put(
    "/calendars/{code}", response=Followed, operation_id="change_calendar", url_name="calendar",
    openapi_extra=GUARDED,
)  # fmt: skip
def change_calendar(request: HttpRequest, code: Code, body: ChangeCalendar) -> Followed:
    """Other hours or another zone. Managers and administrators of the whole organisation only."""
    calendar = _named(code)
    week = {day: [list(span) for span in spans] for day, spans in body.week.items()} if body.week is not None else None
    change = Change(calendar=calendar, week=week, zone=body.zone or "")  # type: ignore[arg-type]
    return _made(request, change, dry=body.dry_run)


@router.get("/calendars/{code}/days", response=DayList, operation_id="list_days", url_name="calendar-days")
def list_days(request: HttpRequest, code: CodeOrAll, filters: Query[OfYear]) -> DayList:
    """The dates of a year (this one, unless said otherwise) that are not as the week says."""
    refuse_unknown(request.GET, OfYear)
    year = filters.year or time.today().year
    shared = Holiday.objects.filter(calendar=None, date__year=year)
    rows = {row.date: row for row in shared} if code == ALL else clocks.days_of(_named(code))
    return DayList(items=[_day(row) for day, row in sorted(rows.items()) if day.year == year])


@router.put(
    "/calendars/{code}/days/{day}", response=Followed, operation_id="put_day", url_name="calendar-day",
    openapi_extra=GUARDED,
)  # fmt: skip
def put_day(request: HttpRequest, code: CodeOrAll, day: date, body: PutDay) -> Followed:
    """That date is closed, or open at other hours (`extra_day`)."""
    hours = [list(span) for span in body.hours] if body.hours else None
    to = Day(kind=body.kind, name_id=body.name_id, name_en=body.name_en or body.name_id, hours=hours)
    return _made(request, Change(calendar=_named_or_all(code), days={day: to}), dry=body.dry_run)


@router.delete(
    "/calendars/{code}/days/{day}", response=Followed, operation_id="clear_day", url_name="calendar-day",
    openapi_extra=GUARDED,
)  # fmt: skip
def clear_day(request: HttpRequest, code: CodeOrAll, day: date) -> Followed:
    """That date is as the week says again."""
    return _made(request, Change(calendar=_named_or_all(code), days={day: None}), dry=False)


def _made(request: HttpRequest, change: Change, *, dry: bool) -> Followed:
    by = request.auth  # type: ignore[attr-defined]
    if dry:
        _guard(request, "change_calendar", lambda: story.see_keeper(by))
        told = recounting.preview(change, language="en", by=by)
        return Followed(saved=False, done=False, moved=told.moved, overdue_at_once=told.overdue, at=None)
    seen = version_of(request)
    version = str(seen) if seen is not None and change.calendar is not None else None
    job: Recount = _guard(request, "change_calendar", lambda: story.save(change, version=version, by=by))
    job = recounting.begin(job)
    return Followed(saved=True, done=job.done_at is not None, moved=job.moved, overdue_at_once=0, at=job.at)


def _guard(request: HttpRequest, name: str, do: Callable[[], Any]) -> Any:
    """Do it; who may not is written down."""
    with refusals_kept(name, by=request.auth):  # type: ignore[attr-defined]
        return do()


def _named(code: str) -> Calendar:
    clocks.default_calendar()
    found = Calendar.objects.filter(code=code).first()
    if found is None:
        raise NotFound(ABSENT)
    return found


def _named_or_all(code: str) -> Calendar | None:
    return None if code == ALL else _named(code)


def _shown(one: Calendar) -> CalendarShown:
    return CalendarShown(
        code=one.code, name=one.name, zone=one.zone, week=one.week, version=one.version,
        units=[unit.code for unit in story.users_of(one)],
    )  # fmt: skip


def _day(row: Holiday) -> DayShown:
    return DayShown(
        date=row.date, kind=row.kind, name_id=row.name_id, name_en=row.name_en, hours=row.hours,
        for_all=row.calendar_id is None,
    )  # fmt: skip
