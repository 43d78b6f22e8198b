"""Questions that are made once, and planned once: the answers are always of this moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.core.db import prepared
from tanggap.core.db.kept import kept
from tanggap.core.db.plain import ask
from tanggap.people.models import Unit
from tanggap.people.units import plant

pytestmark = pytest.mark.django_db


def names() -> list[tuple[str]]:
    made.append(1)
    return Unit.objects.exclude(name_id="100%s").order_by("path").values_list("name_id")


made: list[int] = []


def test_a_question_is_made_once_and_answered_anew_each_time() -> None:
    made.clear()
    plant("north", name_id="Utara 50%", name_en="North", kind=Unit.Kind.ORGANISATION)
    assert kept("units of this test", names) == [("Utara 50%",)]
    Unit.objects.update(name_id="Selatan")
    assert kept("units of this test", names) == [("Selatan",)]
    assert len(made) == 1


def test_a_question_that_nothing_can_answer_asks_nobody() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert kept("nothing", lambda: Unit.objects.none().values_list("pk")) == []
        assert kept("nobody", lambda: Unit.objects.filter(pk__in=[]).values_list("pk")) == []
    assert len(asked) == 0


def test_more_questions_than_are_kept_are_all_answered() -> None:
    for number in (*range(prepared.MOST + 5), 0, 1):
        assert ask(f"SELECT {number} + %s::int", 1) == [(number + 1,)]
    assert ask("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'tanggap%%'")[0][0] <= prepared.MOST


def test_values_never_become_part_of_the_question() -> None:
    for text in ("'; DROP TABLE people_unit; --", "50%", "%s", "\\"):
        assert ask("SELECT %s::text", text) == [(text,)]
