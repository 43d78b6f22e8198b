"""The language of conditions: what it refuses, what it means, and that Python and the database mean the same."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, CharField, DateTimeField, IntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as some

from tanggap.core import conditions
from tanggap.core.conditions import OPERATORS, ConditionProblem, Field, parse, predicate, query, used_fields
from tanggap.core.time import travel

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLE = {
    "severity": Field("choice", "severity", ("low", "high")),
    "unit": Field("choice", "unit"),
    "subject": Field("text", "subject"),
    "amount": Field("number", "amount"),
    "oral": Field("yes_no", "oral"),
    "due": Field("moment", "due"),
}

REFUSED = {
    "no field": ({"operator": "is", "value": "x"}, "field"),
    "unknown field": ({"field": "password", "operator": "is", "value": "x"}, "field"),
    "a path into the database": ({"field": "severity__unit", "operator": "is", "value": "x"}, "field"),
    "no operator": ({"field": "severity", "value": "low"}, "operator"),
    "an operator of another type": ({"field": "oral", "operator": "contains", "value": "x"}, "operator"),
    "a lookup as operator": ({"field": "severity", "operator": "regex", "value": ".*"}, "operator"),
    "not an option": ({"field": "severity", "operator": "is", "value": "huge"}, "value"),
    "not a list": ({"field": "severity", "operator": "in", "value": "low"}, "value"),
    "an empty list": ({"field": "severity", "operator": "in", "value": []}, "value"),
    "a text for a number": ({"field": "amount", "operator": "is", "value": "1"}, "value"),
    "true for a number": ({"field": "amount", "operator": "is", "value": True}, "value"),
    "a number too large": ({"field": "amount", "operator": "is", "value": 10**16}, "value"),
    "a number for yes or no": ({"field": "oral", "operator": "is", "value": 1}, "value"),
    "a moment without a zone": ({"field": "due", "operator": "before", "value": "2026-01-01T00:00:00"}, "value"),
    "no moment": ({"field": "due", "operator": "before", "value": "yesterday"}, "value"),
    "a null character": ({"field": "subject", "operator": "is", "value": "a\x00b"}, "value"),
    "half a character": ({"field": "subject", "operator": "is", "value": "\ud800"}, "value"),
    "an empty text": ({"field": "subject", "operator": "contains", "value": ""}, "value"),
    "no value": ({"field": "subject", "operator": "is"}, "value"),
    "a value too many": ({"field": "subject", "operator": "is_empty", "value": "x"}, "value"),
    "something else": ({"field": "subject", "operator": "is", "value": "x", "or": []}, "or"),
    "no table": ("subject is x", None),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_fit_is_refused_with_its_place_and_a_sentence(what: str) -> None:
    raw, part = REFUSED[what]
    good = {"field": "severity", "operator": "is", "value": "low"}
    with override("en"), pytest.raises(ConditionProblem) as refused:
        parse([good, raw], TABLE)  # type: ignore[list-item]
    assert (refused.value.index, refused.value.part) == (1, part)
    assert refused.value.sentence.endswith(".")


def test_no_condition_holds_for_everything() -> None:
    assert predicate(())({}) and used_fields(()) == frozenset()


def test_all_conditions_must_hold() -> None:
    both = parse([{"field": "severity", "operator": "is", "value": "high"},
                  {"field": "amount", "operator": "more_than", "value": 5}], TABLE)  # fmt: skip
    fits = predicate(both)
    assert [fits({"severity": severity, "amount": amount})
            for severity, amount in (("high", 6), ("high", 5), ("low", 6), (None, 6), ("high", None))] == [
        True, False, False, False, False]  # fmt: skip
    assert used_fields(both) == {"severity", "amount"}


def test_moments_are_seen_from_now() -> None:
    soon = predicate(parse([{"field": "due", "operator": "in_next_hours", "value": 4}], TABLE))
    with travel(NOON):
        assert [soon({"due": NOON + timedelta(hours=hours)}) for hours in (-1, 1, 3, 5)] == [False, True, True, False]


# ---- Python and the database agree, on values that differ only by case, by what LIKE treats specially, or by absence.

WORDS = some.sampled_from(["", "a", "A", "Ä", "ä", "ab", "%", "_", "a_b", "\\", "ß", "İ", "Selamat pagi", "pagi"])
NUMBERS = some.integers(-3, 3)
MOMENTS = some.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours))
COLUMNS = {"choice": "stood_choice", "text": "stood_text", "number": "stood_number", "yes_no": "stood_yes_no",
           "moment": "stood_moment"}  # fmt: skip
KINDS = {name: Field(name, name) for name in COLUMNS}  # type: ignore[arg-type]
ROWS = some.fixed_dictionaries({
    "choice": some.none() | WORDS, "text": some.none() | WORDS, "number": some.none() | NUMBERS,
    "yes_no": some.none() | some.booleans(), "moment": some.none() | MOMENTS,
})  # fmt: skip


@some.composite
def raw_conditions(draw: some.DrawFn) -> dict[str, object]:
    kind = draw(some.sampled_from(list(COLUMNS)))
    operator = draw(some.sampled_from(OPERATORS[kind]))
    if operator in conditions.WITHOUT_VALUE:
        return {"field": kind, "operator": operator}
    words = WORDS.filter(bool)
    value = {"choice": words, "text": words, "number": NUMBERS, "yes_no": some.booleans(), "moment": MOMENTS}[kind]
    if operator in ("in", "not_in"):
        value = some.lists(words, min_size=1, max_size=3)
    if operator.endswith("_hours"):
        value = some.integers(0, 4)
    return {"field": kind, "operator": operator, "value": draw(value)}


def in_database(parsed: tuple[conditions.Condition, ...], row: dict[str, object]) -> bool:
    """Whether the conditions hold, as PostgreSQL sees it, for one row with these values under COLUMNS."""
    types = {"choice": CharField(), "text": CharField(), "number": IntegerField(), "yes_no": BooleanField(),
             "moment": DateTimeField()}  # fmt: skip
    values = {COLUMNS[name]: Cast(Value(value), types[name]) for name, value in row.items()}
    any_row = ContentType.objects.order_by("pk").values_list("pk", flat=True)[:1]
    return ContentType.objects.filter(pk__in=any_row).annotate(**values).filter(query(parsed, COLUMNS)).exists()


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(raw=some.lists(raw_conditions(), min_size=1, max_size=2), row=ROWS)
def test_python_and_the_database_agree(raw: list[dict], row: dict) -> None:
    parsed = parse(raw, KINDS)
    with travel(NOON):
        assert predicate(parsed)(row) == in_database(parsed, row)


def test_a_field_without_a_column_is_an_error_and_no_guess() -> None:
    with pytest.raises(KeyError):
        query(parse([{"field": "oral", "operator": "is", "value": True}], TABLE), {"severity": "severity"})
