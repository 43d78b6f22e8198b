"""From the cells of a row to one value of a complaint: a mapping's rules, made ready for a given header."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from tanggap.cli.imports.mapping import Mapping, Rule
from tanggap.core.errors import Invalid, TanggapError

Cells = Sequence[str]
Value = Callable[[Cells], str]
# Of a date without a time only the day is known. At noon it is the same day in Indonesia's three zones and in UTC.
NOON = time(12)
_HOLE = re.compile(r"\{([^{}]+)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")


class Bad(Exception):
    """A value that cannot be taken: which column (or field) it stands in, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


class Columns:
    """Where the columns of a header stand, by their names; capitals do not count."""

    def __init__(self, header: Sequence[str], mapping: Mapping) -> None:
        self.places: dict[str, int] = {}
        self.header, self.lenient = list(header), mapping.columns_may_be_missing
        twice = set()
        for place, name in enumerate(header):
            if self.places.setdefault(name.casefold(), place) != place:
                twice.add(name.casefold())
        self.twice = twice - {""}

    def has(self, name: str) -> bool:
        return name.casefold() in self.places

    def place(self, name: str) -> int:
        """Raises Invalid for a column that is not there, or that is there twice."""
        if name.casefold() in self.twice:
            raise Invalid(f"The column “{name}” is there twice. Give one of them another name.")
        if not self.has(name):
            known = ", ".join(f"“{one}”" for one in self.header[:40])
            raise Invalid(f"The file has no column “{name}”; it has: {known}.")
        return self.places[name.casefold()]


def value_of(rules: Iterable[Rule], columns: Columns) -> Value | None:
    """The first rule that gives something, as a function of the cells; None when the file has none of its columns."""
    made = [one for rule in rules if (one := _of_rule(rule, columns)) is not None]
    if not made:
        return None
    if len(made) == 1:
        return made[0]

    def first(cells: Cells) -> str:
        return next((found for one in made if (found := one(cells))), "")

    return first


def _of_rule(rule: Rule, columns: Columns) -> Value | None:
    if rule.column and columns.lenient and not columns.has(rule.column):
        return None
    read = _cell(columns.place(rule.column)) if rule.column else _template(rule.text, columns)
    if not rule.values and rule.otherwise is None and not rule.empty:
        return read
    return _chosen(rule, read)


def _cell(place: int) -> Value:
    return lambda cells: cells[place].strip()


def _chosen(rule: Rule, read: Value) -> Value:
    listed = {name.casefold(): value for name, value in rule.values.items()}

    def choose(cells: Cells) -> str:
        found = read(cells)
        if not found:
            return rule.empty
        if not listed:
            return found
        value = listed.get(found.casefold(), rule.otherwise)
        if value is None:
            raise Bad(rule.column, f"“{found[:60]}” is not among the values of the mapping")
        return value

    return choose


def _template(text: str, columns: Columns) -> Value:
    """`{Column}` is replaced; a part in [ ] goes when a column in it is empty."""
    parts: list[tuple[bool, str, list[int]]] = []
    for place, piece in enumerate(_PART.split(text.strip("\n"))):
        if piece:
            holes = [columns.place(name) for name in _HOLE.findall(piece)]
            parts.append((place % 2 == 1, _HOLE.sub("%s", piece.replace("%", "%%")), holes))

    def fill(cells: Cells) -> str:
        said = []
        for optional, pattern, holes in parts:
            found = tuple(cells[hole].strip() for hole in holes)
            if not optional or all(found):
                said.append(pattern % found)
        return "".join(said).strip()

    return fill


class Moments:
    """Dates and times as the file writes them, on the wall clock of one zone."""

    def __init__(self, formats: Sequence[str], zone: str) -> None:
        try:
            self.zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise TanggapError(f"There is no time zone {zone}. Zones look like Asia/Jakarta.") from None
        self.formats = tuple(formats)
        self.moment = lru_cache(maxsize=100_000)(self._moment)

    def _moment(self, text: str) -> datetime:
        """Raises ValueError, with a sentence."""
        found = self._parsed(text)
        if isinstance(found, datetime):
            return found if found.tzinfo else found.replace(tzinfo=self.zone)
        return datetime.combine(found, NOON, self.zone)

    def day(self, text: str) -> date:
        """The date alone; raises ValueError, with a sentence."""
        found = self._parsed(text)
        return found.date() if isinstance(found, datetime) else found

    def _parsed(self, text: str) -> date | datetime:
        for pattern in self.formats:
            try:
                found = datetime.strptime(text, pattern)
            except ValueError:
                continue
            return found if re.search("%[HIcsX]", pattern) else found.date()
        try:
            return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"“{text[:40]}” is no date that can be read") from None
