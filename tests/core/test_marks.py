"""The mark of a table changes with every change of a row, and with nothing else."""

import pytest
from django.db import transaction

from tanggap.core.db.marks import Remembered, marks
from tanggap.people.models import Unit
from tanggap.people.units import plant

pytestmark = pytest.mark.django_db


def test_the_mark_changes_with_every_change_also_within_one_transaction() -> None:
    seen = [marks(Unit)]
    unit = plant("north", name_id="Utara", name_en="North", kind=Unit.Kind.ORGANISATION)
    seen.append(marks(Unit))
    for name in ("Utara Jauh", "Utara Sekali"):
        Unit.objects.filter(pk=unit.pk).update(name_id=name)
        seen.append(marks(Unit))

    assert len(set(seen)) == 4
    assert marks(Unit) == seen[-1]


def test_what_was_rolled_back_leaves_the_mark_as_it_was() -> None:
    unit = plant("north", name_id="Utara", name_en="North", kind=Unit.Kind.ORGANISATION)
    before = marks(Unit)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(name_id="Selatan")
        raise ZeroDivisionError

    assert marks(Unit) == before


def test_a_mark_that_was_asked_for_along_with_something_else_is_as_good() -> None:
    read: list[int] = []
    known = Remembered(lambda: read.append(1) or len(read), Unit)
    assert (known.now(), known.at(marks(Unit))) == (1, 1)
    plant("north", name_id="Utara", name_en="North", kind=Unit.Kind.ORGANISATION)
    assert (known.at(marks(Unit)), known.now()) == (2, 2)


def test_what_was_read_last_says_itself_whether_it_still_holds() -> None:
    unit = plant("north", name_id="Utara", name_en="North", kind=Unit.Kind.ORGANISATION)
    remembered = Remembered(lambda: list(Unit.objects.values_list("name_id", flat=True)), Unit)
    names, holds = remembered.last()
    assert names == ["Utara"] and holds(marks(Unit))

    Unit.objects.filter(pk=unit.pk).update(name_id="Selatan")
    assert remembered.last()[0] == ["Utara"] and not holds(marks(Unit))
    assert remembered.now() == ["Selatan"] and not holds(marks(Unit)) and remembered.last()[1](marks(Unit))
