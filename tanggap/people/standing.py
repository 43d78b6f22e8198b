"""What a member of staff is right now: roles, in which units, and for whom they stand in."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from tanggap.core.db.marks import Mark
from tanggap.people import roster as rosters
from tanggap.people.models import Deputy, Post, Role, Staff, Unit
from tanggap.people.roster import Roster, in_force

# A deputy gets the duties of the absent, not the keys of the house nor the secrets entrusted to one person.
NEVER_LENT = frozenset({Role.ADMIN, Role.CONFIDENTIALITY})
READS_CASES = frozenset(set(Role) - NEVER_LENT)
# Whose approvals alone can be handed to somebody: the roles that a ladder of approval is made of.
APPROVING = frozenset({Role.HEAD, Role.MANAGER, Role.QUALITY})


@dataclass
class _Known:
    """What was looked up in one request."""

    roster: Roster | None = None
    standings: dict[int, "Standing"] = field(default_factory=dict)
    people: dict[tuple[object, ...], list[Staff]] = field(default_factory=dict)


_known: ContextVar[_Known | None] = ContextVar("standings", default=None)


@dataclass(frozen=True)
class Standing:
    """Roles and, for each role, the ids of all units where it holds (those below a post's unit included).

    `root`: a role that reads cases is held at the top of the organisation. `acting_for`: ids of the staff for whom
    this one may act now; their duties are already counted in `roles` and `units`. `approving_for`: for whom this one
    may only approve now, each with the limit in rupiah; `approving_in`: the units where those would.
    """

    staff: Staff
    roles: frozenset[str]
    units: Mapping[str, frozenset[int]]
    root: bool
    acting_for: frozenset[int]
    approving_for: tuple[tuple[int, int | None], ...] = ()
    approving_in: frozenset[int] = frozenset()

    def has(self, role: str, unit: "Unit | int | None" = None) -> bool:
        """Is the role held: anywhere, or in that unit?"""
        if unit is None:
            return role in self.roles
        return (unit if isinstance(unit, int) else unit.pk) in self.units.get(role, frozenset())

    def known_by(self) -> tuple[object, ...]:
        """All of it as a value: two standings that are known by the same let somebody see and do the same."""
        units = tuple(sorted(self.units.items()))
        lent = self.acting_for, self.approving_for, self.approving_in
        return self.staff.pk, self.staff.is_active, self.roles, units, self.root, lent

    def units_of(self, *roles: str) -> frozenset[int]:
        """Ids of all units where one of the roles holds; of any role when none is named."""
        return frozenset().union(*(self.units.get(role, frozenset()) for role in roles or self.units))


def standing_of(staff: Staff) -> Standing:
    """The standing of this moment; asked once per request inside `remembered`."""
    known = _known.get()
    if known is None:
        return _find(staff)
    if staff.pk not in known.standings:
        known.standings[staff.pk] = _find(staff)
    return known.standings[staff.pk]


@contextmanager
def remembered() -> Iterator[None]:
    """Inside the block (one request) people are looked up once; `forget` makes them be looked up again."""
    before = _known.set(_Known())
    try:
        yield
    finally:
        _known.reset(before)


def forget() -> None:
    """Posts or deputies have changed: what was remembered in this request no longer holds."""
    known = _known.get()
    if known is not None:
        known.roster = None
        known.standings.clear()
        known.people.clear()


def roster_now() -> Roster:
    """Everybody and every unit; inside `remembered` one query tells once whether what the process knows still holds."""
    known = _known.get()
    if known is None:
        return rosters.roster()
    if known.roster is None:
        known.roster = rosters.roster()
    return known.roster


def roster_at(mark: Mark) -> None:
    """That mark was asked for along with the session: this request need not ask whether the roster still holds."""
    known = _known.get()
    if known is not None and known.roster is None:
        known.roster = rosters.roster(mark)


def _find(staff: Staff) -> Standing:
    if not staff.is_active:
        return Standing(staff, frozenset(), {}, False, frozenset())
    roster = roster_now()
    acting_for = _represented(staff, roster)
    posts = list(in_force(roster.posts_of.get(staff.pk, ())))
    for absent in acting_for:
        posts += [post for post in in_force(roster.posts_of.get(absent, ())) if post.role not in NEVER_LENT]
    roles = frozenset(post.role for post in posts)
    root = any(post.unit.path.count("/") == 2 and post.role in READS_CASES for post in posts)
    only_approving = tuple((one.of_id, one.up_to) for one in _standing_in(staff, roster) if one.only_approvals)
    lent = [post for pk, _limit in only_approving for post in in_force(roster.posts_of.get(pk, ()))
            if post.role in APPROVING]  # fmt: skip
    places = frozenset(pk for post in lent for pk in roster.below(post.unit.path))
    return Standing(staff, roles, _units_below(posts, roster), root, acting_for, only_approving, places)


def _standing_in(staff: Staff, roster: Roster) -> list[Deputy]:
    """As whose deputy `staff` acts now: of some for a period, of others while they are absent."""
    mine = [deputy for deputy in in_force(roster.deputies) if deputy.by_id == staff.pk]
    if not mine:
        return []
    away = roster.away()
    return [deputy for deputy in mine if not deputy.only_when_absent or deputy.of_id in away]


def _represented(staff: Staff, roster: Roster) -> frozenset[int]:
    """Ids of those for whom `staff` stands in now, in everything."""
    return frozenset(one.of_id for one in _standing_in(staff, roster) if not one.only_approvals)


def _units_below(posts: Sequence[Post], roster: Roster) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for role, path in {(post.role, post.unit.path) for post in posts}:
        found[role].update(roster.below(path))
    return {role: frozenset(ids) for role, ids in found.items()}


def _once(key: tuple[object, ...], find: Callable[[], list[Staff]]) -> list[Staff]:
    """These people, looked up once per request; a list of one's own."""
    known = _known.get()
    if known is None:
        return find()
    if key not in known.people:
        known.people[key] = find()
    return [*known.people[key]]


def post_holders(role: str, unit: Unit | None = None, *, above: bool = False) -> list[Staff]:
    """Active staff who hold the role in person now: anywhere, in exactly that unit, or there and `above` it."""
    return _once(("post", str(role), unit and unit.pk, above), lambda: _post_holders(role, unit, above))


def _post_holders(role: str, unit: Unit | None, above: bool) -> list[Staff]:
    roster = roster_now()
    units = None if unit is None else set(unit.line() if above else [unit.pk])
    held = [post for post in in_force(roster.posts) if post.role == role and (units is None or post.unit_id in units)]
    return [staff for staff in roster.people(post.staff_id for post in held) if staff.is_active]


def roles_in_person(staff: Staff) -> set[str]:
    """The roles that this member of staff holds now by posts of his or her own, wherever they are."""
    return {post.role for post in in_force(roster_now().posts_of.get(staff.pk, ()))}


def heads_of(unit: Unit) -> list[Staff]:
    """The heads of the unit, or of the nearest one above it that has any; empty when nobody heads anything."""
    return _once(("heads", unit.pk), lambda: _heads_of(unit))


def _heads_of(unit: Unit) -> list[Staff]:
    line = set(unit.line())
    posts = [post for post in in_force(roster_now().posts) if post.role == Role.HEAD and post.unit_id in line]
    found = [post for post in posts if post.staff.is_active]
    nearest = max((len(post.unit.path) for post in found), default=0)
    return [post.staff for post in found if len(post.unit.path) == nearest]


def stand_ins(staff: Staff) -> list[Staff]:
    """Active staff who stand in for `staff` now."""
    return _once(("stand-ins", staff.pk), lambda: _stand_ins(staff))


def _stand_ins(staff: Staff) -> list[Staff]:
    roster = roster_now()
    away = staff.pk in roster.away()
    deputies = [one for one in in_force(roster.deputies) if one.of_id == staff.pk and not one.only_approvals]
    standing_in = roster.people(one.by_id for one in deputies if away or not one.only_when_absent)
    return [other for other in standing_in if other.is_active]


def line_of(staff: Staff) -> list[Staff]:
    """Who leads this member of staff: heads and managers of their units and of all units above, themselves excepted.

    For a sealed case the accused, this line and their stand-ins are excluded.
    """
    roster = roster_now()
    above = {pk for post in in_force(roster.posts_of.get(staff.pk, ())) for pk in post.unit.line()}
    leading = (post for post in in_force(roster.posts) if post.role in {Role.HEAD, Role.MANAGER})
    leaders = {post.staff_id for post in leading if post.unit_id in above}
    return roster.people(leaders - {staff.pk})
