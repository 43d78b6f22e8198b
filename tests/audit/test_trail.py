"""What is recorded, what it costs, and what the database refuses."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from tanggap.audit import trail
from tanggap.audit.canonical import START, chain_hash, moment_text
from tanggap.audit.models import Entry, Head
from tanggap.audit.trail import Event, record, record_many
from tanggap.core.face import using_face
from tanggap.core.keys import DataKey, destroy
from tanggap.core.time import travel

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def event(subject: str, verb: str = "received", **more) -> Event:
    return Event(verb=verb, subject=subject, by="staff:12", **more)


def test_an_entry_says_who_did_what_when_and_through_which_face() -> None:
    with travel(NOON), using_face("portal"):
        record("received", "case:7", by="visitor", at=datetime(2026, 11, 19, tzinfo=UTC), medium="web", amount=25_000)

    (entry,) = trail.entries("case:7")
    said = (entry.seq, entry.verb, entry.actor, entry.face, entry.at, entry.recorded_at, entry.facts)
    assert said == (
        1, "received", "visitor", "portal", datetime(2026, 11, 19, tzinfo=UTC), NOON,
        {"medium": "web", "amount": 25_000},
    )  # fmt: skip
    assert list(trail.verify()) == []


def test_what_is_returned_is_what_is_stored() -> None:
    written = record_many([event("case:1"), event("case:2", private={"name": "Siti"}), event("case:1", "assessed")])
    stored = list(Entry.objects.order_by("id"))
    assert written == stored
    assert [(e.subject, e.seq, e.hash) for e in written] == [(e.subject, e.seq, bytes(e.hash)) for e in stored]


def test_facts_of_every_kind_come_back_in_a_form_that_verifies() -> None:
    facts = {
        "moment": NOON, "day": date(2026, 3, 20), "money": Decimal("12.50"), "huge": 10**30, "float": 1e22,
        "tags": {"b", "a"}, "nested": {"zero\x00": ["\ud800", None, True]}, "who": Entry(subject="x"), 3: "number",
    }  # fmt: skip
    del facts["who"]
    record_many([event("case:1", facts=facts)])
    assert trail.entries("case:1")[0].facts == {
        "moment": "2026-11-20T05:00:00.000000+00:00", "day": "2026-03-20", "money": "12.50", "huge": 10**30,
        "float": "1e+22", "tags": ["a", "b"], "nested": {"zero\ufffd": ["?", None, True]}, "3": "number",
    }  # fmt: skip
    assert list(trail.verify()) == []


def test_a_fact_that_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError, match="give its key"):
        record("received", "case:1", by="worker", what=object())


@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_new_subjects_cost_one_query_whatever_their_number(rows: int, django_assert_num_queries) -> None:
    events = [event(f"case:{n}", verb, new=True) for n in range(rows) for verb in ("received", "acknowledged")]
    with django_assert_num_queries(1):
        record_many(events)
    assert Head.objects.count() == rows
    assert list(trail.verify()) == []


def test_known_and_unknown_subjects_cost_two_queries(django_assert_num_queries) -> None:
    record("received", "case:1", by="worker")
    with django_assert_num_queries(2):
        record_many([event("case:1", "assessed"), event("case:2"), event("case:3", new=True)])
    assert [entry.verb for entry in trail.entries("case:1")] == ["received", "assessed"]


def test_calling_a_known_subject_new_is_refused() -> None:
    record("received", "case:1", by="worker")
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many([event("case:1", new=True)])
    assert list(trail.verify()) == []


def test_personal_text_can_be_erased_and_the_chain_still_holds() -> None:
    record("named", "case:1", by="worker", private={"name": "Siti Rahayu"})
    assert trail.entries("case:1")[0].read_private() == {"name": "Siti Rahayu"}

    assert trail.erase("case:1") == 1

    (entry,) = trail.entries("case:1")
    assert (entry.read_private(), entry.erased) == ({}, True)
    assert list(trail.verify()) == []


def test_personal_text_of_a_confidential_case_is_sealed_with_its_key() -> None:
    key = DataKey.make()
    record("named", "case:1", by="worker", private={"name": "Siti Rahayu"}, key=key)

    (entry,) = trail.entries("case:1")
    assert "Siti" not in str(Entry.objects.values_list("private", "facts"))
    assert entry.read_private(key) == {"name": "Siti Rahayu"}
    destroy(key)
    assert entry.read_private(key) == {}
    assert list(trail.verify()) == []


def test_the_same_text_twice_leaves_different_hashes_so_it_cannot_be_guessed_after_erasure() -> None:
    written = record_many([event("case:1", private={"name": "Siti"}), event("case:2", private={"name": "Siti"})])
    assert written[0].private_mac != written[1].private_mac


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "UPDATE audit_entry SET private = 'other'",
        "UPDATE audit_entry SET private = NULL, verb = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_head SET seq = seq - 1",
        "UPDATE audit_head SET hash = '\\x00'",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(forbidden: str) -> None:
    record("named", "case:1", by="worker", private={"name": "Siti"})
    with pytest.raises(IntegrityError, match="audit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(forbidden)
    assert trail.entries("case:1")[0].read_private() == {"name": "Siti"}


def test_entries_of_several_subjects_come_in_the_order_of_writing() -> None:
    record_many([event("task:2"), event("case:1"), event("task:2", "finished")])
    found = [(entry.subject, entry.verb) for entry in trail.entries("case:1", "task:2")]
    assert found == [("task:2", "received"), ("case:1", "received"), ("task:2", "finished")]


def test_an_entry_is_hashed_as_the_canonical_json_of_all_that_it_says() -> None:
    at = datetime(2026, 11, 20, 10, 42, 7, tzinfo=UTC)
    for odd in ("closed", 'a "quoted" \\ name', "línea\n\t\x01\x7f", "ｋｅｌｕｈａｎ 😀\u2028"):
        for mac in (None, b"\x00\xff"):
            said = {
                "subject": odd, "seq": 3, "verb": odd, "actor": odd, "face": odd, "at": moment_text(at),
                "recorded_at": moment_text(at), "facts": {odd: [odd, 1, None]},
                "private_mac": mac and mac.hex(), "prev": START.hex(),
            }  # fmt: skip
            text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            given = said | {"at": at, "recorded_at": at, "private_mac": mac, "prev": START}
            assert chain_hash(**given) == sha256(text.encode()).digest()
