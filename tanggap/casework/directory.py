"""What every complaint needs before anything is written: the SOP in force, units, calendars, who holds which post.

Read once and remembered by the process until one of the tables changes, which a single query tells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.models import Calendar
from tanggap.core import time
from tanggap.core.db.marks import Mark, Remembered
from tanggap.core.errors import Invalid
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.sop.models import Edition, current_edition

TABLES = (Edition, Unit, Calendar, Post, Staff)


@dataclass(frozen=True)
class Directory:
    """Units by code, the highest of them, calendars by code, and every post of staff who are still with us."""

    edition: Edition
    units: dict[str, Unit]
    root: Unit
    calendars: dict[str, Calendar]
    office: Calendar
    posts: tuple[Post, ...]

    def unit(self, code: str) -> Unit:
        """The unit with that code; the organisation itself when the SOP names one that was never set up."""
        return self.units.get(code, self.root)

    def calendar_of(self, unit: Unit) -> Calendar:
        """The working calendar of a unit; the ordinary office's where it has none of its own."""
        return self.calendars.get(unit.calendar_code or "", self.office)

    def on_duty(self, unit: Unit, turn: int) -> Staff | None:
        """The receiving officer of that unit (R8), in turn."""
        people = self.holders(Role.FRONTDESK, unit)
        return people[turn % len(people)] if people else None

    def holders(self, role: str, unit: Unit | None = None) -> list[Staff]:
        """Who holds the role now, anywhere or in exactly that unit, in the order of their numbers."""
        moment = time.now()
        found = {
            post.staff_id: post.staff
            for post in self.posts
            if post.role == role and (unit is None or post.unit_id == unit.pk) and _holds(post, moment)
        }
        return [found[pk] for pk in sorted(found)]


def _holds(post: Post, moment: datetime) -> bool:
    return post.since <= moment and (post.until is None or post.until > moment)


def directory() -> Directory:
    """The directory of this moment; raises NotFound without an SOP in force, Invalid without units."""
    return _remembered.now()


def last_directory() -> tuple[Directory, Callable[[Mark], bool]]:
    """The directory as it was read last, without a query; and what says whether it holds, by the marks of TABLES."""
    return _remembered.last()


def _read() -> Directory:
    edition = current_edition()
    units = {unit.code: unit for unit in Unit.objects.all()}
    if not units:
        raise Invalid(_("No unit has been set up yet. Run “tanggap init”."))
    return Directory(
        edition=edition,
        units=units,
        root=min(units.values(), key=lambda unit: len(unit.path)),
        office=default_calendar(),
        calendars={calendar.code: calendar for calendar in Calendar.objects.all()},
        posts=tuple(Post.objects.filter(staff__is_active=True).select_related("staff")),
    )


_remembered = Remembered(_read, *TABLES)
