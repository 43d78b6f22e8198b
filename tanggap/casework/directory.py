"""What every complaint needs before anything is written: the SOP in force, units, calendars, who holds which post.

Read once and remembered by the process until one of the tables changes, which a single query tells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.models import Calendar
from tanggap.core import time
from tanggap.core.db.marks import Mark, Remembered
from tanggap.core.errors import Invalid
from tanggap.people import duties
from tanggap.people.models import Absence, Deputy, Duty, Post, Rest, Role, Staff, Unit
from tanggap.sop.models import Edition, current_edition

TABLES = (Edition, Unit, Calendar, Post, Staff, Duty, Deputy, Absence, Rest)
# Whoever holds none of these reads no complaints, and is not on duty for any.
AT_WORK = frozenset({Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER})


@dataclass(frozen=True)
class Directory:
    """Units by code, the highest of them, calendars by code, the duty roster, and every post of staff still with us."""

    edition: Edition
    units: dict[str, Unit]
    root: Unit
    calendars: dict[str, Calendar]
    office: Calendar
    posts: tuple[Post, ...]
    duties: tuple[Duty, ...]
    deputies: tuple[Deputy, ...]
    absences: tuple[Absence, ...]
    rests: tuple[Rest, ...] = ()

    @cached_property
    def staff_by_email(self) -> dict[str, Staff]:
        """Everybody who works here now, by the address they sign in with."""
        return {post.staff.email.casefold(): post.staff for post in self.posts}

    def unit(self, code: str) -> Unit:
        """The unit with that code; the organisation itself when the SOP names one that is missing or closed."""
        found = self.units.get(code, self.root)
        return found if found.closed_at is None else self.root

    def calendar_of(self, unit: Unit) -> Calendar:
        """The working calendar of a unit; the ordinary office's where it has none of its own."""
        return self.calendars.get(unit.calendar_code or "", self.office)

    def on_duty(self, unit: Unit, medium: str, turn: int) -> Staff | None:
        """The receiving officer of what comes to that unit by that medium now (R8), in turn."""
        people = self.receivers(unit, medium, time.now()).people
        return people[turn % len(people)] if people else None

    def answering(self, unit: Unit, turn: int) -> Staff | None:
        """Who answers first what a unit receives by a way of its own: its front desk, else its officers or its head."""
        for role in (Role.FRONTDESK, Role.OFFICER, Role.HEAD):
            if holders := self.holders(role, unit):
                people = self._present(holders, time.now()) or holders
                return people[turn % len(people)]
        return None

    def receivers(self, unit: Unit, medium: str, moment: datetime) -> "Receivers":
        """Who receives it at that moment: by the duty roster, else the front desk of the unit.

        For who is away somebody stands in; a front desk that is away as a whole still receives.
        """
        here = time.local(moment, self.calendar_of(unit).zone)
        at_work = {post.staff_id for post in self.posts if post.role in AT_WORK and _holds(post, moment)}
        named = [duty.staff for duty in duties.counting(self.duties, medium, here) if duty.staff_id in at_work]
        if people := self._present(named, moment):
            return Receivers(people, by_roster=True)
        desk = self.holders(Role.FRONTDESK, unit, moment)
        return Receivers(self._present(desk, moment) or desk, by_roster=False)

    def _present(self, people: list[Staff], moment: datetime) -> list[Staff]:
        """Those who are here and do not rest, and for the others whoever stands in for them."""
        away = {row.staff_id for row in (*self.absences, *self.rests) if _holds(row, moment)}
        here: dict[int, Staff] = {}
        for one in people:
            stand_ins = [row.by for row in self.deputies if row.of_id == one.pk and not row.only_approvals
                         and _holds(row, moment)]  # fmt: skip
            for staff in [one] if one.pk not in away else stand_ins:
                if staff.is_active and staff.pk not in away:
                    here[staff.pk] = staff
        return [here[pk] for pk in sorted(here)]

    def holders(self, role: str, unit: Unit | None = None, moment: datetime | None = None) -> list[Staff]:
        """Who holds the role (now, unless said otherwise), anywhere or in exactly that unit, by their numbers."""
        moment = moment or time.now()
        found = {
            post.staff_id: post.staff
            for post in self.posts
            if post.role == role and (unit is None or post.unit_id == unit.pk) and _holds(post, moment)
        }
        return [found[pk] for pk in sorted(found)]


@dataclass(frozen=True)
class Receivers:
    """Who receives at a moment, in turn when there are several; whether the roster names them or it is the default."""

    people: list[Staff]
    by_roster: bool


def _holds(row: Post | Deputy | Absence | Rest, moment: datetime) -> bool:
    return row.since <= moment and (row.until is None or row.until > moment)


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
        duties=tuple(Duty.objects.filter(removed_at=None, staff__is_active=True).select_related("staff")),
        deputies=tuple(Deputy.objects.select_related("by")),
        absences=tuple(Absence.objects.all()),
        rests=tuple(Rest.objects.filter(until__gt=time.now())),
    )


_remembered = Remembered(_read, *TABLES)
