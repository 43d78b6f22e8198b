"""How much lies with whom (R52): open, due today, overdue, very angry; who is away, who rests. Few questions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from tanggap.cases import access
from tanggap.casework.waiting import OPEN
from tanggap.core import time
from tanggap.people.competences import resting_now, trained_now
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.people.roster import in_force
from tanggap.people.standing import Standing, roster_now, standing_of

AT_WORK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)
LEADING = (Role.HEAD, Role.MANAGER)
FURIOUS = Q(temperature="very_angry") | Q(temperature="", temperature_estimate="very_angry")


@dataclass(frozen=True)
class Load:
    """What lies with one person, among the complaints that the reader may see."""

    open: int = 0
    today: int = 0
    overdue: int = 0
    very_angry: int = 0
    away: bool = False
    rests_until: datetime | None = None
    trained: tuple[str, ...] = field(default=())


def loads(people: Collection[int], *, by: Staff) -> dict[int, Load]:
    """By id of staff; a complaint counts for its handler, and for its owner as long as nobody handles it."""
    now = time.now()
    midnight = time.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    late, today = Q(next_due_at__lt=now), Q(next_due_at__gte=now, next_due_at__lt=midnight)
    theirs: Iterable[tuple[int, int, int, int, int]] = (
        access.visible_to(by).filter(OPEN).order_by().annotate(whose=Coalesce("handler", "owner"))
        .filter(whose__in=people).values_list("whose")
        .annotate(open=Count("pk"), today=Count("pk", filter=today), overdue=Count("pk", filter=late),
                  furious=Count("pk", filter=FURIOUS))
    )  # fmt: skip
    found = {pk: Load(*counts) for pk, *counts in theirs}
    away, resting, trained = roster_now().away(), resting_now(), trained_now()
    return {
        pk: replace(
            found.get(pk, Load()), away=pk in away, rests_until=resting.get(pk),
            trained=tuple(kind for kind, held in trained.items() if pk in held),
        )
        for pk in people
    }  # fmt: skip


@dataclass(frozen=True)
class Team:
    """A unit, with those who work in it."""

    unit: Unit
    people: list[Staff]


def teams(by: Staff) -> list[Team]:
    """Those whom this person leads, by unit; whoever leads nobody sees himself or herself."""
    led = standing_of(by).units_of(*LEADING)
    rows: dict[int, dict[int, Post]] = {}
    for post in in_force(roster_now().posts):
        if post.role in AT_WORK and post.staff.is_active and (post.unit_id in led or post.staff_id == by.pk):
            rows.setdefault(post.unit_id, {})[post.staff_id] = post
    found = [Team(posts[next(iter(posts))].unit, _by_name(posts)) for posts in rows.values()]
    return sorted(found, key=lambda team: team.unit.path)


def _by_name(posts: dict[int, Post]) -> list[Staff]:
    return sorted((post.staff for post in posts.values()), key=lambda staff: (staff.full_name, staff.pk))


def leads(by: Staff, staff: Staff) -> bool:
    """Whether one may see that the other rests: oneself, and whoever leads a unit in which the other works."""
    if by.pk == staff.pk:
        return True
    return leads_any(standing_of(by), staff)


def leads_any(standing: Standing, staff: Staff) -> bool:
    """Whether that standing leads a unit in which this person has a post."""
    led = standing.units_of(*LEADING)
    return any(post.unit_id in led for post in in_force(roster_now().posts_of.get(staff.pk, ())))
