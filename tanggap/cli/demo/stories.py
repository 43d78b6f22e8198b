"""What people wrote and what is done about it, read from the files in company/ and association/, one per theme."""

import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tanggap.casework.propose import Alternative
from tanggap.people.models import Unit

HERE = Path(__file__).parent
KINDS = ("company", "association")
# How one addresses somebody whose name is not known.
NOBODY = {"id": "Bapak/Ibu", "en": "Sir or Madam"}
IN_FULL = {"Bu": "Ibu", "Pak": "Bapak"}  # where no name follows


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to put it right."""

    title: str
    description: str = ""
    advantages: str = ""
    drawbacks: str = ""
    kind: str = ""
    risk: str = ""
    risk_because: str = ""
    fit: str = ""
    fit_because: str = ""
    cost: int = 0
    cost_note: str = ""
    days: int = 1
    days_note: str = ""
    helpers: str = ""
    redress: str = ""
    amount: int = 0
    steps: tuple[str, ...] = ()

    def as_alternative(self, executor: Unit, kinds: Container[str]) -> Alternative:
        return Alternative(
            title=self.title, description=self.description, advantages=self.advantages, drawbacks=self.drawbacks,
            cost=self.cost, working_days=self.days, executor=executor, redress_kind=self.redress,
            redress_amount=self.amount, steps=self.steps, kind=self.kind if self.kind in kinds else "",
            recurrence_risk=self.risk, recurrence_reason=self.risk_because, wish_fit=self.fit,
            wish_reason=self.fit_because, cost_note=self.cost_note, time_note=self.days_note, helpers=self.helpers,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Theme:
    """How one kind of complaint is handled; of each list every story takes another line than its neighbour."""

    name: str
    category: str
    notes: tuple[str, ...]
    contain: tuple[str, ...]
    causes: tuple[str, ...]
    lessons: tuple[str, ...]
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    send_backs: tuple[str, ...]
    offers: tuple[str, ...]
    results: tuple[str, ...]
    feelings: tuple[str, ...]
    solutions: tuple[Way, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One complaint as somebody brought it, what was answered, and what came of it."""

    theme: Theme
    place: int  # among the stories of its theme
    title: str
    body: str
    severity: str
    temperature: str
    medium: str
    category: str
    reply: str
    answer: str
    thanks: str
    score: int
    name: str = ""
    call: str = ""
    organization: str = ""
    wish: str = ""
    product: str = ""
    language: str = "id"
    kind: str = "complaint"
    anonymous: bool = False
    confidential: bool = False
    sealed: bool = False
    season: str = ""
    committee: str = ""
    values: tuple[str, ...] = ()
    goal: str = ""
    message: str = ""
    reason: str = ""
    body_to: str = ""
    expectation: str = ""
    own_proposal: str = ""
    again: str = ""
    again_title: str = ""

    @property
    def hidden(self) -> bool:
        return self.anonymous or self.confidential or self.sealed

    @property
    def addressed(self) -> str:
        """How letters to them begin. Whose name is confidential is not named in what others on the case read too."""
        title = self.call.split()[0] if self.confidential and self.call else ""
        return IN_FULL.get(title, title) or self.call or NOBODY[self.language]

    @property
    def mailbox(self) -> str:
        """The same name is the same person."""
        letters = (letter if letter.isalnum() and letter.isascii() else " " for letter in self.name.lower())
        return ".".join("".join(letters).split())

    def deal(self, lines: tuple[str, ...], turn: int = 0) -> str:
        """A line of the theme for this story: its neighbours get others, and so does its own next turn."""
        chosen = lines[(self.place * 2 + turn) % len(lines)]
        return chosen.replace("{nama}", self.addressed)


@cache
def themes(kind: str) -> dict[str, tuple[Theme, tuple[Story, ...]]]:
    """Every theme with its stories, by the name of its file."""
    return {path.stem: _read(path) for path in sorted((HERE / kind).glob("*.toml"))}


@cache
def stories(kind: str) -> tuple[Story, ...]:
    """Every story, theme by theme."""
    return tuple(story for _theme, told in themes(kind).values() for story in told)


def _read(path: Path) -> tuple[Theme, tuple[Story, ...]]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    given = _frozen(content["theme"])
    ways = tuple(Way(**_frozen(way)) for way in given.pop("solutions"))
    theme = Theme(name=path.stem, solutions=ways, **given)
    told = (
        Story(**{"category": theme.category, **_frozen(story)}, theme=theme, place=place)
        for place, story in enumerate(content["stories"])
    )
    return theme, tuple(told)


def _frozen(content: dict) -> dict:
    """Lists become tuples; multi-line texts lose the white space around them."""
    return {
        key: tuple(value) if isinstance(value, list) else value.strip() if isinstance(value, str) else value
        for key, value in content.items()
    }
