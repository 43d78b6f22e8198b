"""Whom and what can be chosen in the forms: units, staff, types, categories, impacts."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.casework.load import leads_any, loads
from tanggap.core.errors import Invalid, NotFound
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import roster_now, standing_of
from tanggap.ui.formatting import clock_time
from tanggap.workspace.acts_fields import NOT_ONE_OF_THESE, Option, options

AT_WORK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)


def language() -> str:
    """Of the page: id or en."""
    return (get_language() or "id")[:2]


def unit_options() -> tuple[Option, ...]:
    """Every unit that is open, as the tree has them."""
    return options((unit.pk, unit.name) for unit in roster_now().units.values() if unit.closed_at is None)


def staff_options(
    unit: Unit | None = None, *, laden_for: Staff | None = None
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Staff at work, grouped by unit; with a unit only those with a post in it or above it.

    `laden_for` is who chooses: beside each name stands what lies with that person.
    """
    posts = [post for post in in_force(roster_now().posts) if post.role in AT_WORK and post.staff.is_active]
    if unit is not None:
        line = set(unit.line())
        posts = [post for post in posts if post.unit_id in line]
    groups: dict[str, dict[int, str]] = {}
    for post in sorted(posts, key=lambda post: (post.unit.path, post.staff.full_name)):
        groups.setdefault(post.unit.name, {})[post.staff_id] = post.staff.full_name
    if laden_for is not None:
        said = load_words({post.staff_id for post in posts}, by=laden_for)
        groups = {name: {pk: f"{person}{said[pk]}" for pk, person in people.items()} for name, people in groups.items()}
    return tuple((name, options(people.items())) for name, people in groups.items())


def load_words(people: set[int], *, by: Staff) -> dict[int, str]:
    """What lies with each of them, in a few words after the name. Why somebody is not free, only the head is told."""
    roster, standing = roster_now(), standing_of(by)
    found: dict[int, str] = {}
    for pk, load in loads(people, by=by).items():
        parts = [ngettext("%(num)s open", "%(num)s open", load.open) % {"num": load.open}]
        if load.today:
            parts.append(_("%(num)s due today") % {"num": load.today})
        if load.overdue:
            parts.append(_("%(num)s overdue") % {"num": load.overdue})
        if load.very_angry:
            parts.append(_("%(num)s very angry") % {"num": load.very_angry})
        if load.away:
            parts.append(_("away"))
        elif load.rests_until is not None:
            sees = pk == by.pk or (pk in roster.staff and leads_any(standing, roster.staff[pk]))
            parts.append((_("rests until %(time)s") if sees else _("free again at %(time)s")) % {
                "time": clock_time(load.rests_until)})  # fmt: skip
        if "very_angry" in load.trained:
            parts.append(_("trained for very angry people"))
        found[pk] = f" · {', '.join(parts)}"
    return found


def unit_of(value: str, field: str = "unit") -> Unit | None:
    """The chosen unit; None when nothing was chosen."""
    return _one(Unit.objects.all(), value, field)


def staff_of(value: str, field: str = "handler") -> Staff | None:
    """The chosen member of staff; None when nobody was chosen."""
    return _one(Staff.objects.filter(is_active=True), value, field)


def _one(rows: QuerySet[Any], value: str, field: str) -> Any:
    if not value:
        return None
    found = rows.filter(pk=int(value)).first()
    if found is None:
        raise Invalid(NOT_ONE_OF_THESE, fields={field: NOT_ONE_OF_THESE})
    return found


def of_case(rows: QuerySet[Any], case: Case, pk: int) -> Any:
    """A row of this very case, tied to it; raises NotFound for one of another case."""
    found = rows.filter(case_id=case.pk, pk=pk).first()
    if found is None:
        raise NotFound(_("This no longer exists, or it belongs to another complaint."))
    found.case = case
    return found


def type_options(case: Case) -> tuple[Option, ...]:
    """The types of the case's own edition of the SOP, with who is responsible."""
    return tuple(
        {"value": one.code, "label": one.label.say(language()), "note": one.text.say(language()) if one.text else ""}
        for one in case.edition.procedure.types.values()
    )


def category_groups(case: Case) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """The categories by type and reason, sub-reasons after their reason."""
    procedure, said = case.edition.procedure, language()
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, one in procedure.categories.items():
        if code not in procedure.offered and code != case.category:
            continue
        top = list(procedure.lineage(code))[-1]
        heading = f"{procedure.types[one.type].label.say(said)}: {top.label.say(said)}"
        groups.setdefault(heading, []).append((code, one.label.say(said)))
    return tuple((heading, options(pairs)) for heading, pairs in groups.items())
