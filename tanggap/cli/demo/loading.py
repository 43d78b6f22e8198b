"""Loading the demo: everything in one transaction, so that it is there whole or not at all."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tanggap.cases.models import Case, Party
from tanggap.channels import outbox
from tanggap.channels.models import Outbound
from tanggap.cli.demo.lives import BEGAN, CLOSED_BEGAN, GOALS, Told, life
from tanggap.cli.demo.organisation import DOMAIN, Organisation, make_organisation
from tanggap.cli.demo.stories import Story, stories
from tanggap.cli.demo.timeline import Timeline
from tanggap.cli.progress import Progress
from tanggap.core import time
from tanggap.core.errors import TanggapError
from tanggap.core.face import using_face
from tanggap.people.models import Staff
from tanggap.people.standing import remembered

DAYS = 120
SEED = 1609


@dataclass(frozen=True)
class Loaded:
    """What stands there now."""

    states: Counter[str]

    @property
    def cases(self) -> int:
        return sum(self.states.values())


def is_loaded() -> bool:
    """Whether the demo is there already."""
    return Staff.objects.filter(email=f"admin@{DOMAIN}").exists()


def refuse_elsewhere() -> None:
    """Its passwords are public: never on an installation that is used, or that did not ask for it."""
    if not settings.DEMO:
        raise TanggapError("The demo has public passwords. Set TANGGAP_DEMO=1 to load it, but never where people work.")
    if Party.objects.exists() or Staff.objects.exists():
        raise TanggapError("There are complaints or staff here already; the demo is only for an empty installation.")


@transaction.atomic
def load(cases: int, bar: Progress) -> Loaded:
    """Make the organisation and let `cases` complaints live until now. Raises TanggapError where it must not be."""
    refuse_elsewhere()
    end = time.now()
    begin = end - timedelta(days=DAYS)
    with using_face("demo"):
        with time.travel(begin - timedelta(days=30)):
            organisation = make_organisation()
        timeline = Timeline(begin, end)
        cast = list(_cast(cases, organisation, end))
        for told, at in cast:
            timeline.add(life(told), at)
        # Nobody's post changes from here on.
        with remembered():
            for _moment in timeline.run():
                bar.advance()
    # Nobody of the demo exists, so nothing of it may leave.
    outbox.cancel(Outbound.objects.filter(state__in=[Outbound.State.QUEUED, Outbound.State.HELD]), problem="demo")
    return Loaded(Counter(_state_of(case) for told, _at in cast for case in told.cases))


def _state_of(case: Case) -> str:
    case.refresh_from_db(fields=["state"])
    return case.state


def _cast(cases: int, organisation: Organisation, end: datetime) -> Iterator[tuple[Told, datetime]]:
    """Who complains of what, when, and where it will end; the same every time, relative to the end."""
    luck = random.Random(SEED)
    for number in range(cases):
        story = stories()[number % len(stories())]
        goal = _fitting(GOALS[number % len(GOALS)], story)
        low, high = BEGAN.get(goal, CLOSED_BEGAN)
        at = end - timedelta(days=luck.uniform(low, high))
        yield Told(story=story, goal=goal, organisation=organisation, number=number), at


def _fitting(goal: str, story: Story) -> str:
    """Merging needs to know who it is; a suggestion is answered, not decided; what is sealed waits with a few."""
    if goal == "merged" and story.hidden:
        return "upheld"
    if story.sealed:
        return "received"
    if story.kind != "complaint" and goal != "received":
        return "resolved_at_once"
    return goal
