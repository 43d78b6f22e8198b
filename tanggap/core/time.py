"""The only clock of the house: everything that asks what time it is, asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)
_home: ContextVar[str] = ContextVar("home", default="")


def now() -> datetime:
    """The present moment in UTC, or the moment that `travel` has moved us to."""
    return _moved.get() or datetime.now(UTC)


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Inside the block it is `moment` (aware). Used by the demo and by tests, never by the product itself."""
    if moment.tzinfo is None:
        raise ValueError("travel() needs an aware moment")
    before = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(before)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; raises ZoneInfoNotFoundError."""
    return ZoneInfo(name)


@contextmanager
def at_home_in(name: str) -> Iterator[None]:
    """Inside the block (a request, a sweep, a command) that is the organisation's zone; "" leaves the environment's."""
    before = _home.set(name)
    try:
        yield
    finally:
        _home.reset(before)


def default_zone() -> ZoneInfo:
    """The zone of the installation: chosen by the organisation, or TANGGAP_TIME_ZONE until it has."""
    return zone(_home.get() or settings.TIME_ZONE)


def local(moment: datetime, zone_name: str | None = None) -> datetime:
    """`moment` on the wall clock of that zone, or of the installation."""
    return moment.astimezone(zone(zone_name) if zone_name else default_zone())


def hour_of(moment: datetime) -> datetime:
    """The hour in which it happened: all that is kept where a finer time could tell who it was (A1)."""
    return moment.replace(minute=0, second=0, microsecond=0)


def today(zone_name: str | None = None) -> date:
    """The date on the wall calendar of that zone, or of the installation."""
    return local(now(), zone_name).date()


def days(count: int) -> timedelta:
    """That many calendar days."""
    return timedelta(days=count)
