"""Who sees which case: the units that answer for it, those who are named, nobody who is kept out."""

from datetime import timedelta

import pytest

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.search import find
from tanggap.casework.assess import assess, assign, forward
from tanggap.casework.converse import note
from tanggap.core import time
from tanggap.core.errors import NotFound
from tanggap.people.models import Deputy, Post, Staff
from tests.sagara import PRODUCT, Sagara, alice_complains


def seen_by(staff: Staff) -> list[str]:
    return sorted(access.visible_to(staff).values_list("reference", flat=True))


def who_sees(case: Case, sagara: Sagara) -> set[str]:
    return {name for name, staff in sagara.staff.items() if access.visible_to(staff).filter(pk=case.pk).exists()}


def test_an_ordinary_case_is_seen_by_its_units_and_by_those_above(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    above = {"maya", "quentin", "audy"}
    assert who_sees(case, sagara) == {"fitri", *above}
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert who_sees(case, sagara) == {"fitri", "bob", "olga", *above}


def test_another_department_sees_nothing_of_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    assert seen_by(sagara.mallory) == []
    assert list(find(access.visible_to(sagara.mallory), "galon")) == []
    with pytest.raises(NotFound):
        access.get_case(sagara.mallory, case.reference)


def test_whoever_is_mentioned_sees_that_case_and_no_other(sagara: Sagara) -> None:
    first, _alice, _receipt = alice_complains()
    alice_complains()
    note(first, text="Tolong dilihat @sandi@sagara.test", by=sagara.fitri)
    assert seen_by(sagara.sandi) == [first.reference]


def test_the_handler_sees_it_and_after_the_next_handler_no_more_than_before(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    assign(case, owner=sagara.sandi, by=sagara.fitri)
    assert seen_by(sagara.sandi) == [case.reference]
    assign(case, owner=sagara.fitri, by=sagara.fitri)
    assert seen_by(sagara.sandi) == []


def test_a_confidential_case_is_seen_by_named_people_only(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    assert who_sees(case, sagara) == {"fitri", "citra"}
    assert access.visible_to(sagara.maya).count() == 0
    assert list(find(access.visible_to(sagara.maya), "galon")) == []


def test_a_sealed_case_does_not_exist_for_the_accused_the_line_and_their_deputies(sagara: Sagara) -> None:
    Deputy.objects.create(of=sagara.olga, by=sagara.citra, since=time.now() - timedelta(days=1))
    case, _alice, _receipt = alice_complains(accused=sagara.bob, body="Bob meminta uang rokok.")
    assert case.visibility == "sealed"
    for excluded in (sagara.bob, sagara.olga, sagara.maya, sagara.citra):
        assert seen_by(excluded) == []
        assert list(find(access.visible_to(excluded), case.reference)) == []
        with pytest.raises(NotFound):
            access.get_case(excluded, case.reference)


def test_naming_somebody_who_is_kept_out_opens_nothing(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.bob)
    case.participants.create(staff=sagara.bob, role="mentioned", since=time.now())
    assert seen_by(sagara.bob) == []


def test_whoever_begins_to_stand_in_for_the_accused_is_kept_out_too(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.bob)
    assert seen_by(sagara.citra) == [case.reference]
    Deputy.objects.create(of=sagara.bob, by=sagara.citra, since=time.now() - timedelta(days=1))
    assert seen_by(sagara.citra) == []


def test_a_deputy_sees_what_the_absent_one_sees(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    Deputy.objects.create(of=sagara.fitri, by=sagara.sandi, since=time.now() - timedelta(days=1))
    assert seen_by(sagara.sandi) == [case.reference]


def test_who_has_left_and_who_only_administers_see_nothing(sagara: Sagara) -> None:
    alice_complains()
    sagara.fitri.is_active = False
    assert seen_by(sagara.fitri) == []
    assert seen_by(sagara.ade) == []


def test_a_post_in_a_branch_reaches_what_lies_below_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    Post.objects.create(staff=sagara.ade, unit=case.receiving_unit.parent, role="auditor")
    assert seen_by(sagara.ade) == [case.reference]


def test_no_part_of_the_condition_reads_all_that_somebody_ever_worked_on(sagara: Sagara) -> None:
    """What PostgreSQL would hash as a table must stay a look-up, or every list costs as much as a life's work."""
    rows = access.visible_to(sagara.fitri).order_by("next_due_at", "pk")[:51]
    assert "hashed SubPlan" not in rows.explain()
