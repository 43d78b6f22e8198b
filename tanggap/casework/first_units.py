"""The units that came with the procedure get the names that people use here, and those that are missing are added."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.organisation import may_administer, pass_step, top
from tanggap.core.errors import Invalid
from tanggap.core.typed import one_line
from tanggap.people import units
from tanggap.people.models import Staff, Unit
from tanggap.people.standing import forget

LONGEST = 120
KINDS = (Unit.Kind.DEPARTMENT, Unit.Kind.BRANCH, Unit.Kind.OFFICE)


@dataclass(frozen=True)
class Names:
    """What a unit is called in both languages; an empty English name repeats the Indonesian one."""

    name_id: str
    name_en: str = ""


@transaction.atomic
def name_units(names: Mapping[str, Names], *, added: Names, kind: str, by: Staff) -> None:
    """Give the units, by code, these names; add one below the organisation when `added` has a name. Recorded.

    Raises Invalid by field: `id_CODE`, `en_CODE`, `new_id`, `kind`.
    """
    may_administer(by)
    found = {unit.code: unit for unit in Unit.objects.exclude(parent=None)}
    fields: dict[str, Any] = {}
    for code, given in names.items():
        if code in found:
            _check(given, f"id_{code}", f"en_{code}", fields)
    if added.name_id or added.name_en:
        _check(added, "new_id", "new_en", fields)
        if kind not in KINDS:
            fields["kind"] = _("Choose one of these.")
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    for code, given in names.items():
        if code in found:
            _rename(found[code], given, by=by)
    if added.name_id:
        name = one_line(added.name_id)
        unit = units.plant(
            _free_code(name), name_id=name, name_en=one_line(added.name_en), parent=top(), kind=kind
        )  # fmt: skip
        record("unit_made", unit, by=by, code=unit.code)
    forget()
    pass_step("units", by=by)


def _check(given: Names, field_id: str, field_en: str, fields: dict[str, Any]) -> None:
    if not one_line(given.name_id):
        fields[field_id] = _("Write what this unit is called.")
    for name, text in ((field_id, given.name_id), (field_en, given.name_en)):
        if len(one_line(text)) > LONGEST:
            fields[name] = _("At most %(most)d characters, please.") % {"most": LONGEST}


def _rename(unit: Unit, given: Names, *, by: Staff) -> None:
    name_id = one_line(given.name_id)
    name_en = one_line(given.name_en) or name_id
    if (unit.name_id, unit.name_en) == (name_id, name_en):
        return
    Unit.objects.filter(pk=unit.pk).update(name_id=name_id, name_en=name_en, version=F("version") + 1)
    record("unit_changed", unit, by=by, code=unit.code)


def _free_code(name: str) -> str:
    """A code made from the name; with a number behind it where that is taken."""
    plain = slugify(name)[:32] or "unit"
    taken = set(Unit.objects.filter(code__startswith=plain).values_list("code", flat=True))
    return next(code for code in (plain, *(f"{plain}-{n}" for n in range(2, 10_000))) if code not in taken)
