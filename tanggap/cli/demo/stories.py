"""What people wrote and what is done about it, read from stories.toml and themes.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tanggap.casework.propose import Alternative
from tanggap.people.models import Unit

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Theme:
    """How one kind of complaint is handled."""

    reply: str
    answer: str
    note: str
    contain: str
    cause: str
    lesson: str
    reason: str
    solutions: tuple[dict, ...]

    def alternatives(self, executor: Unit) -> list[Alternative]:
        """The ways to put it right; the first is the one that is recommended."""
        return [
            Alternative(
                title=one["title"], description=one.get("description", ""), advantages=one.get("advantages", ""),
                drawbacks=one.get("drawbacks", ""), cost=one.get("cost", 0), working_days=one.get("days", 1),
                executor=executor, redress_kind=one.get("redress", ""), redress_amount=one.get("amount", 0),
                steps=tuple(one.get("steps", ())),
            )
            for one in self.solutions
        ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Story:
    """One complaint as somebody brought it."""

    name: str
    call: str
    title: str
    body: str
    theme: str
    category: str
    severity: str
    temperature: str
    medium: str
    organization: str = ""
    wish: str = ""
    language: str = "id"
    kind: str = "complaint"
    anonymous: bool = False
    confidential: bool = False
    sealed: bool = False

    @property
    def hidden(self) -> bool:
        return self.anonymous or self.confidential or self.sealed


@cache
def themes() -> dict[str, Theme]:
    """Every theme by its name."""
    read = tomllib.loads((HERE / "themes.toml").read_text(encoding="utf-8"))
    return {name: Theme(**{**content, "solutions": tuple(content["solutions"])}) for name, content in read.items()}


@cache
def stories() -> tuple[Story, ...]:
    """Every story, in the order of the file."""
    read = tomllib.loads((HERE / "stories.toml").read_text(encoding="utf-8"))
    return tuple(Story(**content) for content in read["stories"])
