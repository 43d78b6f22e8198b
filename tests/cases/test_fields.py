"""The fields of conditions and the columns of cases agree."""

import pytest

from tanggap.cases.fields import COLUMNS, values_of
from tanggap.cases.models import Case
from tanggap.core import conditions
from tanggap.sop.fields import FIELDS
from tests import sagara as world
from tests.sagara import Sagara, alice_complains

NOT_COLUMNS = {"subject", "product", "oral", "confidential", "amount"}  # sealed, derived, or of a decision


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def test_every_field_is_a_column_or_a_known_fact() -> None:
    assert set(COLUMNS) | NOT_COLUMNS == set(FIELDS)


def test_options_of_fields_are_the_choices_of_the_columns() -> None:
    for name, field in FIELDS.items():
        choices = Case._meta.get_field(COLUMNS[name]).choices if COLUMNS.get(name, "__").count("__") == 0 else None
        if field.options and choices:
            assert set(field.options) == {value for value, _words in choices}, name


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_one_case_and_the_query_answer_alike(sagara: Sagara, name: str) -> None:
    case, _alice, _receipt = alice_complains(category="taste_or_smell", temperature="angry", severity="high")
    kind, value = FIELDS[name].kind, values_of(case)[name]
    if kind == "number" and value is None:
        value = 7  # not known yet: it is not seven
    asked = [{"field": name, "operator": "is", "value": value}, {"field": name, "operator": "is_not", "value": value}]
    if kind == "moment":
        later = "2030-01-01T00:00:00+07:00"
        asked = [{"field": name, "operator": operator, "value": later} for operator in ("before", "after")]
    if kind == "yes_no":
        asked = [{"field": name, "operator": "is", "value": truth} for truth in (True, False)]
    if kind == "choice" and not value:
        asked = [{"field": name, "operator": operator} for operator in ("is_empty", "is_filled")]
    answers = []
    for one in asked:
        parsed = conditions.parse([one], FIELDS)
        answers.append(conditions.predicate(parsed)(values_of(case)))
        assert answers[-1] == Case.objects.filter(conditions.query(parsed, COLUMNS), pk=case.pk).exists(), one
    assert sorted(answers) == [False, True]
