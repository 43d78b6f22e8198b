"""The ends of the chains, kept elsewhere, show a trail that was rewritten from end to end."""

import pytest
from django.db import connection

from tanggap.audit import heads, trail
from tanggap.core.errors import Invalid

pytestmark = pytest.mark.django_db


def three_entries() -> list[str]:
    for verb in ("received", "assessed", "closed"):
        trail.record(verb, "case:7", by="staff:1")
    return list(heads.lines())


def rewritten(statement: str) -> None:
    """As somebody who may do everything in this database, and knows how the chain is made."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER; ALTER TABLE audit_head ENABLE TRIGGER USER")


def test_a_trail_that_has_only_grown_still_holds_its_old_ends() -> None:
    kept = three_entries()
    trail.record("reopened", "case:7", by="staff:1")
    assert list(heads.compare(kept)) == []


def test_a_subject_that_was_removed_with_its_head_is_missed() -> None:
    kept = three_entries()
    rewritten("DELETE FROM audit_entry; DELETE FROM audit_head")
    assert list(trail.verify()) == []
    assert [(one.subject, one.seq, one.kind) for one in heads.compare(kept)] == [("case:7", 3, "tail_cut")]


def test_a_subject_that_was_written_anew_is_named() -> None:
    kept = three_entries()
    rewritten("DELETE FROM audit_entry; DELETE FROM audit_head")
    for verb in ("received", "assessed", "rejected"):
        trail.record(verb, "case:7", by="staff:1")
    assert list(trail.verify()) == []
    assert [(one.subject, one.seq, one.kind) for one in heads.compare(kept)] == [("case:7", 3, "rewritten")]


def test_a_file_of_something_else_is_refused_with_a_sentence() -> None:
    with pytest.raises(Invalid, match="holds no end of a chain"):
        list(heads.compare(["Dear Sir or Madam,"]))
