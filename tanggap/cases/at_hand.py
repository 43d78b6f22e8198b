"""What an act has read of its case while it holds the lock, so that it is not read again in the same act.

`casework.acting.lock` puts it on the case, and puts a new one there at the next act. Whoever changes what is kept here
changes it here too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tanggap.audit.trail import End
from tanggap.clocks.models import Calendar, Clock
from tanggap.core.db.plain import ask
from tanggap.core.subject import HasKey

# Staff or unit, and the role.
Part = tuple[int | None, int | None, str]


@dataclass
class AtHand:
    """`participants` of the present and the `ends` of audit chains; `clocks` and `calendars` as they are needed."""

    participants: list[Part]
    ends: dict[str, End] = field(default_factory=dict)
    clocks: list[Clock] | None = None
    calendars: dict[str, Calendar] = field(default_factory=dict)
    # Django begins a new list with every transaction, and when a part of one is rolled back.
    transaction: Any = field(default_factory=lambda: connection.run_on_commit)

    def holds(self) -> bool:
        """Whether we are still in the transaction in which it was read, and nothing of that was taken back."""
        return connection.in_atomic_block and self.transaction is connection.run_on_commit

    def excluded(self) -> set[int]:
        """Ids of those who are kept out."""
        return {staff for staff, _unit, role in self.participants if role == "excluded" and staff is not None}


# The end of its chain is locked here, for every act writes an entry.
_UNDER_LOCK = """
    WITH chain AS (SELECT seq, hash FROM audit_head WHERE subject = %s FOR UPDATE)
    SELECT chain.seq, chain.hash, p.staff_id, p.unit_id, p.role
    FROM (SELECT 1) AS one LEFT JOIN chain ON true
    LEFT JOIN cases_participant p ON p.case_id = %s AND p.until IS NULL"""


def read_under_lock(case_id: int, subject: HasKey) -> AtHand:
    """What every act needs of a case, in one query, when its row is locked already."""
    found = ask(_UNDER_LOCK, subject.key, case_id)
    seq, last = found[0][:2]
    ends = {} if seq is None else {subject.key: (seq, bytes(last))}
    return AtHand([row[2:] for row in found if row[4] is not None], ends)


def present_participants(case_id: int) -> list[Part]:
    """Who and which units take part in the case now."""
    return participants_of([case_id]).get(case_id, [])


def participants_of(cases: Iterable[int]) -> dict[int, list[Part]]:
    """The same for many cases, with one query."""
    found: dict[int, list[Part]] = {}
    for case, staff, unit, role in ask(_PRESENT, list(cases)):
        found.setdefault(case, []).append((staff, unit, role))
    return found


_PRESENT = "SELECT case_id, staff_id, unit_id, role FROM cases_participant WHERE case_id = ANY(%s) AND until IS NULL"
