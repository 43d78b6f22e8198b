"""References: in order, per year, never twice."""

import pytest
from django.db import connection, transaction

from tanggap.core.errors import Invalid
from tanggap.core.references import next_references
from tests.racing import all_at_once


@pytest.fixture(autouse=True)
def no_sequences(request: pytest.FixtureRequest) -> None:
    """Sequences belong to no table, so emptying the tables leaves them."""
    if "transactional_db" in request.fixturenames or request.node.get_closest_marker("django_db").kwargs:
        request.getfixturevalue("transactional_db")
    else:
        request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute("DROP SEQUENCE IF EXISTS core_reference_k2031, core_reference_s2031, core_reference_k2032")


@pytest.mark.django_db
def test_each_year_and_letter_counts_from_one() -> None:
    assert next_references(3, 2031) == ["K31-00001", "K31-00002", "K31-00003"]
    assert next_references(1, 2031) == ["K31-00004"]
    assert next_references(1, 2032) == ["K32-00001"]
    assert next_references(2, 2031, prefix="S") == ["S31-00001", "S31-00002"]
    assert next_references(0, 2031) == []


@pytest.mark.django_db
def test_the_number_grows_past_five_digits() -> None:
    next_references(1, 2031)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('core_reference_k2031', 99998)")
    assert next_references(3, 2031) == ["K31-99999", "K31-100000", "K31-100001"]


@pytest.mark.django_db
def test_a_thousand_cost_one_query(django_assert_num_queries) -> None:
    next_references(1, 2031)
    with django_assert_num_queries(1):
        assert len(next_references(1000, 2031)) == 1000


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "prefix"), [(1999, "K"), (2026, "k"), (2026, "K;"), (2026, ""), (2100, "K")])
def test_nothing_else_becomes_the_name_of_a_sequence(year: int, prefix: str) -> None:
    with pytest.raises(Invalid):
        next_references(1, year, prefix)


@pytest.mark.django_db(transaction=True)
def test_the_first_twenty_of_a_year_arrive_at_once_and_each_gets_its_own() -> None:
    def receive(_index: int) -> list[str]:
        with transaction.atomic():
            return next_references(5, 2031)

    answers = all_at_once(20, receive)
    given = [reference for answer in answers for reference in answer]
    assert sorted(given) == [f"K31-{number:05d}" for number in range(1, 101)]


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_rolled_back_is_a_gap() -> None:
    next_references(1, 2031)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert next_references(1, 2031) == ["K31-00002"]
        _ = 1 / 0
    assert next_references(1, 2031) == ["K31-00003"]
