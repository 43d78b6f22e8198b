"""The tree of units: planting, moving, and what lies below a unit."""

from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import require
from tanggap.people.models import Unit


def plant(
    code: str,
    *,
    name_id: str,
    name_en: str = "",
    parent: Unit | None = None,
    kind: str = Unit.Kind.DEPARTMENT,
    calendar_code: str | None = None,
) -> Unit:
    """A new unit below `parent`, or a root without one. An empty English name repeats the Indonesian one."""
    unit = Unit(code=code, name_id=name_id, name_en=name_en or name_id, kind=kind, calendar_code=calendar_code)
    return place(unit, parent=parent)


def place(unit: Unit, *, parent: Unit | None) -> Unit:
    """Save a new unit under `parent`; its id is drawn first, because its path ends in it."""
    unit.id = _next_id()
    unit.parent = parent
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    unit.save(force_insert=True)
    return unit


@transaction.atomic
def move(unit: Unit, *, parent: Unit | None) -> Unit:
    """Hang a unit, with everything below it, under another parent. Refused when that lies below the unit itself."""
    # All moves wait for each other: two crossing ones could otherwise tie the tree into a ring.
    list(Unit.objects.select_for_update().order_by("id").values_list("id", flat=True))
    unit.refresh_from_db(fields=["path", "version"])
    if parent is not None:
        parent.refresh_from_db(fields=["path"])
        require(not parent.path.startswith(unit.path), _("A unit cannot be part of itself or of what lies below it."))
    old, new = unit.path, f"{parent.path if parent else '/'}{unit.id}/"
    subtree(unit).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Unit.objects.filter(pk=unit.pk).update(parent=parent, version=F("version") + 1)
    unit.refresh_from_db()
    return unit


def subtree(unit: Unit) -> QuerySet[Unit]:
    """The unit and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('people_unit', 'id'))")
        return cursor.fetchone()[0]
