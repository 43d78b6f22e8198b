"""What the clients were told, compared with what lies in the database."""

from collections import Counter
from dataclasses import dataclass, field

import psycopg

# Everything that belongs to one complaint, by its reference: how many of each there must be.
WHOLE = """
SELECT c.reference,
       (SELECT count(*) FROM channels_inbound i WHERE i.id = c.inbound_id AND i.state = 'read') AS raw,
       (SELECT count(*) FROM cases_party p JOIN people_identity v ON v.person_id = p.person_id
         WHERE p.case_id = c.id AND p.role = 'complainant') AS party,
       (SELECT count(*) FROM cases_participant x WHERE x.case_id = c.id AND x.role = 'receiver') AS receiver,
       (SELECT count(*) FROM cases_participant x WHERE x.case_id = c.id AND x.role = 'owner') AS owner,
       (SELECT count(*) FROM clocks_clock k WHERE k.case_id = c.id AND k.kind = 'acknowledge') AS acknowledged,
       (SELECT count(*) FROM clocks_clock k WHERE k.case_id = c.id AND k.kind = 'first_reply') AS first_reply,
       (SELECT count(*) FROM clocks_clock k WHERE k.case_id = c.id AND k.kind = 'resolution') AS resolution,
       (SELECT count(*) FROM audit_entry e WHERE e.subject = 'case:' || c.id AND e.verb = 'received') AS entry,
       (SELECT count(*) FROM audit_head h WHERE h.subject = 'case:' || c.id) AS head,
       (SELECT count(*) FROM channels_outbound o WHERE o.case_key = 'case:' || c.id AND o.case_key <> '') AS letter,
       ((SELECT count(*) FROM cases_notice n WHERE n.case_id = c.id AND n.kind = 'arrived')
         = (SELECT count(*) FROM cases_participant x WHERE x.case_id = c.id AND x.staff_id > 0))::int AS notices,
       (SELECT count(*) FROM cases_searchentry s WHERE s.case_id = c.id)
         + (c.data_key_id IS NOT NULL)::int AS found_again
FROM cases_case c"""

# What no case owns: the other half of something half-written.
ORPHANS = {
    "raw rows": "SELECT count(*) FROM channels_inbound i WHERE NOT EXISTS "
    "(SELECT FROM cases_case c WHERE c.inbound_id = i.id)",
    "persons": "SELECT count(*) FROM people_person p WHERE NOT EXISTS "
    "(SELECT FROM cases_party x WHERE x.person_id = p.id)",
    "keys": "SELECT count(*) FROM core_datakey d WHERE NOT EXISTS "
    "(SELECT FROM cases_case c WHERE c.data_key_id = d.id)",
    "clocks": "SELECT count(*) FROM clocks_clock k WHERE NOT EXISTS (SELECT FROM cases_case c WHERE c.id = k.case_id)",
    "letters": "SELECT count(*) FROM channels_outbound o WHERE NOT EXISTS "
    "(SELECT FROM cases_case c WHERE 'case:' || c.id = o.case_key)",
    "entries": "SELECT count(*) FROM audit_entry e WHERE e.subject LIKE 'case:%' AND NOT EXISTS "
    "(SELECT FROM cases_case c WHERE 'case:' || c.id = e.subject)",
    "answers": "SELECT count(*) FROM channels_idempotency WHERE answer IS NULL",
}


# What is on file, by the door that it came in by.
BY_DOOR = "SELECT reference, CASE entered_by WHEN 'portal' THEN 'web' ELSE entered_by END FROM cases_case"
# What became of each mail, by the digest that it was kept under.
MAILS = """
SELECT i.external_id, c.reference FROM channels_inbound i JOIN cases_case c ON i.case_key = 'case:' || c.id
WHERE i.channel LIKE 'email:%'"""
UNREAD = "SELECT count(*) FROM channels_inbound WHERE state = 'received'"


@dataclass
class Ledger:
    """One line for each complaint that was sent: its key, what was answered, how often it took.

    A key begins with the door that it was sent by (`web-00017`).
    """

    sent: Counter[str] = field(default_factory=Counter)
    answers: dict[str, str] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    given_up: bool = False

    def answered(self, key: str, told: str) -> None:
        """The client holds a receipt now: the number, or of a mail the digest under which it was kept."""
        self.answers[key] = told

    def as_text(self) -> str:
        """What is printed after the run."""
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.killed.items()))
        again = sum(1 for count in self.tries.values() if count > 1)
        faults = ", ".join(f"{what} {count}" for what, count in self.refused.most_common())
        return (
            f"killed {self.killed.total()}: {kills or 'nothing'}\n"
            f"{again} complaints were answered after more than one try\n"
            f"faults that clients saw: {faults or 'none'}"
        )


@dataclass(frozen=True)
class Line:
    """One door: how many were sent, acknowledged, are on file; how many of them twice, and how many are missing."""

    sent: int
    acknowledged: int
    on_file: int
    twice: int
    lost: int


@dataclass(frozen=True)
class Found:
    """What is wrong in the database, all empty when every promise was kept; and the line of each door."""

    lost: list[str]
    doubled: list[str]
    halves: list[str]
    unknown: list[str]
    doors: dict[str, Line]

    def as_text(self) -> str:
        lines = [f"{'door':6}{'sent':>8}{'acknowledged':>14}{'on file':>9}{'twice':>7}{'lost':>6}"]
        lines += [
            f"{door:6}{line.sent:>8}{line.acknowledged:>14}{line.on_file:>9}{line.twice:>7}{line.lost:>6}"
            for door, line in sorted(self.doors.items())
        ]
        wrong = (
            f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.halves)} half-written, "
            f"{len(self.unknown)} that nobody sent"
        )
        return "\n".join([*lines, wrong])


def compare(ledger: Ledger, database: psycopg.Connection) -> Found:
    """Every receipt against every row."""
    cursor = database.execute(WHOLE)
    names = [column.name for column in cursor.description or []][1:]
    on_file = {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}
    halves = [f"{reference}: {parts}" for reference, parts in on_file.items() if set(parts.values()) != {1}]
    for name, query in ORPHANS.items():
        if count := (database.execute(query).fetchone() or (0,))[0]:
            halves.append(f"{count} {name} without a case")
    mails = dict(database.execute(MAILS).fetchall())
    told = {
        key: mails.get(answer, f"{key}, which is nowhere") if key.startswith("mail") else answer
        for key, answer in ledger.answers.items()
    }
    times = Counter(told.values())
    doors = dict(database.execute(BY_DOOR).fetchall())
    lost, unknown = set(times) - set(on_file), set(on_file) - set(times)
    return Found(
        lost=sorted(lost), doubled=sorted(reference for reference, count in times.items() if count > 1),
        halves=halves, unknown=sorted(unknown),
        doors={door: _line(door, ledger, told, doors, lost=lost) for door in ledger.sent},
    )  # fmt: skip


def _line(door: str, ledger: Ledger, told: dict[str, str], doors: dict[str, str], *, lost: set[str]) -> Line:
    mine = [reference for key, reference in told.items() if key.startswith(f"{door}-")]
    here = {reference for reference, where in doors.items() if where == door}
    twice = len(mine) - len(set(mine)) + len(here - set(mine))
    return Line(ledger.sent[door], len(mine), len(here), twice, len(set(mine) & lost))
