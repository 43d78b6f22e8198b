"""The ends of all chains, to be kept elsewhere: against whoever may rewrite the whole trail, only a copy outside helps.

One line a subject: `case:7 12 9f3c…` (subject, number of its last entry, that entry's hash).
"""

from collections.abc import Iterable, Iterator

from tanggap.audit.models import Entry, Head
from tanggap.audit.verification import Break
from tanggap.core.errors import Invalid

BATCH = 2000


def lines() -> Iterator[str]:
    """The present ends, in order of their subjects; memory stays flat."""
    for head in Head.objects.order_by("subject").iterator(BATCH):
        yield f"{head.subject} {head.seq} {bytes(head.hash).hex()}"


def compare(kept: Iterable[str]) -> Iterator[Break]:
    """Every chain must still hold, at the same number, the entry that was its end when the lines were written.

    Raises Invalid for a line that is not one of ours.
    """
    batch: list[tuple[str, int, bytes]] = []
    for line in kept:
        if line.strip():
            batch.append(_read(line))
        if len(batch) == BATCH:
            yield from _compare(batch)
            batch = []
    yield from _compare(batch)


def _read(line: str) -> tuple[str, int, bytes]:
    try:
        subject, seq, digest = line.split()
        return subject, int(seq), bytes.fromhex(digest)
    except ValueError as problem:
        raise Invalid(f"This line holds no end of a chain: {line.strip()[:80]}") from problem


def _compare(batch: list[tuple[str, int, bytes]]) -> Iterator[Break]:
    subjects = [subject for subject, _seq, _digest in batch]
    wanted = {(subject, seq) for subject, seq, _digest in batch}
    rows = Entry.objects.filter(subject__in=subjects).values_list("subject", "seq", "hash", "pk")
    found = {(subject, seq): (bytes(digest), pk) for subject, seq, digest, pk in rows if (subject, seq) in wanted}
    for subject, seq, digest in batch:
        now, pk = found.get((subject, seq), (b"", None))
        if now != digest:
            yield Break(subject, seq, "rewritten" if now else "tail_cut", pk)
