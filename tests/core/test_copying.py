"""Rows that are written together come back as they were, few or many."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tanggap.audit.models import Entry
from tanggap.core.db.copying import FEW, write_together
from tanggap.core.db.drawing import number
from tanggap.core.db.making import make
from tanggap.people.models import Person

NASTY = ["", "a\tb", "two\nlines\r\n", "\\N", "\\", "\\.", "“é” 😀", '{"a": "\\\\"}', "'; DROP TABLE x --", "\x01\x7f"]
SEEN = datetime(2024, 2, 29, 23, 59, 59, 999999, UTC)


def entry(place: int) -> Entry:
    text = NASTY[place % len(NASTY)]
    return make(
        Entry, subject=f"test:{place}", seq=1, verb=text, actor="a", face="test", at=SEEN + timedelta(hours=place),
        recorded_at=SEEN.astimezone(timezone(timedelta(hours=7))),
        facts={"text": text, "number": place, "none": None, "list": [text]}, private=text if place % 2 else None,
        private_mac=bytes(range(256)) if place % 3 else None, prev=b"", hash=b"\\x\n\t\0",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("count", [FEW - 1, 3 * FEW])
def test_whatever_stands_in_them(count: int) -> None:
    written = [entry(place) for place in range(count)]
    write_together(written, [])
    names = [field.attname for field in Entry._meta.concrete_fields if not field.primary_key]

    def plain(row: Entry) -> dict:
        values = {name: getattr(row, name) for name in names}
        return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}

    kept = Entry.objects.filter(subject__startswith="test:").order_by("pk")
    assert [plain(row) for row in kept] == [plain(row) for row in written]


@pytest.mark.django_db
def test_they_are_numbered_in_order_before_they_are_written() -> None:
    persons = [Person(language="id") for _ in range(3)]
    number(persons, [])
    assert [person.pk for person in persons] == sorted({person.pk for person in persons})
    write_together(persons)
    assert set(Person.objects.values_list("pk", flat=True)) >= {person.pk for person in persons}


def test_a_field_that_does_not_exist_is_named() -> None:
    with pytest.raises(TypeError, match="Person has no weather"):
        make(Person, weather="fine")
