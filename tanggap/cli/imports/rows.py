"""From a row to the words of a complaint with its past."""

import json
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tanggap.cases.case import Kind, Medium, Severity, Temperature
from tanggap.cases.states import Outcome, State
from tanggap.casework.arrivals import Past, Words, check
from tanggap.cli.imports.mapping import Mapping
from tanggap.cli.imports.tables import Row, Table
from tanggap.cli.imports.values import Bad, Columns, Moments, Value, value_of
from tanggap.core.errors import Invalid
from tanggap.people import vault
from tanggap.people.models import Unit
from tanggap.people.vault import Contact
from tanggap.sop.procedure import Procedure

MOMENTS = ("received_at", "forwarded_at", "replied_at", "closed_at")
CONTACT = ("name", "email", "phone", "whatsapp", "post", "member_no", "organization")
TRUE, FALSE = frozenset({"yes", "true", "1", "ya", "y"}), frozenset({"", "no", "false", "0", "tidak", "n"})
FLAGS = ("anonymous", "confidential", "late")
CHOICES: Dict[str, frozenset[str]] = {
    "medium": frozenset(Medium.values),
    "kind": frozenset(Kind.values),
    "severity": frozenset(Severity.values) | {""},
    "temperature": frozenset(Temperature.values) | {""},
    "state": frozenset({State.RECEIVED, State.ASSESSED, State.INVESTIGATING, State.CLOSED}),
    "outcome": frozenset(Outcome.values) - {"merged"} | {""},
    "language": frozenset({"id", "en"}),
}
FIRST_YEAR = 2000
LONGEST_TITLE = 200


