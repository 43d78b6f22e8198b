"""Which stories are told, how each ends, and when each act happens; the same every time, relative to the end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, zip_longest
from random import Random

from tanggap.cli.demo.acts import arrive, arrive_again
from tanggap.cli.demo.lives import SLOW, life
from tanggap.cli.demo.organisation import Organisation
from tanggap.cli.demo.seasons import Year, awake
from tanggap.cli.demo.stories import Story, stories, themes
from tanggap.cli.demo.told import PACE, Step, Told
from tanggap.core import references, time
from tanggap.core.errors import Invalid

SEED = 1609
ARRIVING = (arrive, arrive_again)
RICH = {"company": "taste", "association": ""}  # its first story stands before the head now, with everything on it
# Of those that are still open: in which state, in this order over and over. The first eight show every state.
OPEN_NOW = (
    "received", "investigating", "assessed", "offered", "putting_right", "approved", "deciding", "following_up",
    "investigating", "received", "putting_right", "investigating", "offered", "received", "investigating", "deciding",
    "investigating", "putting_right", "received", "investigating", "assessed", "offered", "investigating", "deciding",
)  # fmt: skip
OPEN_SHARE = 0.115
SLOW_SHARE, SLOW_AT_LEBARAN = 0.3, 0.55
# How many working hours ago the last act was, by state; one after the other.
FRESH = {
    "received": (0.4, 2.2, 3.1, 1.1, 5.2, 0.7, 6.4, 2.6),
    "assessed": (1.2, 14.0, 2.1, 7.5),
    "investigating": (1.5, 5.5, 3.0, 12.0, 0.6, 11.0, 2.2, 14.0, 4.0, 1.0, 7.0),
    "deciding": (2.6, 4.4, 1.0, 6.6, 3.0, 9.5),
    "approved": (1.6, 0.5, 6.0),
    "offered": (3.0, 12.0, 21.0, 1.0, 33.0, 5.0),
    "putting_right": (3.5, 1.0, 12.0, 15.0, 2.0, 7.0),
    "following_up": (6.0, 31.0, 18.0),
    "dissatisfied": (3.0, 6.0),
    "reopened": (2.0, 7.0),
}
# Of these one is overdue, by the promise that is named: the third that is not waiting for the complainant.
OVERDUE = {"received": "first_reply", "investigating": "decision"}
WAITING = 2  # times as long, for what the complainant has not answered yet
FITTING = 40  # attempts
SEALED_OPEN = 2
AN_INSTANT = 0.02  # hours
LEAST = timedelta(hours=2)  # between the last act of a closed complaint and now


@dataclass(frozen=True)
class Played:
    """A story with its steps, and the moment of each."""

    told: Told
    steps: tuple[Step, ...]
    moments: tuple[datetime, ...]


def cast(organisation: Organisation, kind: str, wanted: int, year: Year) -> list[Played]:
    """The lives of so many stories, each story at most once. Raises Invalid when there are not that many."""
    chosen = choose(kind, wanted)
    goals = _goals(chosen)
    stops = _stops(chosen, goals, kind)
    turns: Counter[str] = Counter()
    overdue: set[str] = set()
    played = []
    for number, story in enumerate(chosen):
        luck = Random(f"{SEED} {number}")
        stop = stops.get(number, "")
        told = Told(story=story, goal=goals[number], stop=stop, organisation=organisation, number=number)
        if stop:
            fresh = FRESH[stop][turns[stop] % len(FRESH[stop])] * (PACE.get(story.severity, 1.0) if number else 1.0)
            fresh *= WAITING if told.waits else 1
            if stop in OVERDUE and stop not in overdue and turns[stop] >= 2 and not told.waits:
                overdue.add(stop)
                fresh = told.promised(OVERDUE[stop]) * 1.1 + 0.5
            turns[stop] += 1
            played.append(_until_now(told, year, fresh))
        else:
            played.append(_over(told, year, luck))
    for local_year, turn, told in arrivals(played):
        told.references.append(references.written(local_year, turn, organisation.procedure.prefix))
    return played


def arrivals(lives: Sequence[Played]) -> Iterator[tuple[int, int, Told]]:
    """Every complaint as it comes in: the local year, which one of that year it is, and whose."""
    come = sorted(
        (at, life.told.number, place)
        for life in lives
        for place, (step, at) in enumerate(zip(life.steps, life.moments, strict=True))
        if step.act in ARRIVING
    )
    lived = {life.told.number: life.told for life in lives}
    turns: Counter[int] = Counter()
    for at, number, _place in come:
        local_year = time.local(at).year
        turns[local_year] += 1
        yield local_year, turns[local_year], lived[number]


def choose(kind: str, wanted: int) -> list[Story]:
    """So many stories (0: all), well mixed: first one of everything there is, then theme by theme in turn."""
    told = stories(kind)
    if wanted > len(told):
        raise Invalid(f"There are {len(told)} stories, and no two share their text: --cases {len(told)} at most.")
    mixed = [story for row in zip_longest(*(told for _theme, told in themes(kind).values())) for story in row if story]
    mixed.sort(key=lambda story: (story.theme.name, story.place) != (RICH[kind], 0))
    seen: set[object] = set()
    rare = []
    for story in mixed:
        hidden = story.sealed and "sealed", story.anonymous and "anonymous", story.confidential and "confidential"
        kinds = {story.goal, story.kind, story.language, story.season, *hidden}
        if not kinds <= seen:
            seen |= kinds
            rare.append(story)
    chosen = {id(story) for story in rare}
    rest = [story for story in mixed if id(story) not in chosen]
    return [*rare, *rest][: wanted or None]


def _goals(chosen: Sequence[Story]) -> list[str]:
    """How each ends: as it is told, else well; what is no complaint is answered at once."""
    return [story.goal or ("" if story.kind == "complaint" else "at_once") for story in chosen]


def _stops(chosen: Sequence[Story], goals: Sequence[str], kind: str) -> dict[int, str]:
    """Which are still open, by their place, and in which state they stand."""
    stops: dict[int, str] = {}
    for back in ("dissatisfied", "reopened"):
        if (found := next((place for place, goal in enumerate(goals) if goal == back), None)) is not None:
            stops[found] = back
    rich = RICH[kind] and chosen[0].theme.name == RICH[kind]
    if rich:
        stops[0] = "deciding"
    free = [place for place, story in enumerate(chosen) if _may_stay_open(story) and place not in stops]
    turn = 0
    for place in _spread(free, max(len(set(OPEN_NOW)), round(len(chosen) * OPEN_SHARE) - len(stops))):
        stops[place] = OPEN_NOW[turn % len(OPEN_NOW)]
        turn += 1
    return stops


def _may_stay_open(story: Story) -> bool:
    plain = not story.goal and story.kind == "complaint" and not story.season and story.severity != "critical"
    return plain and (not story.sealed or story.place < SEALED_OPEN)


def _spread(places: Sequence[int], wanted: int) -> Iterator[int]:
    """So many of them, as far apart as there is room."""
    if wanted >= len(places):
        yield from places
        return
    for number in range(max(0, wanted)):
        yield places[number * len(places) // wanted]


def _over(told: Told, year: Year, luck: Random) -> Played:
    """A life that is over: it began somewhere in the year, early enough to have ended by now."""
    for attempt in count():
        # What takes too long to fit behind its season happens on some other day.
        season = told.story.season if attempt < FITTING else ""
        begin = year.moment(year.day_of(season, luck), told.story.medium, luck)
        rush = -14 <= (begin.date() - year.lebaran).days <= 12
        # Somebody is ill, or away with everybody else: then more than one promise suffers.
        slow = tuple(luck.sample(SLOW, 2)) if luck.random() < (SLOW_AT_LEBARAN if rush else SLOW_SHARE) else ()
        told = replace(told, slow=slow)
        steps = tuple(life(told))
        moments = tuple(_forwards(steps, begin, year))
        if begin >= year.begin and moments[-1] < year.end - LEAST:
            break
    return Played(told, steps, moments)


def _until_now(told: Told, year: Year, fresh: float) -> Played:
    """A life that goes on: its last act was some working hours ago, and the others are counted back from there."""
    steps = tuple(life(told))
    return Played(told, steps, tuple(_backwards(steps, year.earlier(year.end, fresh), year)))


def _forwards(steps: Iterable[Step], begin: datetime, year: Year) -> Iterator[datetime]:
    moment = begin
    for step in steps:
        pause = timedelta(hours=step.later.hours)
        moment = year.office.after(moment, pause) if step.later.working else awake(moment + pause)
        yield moment


def _backwards(steps: Sequence[Step], last: datetime, year: Year) -> list[datetime]:
    moments = [last]
    for step in reversed(steps[1:]):
        pause = step.later.hours
        moment = moments[-1]
        if step.later.working:
            moments.append(year.earlier(moment, pause))
        else:
            # Before it, staff acted; so that was in office hours.
            moments.append(year.earlier(awake(moment - timedelta(hours=pause), later=False), AN_INSTANT))
    return moments[::-1]
