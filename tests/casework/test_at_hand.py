"""What an act has read under the lock serves that act, and nobody after its transaction."""

import pytest
from django.db import transaction

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework.acting import lock, look_at, write_down
from tanggap.casework.converse import note
from tests import sagara as world
from tests.sagara import Sagara, alice_complains


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def test_it_is_at_hand_until_the_transaction_is_over(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    with transaction.atomic():
        lock(case)
        assert case.at_hand is not None
        assert [role for _staff, _unit, role in case.at_hand.participants] == ["receiver", "owner"]
    assert case.at_hand is None

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lock(case)
        raise ZeroDivisionError
    assert case.at_hand is None


def test_what_was_taken_back_within_a_transaction_is_not_relied_on(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    with transaction.atomic():
        lock(case)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            write_down(case, "tried", by=sagara.fitri)
            raise ZeroDivisionError
        assert case.at_hand is None
        write_down(case, "done", by=sagara.fitri)


def test_two_who_hold_the_same_case_in_turn_write_one_chain(sagara: Sagara) -> None:
    mine, _alice, _receipt = alice_complains(confidential=True)
    yours = Case.objects.get(pk=mine.pk)
    for turn, case in enumerate((mine, yours, mine), 1):
        note(case, text=f"Sudah saya telepon {turn} kali.", by=sagara.fitri)
        look_at(case, by=sagara.fitri)
    numbers = list(Entry.objects.filter(subject=mine.key).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 7
    assert not list(trail.verify())