@dataclass
class Reader:
    """Reads the rows of one table through one mapping; raises Invalid when the two do not fit."""

    table: Table
    mapping: Mapping
    procedure: Procedure
    units: Dict[str, Unit]
    zone: str
    unknown: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = Columns(self.table.header, self.mapping)
        self._moments = Moments(self.mapping.date_formats, self.zone)
        self._merge = [
            (columns.place(name), names) for name, names in self.mapping.merge.items() if columns.has(name)
        ]
        self._values: dict[str, Value] = {}
        self._columns: dict[str, str] = {}
        for name, rules in self.mapping.fields.used():
            if (made := value_of(rules, columns)) is not None:
                self._values[name] = made
            self._columns[name] = next((rule.column for rule in rules if rule.column), name)
        for name in ("body", "received_at"):
            if name not in self._values:
                columns.place(self._columns[name])
        # Half of the digest: 128 bits name a file well enough, and the column holds 40 characters.
        self._channel = f"import:{self.table.sha256[:32]}"
        self._defaults = {"medium": "letter", "kind": "complaint", "state": "received"}
        self._defaults["language"] = self.mapping.language

    @property
    def channel(self) -> str:
        """Under which the rows of this very file count once."""
        return self._channel

    def words(self, row: Row, *, raw: bool = True) -> Words:
        """The complaint in that row, checked; raises Bad with the column and the reason. Without `raw` for a look."""
        if row.problem:
            raise Bad("the row", row.problem)
        cells = self._merged(row.cells)
        found = {name: value(cells) for name, value in self._values.items()}
        for name, instead in self._defaults.items():
            found[name] = found.get(name) or instead
        for name, allowed in CHOICES.items():
            if found.get(name, "") not in allowed:
                raise Bad(self._columns.get(name, name), f"“{found[name][:60]}” is no {name} that Tanggap knows")
        try:
            return check(self._words(row, found, self._raw(row) if raw else None))
        except Invalid as problem:
            name, reason = next(iter(problem.fields.items()), ("row", problem.sentence))
            raise Bad(self._columns.get(name, name), str(reason)) from None

    def _merged(self, cells: list[str]) -> list[str]:
        for place, names in self._merge:
            if (instead := names.get(cells[place])) is not None:
                cells = [*cells[:place], instead, *cells[place + 1 :]]
        return cells

    def _words(self, row: Row, found: dict[str, str], raw: bytes | None) -> Words:
        moments = {name: self._moment(name, found.get(name, "")) for name in MOMENTS}
        flags = {name: self._flag(name, found.get(name, "")) for name in FLAGS}
        if moments["received_at"] is None:
            raise Bad(self._columns["received_at"], "it is empty; every complaint was received some day")
        type_, category = self._classified(found)
        return Words(
            body=found["body"], title=_short(found.get("title", "")), product=_short(found.get("product", "")),
            wish=found.get("wish", ""), medium=found["medium"], kind=found["kind"], language=found["language"],
            entered_by="import", severity=found.get("severity", ""), temperature=found.get("temperature", ""),
            written=found["medium"] not in {"phone", "walk_in"}, type=type_, category=category,
            complainant=self._contact(found), anonymous=flags["anonymous"], confidential=flags["confidential"],
            occurred_on=self._day(found.get("occurred_on", "")), unit=self._unit(found, type_, category),
            received_at=moments["received_at"], past=self._past(found, moments, late=flags["late"]),
            channel=self.channel, external_id=str(row.number), raw=raw,
        )  # fmt: skip

    def _raw(self, row: Row) -> bytes:
        """The row as it came, for the bytes that are kept before anything is read from them."""
        named = dict(zip(self.table.header, row.cells, strict=True))
        return json.dumps(named, ensure_ascii=False).encode("utf-8", "surrogateescape")

    def _past(self, found: dict[str, str], moments: dict[str, Any], *, late: bool) -> Past:
        received = moments["received_at"]
        for name in MOMENTS[1:]:
            if moments[name] is not None and moments[name] < received:
                raise Bad(self._columns[name], "it lies before the day on which the complaint was received")
        closed = found["state"] == State.CLOSED
        if closed and not found.get("outcome"):
            raise Bad(self._columns.get("outcome", "outcome"), "a closed complaint needs an outcome")
        facts = {"source_id": found["source_id"]} if found.get("source_id") else {}
        return Past(
            state=found["state"], outcome=found.get("outcome", "") if closed else "", late=late,
            forwarded_at=moments["forwarded_at"], replied_at=moments["replied_at"],
            closed_at=self._closed_at(moments) if closed else None,
            solution=found.get("solution", "") if closed else "", answer=found.get("answer", ""), facts=facts,
        )  # fmt: skip

    def _closed_at(self, moments: dict[str, Any]) -> datetime:
        known = [moments[name] for name in MOMENTS if moments[name] is not None]
        return moments["closed_at"] or max(known)

    def _moment(self, name: str, text: str) -> datetime | None:
        if not text:
            return None
        try:
            moment = self._moments.moment(text)
        except ValueError as problem:
            raise Bad(self._columns[name], str(problem)) from None
        if moment.year < FIRST_YEAR:
            raise Bad(self._columns[name], f"“{text[:40]}” lies before the year {FIRST_YEAR}")
        return moment

    def _day(self, text: str) -> Any:
        try:
            return self._moments.day(text) if text else None
        except ValueError as problem:
            raise Bad(self._columns["occurred_on"], str(problem)) from None

    def _flag(self, name: str, text: str) -> bool:
        if (said := text.casefold()) not in TRUE | FALSE:
            raise Bad(self._columns[name], f"“{text[:40]}” is neither yes nor no")
        return said in TRUE

    def _contact(self, found: dict[str, str]) -> Contact | None:
        given = {name: found[name] for name in CONTACT if found.get(name)}
        return vault.contact(**given) if given else None

    def _classified(self, found: dict[str, str]) -> tuple[str, str]:
        """What the SOP in force does not know is left open, and counted."""
        type_, category = found.get("type", ""), found.get("category", "")
        if category and category not in self.procedure.categories:
            self.unknown[category] = self.unknown.get(category, 0) + 1
            category = ""
        if category and not type_:
            type_ = self.procedure.categories[category].type
        if type_ and type_ not in self.procedure.types:
            self.unknown[type_] = self.unknown.get(type_, 0) + 1
            type_ = ""
        return type_, category

    def _unit(self, found: dict[str, str], type_: str, category: str) -> Unit | None:
        code = found.get("unit") or (self.procedure.unit_for(type_, category or None) if type_ else "")
        if found.get("unit") and code not in self.units:
            raise Bad(self._columns["unit"], f"there is no unit “{code[:40]}”")
        return self.units.get(code)


def _short(text: str) -> str:
    """Titles made of columns can be too long; what a person wrote (the body) is never cut."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"
