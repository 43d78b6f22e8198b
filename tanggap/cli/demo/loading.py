"""Loading the demo act by act: pages see it grow, and what was killed half-way goes on where it stopped.

Its lives are dealt out to two processes. None of them needs another, so it does not matter which goes ahead.
"""

import logging
import os
import time as machine
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from tanggap.cases.models import Notice, Party
from tanggap.cases.notices import mark_read
from tanggap.channels import outbox
from tanggap.channels.models import Outbound
from tanggap.cli.demo import papers, telephones
from tanggap.cli.demo.bounces import come_back
from tanggap.cli.demo.casting import Played, arrivals, cast, choose
from tanggap.cli.demo.mails import lie_waiting
from tanggap.cli.demo.organisation import CASTS, Organisation, make_organisation
from tanggap.cli.demo.seasons import Year
from tanggap.cli.demo.spokesmen import show_mandates
from tanggap.cli.demo.timeline import Act, Timeline
from tanggap.cli.demo.visitors import receive_visitors
from tanggap.cli.hands import share
from tanggap.clocks.calendar import default_calendar, working_time
from tanggap.core import references, time
from tanggap.core.db.plain import ask
from tanggap.core.errors import TanggapError
from tanggap.core.face import using_face
from tanggap.core.filling import Filling
from tanggap.people.models import Role, Staff
from tanggap.people.standing import post_holders, remembered

HANDS = 2
STEP_SECONDS = 0.5
UNREAD = timedelta(days=2)
BEFORE = timedelta(days=30)  # the organisation is a month older than its first complaint

# Whoever does an act takes it, in the same transaction: who loads meanwhile waits for that, and goes on after it.
# What a crash of the machine takes away is only filled in again, so nobody waits for the disk.
TAKE = """
    UPDATE core_filling SET steps = steps + 1 WHERE id = %s AND steps = %s
    RETURNING set_config('synchronous_commit', 'off', true)"""

