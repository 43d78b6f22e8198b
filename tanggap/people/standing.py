"""What a member of staff is right now: roles, in which units, and for whom they stand in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from tanggap.people.models import Absence, Deputy, Post, Role, Staff, Unit

# A deputy gets the duties of the absent, not the keys of the house nor the secrets entrusted to one person.
NEVER_LENT = frozenset({Role.ADMIN, Role.CONFIDENTIALITY})
READS_CASES = frozenset(set(Role) - NEVER_LENT)

_known: ContextVar[dict[int, "Standing"] | None] = ContextVar("standings", default=None)


@dataclass(frozen=True)
class Standing:
    """Roles and, for each role, the ids of all units where it holds (those below a post's unit included).

    `root`: a role that reads cases is held at the top of the organisation. `acting_for`: ids of the staff for whom
    this one may act now; their duties are already counted in `roles` and `units`.
    """

    staff: Staff
    roles: frozenset[str]
    units: Mapping[str, frozenset[int]]
    root: bool
    acting_for: frozenset[int]

    def has(self, role: str, unit: "Unit | int | None" = None) -> bool:
        """Is the role held: anywhere, or in that unit?"""
        if unit is None:
            return role in self.roles
        return (unit if isinstance(unit, int) else unit.pk) in self.units.get(role, frozenset())

    def units_of(self, *roles: str) -> frozenset[int]:
        """Ids of all units where one of the roles holds; of any role when none is named."""
        return frozenset().union(*(self.units.get(role, frozenset()) for role in roles or self.units))


def standing_of(staff: Staff) -> Standing:
    """The standing of this moment; asked once per request inside `remembered`."""
    known = _known.get()
    if known is None:
        return _find(staff)
    if staff.pk not in known:
        known[staff.pk] = _find(staff)
    return known[staff.pk]


@contextmanager
def remembered() -> Iterator[None]:
    """Inside the block (one request) a standing is looked up once; `forget` makes it be looked up again."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def forget() -> None:
    """Posts or deputies have changed: what was remembered in this request no longer holds."""
    known = _known.get()
    if known is not None:
        known.clear()


def _find(staff: Staff) -> Standing:
    if not staff.is_active:
        return Standing(staff, frozenset(), {}, False, frozenset())
    acting_for = frozenset(_represented(staff))
    own = Q(staff=staff)
    lent = Q(staff__in=acting_for) & ~Q(role__in=NEVER_LENT)
    posts = list(Post.objects.in_force().filter(own | lent if acting_for else own).values_list("role", "unit__path"))
    roles = frozenset(role for role, _ in posts)
    root = any(path.count("/") == 2 and role in READS_CASES for role, path in posts)
    return Standing(staff, roles, _units_below(posts), root, acting_for)


def _represented(staff: Staff) -> QuerySet:
    """Ids of those for whom `staff` stands in now: deputies for a period, and those of somebody absent today."""
    away = Exists(Absence.objects.in_force().filter(staff=OuterRef("of")))
    deputies = Deputy.objects.in_force().filter(by=staff).filter(Q(only_when_absent=False) | away)
    return deputies.values_list("of", flat=True)


def _units_below(posts: list[tuple[str, str]]) -> dict[str, frozenset[int]]:
    paths = {path for _, path in posts}
    if not paths:
        return {}
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for pk, unit_path in Unit.objects.filter(below).values_list("id", "path"):
        for role, path in posts:
            if unit_path.startswith(path):
                found[role].add(pk)
    return {role: frozenset(ids) for role, ids in found.items()}


def post_holders(role: str, unit: Unit | None = None, *, above: bool = False) -> list[Staff]:
    """Active staff who hold the role in person now: anywhere, in exactly that unit, or there and `above` it."""
    posts = Post.objects.in_force().filter(role=role)
    if unit is not None:
        posts = posts.filter(unit__in=unit.line() if above else [unit.pk])
    return list(Staff.objects.filter(is_active=True, pk__in=posts.values("staff")))


def heads_of(unit: Unit) -> list[Staff]:
    """The heads of the unit, or of the nearest one above it that has any; empty when nobody heads anything."""
    posts = Post.objects.in_force().filter(role=Role.HEAD, unit__in=unit.line(), staff__is_active=True)
    found = list(posts.select_related("staff", "unit"))
    nearest = max((len(post.unit.path) for post in found), default=0)
    return [post.staff for post in found if len(post.unit.path) == nearest]


def stand_ins(staff: Staff) -> list[Staff]:
    """Active staff who stand in for `staff` now."""
    away = Absence.objects.in_force().filter(staff=staff).exists()
    deputies = Deputy.objects.in_force().filter(of=staff)
    deputies = deputies if away else deputies.filter(only_when_absent=False)
    return list(Staff.objects.filter(is_active=True, pk__in=deputies.values("by")))


def line_of(staff: Staff) -> list[Staff]:
    """Who leads this member of staff: heads and managers of their units and of all units above, themselves excepted.

    For a sealed case the accused, this line and their stand-ins are excluded.
    """
    above = {
        pk for path in staff.posts.in_force().values_list("unit__path", flat=True) for pk in path.strip("/").split("/")
    }
    posts = Post.objects.in_force().filter(role__in=[Role.HEAD, Role.MANAGER], unit__in=above)
    return list(Staff.objects.filter(pk__in=posts.values("staff")).exclude(pk=staff.pk))
