"""What the document of a procedure consists of, and the procedure as read in one language."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tanggap.core.money import rupiah
from tanggap.sop.procedure import Procedure


@dataclass(frozen=True)
class Clause:
    """A numbered step: `number` as it is read (“5.7”), `anchor` for links."""

    number: str
    anchor: str
    title: str
    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with a caption; every row is as long as the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A numbered part of the document: text, then clauses, then tables. `anchor` is the same in both languages."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    tables: tuple[Table, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Reader:
    """A procedure, read in one language."""

    procedure: Procedure
    language: str
    say: Callable[..., str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "say", lambda text: text.say(self.language) if text else "")

    def unit(self, code: str) -> str:
        return self.say(self.procedure.units[code].label)

    def money(self, amount: int) -> str:
        return rupiah(amount, self.language)
