"""The proof: whoever changes the trail behind our back, the database's own administrator included, is named."""

import random
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from tanggap.audit import trail, verification
from tanggap.audit.models import Entry
from tanggap.audit.trail import Break, Event, record, record_many, verify

SUBJECTS, EACH, TRIALS = 400, 5, 100


class Undo(Exception):
    """Ends a trial."""


@pytest.fixture
def long_trail(db: None) -> None:
    events = [
        Event(
            verb=f"act {n}", subject=f"case:{n % SUBJECTS}", by="worker", facts={"n": n}, private={"name": f"Siti {n}"}
        )
        for n in range(SUBJECTS * EACH)
    ]
    record_many(events)


def as_dba(*statements: tuple[str, list]) -> None:
    """Change the tables with every guard switched off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER")
        for statement, values in statements:
            cursor.execute(statement, values)


def change(entry: Entry, chance: random.Random) -> Break:
    column = chance.choice(["verb", "actor", "face", "facts", "at", "recorded_at", "prev", "hash", "private_mac"])
    value = {"facts": "jsonb_set(facts, '{n}', '-1')", "at": "at + interval '1 microsecond'",
             "recorded_at": "recorded_at - interval '1 hour'", "prev": "sha256(prev)", "hash": "sha256(hash)",
             "private_mac": "sha256(private_mac)"}.get(column, f"{column} || 'x'")  # fmt: skip
    as_dba((f"UPDATE audit_entry SET {column} = {value} WHERE id = %s", [entry.pk]))
    return Break(entry.subject, entry.seq, "changed", entry.pk)


def change_private(entry: Entry, chance: random.Random) -> Break:
    as_dba(("UPDATE audit_entry SET private = replace(private, 'Siti', 'Budi') WHERE id = %s", [entry.pk]))
    return Break(entry.subject, entry.seq, "private_changed", entry.pk)


def drop(entry: Entry, chance: random.Random) -> Break:
    """Sometimes the gap is closed, so that the numbers look whole."""
    remove = ("DELETE FROM audit_entry WHERE id = %s", [entry.pk])
    later = "UPDATE audit_entry SET seq = -seq WHERE subject = %s AND seq > %s"
    close = "UPDATE audit_entry SET seq = -seq - 1 WHERE subject = %s AND seq < 0"
    tail = entry.seq == EACH
    if tail or chance.random() < 0.5:
        as_dba(remove)
        return Break(entry.subject, entry.seq, "tail_cut" if tail else "dropped")
    as_dba(UNCHECK, remove, (later, [entry.subject, entry.seq]), (close, [entry.subject]))
    following = Entry.objects.get(subject=entry.subject, seq=entry.seq)
    return Break(entry.subject, entry.seq, "dropped", following.pk)


UNCHECK = (
    "ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_counts_from_one, DROP CONSTRAINT audit_entry_seq_check", [],
)  # fmt: skip
INSERT = """
    INSERT INTO audit_entry (subject, seq, verb, actor, face, at, recorded_at, facts, prev, hash)
    SELECT subject, %s, 'forged', actor, face, at, recorded_at, facts, hash, %s FROM audit_entry WHERE id = %s"""


def insert(entry: Entry, chance: random.Random) -> Break:
    """Behind `entry`, the rest moved on; sometimes with a hash that is right for what was put in."""
    later = ("UPDATE audit_entry SET seq = -seq WHERE subject = %s AND seq > %s", [entry.subject, entry.seq])
    shift = ("UPDATE audit_entry SET seq = 1 - seq WHERE subject = %s AND seq < 0", [entry.subject])
    right = chance.random() < 0.5
    forged = entry.seq + 1
    said = {name: getattr(entry, name) for name in ("subject", "actor", "face", "at", "recorded_at", "facts")}
    good = verification.chain_hash(**said, seq=forged, verb="forged", private_mac=None, prev=bytes(entry.hash))
    as_dba(UNCHECK, later, shift, (INSERT, [forged, good if right else bytes(32), entry.pk]))
    row = Entry.objects.get(subject=entry.subject, seq=forged)
    if not right:
        return Break(entry.subject, forged, "changed", row.pk)
    # At the end of the chain only the head gives the forger away; within it, the row behind.
    return Break(entry.subject, forged, "inserted", row.pk if entry.seq == EACH else None)


def swap(entry: Entry, chance: random.Random) -> Break:
    """What two entries of one subject say, exchanged."""
    other = chance.choice([e for e in trail.entries(entry.subject) if e.pk != entry.pk])
    as_dba(
        ("UPDATE audit_entry SET verb = %s, facts = %s WHERE id = %s", [other.verb, dump(other), entry.pk]),
        ("UPDATE audit_entry SET verb = %s, facts = %s WHERE id = %s", [entry.verb, dump(entry), other.pk]),
    )
    first = min(entry, other, key=lambda e: e.seq)
    return Break(first.subject, first.seq, "changed", first.pk)


def swap_places(entry: Entry, chance: random.Random) -> Break:
    """Two whole rows exchange their numbers."""
    other = chance.choice([e for e in trail.entries(entry.subject) if e.pk != entry.pk])
    first, last = sorted([entry, other], key=lambda e: e.seq)
    move = "UPDATE audit_entry SET seq = %s WHERE id = %s"
    as_dba(UNCHECK, (move, [-1, first.pk]), (move, [first.seq, last.pk]), (move, [last.seq, first.pk]))
    # A row that was written for the next place looks as if the one before it were gone.
    return Break(first.subject, first.seq, "dropped" if last.seq == first.seq + 1 else "changed", last.pk)


def dump(entry: Entry) -> str:
    return verification.json.dumps(entry.facts)


@pytest.mark.slow
@pytest.mark.parametrize("tamper", [change, change_private, drop, insert, swap, swap_places])
def test_one_entry_tampered_with_among_thousands_is_named_every_time(
    tamper: Callable[[Entry, random.Random], Break], long_trail: None
) -> None:
    chance = random.Random(tamper.__name__)
    numbers = list(Entry.objects.values_list("pk", flat=True))
    assert list(verify()) == []
    for _trial in range(TRIALS):
        with pytest.raises(Undo), transaction.atomic():
            expected = tamper(Entry.objects.get(pk=chance.choice(numbers)), chance)
            # The subject alone is quick; every tenth time the whole trail is searched.
            found = list(verify() if _trial % 10 == 0 else verify([expected.subject]))
            assert found == [expected]
            raise Undo
    assert list(verify()) == []


def test_a_missing_head_an_emptied_chain_and_a_rewritten_end_are_named(long_trail: None) -> None:
    last = Entry.objects.get(subject="case:3", seq=EACH)
    said = {name: getattr(last, name) for name in ("subject", "seq", "actor", "face", "at", "recorded_at", "facts")}
    rewritten = verification.chain_hash(
        **said, verb="nothing", private_mac=last.private_mac, prev=bytes(last.prev)
    )  # fmt: skip
    as_dba(
        ("DELETE FROM audit_head WHERE subject = 'case:1'", []),
        ("DELETE FROM audit_entry WHERE subject = 'case:2'", []),
        ("UPDATE audit_entry SET verb = 'nothing', hash = %s WHERE id = %s", [rewritten, last.pk]),
    )
    assert set(verify()) == {
        Break("case:1", EACH, "head_missing", Entry.objects.get(subject="case:1", seq=EACH).pk),
        Break("case:2", 1, "tail_cut"),
        Break("case:3", EACH, "rewritten", last.pk),
    }


def test_of_the_subjects_asked_for_one_without_any_trace_is_named(long_trail: None) -> None:
    assert list(verify(["case:1", "case:99999"])) == [Break("case:99999", 1, "missing")]


def test_one_break_is_named_for_each_broken_chain_and_in_words(long_trail: None) -> None:
    as_dba(("UPDATE audit_entry SET verb = 'x' WHERE subject IN ('case:5', 'case:6')", []))
    assert [(b.subject, b.seq, b.kind) for b in verify()] == [("case:5", 1, "changed"), ("case:6", 1, "changed")]
    assert str(next(verify()).sentence)


def test_a_chain_longer_than_a_page_is_read_whole(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "PAGE", 7)
    record_many([Event(verb="said", subject=f"case:{n % 3}", by="worker") for n in range(60)])
    assert list(verify()) == []
    as_dba(("DELETE FROM audit_entry WHERE subject = 'case:1' AND seq = 20", []))
    assert list(verify()) == [Break("case:1", 20, "tail_cut")]


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_write_one_unbroken_chain_from_its_first_entry_on() -> None:
    together = Barrier(8)

    def write() -> None:
        together.wait()
        for n in range(10):
            record("said", "case:1", by="worker", n=n)
        connection.close()

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [entry.seq for entry in trail.entries("case:1")] == list(range(1, 81))
    assert list(verify()) == []
