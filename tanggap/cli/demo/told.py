"""One story on its way through the demo: the people around it, its texts in turn, and where it stands."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from tanggap.cases.models import Case, Party
from tanggap.cli.demo.organisation import Organisation
from tanggap.cli.demo.stories import Story, Theme, Way
from tanggap.people import vault
from tanggap.people.models import Staff, Unit

PACE = {"critical": 0.12, "high": 0.36}


@dataclass(frozen=True)
class Later:
    """How long until the next act: so many hours, of working time when staff act next."""

    hours: float
    working: bool = True


@dataclass(frozen=True)
class Step:
    """One act of a life, and how long after the one before it comes."""

    later: Later
    act: Callable[["Told"], None]


@dataclass
class Told:
    """One complaint of the demo. `stop` is where it stands now, when it is still open; `slow` what takes too long."""

    story: Story
    goal: str
    stop: str
    organisation: Organisation
    number: int
    slow: tuple[str, ...] = ()
    numbers: list[int] = field(default_factory=list)  # the cases it became; the first is the one that lives on
    references: list[str] = field(default_factory=list)  # what these are called

    @cached_property
    def luck(self) -> random.Random:
        return random.Random(f"tanggap {self.number} {self.story.title}")

    @property
    def theme(self) -> Theme:
        return self.story.theme

    @cached_property
    def party(self) -> Party:
        """The complainant, or who speaks for them; read again where an earlier process stopped."""
        found = Party.objects.filter(case=self.numbers[0], role__in=["complainant", "representative"])
        party = found.select_related("case", "case__data_key", "case__unit").order_by("-role").first()
        assert party is not None, "a case has a complainant"
        party.case.edition = self.organisation.edition
        return party

    @property
    def case(self) -> Case:
        return self.party.case

    @property
    def sealed(self) -> bool:
        """A matter of conduct: only those see it who must, from the first moment on."""
        return self.story.sealed or self.organisation.procedure.sealed(self.story.category)

    @property
    def accused(self) -> Staff | None:
        names = self.organisation.cast.accused.get(self.story.category, ()) if self.sealed else ()
        return self.organisation.staff[names[self.story.place % len(names)]] if names else None

    @property
    def desk(self) -> Staff:
        """Whoever answers to the complainant."""
        owner = self.case.owner if self.sealed else None
        return owner or self.organisation.staff["frontdesk"]

    @property
    def officer(self) -> Staff:
        return self.organisation.officer(self.case.unit, self.story.category)

    @property
    def head(self) -> Staff:
        return self.organisation.head(self.case.unit)

    @property
    def branch(self) -> Unit | None:
        """Where it happened, when the story names the place; else every third time somewhere."""
        said = f"{self.story.title} {self.story.body}".lower()
        branches = self.organisation.branches
        named = [one for one in branches if one.name_id.removeprefix("Cabang ").lower() in said]
        return named[0] if named else branches[self.number % len(branches)] if self.number % 3 == 0 else None

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """What could put it right, the recommended first; of a sealed one the cheapest first, for few may approve."""
        ways = self.theme.solutions
        return tuple(sorted(ways, key=lambda way: way.cost)) if self.sealed else ways

    @property
    def content(self) -> bool:
        """Whether they take what was recommended."""
        return self.story.score > 3

    @property
    def waits(self) -> bool:
        """Whether it stands still now, because the complainant has not answered our question."""
        return self.stop == "investigating" and bool(self.story.answer) and self.number % 3 == 0

    def contact(self) -> vault.Contact | None:
        """Invented addresses under names that no mail server knows, and numbers that nobody has."""
        story = self.story
        if not story.name:
            return None
        number = random.Random(story.mailbox).randrange(10_000)
        return vault.contact(
            name=story.name, email=f"{story.mailbox}@example.org", phone=f"0812-0000-{number:04d}",
            organization=story.organization,
        )  # fmt: skip

    def say(self, lines: tuple[str, ...], turn: int = 0) -> str:
        return self.story.deal(lines, turn)

    def step(self, act: Callable[["Told"], None], low: float, high: float, *, late: str = "") -> Step:
        """Staff act after some working hours; serious matters move faster, who is slow breaks the promise `late`."""
        hours = self.luck.uniform(low, high) * PACE.get(self.story.severity, 1.0)
        if late in self.slow:
            hours += self.promised(late) * self.luck.uniform(0.9, 1.7)
        return Step(Later(hours), act)

    def promised(self, kind: str) -> float:
        """In how many hours the SOP promises that for this complaint."""
        category = self.organisation.procedure.categories[self.story.category]
        found = self.organisation.procedure.promise(
            kind, severity=self.story.severity, type=category.type, medium=self.story.medium
        )
        return found.minutes / 60 if found else 0.0

    def wait(self, act: Callable[["Told"], None], low: float, high: float) -> Step:
        """The complainant acts after some hours, whatever the hour; sooner where it is serious."""
        pace = PACE.get(self.story.severity, 1.0) ** 0.5
        return Step(Later(self.luck.uniform(low, high) * pace, working=False), act)
