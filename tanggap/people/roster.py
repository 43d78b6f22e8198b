"""Who holds which post in which unit, who stands in for whom, who is away: read once, and again when it has changed.

Small tables that every act asks about many times. Whether they have changed, one query tells (core/db/marks.py); what
is in force at a moment is asked of the rows at that moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from tanggap.core import time
from tanggap.core.db.marks import Mark, Remembered, mark_of
from tanggap.core.db.plain import rows
from tanggap.people.models import Absence, Deputy, Post, Staff, Unit

TABLES = (Staff, Unit, Post, Deputy, Absence)


class Period(Protocol):
    """A row that holds from `since` until `until`."""

    since: datetime
    until: datetime | None


R = TypeVar("R", bound=Period)


def in_force(found: Iterable[R]) -> Iterator[R]:
    """Those that hold at this moment; the same as `InForce.in_force` says in SQL."""
    moment = time.now()
    return (row for row in found if row.since <= moment and (row.until is None or row.until > moment))


@dataclass(frozen=True)
class Roster:
    """The rows themselves. They are shared by everybody who asks: look at them, do not change them.

    `staff` in the order of names, as lists of people are shown; posts in the order of staff, with both ends at hand.
    """

    staff: Mapping[int, Staff]
    units: Mapping[int, Unit]
    posts: tuple[Post, ...]
    posts_of: Mapping[int, tuple[Post, ...]]
    deputies: tuple[Deputy, ...]
    absences: tuple[Absence, ...]

    def away(self) -> set[int]:
        """Ids of those who are absent now."""
        return {absence.staff_id for absence in in_force(self.absences)}

    def below(self, path: str) -> Iterator[int]:
        """Ids of the unit with that path and of all units below it."""
        return (unit.pk for unit in self.units.values() if unit.path.startswith(path))

    def people(self, ids: Iterable[int]) -> list[Staff]:
        """These, in the order of names."""
        wanted = set(ids)
        return [staff for pk, staff in self.staff.items() if pk in wanted] if wanted else []


def roster(mark: Mark | None = None) -> Roster:
    """The roster of this moment; one query when nothing has changed, none for whoever has just asked for its mark."""
    return _remembered.now() if mark is None else _remembered.at(mark)


def marks_of_roster() -> str:
    """The columns of a SELECT that give its mark."""
    return ", ".join(map(mark_of, TABLES))


def _read() -> Roster:
    staff = {one.pk: one for one in rows(Staff, "true ORDER BY full_name, id")}
    units = {one.pk: one for one in rows(Unit, "true ORDER BY path")}
    posts = [
        post
        for post in rows(Post, "true ORDER BY staff_id, since, id")
        # Read after the others: somebody new comes with the next mark.
        if post.staff_id in staff and post.unit_id in units
    ]
    by_staff: defaultdict[int, list[Post]] = defaultdict(list)
    for post in posts:
        post.staff, post.unit = staff[post.staff_id], units[post.unit_id]
        by_staff[post.staff_id].append(post)
    return Roster(
        staff=staff,
        units=units,
        posts=tuple(posts),
        posts_of={pk: tuple(held) for pk, held in by_staff.items()},
        deputies=tuple(rows(Deputy, "true ORDER BY id")),
        absences=tuple(rows(Absence, "true ORDER BY id")),
    )


_remembered = Remembered(_read, *TABLES)
