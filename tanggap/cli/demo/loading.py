"""Loading the demo in small transactions: pages see it grow, and what was killed half-way goes on where it stopped."""

import time as machine
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from tanggap.cases.models import Notice, Party
from tanggap.cases.notices import mark_read
from tanggap.channels import outbox
from tanggap.channels.models import Outbound
from tanggap.cli.demo.casting import cast, choose
from tanggap.cli.demo.organisation import CASTS, Organisation, make_organisation
from tanggap.cli.demo.seasons import Year
from tanggap.cli.demo.timeline import Timeline
from tanggap.clocks.calendar import default_calendar, working_time
from tanggap.core import time
from tanggap.core.errors import TanggapError
from tanggap.core.face import using_face
from tanggap.core.filling import Filling
from tanggap.people.models import Staff
from tanggap.people.standing import remembered

STEP_SECONDS = 0.5
UNREAD = timedelta(days=2)
BEFORE = timedelta(days=30)  # the organisation is a month older than its first complaint

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    """What stands there now."""

    states: Counter[str]
    left_out: int

    @property
    def cases(self) -> int:
        return sum(self.states.values())


def present() -> Filling | None:
    """The demo of this installation, whole or half; None where none was ever begun."""
    return Filling.objects.first()


def refuse_elsewhere() -> None:
    """Its passwords are public: never on an installation that is used, or that did not ask for it."""
    if not settings.DEMO:
        raise TanggapError("The demo has public passwords. Set TANGGAP_DEMO=1 to load it, but never where people work.")
    if is_used():
        raise TanggapError("There are complaints or staff here already; the demo is only for an empty installation.")


def is_used() -> bool:
    return Party.objects.exists() or Staff.objects.exists()


@transaction.atomic
def begin(kind: str, wanted: int = 0) -> Filling:
    """Make the organisation, and note what is to be filled in; raises TanggapError where it must not be."""
    refuse_elsewhere()
    wanted = len(choose(kind, wanted))
    end = time.now()
    with using_face("demo"), time.travel(Year(end, working_time(default_calendar())).begin - BEFORE):
        make_organisation(CASTS[kind])
    return Filling.objects.create(id=1, kind=kind, wanted=wanted, until=end)


class Loader:
    """Carries a demo that was begun to its end, from wherever it stands."""

    def __init__(self, filling: Filling) -> None:
        organisation = Organisation(CASTS[filling.kind])
        year = Year(filling.until, working_time(default_calendar()))
        lives = cast(organisation, filling.kind, filling.wanted, year)
        self.timeline = Timeline(lives, filling.until)

    def run(self, *, told: Tell = lambda _there: None, stopped: Sequence[object] = ()) -> bool:
        """Step by step until all is there; False when `stopped` was filled before. `told` hears how many there are."""
        with using_face("demo"):
            while not stopped:
                filling = self._step()
                told(filling.there)
                if filling.finished_at:
                    return True
        return False

    @transaction.atomic
    def _step(self) -> Filling:
        """As much as fits into half a second. Whoever else loads meanwhile waits, and goes on after it."""
        with connection.cursor() as cursor:
            # What a crash of the machine takes away is only filled in again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        filling = Filling.objects.select_for_update().get()
        acts = self.timeline.acts
        with remembered():
            until = machine.monotonic() + STEP_SECONDS
            while filling.steps < len(acts) and machine.monotonic() < until:
                self._perform(filling)
            if filling.steps == len(acts) and filling.finished_at is None:
                self._finish(filling)
        filling.save()
        return filling

    def _perform(self, filling: Filling) -> None:
        act = self.timeline.acts[filling.steps]
        filling.steps += 1
        if act.life in filling.left_out:
            return
        told = self.timeline.lives[act.life].told
        told.numbers = filling.numbers.setdefault(str(act.life), [])
        if not self.timeline.perform(act):
            filling.left_out.append(act.life)
        filling.there += act.step == 0

    def _finish(self, filling: Filling) -> None:
        self.timeline.sweep_until(filling.until)
        # Nobody of the demo exists, so nothing of it may leave. What was written to real people since is none of it.
        waiting = Outbound.objects.filter(state__in=[Outbound.State.QUEUED, Outbound.State.HELD])
        outbox.cancel(waiting.filter(created_at__lte=filling.until), problem="demo")
        # Its staff have seen what is not from these days.
        with time.travel(filling.until):
            mark_read(Notice.objects.filter(at__lt=filling.until - UNREAD))
        filling.finished_at = time.now()


def load(kind: str = "company", wanted: int = 0, *, told: Tell = lambda _there: None) -> Loaded:
    """Begin, or go on with, the demo, and carry it to its end."""
    filling = present() or begin(kind, wanted)
    if filling.finished_at is None:
        Loader(filling).run(told=told)
        filling.refresh_from_db()
    numbers = [number for cases in filling.numbers.values() for number in cases]
    states = Party.objects.filter(case__in=numbers).values_list("case_id", "case__state").distinct()
    return Loaded(Counter(state for _case, state in states), len(filling.left_out))
