"""What whoever receives visitors, or leads those who do, is shown of waiting: in their own branches, for some days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tanggap.channels.models import QueueService
from tanggap.clocks.calendar import default_calendar
from tanggap.insight import queues
from tanggap.insight.queues import Waits
from tanggap.people.models import Unit


@dataclass(frozen=True)
class OfBranch:
    """One branch: the whole, and each service by its letter."""

    branch: Unit
    whole: Waits
    services: tuple[tuple[QueueService, Waits], ...]


def figures(branches: Iterable[Unit], since: date, until: date) -> list[OfBranch]:
    """Those of them in which somebody took a number in these days."""
    places = {one.pk: one for one in branches}
    services = {one.pk: one for one in QueueService.objects.all()}
    rows = queues.by_service(places, since, until)
    return [
        OfBranch(places[whole.branch], whole, _of(rows, whole.branch, services))
        for whole in rows if whole.service is None
    ]  # fmt: skip


def hours(branches: Iterable[Unit], since: date, until: date) -> list[Waits]:
    """The hours of the day in which they came, in all of these branches together."""
    return queues.by_hour([one.pk for one in branches], since, until, zone=default_calendar().zone)


def _of(
    rows: Sequence[Waits], branch: int, services: dict[int, QueueService]
) -> tuple[tuple[QueueService, Waits], ...]:
    found = [(services[one.service], one) for one in rows if one.branch == branch and one.service is not None]
    return tuple(sorted(found, key=lambda pair: pair[0].letter))
