"""Carrying a whole file in: first every row is looked at, then the good ones are written, a batch at a time."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from django.db import IntegrityError, connection

from tanggap.casework.arrivals import Words
from tanggap.casework.receive import BATCH, receive_many
from tanggap.channels.models import Inbound
from tanggap.cli.imports.rows import Reader
from tanggap.cli.imports.values import Bad
from tanggap.cli.progress import Progress
from tanggap.core.face import using_face
from tanggap.people.actors import COMMAND
from tanggap.sop.models import Edition

TRIES = 5
HANDS = 2


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


def read(reader: Reader) -> Iterator[Words | BadRow]:
    """Every row of the file, as words or as what is wrong with it."""
    for row in reader.table.rows():
        try:
            yield reader.words(row)
        except Bad as problem:
            yield BadRow(row.number, row.line, problem.column, problem.reason)


def look(reader: Reader, bar: Progress, *, most_kept: int) -> Seen:
    """The first pass: nothing is written."""
    seen = Seen(most_kept)
    for found in read(reader):
        seen.note(found)
        bar.advance()
    return seen


def carry_in(reader: Reader, edition: Edition, bar: Progress) -> int:
    """The second pass: write what is not in yet; returns how many were written.

    Each batch is a transaction of its own, so that an import that was killed goes on where it stopped.
    """
    words = (found for found in read(reader) if isinstance(found, Words))
    batches = iter(lambda: list(islice(words, BATCH)), [])
    written = 0
    for size, new in _written(batches, reader.channel, edition):
        written += new
        bar.advance(size)
    return written


def _written(batches: Iterable[list[Words]], channel: str, edition: Edition) -> Iterator[tuple[int, int]]:
    """How large each batch was and how many of it were new. While the database takes one, the next is prepared."""
    if connection.in_atomic_block:  # of somebody else: all must go over this one connection
        yield from ((len(batch), _write(batch, channel, edition)) for batch in batches)
        return
    under_way: deque[tuple[int, Future[int]]] = deque()
    with ThreadPoolExecutor(HANDS) as pool:
        for batch in batches:
            under_way.append((len(batch), pool.submit(_write_and_leave, batch, channel, edition)))
            if len(under_way) > HANDS:
                size, new = under_way.popleft()
                yield size, new.result()
        for size, new in under_way:
            yield size, new.result()


def already_in(channel: str) -> int:
    """How many rows of this very file were imported before."""
    return Inbound.objects.filter(channel=channel).count()


def _write_and_leave(batch: list[Words], channel: str, edition: Edition) -> int:
    """In a thread, whose connection is its own and must not outlive it; a new one costs little beside a batch."""
    try:
        return _write(batch, channel, edition)
    finally:
        connection.close()


def _write(batch: list[Words], channel: str, edition: Edition) -> int:
    with using_face("import"):
        return _write_new(batch, channel, edition)


def _write_new(batch: list[Words], channel: str, edition: Edition) -> int:
    for attempt in range(1, TRIES + 1):
        numbers = [words.external_id for words in batch]
        known = set(
            Inbound.objects.filter(channel=channel, external_id__in=numbers).values_list("external_id", flat=True)
        )
        fresh = [words for words in batch if words.external_id not in known]
        try:
            if fresh:
                receive_many(fresh, by=COMMAND, edition=edition)
            return len(fresh)
        except IntegrityError:
            # Somebody imports the same file at the same moment and was faster with a row of this batch: look again.
            if attempt == TRIES:
                raise
    return 0
