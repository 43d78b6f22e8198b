"""The tree of units as people keep it: made, renamed, moved, closed, opened again; every change is recorded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.cases.case import Medium
from tanggap.casework import handing_on
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, NotFound, Stale, require
from tanggap.core.typed import one_line
from tanggap.people import units
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.people.posts import end_post
from tanggap.people.standing import forget, standing_of
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure

LONGEST, LONGEST_CODE = 120, 40
KINDS = (Unit.Kind.BRANCH, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE)
RESERVED = frozenset({"new"})
NOT_YOU = _("Units are kept by the administrators of the place where they hang.")
STALE = _("Somebody else has changed this unit meanwhile. Look at both, then save again.")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A unit as it is to be; an empty English name repeats the Indonesian one, an empty code is made from it."""

    name_id: str
    name_en: str = ""
    kind: str = Unit.Kind.DEPARTMENT
    parent: Unit | None = None
    code: str = ""


def may_keep(by: Staff, unit: Unit) -> bool:
    """Whether this person may change that unit and hang others below it."""
    return standing_of(by).has(Role.ADMIN, unit)


@transaction.atomic
def make(facts: Facts, *, by: Staff) -> Unit:
    """A new unit below another; recorded. Raises Invalid by field, Forbidden."""
    fields = _checked(facts)
    code = facts.code or free_code(one_line(facts.name_id))
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", code) or code in RESERVED:
        fields["code"] = _("Small letters, digits, - and _, beginning with a letter.")
    elif Unit.objects.filter(code=code).exists():
        fields["code"] = _("There is a unit with this code already.")
    if facts.parent is None:
        fields["parent"] = _("Choose the unit that it is part of.")
    if fields or facts.parent is None:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    _see_keeper(by, facts.parent)
    require(facts.parent.closed_at is None, _("This unit is closed. Choose another one above."), code="closed")
    name_id, name_en = _names(facts)
    # A form that is sent twice waits here for itself, and finds its unit.
    beside = Unit.objects.select_for_update().get(pk=facts.parent.pk).children.filter(closed_at=None)
    if beside.filter(name_id__iexact=name_id).exists():
        sentence = _("There is a unit of this name in the same place already.")
        raise Invalid(sentence, fields={"name_id": sentence})
    try:
        with transaction.atomic():
            unit = units.plant(code, name_id=name_id, name_en=name_en, parent=facts.parent, kind=facts.kind)
    except IntegrityError as sent_twice:
        sentence = _("There is a unit with this code already.")
        raise Invalid(sentence, fields={"code": sentence}) from sent_twice
    forget()
    record("unit_made", unit, by=by, code=unit.code, parent=facts.parent.code)
    return unit


@transaction.atomic
def change(unit: Unit, facts: Facts, *, version: int, by: Staff) -> Unit:
    """Other names, another kind, another place in the tree (with all that lies below). Raises Stale, Invalid.

    Who sees the open complaints of the unit follows its new place at once.
    """
    _see_keeper(by, unit)
    fields = _checked(facts)
    if unit.parent_id is not None and facts.parent is None:
        fields["parent"] = _("Choose the unit that it is part of.")
    moves = facts.parent is not None and unit.parent_id is not None and facts.parent.pk != unit.parent_id
    if moves and facts.parent is not None and facts.parent.path.startswith(unit.path):
        fields["parent"] = _("A unit cannot be part of itself or of what lies below it.")
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    name_id, name_en = _names(facts)
    kind = facts.kind if unit.parent_id is not None else unit.kind
    rows = Unit.objects.filter(pk=unit.pk, version=version)
    if not rows.update(name_id=name_id, name_en=name_en, kind=kind, version=F("version") + 1):
        raise Stale(STALE)
    unit.refresh_from_db()
    if moves and facts.parent is not None:
        _see_keeper(by, facts.parent)
        require(facts.parent.closed_at is None, _("This unit is closed. Choose another one above."), code="closed")
        units.move(unit, parent=facts.parent)
    forget()
    place = {"parent": facts.parent.code} if moves and facts.parent is not None else {}
    record("unit_changed", unit, by=by, code=unit.code, kind=kind, **place)
    return unit


@dataclass(frozen=True)
class Closing:
    """What stands in the way of closing a unit, and what closing it would mean."""

    below: list[Unit]
    named: list[str]
    open: int
    posts: list[Post]

    @property
    def possible(self) -> bool:
        return not self.below and not self.named


