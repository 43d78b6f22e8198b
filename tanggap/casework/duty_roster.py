"""The duty roster as people keep it (R8): lines are put on, changed, taken off; intake follows them at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.calendars import may_keep
from tanggap.casework.directory import AT_WORK, Directory, Receivers
from tanggap.core import time as clock
from tanggap.core.errors import Forbidden, Invalid, NotFound, Stale, require
from tanggap.people.models import Duty, Post, Staff
from tanggap.people.models.duty import EVERY_DAY

MEDIA = ("web", "email", "whatsapp", "phone", "walk_in", "letter")
NOT_YOU = _("The duty roster is kept by managers and administrators of the whole organisation.")
STALE = _("Somebody else has changed this line meanwhile. Look at both, then save again.")
MIDNIGHT = time(0)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the roster as it is to be."""

    staff: Staff | None
    medium: str = ""
    weekdays: str = EVERY_DAY
    starts: time | None = None
    ends: time | None = None
    since: date | None = None
    until: date | None = None

    def values(self) -> dict[str, Any]:
        """The columns."""
        return dict(self.__dict__)


@transaction.atomic
def put_on(line: Line, *, by: Staff) -> Duty:
    """A new line; complaints that come from now on follow it. Recorded. Raises Invalid by field."""
    _checked(line, by)
    # A form that is sent twice waits here for itself, and finds its line.
    list(Staff.objects.select_for_update().filter(pk=line.staff.pk if line.staff else 0).values_list("pk"))
    there = Duty.objects.filter(**line.values(), removed_at=None).exists()
    require(not there, _("This line is on the roster already."), code="already_done")
    made = Duty.objects.create(**line.values())
    _write(made, "duty_made", by)
    return made


@transaction.atomic
def change(duty: Duty, line: Line, *, version: int, by: Staff) -> Duty:
    """Another line in its place; raises Stale when somebody else was faster."""
    _checked(line, by)
    rows = Duty.objects.filter(pk=duty.pk, version=version, removed_at=None)
    if not rows.update(**line.values(), version=F("version") + 1):
        raise Stale(STALE)
    duty.refresh_from_db()
    _write(duty, "duty_changed", by)
    return duty


@transaction.atomic
def take_off(duty: Duty, *, by: Staff) -> None:
    """The line counts no more; it stays as history, and can be put back."""
    _see_keeper(by)
    taken = Duty.objects.filter(pk=duty.pk, removed_at=None).update(removed_at=clock.now(), version=F("version") + 1)
    require(taken, _("This line has been taken off already."), code="already_done")
    duty.refresh_from_db()
    _write(duty, "duty_removed", by)


@transaction.atomic
def put_back(duty: Duty, *, by: Staff) -> None:
    """A line that was taken off counts again."""
    _see_keeper(by)
    back = Duty.objects.filter(pk=duty.pk).exclude(removed_at=None).update(removed_at=None, version=F("version") + 1)
    require(back, _("This line is on the roster already."), code="already_done")
    duty.refresh_from_db()
    _write(duty, "duty_made", by)


def lines() -> list[Duty]:
    """All lines that count or will, those of one medium after those of all."""
    rows = Duty.objects.filter(removed_at=None).exclude(until__lt=clock.today()).select_related("staff")
    return sorted(rows, key=lambda row: (row.medium and MEDIA.index(row.medium) + 1 or 0, row.since, row.pk))


def find(pk: int) -> Duty:
    """The line of that number, on the roster or taken off; raises NotFound."""
    found = Duty.objects.select_related("staff").filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise NotFound(_("There is no such line on the roster."))
    return found


@dataclass(frozen=True)
class Shift:
    """Who receives between two hours of one day; nobody: a gap."""

    starts: time
    ends: time
    receivers: Receivers

    @property
    def whole_day(self) -> bool:
        return self.starts == self.ends == MIDNIGHT


def shifts(known: Directory, medium: str, day: date) -> Iterator[Shift]:
    """The day of that medium from midnight to midnight, in the zone of the unit that receives there."""
    unit = known.unit(known.edition.procedure.duty(medium))
    zone = clock.zone(known.calendar_of(unit).zone)
    mine = [row for row in known.duties if row.medium in ("", medium)]
    edges = sorted({MIDNIGHT, *(edge for row in mine for edge in (row.starts, row.ends) if edge is not None)})
    found: list[Shift] = []
    for place, starts in enumerate(edges):
        ends = edges[place + 1] if place + 1 < len(edges) else MIDNIGHT
        # In the middle: a shift is who receives while it lasts, not at the stroke that begins it.
        begins = datetime.combine(day, starts, zone)
        until = datetime.combine(day + timedelta(days=ends == MIDNIGHT), ends, zone)
        receivers = known.receivers(unit, medium, begins + (until - begins) / 2)
        if found and found[-1].receivers == receivers:
            found[-1] = Shift(found[-1].starts, ends, receivers)
        else:
            found.append(Shift(starts, ends, receivers))
    yield from found


def people_at_work() -> list[Staff]:
    """Who can be put on duty: everybody with a post that handles complaints, by name."""
    held = Post.objects.in_force().filter(role__in=AT_WORK).values("staff")
    return list(Staff.objects.filter(is_active=True, pk__in=held).order_by("full_name", "pk"))


def _checked(line: Line, by: Staff) -> None:
    _see_keeper(by)
    fields: dict[str, Any] = {}
    if line.staff is None or line.staff not in people_at_work():
        fields["staff"] = _("Choose somebody who works on complaints.")
    if line.medium and line.medium not in MEDIA:
        fields["medium"] = _("Choose one of these.")
    if not line.weekdays or set(line.weekdays) - set(EVERY_DAY):
        fields["weekdays"] = _("Choose one weekday at least.")
    if (line.starts is None) != (line.ends is None):
        fields["ends"] = _("Give both hours, or none for the whole day.")
    elif line.starts is not None and line.ends is not None and line.ends <= line.starts:
        fields["ends"] = _("It ends after it begins. For a night shift make two lines, one for each day.")
    if line.since is None:
        fields["since"] = _("Choose the date.")
    elif line.until is not None and line.until < line.since:
        fields["until"] = _("The last day is not before the first.")
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)


def _see_keeper(by: Staff) -> None:
    if not may_keep(by):
        raise Forbidden(NOT_YOU)


def _write(duty: Duty, verb: str, by: Staff) -> None:
    hours = [edge.isoformat("minutes") if edge else "" for edge in (duty.starts, duty.ends)]
    record(verb, duty, by=by, staff=duty.staff.key, medium=duty.medium, weekdays=duty.weekdays, hours=hours,
           since=duty.since.isoformat(), until=duty.until.isoformat() if duty.until else "")  # fmt: skip
