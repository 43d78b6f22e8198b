"""Before the first complaint: the units that the SOP names, the office calendar, the holidays, the first edition."""

from django.db import transaction

from tanggap.casework.calendar_words import codes_of
from tanggap.casework.calendars import follow
from tanggap.clocks.calendar import default_calendar
from tanggap.clocks.changes import make, published
from tanggap.clocks.models import OPEN, Clock
from tanggap.core import time
from tanggap.core.subject import HasKey
from tanggap.people.actors import COMMAND
from tanggap.people.models import Staff, Unit
from tanggap.people.units import plant
from tanggap.sop import models as sop
from tanggap.sop.models import Edition
from tanggap.sop.schema import read
from tanggap.sop.text import Text

ROOT = "organisation"


@transaction.atomic
def found(source: str, *, by: Staff) -> Edition:
    """Set an empty installation up for that SOP (TOML text) and publish it as the first edition; safe to repeat.

    Raises SopProblems for a file that is not valid.
    """
    plant_units(source)
    if (standing := Edition.objects.filter(state=Edition.State.PUBLISHED).first()) is not None:
        return standing
    return sop.publish(sop.draft(source), by=by)


@transaction.atomic
def plant_units(source: str) -> Unit:
    """The organisation and the units that an SOP names, those that are missing; the calendar and its holidays too."""
    procedure = read(source)
    default_calendar()
    fill_holidays(by=COMMAND)
    root = _root(procedure.organisation.name)
    known = set(Unit.objects.values_list("code", flat=True))
    for unit in procedure.units.values():
        if unit.code not in known:
            plant(unit.code, name_id=unit.label.id, name_en=unit.label.en, parent=root, kind=unit.kind)
    return root


def fill_holidays(*, by: HasKey) -> None:
    """The published holidays of the years around this one, those that are missing; open promises follow."""
    year = time.today().year
    if change := published(range(year - 2, year + 2)):
        make(change)
        # Of a later SOP: what is promised already follows what was published meanwhile.
        if Clock.objects.filter(state__in=OPEN).exists():
            follow(codes_of(change), calendar=None, by=by)


def _root(name: Text) -> Unit:
    """The organisation itself. The first SOP gives it its name; later ones leave the name that people gave it."""
    root = Unit.objects.filter(parent=None).order_by("pk").first()
    if root is None:
        return plant(ROOT, name_id=name.id, name_en=name.en, kind=Unit.Kind.ORGANISATION)
    if not Edition.objects.exists():
        Unit.objects.filter(pk=root.pk).update(name_id=name.id, name_en=name.en)
    return root
