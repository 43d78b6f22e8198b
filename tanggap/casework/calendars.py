"""Calendars as people keep them: made, renamed, changed, chosen by units, removed. Promises follow: recounting.py.

A change of hours or dates goes through `save`, whoever asks for it: it is guarded by what was seen, written on the
calendar's own trail, and leaves a Recount, by which the open promises are counted anew.
"""

import hashlib
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.casework.calendar_words import codes_of
from tanggap.channels.wake import wake
from tanggap.clocks import changes
from tanggap.clocks.calendar import DEFAULT, OFFICE, calendars
from tanggap.clocks.changes import Change
from tanggap.clocks.models import OPEN, Calendar, Clock, Recount
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, Refused, Stale, require
from tanggap.core.subject import HasKey, key_of
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import forget, standing_of

# The trail of the dates that are for all calendars.
SHARED = "calendar:0"
KEEPERS = (Role.MANAGER, Role.ADMIN)
# Words that stand at this place in addresses.
CODE_TAKEN = _("There is a calendar with this code already.")
RESERVED = frozenset({"all", "new"})
LONGEST_NAME, LONGEST_CODE = 80, 40
NOT_YOU = _("Calendars are kept by managers and administrators of the whole organisation.")
NOT_YOUR_UNIT = _("The calendar of a unit is chosen by its managers and administrators.")
CHANGED = _("Somebody else has changed this calendar meanwhile. Look at both, then save again.")
NOTHING = _("That is how it stands already: nothing would change.")
UNDER_WAY = _("Promises are still being counted after the last change. Try again in a moment, please.")


def may_keep(by: HasKey) -> bool:
    """Calendars are for the whole organisation, so they are kept by those who manage or administer all of it."""
    if not isinstance(by, Staff):
        return True  # the command line answers for itself
    top = Unit.objects.filter(parent=None).values_list("pk", flat=True)
    return any(standing_of(by).has(role, unit) for role in KEEPERS for unit in top)


def may_choose(by: HasKey, unit: Unit) -> bool:
    """Whether this person may choose the calendar of that unit."""
    return not isinstance(by, Staff) or any(standing_of(by).has(role, unit) for role in KEEPERS)


def version_of(calendar: Calendar | None) -> str:
    """What a page or a machine has seen, to be given back with a change; of the dates for all: all calendars."""
    if calendar is not None:
        return str(Calendar.objects.values_list("version", flat=True).get(pk=calendar.pk))
    seen = "\n".join(f"{one.code} {one.version}" for one in calendars())
    return hashlib.sha256(seen.encode()).hexdigest()[:12]


@transaction.atomic
def make(name: str, *, code: str = "", copy_of: Calendar | None = None, by: HasKey) -> Calendar:
    """A new calendar, with the hours, zone and own dates of another, or of an ordinary office; nobody uses it yet."""
    see_keeper(by)
    name = _checked_name(name, None)
    code = _checked_code(code or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_CODE])
    try:
        with transaction.atomic():
            calendar = Calendar.objects.create(
                code=code, name=name, zone=copy_of.zone if copy_of else time.default_zone().key,
                week=copy_of.week if copy_of else OFFICE,
            )  # fmt: skip
    except IntegrityError as sent_twice:
        raise _wrong("code", CODE_TAKEN) from sent_twice
    if copy_of is not None:
        own = {row.date: changes.Day.of(row) for row in copy_of.holidays.all()}
        changes.make(Change(calendar=calendar, days=own))
    trail.record("calendar_made", calendar, by=by, code=code, copy_of=copy_of.code if copy_of else "",
                 private={"name": name})  # fmt: skip
    return calendar


@transaction.atomic
def rename(calendar: Calendar, name: str, *, version: str | None = None, by: HasKey) -> None:
    """Another name; the code stays, because units and machines know it by that."""
    see_keeper(by)
    _lock(calendar, version)
    calendar.name = _checked_name(name, calendar)
    Calendar.objects.filter(pk=calendar.pk).update(name=calendar.name, version=F("version") + 1)
    calendar.refresh_from_db(fields=["version"])
    trail.record("calendar_renamed", calendar, by=by, private={"name": calendar.name})


@transaction.atomic
def remove(calendar: Calendar, *, by: HasKey) -> None:
    """Only one that nobody uses and by which no promise was ever counted: else it would be unclear why it was due."""
    see_keeper(by)
    _lock(calendar)
    require(calendar.code != DEFAULT, _("This calendar is for all units without one of their own."), code="in_use")
    require(not users_of(calendar), _("Units use this calendar. Give them another one first."), code="in_use")
    require(not Clock.objects.filter(calendar=calendar).exists(),
            _("Promises were counted by this calendar, so it is kept for the record."), code="in_use")  # fmt: skip
    key = calendar.key
    calendar.delete()
    trail.record("calendar_removed", key, by=by, code=calendar.code)


