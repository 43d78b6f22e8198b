"""The language of conditions: what it refuses, what it means, and that Python and the database mean the same."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Case, CharField, DateTimeField, IntegerField, Value, When
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

TEXTS = ("", "a", "A", "Ä", "ä", "ab", "%", "_", "a_b", "\\", "ß", "SS", "İ", "i", "Selamat pagi", "pagi", " ")
KINDS = {name: Field(name, name) for name in OPERATORS}  # type: ignore[arg-type]
TYPES = {"choice": CharField(), "text": CharField(), "number": IntegerField(), "yes_no": BooleanField(),
         "moment": DateTimeField()}  # fmt: skip
VALUES = {"choice": TEXTS, "text": TEXTS, "number": range(-2, 3), "yes_no": (True, False),
          "moment": [NOON + timedelta(hours=hours) for hours in range(-3, 4)]}  # fmt: skip


def values_for(kind: str, operator: str) -> list[object]:
    """Values to try with that operator, among them every one that a row may hold."""
    if operator in conditions.WITHOUT_VALUE:
        return [None]
    if operator.endswith("_hours"):
        return [0, 1, 3]
    filled = [value for value in VALUES[kind] if value != ""]
    return [[value, "a"] for value in filled] if operator in ("in", "not_in") else filled


def in_database(parsed: tuple[conditions.Condition, ...], kind: str, rows: list[object]) -> list[bool]:
    """For each value of a row: whether the conditions hold, as PostgreSQL sees it."""
    holds = {}
    for place in range(len(rows)):
        fits = query(parsed, {kind: f"value_{place}"})
        holds[f"holds_{place}"] = Case(When(fits, then=Value(True)), default=Value(False))
    given_values = {f"value_{place}": Cast(Value(value), TYPES[kind]) for place, value in enumerate(rows)}
    one_row = ContentType.objects.order_by("pk").annotate(**given_values).annotate(**holds)[:1]
    return list(one_row.values_list(*holds).get())


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "operator"), [(kind, each) for kind in OPERATORS for each in OPERATORS[kind]])
def test_python_and_the_database_agree(kind: str, operator: str) -> None:
    rows = [None, *VALUES[kind]]
    with travel(NOON):
        for value in values_for(kind, operator):
            raw = {"field": kind, "operator": operator, **({} if value is None else {"value": value})}
            parsed = parse([raw], KINDS)
            in_python = [predicate(parsed)({kind: row}) for row in rows]
            assert in_python == in_database(parsed, kind, rows), raw


LETTERS = some.text("aAbB%_\\äÄßİı1 .*'", min_size=1, max_size=4)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(value=LETTERS, rows=some.lists(some.none() | LETTERS, min_size=1, max_size=8),
       operator=some.sampled_from(("is", "is_not", "contains", "contains_not")))  # fmt: skip
def test_they_agree_on_any_text(value: str, rows: list[str | None], operator: str) -> None:
    parsed = parse([{"field": "text", "operator": operator, "value": value}], KINDS)
    rows += [value, value.upper(), value.lower(), f"x{value}y"]
    assert [predicate(parsed)({"text": row}) for row in rows] == in_database(parsed, "text", rows)


def test_a_field_without_a_column_is_an_error_and_no_guess() -> None:
    with pytest.raises(KeyError):
        query(parse([{"field": "oral", "operator": "is", "value": True}], TABLE), {"severity": "severity"})
