"""Carrying a whole file in: first every row is looked at, then the good ones are written, a batch at a time."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from django.db import IntegrityError, connection

from tanggap.casework.arrivals import Words
from tanggap.casework.receive import ANY_TIME, BATCH, receive_many
from tanggap.channels.models import Inbound
from tanggap.cli.hands import Order, share
from tanggap.cli.imports.rows import Reader
from tanggap.cli.imports.tables import Row
from tanggap.cli.imports.values import Bad
from tanggap.cli.progress import Progress
from tanggap.core.face import using_face
from tanggap.people.actors import COMMAND
from tanggap.sop.models import Edition

TRIES = 5
HANDS = 2
SMALL_BYTES = 1_000_000  # such a file is carried in sooner than a process is started


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is reported of a row that cannot be taken."""

    number: int
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.number} (line {self.line}), {self.column}: {self.reason}"


@dataclass
class Seen:
    """What a file holds, after every row was looked at; of the bad ones the first few are kept."""

    most_kept: int
    rows: int = 0
    bad: int = 0
    first_bad: list[BadRow] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    media: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> int:
        return self.rows - self.bad

    def note(self, found: Words | BadRow) -> None:
        """Count one row."""
        self.rows += 1
        if isinstance(found, BadRow):
            self.bad += 1
            if len(self.first_bad) < self.most_kept:
                self.first_bad.append(found)
            return
        assert found.past is not None
        self.states[found.past.outcome or found.past.state] += 1
        self.media[found.medium] += 1
        self.categories[found.category or "(none)"] += 1

    def add(self, part: "Seen") -> None:
        """Count what another part of the file holds."""
        self.rows += part.rows
        self.bad += part.bad
        self.first_bad = sorted([*self.first_bad, *part.first_bad], key=lambda one: one.number)[: self.most_kept]
        for mine, theirs in (
            (self.states, part.states), (self.media, part.media), (self.categories, part.categories),
            (self.unknown, part.unknown),
        ):  # fmt: skip
            mine.update(theirs)


def read(reader: Reader, row: Row, *, raw: bool = True) -> Words | BadRow:
    """The row as words, or what is wrong with it; its raw bytes are only made for rows that are to be written."""
    try:
        return reader.words(row, raw=raw)
    except Bad as problem:
        return BadRow(row.number, row.line, problem.column, problem.reason)


def look(reader: Reader, bar: Progress, *, most_kept: int) -> Seen:
    """The first pass: nothing is written."""
    seen = Seen(most_kept)
    for part in _by_hands(reader, lambda hand, hands: _looked(reader, hand, hands, most_kept)):
        seen.add(part)
        bar.advance(part.rows)
    return seen


def carry_in(reader: Reader, edition: Edition, bar: Progress) -> int:
    """The second pass: write what is not in yet; returns how many were written.

    Each batch is a transaction of its own, so that an import that was killed goes on where it stopped.
    """
    order, written = Order(), 0
    for size, new in _by_hands(reader, lambda hand, hands: _carried(reader, edition, order, hand, hands)):
        written += new
        bar.advance(size)
    return written


def _by_hands(reader: Reader, work: Callable[[int, int], Iterator[Any]]) -> Iterator[Any]:
    """In several processes, unless that is not worth it or cannot be: each of them reads the file for itself."""
    table = reader.table
    alone = table.is_workbook or table.path.stat().st_size < SMALL_BYTES
    # In a transaction of somebody else's all must go over this one connection.
    hands = 1 if alone or connection.in_atomic_block else min(HANDS, os.cpu_count() or 1)
    return work(0, 1) if hands == 1 else share(lambda hand: work(hand, hands), hands)


def _blocks(reader: Reader, hand: int, hands: int) -> Iterator[tuple[int, list[Row]]]:
    """Every so-many-th block of rows, with its place among all of them."""
    rows = reader.table.rows()
    for place in count():
        block = list(islice(rows, BATCH))
        if not block:
            return
        if place % hands == hand:
            yield place, block


def _looked(reader: Reader, hand: int, hands: int, most_kept: int) -> Iterator[Seen]:
    for _place, block in _blocks(reader, hand, hands):
        seen = Seen(most_kept)
        for row in block:
            seen.note(read(reader, row, raw=False))
        seen.unknown, reader.unknown = Counter(reader.unknown), {}
        yield seen


def _carried(reader: Reader, edition: Edition, order: Order, hand: int, hands: int) -> Iterator[tuple[int, int]]:
    """How many rows each block had, and how many of them were new and good."""
    for place, block in _blocks(reader, hand, hands):
        with using_face("import"):
            yield len(block), _write_new(block, reader, edition, order, place)


def already_in(channel: str) -> int:
    """How many rows of this very file were imported before."""
    return Inbound.objects.filter(channel=channel).count()


def _write_new(block: list[Row], reader: Reader, edition: Edition, order: Order, place: int) -> int:
    """How many of them were good and not in yet; only those are read again."""
    for attempt in range(1, TRIES + 1):
        known = _known(block, reader.channel)
        rows = [row for row in block if str(row.number) not in known]
        fresh = [found for row in rows if isinstance(found := read(reader, row), Words)]
        if not fresh:
            if attempt == 1:
                order.pass_by(place)
            return 0
        try:
            receive_many(fresh, by=COMMAND, edition=edition, turn=order.turn(place) if attempt == 1 else ANY_TIME)
            return len(fresh)
        except IntegrityError:
            # Somebody imports the same file at the same moment and was faster with a row of this batch: look again.
            if attempt == TRIES:
                raise
    return 0


def _known(block: list[Row], channel: str) -> set[str]:
    numbers = [str(row.number) for row in block]
    return set(Inbound.objects.filter(channel=channel, external_id__in=numbers).values_list("external_id", flat=True))
