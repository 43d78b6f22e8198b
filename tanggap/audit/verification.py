"""Is the trail as it was written? Reads every chain once, in pages; names the first broken entry of each subject."""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tanggap.audit.canonical import START, chain_hash
from tanggap.core import ring
from tanggap.core.subject import HasKey, key_of

PAGE = 2000

SENTENCES: dict[str, Any] = {
    "changed": _("This entry was changed after it was written."),
    "dropped": _("An entry is missing here."),
    "inserted": _("This entry was put in later."),
    "tail_cut": _("The last entries were cut off, beginning here."),
    "rewritten": _("The chain ends differently from what its head says: it was rewritten."),
    "head_missing": _("The head of this chain is missing."),
    "missing": _("Nothing at all is recorded about this."),
    "private_changed": _("The personal text of this entry was changed."),
}

# The head comes with each row, so that both are seen at the same moment while others go on writing.
READ = """
    SELECT e.id, e.subject, e.seq, e.verb, e.actor, e.face, e.at, e.recorded_at, e.facts::text, e.private,
           e.private_mac, e.prev, e.hash, h.seq, h.hash
    FROM audit_entry e LEFT JOIN audit_head h ON h.subject = e.subject
    WHERE (e.subject, e.seq, e.id) > (%s, %s, %s) {only}
    ORDER BY e.subject, e.seq, e.id LIMIT %s"""

HEADS_ALONE = """
    SELECT h.subject FROM audit_head h
    WHERE NOT EXISTS (SELECT FROM audit_entry e WHERE e.subject = h.subject) ORDER BY h.subject"""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is first broken: `entry` is the row's id when there is a row, `kind` is a key of SENTENCES."""

    subject: str
    seq: int
    kind: str
    entry: int | None = None

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.kind]


class Row(NamedTuple):
    id: int
    subject: str
    seq: int
    verb: str
    actor: str
    face: str
    at: datetime
    recorded_at: datetime
    facts: str
    private: str | None
    private_mac: bytes | None
    prev: bytes
    hash: bytes
    head_seq: int | None
    head_hash: bytes | None

    def hash_at(self, seq: int) -> bytes:
        """What the hash would be, had this row been written at that place."""
        return chain_hash(
            subject=self.subject,
            seq=seq,
            verb=self.verb,
            actor=self.actor,
            face=self.face,
            at=self.at,
            recorded_at=self.recorded_at,
            facts=json.loads(self.facts),
            private_mac=self.private_mac,
            prev=self.prev,
        )


def verify(subjects: Iterable[HasKey | str] | None = None) -> Iterator[Break]:
    """Yield the first break of each broken chain; nothing when all is well. Memory stays flat whatever the size.

    Without `subjects`, everything on file is read; with them, also those of which nothing at all is left are named.
    """
    if subjects is None:
        yield from _breaks(_rows())
        yield from (Break(subject, 1, "tail_cut") for subject in _heads_alone())
        return
    keys = (key_of(subject) for subject in subjects)
    while some := list(islice(keys, PAGE)):
        seen: set[str] = set()
        yield from _breaks(_rows(some, seen))
        yield from (Break(subject, 1, "missing") for subject in some if subject not in seen)


def _breaks(rows: Iterator[Row]) -> Iterator[Break]:
    for _subject, chain in groupby(rows, key=lambda row: row.subject):
        if found := _first_break(chain):
            yield found


def _first_break(chain: Iterator[Row]) -> Break | None:
    prev = START
    for place, row in enumerate(chain, start=1):
        if found := _fault(row, place, prev):
            return found
        prev = bytes(row.hash)
    return _fault_of_head(row)


def _fault(row: Row, place: int, prev: bytes) -> Break | None:
    """What is wrong with the row that stands at this place of its chain, if anything."""
    same = hmac.compare_digest(row.hash_at(row.seq), row.hash)
    if row.seq == place and same and row.prev == prev:
        return None if _private_holds(row) else Break(row.subject, place, "private_changed", row.id)
    if row.seq != place:
        return (
            Break(row.subject, place, "dropped") if row.seq > place else Break(row.subject, row.seq, "inserted", row.id)
        )
    # Whoever moves the rest of the chain up or down leaves rows that were written for another place.
    if hmac.compare_digest(row.hash_at(place + 1), row.hash):
        return Break(row.subject, place, "dropped", row.id)
    if place > 1 and hmac.compare_digest(row.hash_at(place - 1), row.hash):
        return Break(row.subject, place - 1, "inserted")
    return Break(row.subject, place, "changed", row.id)


def _private_holds(row: Row) -> bool:
    if row.private is None:
        return True
    return row.private_mac is not None and hmac.compare_digest(ring.mac("audit", row.private.encode()), row.private_mac)


def _fault_of_head(last: Row) -> Break | None:
    """What the head of a chain says against its last row, if anything."""
    if last.head_seq is None or last.head_hash is None:
        return Break(last.subject, last.seq, "head_missing", last.id)
    if last.head_seq > last.seq:
        return Break(last.subject, last.seq + 1, "tail_cut")
    if last.head_seq < last.seq:
        return Break(last.subject, last.head_seq + 1, "inserted", last.id)
    same = hmac.compare_digest(last.head_hash, last.hash)
    return None if same else Break(last.subject, last.seq, "rewritten", last.id)


def _rows(subjects: list[str] | None = None, seen: set[str] | None = None) -> Iterator[Row]:
    """All rows in the order of their chains, a page at a time; notes in `seen` which subjects came by."""
    after: tuple[str, int, int] = ("", 0, 0)
    query = READ.format(only="" if subjects is None else "AND e.subject = ANY(%s)")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [*after, *([] if subjects is None else [subjects]), PAGE])
            page = [Row(*values) for values in cursor.fetchall()]
        for row in page:
            if seen is not None:
                seen.add(row.subject)
            yield row
        if len(page) < PAGE:
            return
        after = (page[-1].subject, page[-1].seq, page[-1].id)


def _heads_alone() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(HEADS_ALONE)
        return [subject for (subject,) in cursor.fetchall()]