Tell = Callable[[int], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Loaded:
    """What stands there now."""

    states: Counter[str]
    left_out: int

    @property
    def cases(self) -> int:
        return sum(self.states.values())


def present() -> list[Filling]:
    """The shares of the demo of this installation, whole or half; none where none was ever begun."""
    return list(Filling.objects.order_by("place"))


def refuse_elsewhere() -> None:
    """Its passwords are public: never on an installation that is used, or that did not ask for it."""
    if not settings.DEMO:
        raise TanggapError("The demo has public passwords. Set TANGGAP_DEMO=1 to load it, but never where people work.")
    if is_used():
        raise TanggapError("There are complaints or staff here already; the demo is only for an empty installation.")


def is_used() -> bool:
    return Party.objects.exists() or Staff.objects.exists()


@transaction.atomic
def begin(kind: str, wanted: int = 0) -> list[Filling]:
    """Make the organisation, and note what is to be filled in; raises TanggapError where it must not be."""
    refuse_elsewhere()
    wanted = len(choose(kind, wanted))
    end = time.now()
    with using_face("demo"), time.travel(Year(end, working_time(default_calendar())).begin - BEFORE):
        organisation = make_organisation(CASTS[kind])
    come = Counter(year for year, _turn, _told in arrivals(_lives(organisation, kind, wanted, end)))
    for year, count in come.items():
        # All at once: whoever of the two is ahead, each complaint has the number that belongs to its turn.
        references.next_references(count, year, organisation.procedure.prefix)
    hands = min(HANDS, wanted)
    return [
        Filling.objects.create(kind=kind, place=place, wanted=len(range(place, wanted, hands)), until=end)
        for place in range(hands)
    ]


def _lives(organisation: Organisation, kind: str, wanted: int, end: datetime) -> list[Played]:
    return cast(organisation, kind, wanted, Year(end, working_time(default_calendar())))


class Loader:
    """Carries one share of a demo that was begun to its end, from wherever it stands."""

    def __init__(self, shares: Sequence[Filling], place: int) -> None:
        self.share = shares[place]
        organisation, wanted = Organisation(CASTS[self.share.kind]), sum(one.wanted for one in shares)
        lives = _lives(organisation, self.share.kind, wanted, self.share.until)
        self.timeline = Timeline(life for life in lives if life.told.number % len(shares) == place)
        self._read()

    def run(self, stopped: Sequence[object] = ()) -> Iterator[tuple[int, int]]:
        """Act by act, until all is there or `stopped` is filled; says twice a second how many complaints are there."""
        acts = self.timeline.acts
        while self.share.steps < len(acts) and not stopped:
            until = machine.monotonic() + STEP_SECONDS
            with using_face("demo"), remembered():
                while self.share.steps < len(acts) and machine.monotonic() < until:
                    self._go_on(acts[self.share.steps])
            yield self.share.place, self.share.there
        if not stopped:
            with using_face("demo"), transaction.atomic():
                self.timeline.sweep_until(self.share.until)

    def _go_on(self, act: Act) -> None:
        """The next act. A complaint that somebody has touched meanwhile stays as they left it."""
        for savepoints in (False, True):
            try:
                return self._take(act, partial(self.timeline.perform, act, savepoints=savepoints))
            except (OperationalError, InterfaceError):
                raise  # of the database, not of the story
            except Exception:
                if savepoints:
                    log.exception("a story of the demo ends early: %s", self.timeline.told(act).story.title)
        self._take(act, lambda: self.share.left_out.append(act.life))

    @transaction.atomic
    def _take(self, act: Act, what: Callable[[], None]) -> None:
        """Do that, and write down how far we are, in one transaction."""
        if not ask(TAKE, self.share.pk, self.share.steps):
            self.share.refresh_from_db()
            self._read()
            return
        if act.life not in self.share.left_out:
            what()
        if act.step == 0:
            self.share.there += 1
        if self.timeline.arrives(act) or act.life in self.share.left_out:
            self.share.save(update_fields=["there", "numbers", "left_out"])
        self.share.steps += 1

    def _read(self) -> None:
        """Which cases the lives became; those lists grow as the lives go on."""
        for number, life in self.timeline.lives.items():
            life.told.numbers = self.share.numbers.setdefault(str(number), [])


def fill(shares: Sequence[Filling], *, told: Tell = lambda _there: None, stopped: Sequence[object] = ()) -> bool:
    """Carry a demo that was begun to its end; False when `stopped` was filled before. `told` hears how many there are.

    Raises TanggapError when one of its processes was killed; whoever tries again goes on from there.
    """
    there = {one.place: one.there for one in shares}
    with closing(_by_hands(shares, stopped)) as done:
        for place, count in done:
            there[place] = count
            told(sum(there.values()))
            if stopped:
                break
    if stopped:
        return False
    _finish(shares[0].until)
    return True


def _by_hands(shares: Sequence[Filling], stopped: Sequence[object]) -> Generator[tuple[int, int], None, None]:
    """Each share in a process of its own; one after the other where that cannot be, or is not worth it."""
    # In a transaction of somebody else's all must go over this one connection.
    if connection.in_atomic_block or len(shares) == 1 or os.cpu_count() == 1:
        for place in range(len(shares)):
            yield from Loader(shares, place).run(stopped)
    else:
        yield from share(lambda place: Loader(shares, place).run(stopped), len(shares))


@transaction.atomic
def _finish(until: datetime) -> None:
    desk = next(iter(post_holders(Role.FRONTDESK)), None)
    if desk is not None:
        with using_face("demo"):
            papers.come_in(desk, until)
    # Nobody of the demo exists, so nothing of it may leave. What was written to real people since is none of it.
    waiting = Outbound.objects.filter(state__in=[Outbound.State.QUEUED, Outbound.State.HELD])
    outbox.cancel(waiting.filter(created_at__lte=until), problem="demo")
    # Its staff have seen what is not from these days.
    with using_face("demo"), time.travel(until):
        mark_read(Notice.objects.filter(at__lt=until - UNREAD))
        if desk is not None:
            telephones.ring(desk, until)
            receive_visitors(desk, until)
            show_mandates(by=desk)
    with using_face("demo"):
        lie_waiting(until)
        if desk is not None:
            come_back(desk, until)
    Filling.objects.update(finished_at=time.now())


def load(kind: str = "company", wanted: int = 0, *, told: Tell = lambda _there: None) -> Loaded:
    """Begin, or go on with, the demo, and carry it to its end."""
    shares = present() or begin(kind, wanted)
    if shares[0].finished_at is None:
        fill(shares, told=told)
        shares = present()
    numbers = [number for one in shares for cases in one.numbers.values() for number in cases]
    states = Party.objects.filter(case__in=numbers).values_list("case_id", "case__state").distinct()
    return Loaded(Counter(state for _case, state in states), sum(len(one.left_out) for one in shares))