def look_at_closing(unit: Unit) -> Closing:
    """Units below it that are open, what the SOP in force sends to it, its open complaints, and the posts in it."""
    below = list(Unit.objects.filter(parent=unit, closed_at=None))
    posts = list(Post.objects.in_force().filter(unit=unit).select_related("staff", "unit"))
    return Closing(below, named_in(current_edition().procedure, unit.code), handing_on.open_in(unit), posts)


@transaction.atomic
def close(unit: Unit, *, to: Unit | None, version: int, by: Staff) -> int:
    """Nothing goes there any more: open complaints move to `to`, posts in it end. How many complaints moved.

    Refused while units below it are open or the SOP in force sends complaints to it.
    """
    _see_keeper(by, unit)
    require(unit.parent_id is not None, _("The organisation itself cannot be closed."), code="top")
    require(unit.closed_at is None, _("This unit is closed already."), code="already_done")
    seen = look_at_closing(unit)
    require(not seen.below, _("Units below it are open. Move or close them first."), code="below")
    require(not seen.named, _("The SOP in force sends complaints to it. Change that in a draft edition first."),
            code="named")  # fmt: skip
    if to is not None and (to.pk == unit.pk or to.closed_at is not None):
        sentence = _("Choose another unit that is open.")
        raise Invalid(sentence, fields={"to": sentence})
    if to is None and handing_on.unit_has_work(unit):
        sentence = _("Choose the unit that takes over what is open.")
        raise Invalid(sentence, fields={"to": sentence})
    if not Unit.objects.filter(pk=unit.pk, version=version).update(closed_at=time.now(), version=F("version") + 1):
        raise Stale(STALE)
    moved = handing_on.hand_unit_on(unit, to=to, by=by) if to is not None else 0
    for post in seen.posts:
        end_post(post, by=by)
    unit.refresh_from_db()
    forget()
    record("unit_closed", unit, by=by, code=unit.code, to=to.code if to else "")
    return moved


@transaction.atomic
def open_again(unit: Unit, *, by: Staff) -> None:
    """A closed unit takes complaints and posts again; what was moved stays where it is."""
    _see_keeper(by, unit)
    require(unit.parent is None or unit.parent.closed_at is None, _("The unit above it is closed."), code="closed")
    opened = Unit.objects.filter(pk=unit.pk).exclude(closed_at=None).update(closed_at=None, version=F("version") + 1)
    require(opened, _("This unit is open already."), code="already_done")
    unit.refresh_from_db()
    forget()
    record("unit_opened", unit, by=by, code=unit.code)


def named_in(procedure: Procedure, code: str) -> list[str]:
    """Where the SOP sends complaints to that unit, in words; rules by their number."""
    language = (get_language() or "id")[:2]
    said = [*procedure.types.values(), *procedure.categories.values()]
    return [
        *(one.label.say(language) for one in said if one.unit == code),
        *(str(Medium(medium).label) for medium, unit in procedure.duty_roster.items() if unit == code),
        *(
            gettext("routing rule %(number)s") % {"number": number}
            for number, rule in enumerate(procedure.routing, 1)
            if rule.unit == code
        ),
    ]


def free_code(name: str) -> str:
    """A code made from the name, which an SOP can name too; with a number behind it where that is taken."""
    plain = slugify(name)[:32].strip("-") or "unit"
    plain = plain if plain[0].isalpha() else f"unit-{plain}"
    taken = {*Unit.objects.filter(code__startswith=plain).values_list("code", flat=True), *RESERVED}
    return next(code for code in _numbered(plain) if code not in taken)


def find(code: str) -> Unit:
    """The unit of that code; raises NotFound."""
    found = Unit.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


def _numbered(plain: str) -> Iterable[str]:
    yield plain
    yield from (f"{plain}-{number}" for number in range(2, 10_000))


def _names(facts: Facts) -> tuple[str, str]:
    name_id = one_line(facts.name_id)
    return name_id, one_line(facts.name_en) or name_id


def _checked(facts: Facts) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if not one_line(facts.name_id):
        fields["name_id"] = _("Write what this unit is called.")
    for name in ("name_id", "name_en"):
        if len(one_line(getattr(facts, name))) > LONGEST:
            fields[name] = _("At most %(most)d characters, please.") % {"most": LONGEST}
    if facts.kind not in {*KINDS, Unit.Kind.ORGANISATION}:
        fields["kind"] = _("Choose one of these.")
    return fields


def _see_keeper(by: Staff, unit: Unit) -> None:
    if not may_keep(by, unit):
        raise Forbidden(NOT_YOU)