@transaction.atomic
def save(change: Change, *, version: str | None = None, by: HasKey) -> Recount:
    """Change hours, zone or dates; the open promises are to follow (recounting.py), and it is written down.

    Raises Stale when somebody else was faster, Invalid for what no calendar can be, Refused when nothing would change
    or promises are still following the change before.
    """
    see_keeper(by)
    _lock(change.calendar, version)
    change = changes.needed(change)
    require(change, NOTHING, code="nothing_new")
    require(not under_way(), UNDER_WAY, code="under_way")
    why = codes_of(change)
    changes.make(change)
    _tell_trail(change, why, by)
    return follow(why, calendar=change.calendar, by=by)


@transaction.atomic
def set_up(change: Change, *, by: HasKey) -> None:
    """`save` while an installation is set up: where nothing is promised yet, nothing has to follow or be waited for."""
    see_keeper(by)
    _lock(change.calendar)
    change = changes.needed(change)
    if not change:
        return
    if Clock.objects.filter(state__in=OPEN).exists():
        save(change, by=by)
        return
    why = codes_of(change)
    changes.make(change)
    _tell_trail(change, why, by)


@transaction.atomic
def choose(unit: Unit, calendar: Calendar | None, *, version: str | None = None, by: HasKey) -> Recount:
    """A unit goes over to another calendar (None: the ordinary office's), and its open promises with it."""
    if not may_choose(by, unit):
        raise Forbidden(NOT_YOUR_UNIT)
    fresh = Unit.objects.select_for_update().get(pk=unit.pk)
    if version is not None and version != str(fresh.version):
        raise Stale(CHANGED, current=fresh.version)
    code = calendar.code if calendar and calendar.code != DEFAULT else None
    require(code != (fresh.calendar_code or None), NOTHING, code="nothing_new")
    require(not under_way(), UNDER_WAY, code="under_way")
    target = calendar or Calendar.objects.get(code=DEFAULT)
    Unit.objects.filter(pk=unit.pk).update(calendar_code=code, version=F("version") + 1)
    unit.refresh_from_db(fields=["calendar_code", "version"])
    forget()
    trail.record("unit_calendar", unit, by=by, calendar=target.code, before=fresh.calendar_code or DEFAULT)
    return follow({"what": "unit", "unit": unit.code, "calendar": target.code}, calendar=target, unit=unit, by=by)


def follow(why: dict[str, Any], *, calendar: Calendar | None, unit: Unit | None = None, by: HasKey) -> Recount:
    """Leave word for the worker that open promises are to follow a change; part of the change's transaction."""
    moment = time.now()
    wake()
    return Recount.objects.create(calendar=calendar, unit=unit, why=why, by=key_of(by), at=moment, next_at=moment)


def under_way() -> bool:
    """Whether promises are still being counted after a change."""
    return Recount.objects.filter(done_at=None).exists()


def users_of(calendar: Calendar) -> list[Unit]:
    """The units that use it; the ordinary office's is used by all that have chosen none."""
    own = Unit.objects.filter(calendar_code=calendar.code)
    if calendar.code == DEFAULT:
        own |= Unit.objects.exclude(calendar_code__in=Calendar.objects.values("code"))
        own |= Unit.objects.filter(calendar_code=None)
    return list(own.order_by("path"))


def see_keeper(by: HasKey) -> None:
    """Raise Forbidden for everybody else."""
    if not may_keep(by):
        raise Forbidden(NOT_YOU)


def _lock(calendar: Calendar | None, version: str | None = None) -> None:
    """Nobody else changes it until the transaction ends, and nobody is half-way through starting a clock by it.

    Whoever writes a clock holds a share of its calendar's row until the end, which this lock waits for.
    """
    if not list(calendars(calendar).order_by("pk").select_for_update()) and calendar is not None:
        raise Refused(_("This calendar is no more."), code="gone")
    if version is not None and version != version_of(calendar):
        raise Stale(CHANGED, current=version_of(calendar))
    if calendar is not None:
        calendar.refresh_from_db()


def _tell_trail(change: Change, why: dict[str, Any], by: HasKey) -> None:
    """The calendar's own trail; names of days are words of people, and stay outside the chain."""
    facts: dict[str, Any] = dict(why)
    if change.week is not None and change.calendar is not None:
        facts["week"] = change.calendar.week
    facts["days"] = {day.isoformat(): to.hours or to.kind if to else "" for day, to in change.days.items()}
    names = {day.isoformat(): to.name_id for day, to in change.days.items() if to is not None}
    trail.record("calendar_changed", change.calendar or SHARED, by=by, private=names or None, **facts)


def _checked_name(name: str, calendar: Calendar | None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise _wrong("name", _("Give it a name of 1 to 80 characters."))
    others = Calendar.objects.exclude(pk=calendar.pk) if calendar else Calendar.objects
    if others.filter(name__iexact=name).exists():
        raise _wrong("name", _("There is a calendar of this name already."))
    return name


def _checked_code(code: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", code) or code in RESERVED:
        raise _wrong("code", _("Give it a short code of small letters, digits and hyphens."))
    if Calendar.objects.filter(code=code).exists():
        raise _wrong("code", CODE_TAKEN)
    return code


def _wrong(name: str, sentence: Any) -> Invalid:
    return Invalid(sentence, fields={name: sentence})
