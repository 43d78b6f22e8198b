"""Editions: numbered, published by two, and unchangeable in the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from tanggap.audit.trail import entries
from tanggap.core.errors import NotFound, Refused
from tanggap.people.models import Staff
from tanggap.sop.models import Edition, change_draft, current_edition, draft, imported_edition, procedure_of, publish
from tanggap.sop.schema import SopProblems
from tests.sop.shipped import ASSOCIATION, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> Staff:
    return Staff.objects.create(email="olga@example.test", full_name="Olga Head")


@pytest.fixture
def maya() -> Staff:
    return Staff.objects.create(email="maya@example.test", full_name="Maya Second")


def five_alternatives() -> str:
    return company(("min_alternatives = 3", "min_alternatives = 5"))


def test_without_an_edition_the_answer_says_what_to_do() -> None:
    with pytest.raises(NotFound, match="sop publish"):
        current_edition()


def test_the_first_edition_takes_one_person_and_is_recorded(olga: Staff) -> None:
    edition = publish(draft(company()), olga)

    assert current_edition() == edition
    assert (edition.code, edition.number, edition.state, edition.published_by) == ("company", 1, "published", olga)
    assert [(entry.verb, entry.actor) for entry in entries(edition)] == [("sop.published", olga.key)]


def test_a_later_edition_takes_two_different_people(olga: Staff, maya: Staff) -> None:
    first = publish(draft(company()), olga)
    second = draft(five_alternatives())

    for nobody in (None, olga):
        with pytest.raises(Refused) as refused:
            publish(second, olga, nobody)
        assert refused.value.code == "second_person"
    publish(second, olga, maya)

    assert current_edition().number == 2
    first.refresh_from_db()
    assert first.state == "retired"


def test_edition_one_is_still_obeyed_after_edition_two_is_published(olga: Staff, maya: Staff) -> None:
    first = publish(draft(company()), olga)
    publish(draft(five_alternatives()), olga, maya)

    pinned = Edition.objects.get(pk=first.pk)
    assert pinned.procedure.needs("decide").min_alternatives == 3
    assert current_edition().procedure.needs("decide").min_alternatives == 5


def test_another_code_in_force_retires_the_one_before(olga: Staff, maya: Staff) -> None:
    publish(draft(company()), olga)
    publish(draft(ASSOCIATION.read_text()), olga, maya)

    assert [(each.code, each.number, each.state) for each in Edition.objects.order_by("pk")] == [
        ("company", 1, "retired"), ("association", 1, "published")]  # fmt: skip


CHANGES = [
    "UPDATE sop_edition SET source = 'x'",
    "UPDATE sop_edition SET content = '{}'",
    "UPDATE sop_edition SET sha256 = 'x'",
    "UPDATE sop_edition SET number = 9",
    "UPDATE sop_edition SET published_at = now()",
    "UPDATE sop_edition SET published_by_id = NULL",
    "UPDATE sop_edition SET state = 'draft'",
    "UPDATE sop_edition SET state = 'retired', source = 'x'",
    "DELETE FROM sop_edition",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_keeps_a_published_edition_as_it_was(change: str, olga: Staff) -> None:
    publish(draft(company()), olga)

    with (
        pytest.raises(IntegrityError, match="published and cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize("change", [*CHANGES[:4], "UPDATE sop_edition SET state = 'published'", CHANGES[-1]])
def test_neither_a_retired_nor_an_imported_edition_changes(change: str, olga: Staff, maya: Staff) -> None:
    publish(draft(company()), olga)
    imported_edition()
    publish(draft(five_alternatives()), olga, maya)

    for state in ("retired", "imported"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{change} WHERE state = '{state}'")


def test_the_database_allows_only_one_edition_in_force(olga: Staff) -> None:
    publish(draft(company()), olga)
    second = draft(five_alternatives())

    with pytest.raises(IntegrityError, match="edition_one_in_force"), transaction.atomic():
        Edition.objects.filter(pk=second.pk).update(state="published", published_at=second.drafted_at)


def test_what_is_published_is_what_was_in_the_draft(olga: Staff) -> None:
    edition = draft(company())
    with pytest.raises(IntegrityError, match="what was in the draft"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(state="published", published_at=edition.drafted_at, source="x")


def test_a_draft_may_change_and_is_read_anew(olga: Staff) -> None:
    edition = draft(company())
    assert edition.procedure.needs("decide").min_alternatives == 3

    changed = change_draft(edition, five_alternatives())

    assert (changed.number, changed.version) == (1, 2)
    assert changed.procedure.needs("decide").min_alternatives == 5
    with pytest.raises(Refused):
        publish(edition, olga)  # it was read before it changed
    with pytest.raises(Refused):
        change_draft(edition, company())


def test_a_published_edition_is_no_draft_any_more(olga: Staff) -> None:
    edition = publish(draft(company()), olga)
    with pytest.raises(Refused):
        change_draft(edition, five_alternatives())


def test_a_draft_keeps_its_code(olga: Staff) -> None:
    with pytest.raises(Refused):
        change_draft(draft(company()), ASSOCIATION.read_text())


def test_a_file_with_mistakes_makes_no_draft() -> None:
    with pytest.raises(SopProblems):
        draft(company(("reopen_days = 30", "")))
    assert not Edition.objects.exists()


def test_a_procedure_is_read_once_per_edition(olga: Staff, django_assert_num_queries) -> None:
    edition = publish(draft(company()), olga)
    procedure_of(edition.pk)
    with django_assert_num_queries(1):
        assert current_edition().procedure is procedure_of(edition.pk)


def test_imported_cases_are_pinned_to_the_words_in_force(olga: Staff, maya: Staff) -> None:
    publish(draft(company()), olga)
    first = imported_edition()
    assert (first.code, first.number, first.state) == ("imported", 1, "imported")
    assert imported_edition() == first
    assert "late_delivery" in first.procedure.categories

    publish(draft(five_alternatives()), olga, maya)
    assert imported_edition().number == 2
    assert current_edition().number == 2
