"""Conditions: one closed little language for SOP rules, routing, saved views and escalation.

A list of {field, operator, value}, all of which must hold, over a fixed table of typed fields. It is compiled to a
Python predicate for one case and to a Q for many; the two agree (tests/core/test_conditions.py). Nothing typed by
anybody is ever evaluated, and no name typed by anybody ever reaches the ORM: columns come from our own mapping.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import CharField, F, Func, Q, Value
from django.db.models.lookups import Contains, Exact
from django.utils.translation import gettext as _

from tanggap.core.time import now

Kind = Literal["choice", "text", "number", "yes_no", "moment"]
Predicate = Callable[[Mapping[str, Any]], bool]

OPERATORS: dict[str, tuple[str, ...]] = {
    "choice": ("is", "is_not", "in", "not_in", "is_empty", "is_filled"),
    "text": ("is", "is_not", "contains", "contains_not", "is_empty", "is_filled"),
    "number": ("is", "is_not", "less_than", "at_most", "more_than", "at_least", "is_empty", "is_filled"),
    "yes_no": ("is",),
    "moment": ("before", "after", "in_next_hours", "in_last_hours", "is_empty", "is_filled"),
}
WITHOUT_VALUE = ("is_empty", "is_filled")
LARGEST = 10**15  # well inside a PostgreSQL bigint
LONGEST_LIST = 200
LONGEST_TEXT = 500
MOST_HOURS = 24 * 366 * 10
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_FOLD = str.maketrans(_UPPER, _LOWER)


@dataclass(frozen=True)
class Field:
    """A field that a condition may name; `options` closes a choice, None leaves it open."""

    kind: Kind
    label: Any
    options: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Condition:
    """One condition that has been checked against the table of fields."""

    field: str
    operator: str
    value: Any
    kind: Kind


class ConditionProblem(ValueError):
    """A condition that cannot be used: which one, which part of it (None: all), and a sentence that says what to do."""

    def __init__(self, index: int, part: str | None, sentence: str) -> None:
        super().__init__(sentence)
        self.index, self.part, self.sentence = index, part, sentence


def parse(raw: Sequence[Mapping[str, Any]], table: Mapping[str, Field]) -> tuple[Condition, ...]:
    """Check each condition against the table; raises ConditionProblem at the first one that does not fit."""
    return tuple(_parse_one(index, each, table) for index, each in enumerate(raw))


def _parse_one(index: int, raw: Any, table: Mapping[str, Field]) -> Condition:
    if not isinstance(raw, Mapping):
        raise ConditionProblem(index, None, _("A condition has a field, an operator and a value."))
    for name in raw:
        if name not in ("field", "operator", "value"):
            raise ConditionProblem(
                index, name, _("A condition has only field, operator and value; remove “%(name)s”.") % {"name": name}
            )
    name, operator = raw.get("field"), raw.get("operator")
    if not isinstance(name, str) or name not in table:
        raise ConditionProblem(
            index, "field", _("There is no field “%(name)s”. Fields are: %(fields)s.")
            % {"name": name, "fields": ", ".join(table)}
        )  # fmt: skip
    field = table[name]
    if operator not in OPERATORS[field.kind]:
        raise ConditionProblem(
            index, "operator", _("“%(name)s” cannot be compared by “%(operator)s”; use one of: %(operators)s.")
            % {"name": name, "operator": operator, "operators": ", ".join(OPERATORS[field.kind])}
        )  # fmt: skip
    if operator in WITHOUT_VALUE:
        if raw.get("value") is not None:
            raise ConditionProblem(index, "value", _("“%(operator)s” takes no value.") % {"operator": operator})
        return Condition(name, operator, None, field.kind)
    try:
        return Condition(name, operator, _value(field, operator, raw.get("value")), field.kind)
    except ValueError as problem:
        raise ConditionProblem(index, "value", str(problem)) from None


def _value(field: Field, operator: str, value: Any) -> Any:
    if field.kind == "yes_no":
        return _expect(isinstance(value, bool), value, _("Write true or false."))
    if operator in ("in_next_hours", "in_last_hours"):
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_HOURS
        return _expect(whole, value, _("Write a whole number of hours."))
    if field.kind == "number":
        whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
        return _expect(whole, value, _("Write a whole number."))
    if field.kind == "moment":
        return _moment(value)
    if operator in ("in", "not_in"):
        is_list = isinstance(value, (list, tuple)) and 0 < len(value) <= LONGEST_LIST
        _expect(is_list, value, _("Write a list of values in square brackets."))
        return tuple(_text(field, each) for each in value)
    return _text(field, value)


def _expect(holds: bool, value: Any, sentence: str) -> Any:
    if not holds:
        raise ValueError(sentence)
    return value


def _text(field: Field, value: Any) -> str:
    usable = isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and "\x00" not in value and _encodable(value)
    _expect(usable, value, _("Write a text between quotation marks."))
    if field.options is not None and value not in field.options:
        raise ValueError(
            _("“%(value)s” is not possible here; use one of: %(options)s.")
            % {"value": value, "options": ", ".join(field.options)}
        )
    return value


def _encodable(text: str) -> bool:
    return not any(0xD800 <= ord(sign) <= 0xDFFF for sign in text)


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    aware = isinstance(value, datetime) and value.utcoffset() is not None
    return _expect(aware, value, _("Write a moment with its time zone, such as 2026-01-31T09:00:00+07:00."))


# ---- for one case


def predicate(conditions: Sequence[Condition]) -> Predicate:
    """A function that says whether all conditions hold for a mapping of field to value; absent counts as empty."""
    parts = tuple(conditions)
    return lambda values: all(_holds(each, values.get(each.field)) for each in parts)


def _holds(condition: Condition, actual: Any) -> bool:
    operator, value = condition.operator, condition.value
    empty = actual is None or (condition.kind in ("choice", "text") and actual == "")
    if operator in WITHOUT_VALUE:
        return empty == (operator == "is_empty")
    if operator in ("is_not", "not_in", "contains_not"):
        return empty or not _equal(condition, actual)
    if empty:
        return False
    if operator in ("is", "in", "contains"):
        return _equal(condition, actual)
    if condition.kind == "moment":
        low, high = _bounds(operator, value)
        return (low is None or actual > low) and (high is None or actual < high)
    return {
        "less_than": actual < value,
        "at_most": actual <= value,
        "more_than": actual > value,
        "at_least": actual >= value,
    }[operator]


def _equal(condition: Condition, actual: Any) -> bool:
    if condition.operator in ("in", "not_in"):
        return actual in condition.value
    if condition.kind != "text":
        return bool(actual == condition.value)
    # Only A–Z are folded: what PostgreSQL does with other letters depends on its locale, and the two must agree.
    wanted, found = condition.value.translate(_FOLD), actual.translate(_FOLD)
    return wanted == found if condition.operator in ("is", "is_not") else wanted in found


def _bounds(operator: str, value: Any) -> tuple[datetime | None, datetime | None]:
    if operator == "before":
        return None, value
    if operator == "after":
        return value, None
    present = now()
    if operator == "in_next_hours":
        return present, present + timedelta(hours=value)
    return present - timedelta(hours=value), present


# ---- for many


def query(conditions: Sequence[Condition], columns: Mapping[str, str]) -> Q:
    """The same conditions as a Q; `columns` says in which ORM column each field lies. KeyError when one has none."""
    combined = Q()
    for each in conditions:
        combined &= _q(each, columns[each.field])
    return combined


def _q(condition: Condition, column: str) -> Q:
    operator, value = condition.operator, condition.value
    empty = Q(**{f"{column}__isnull": True})
    if condition.kind in ("choice", "text"):
        empty |= Q(**{column: ""})
    if operator in WITHOUT_VALUE:
        return empty if operator == "is_empty" else ~empty
    if operator in ("is_not", "not_in", "contains_not"):
        return empty | ~_q_equal(condition, column)
    if operator in ("is", "in", "contains"):
        return ~empty & _q_equal(condition, column)
    if condition.kind == "moment":
        low, high = _bounds(operator, value)
        bounds = {f"{column}__gt": low, f"{column}__lt": high}
        return Q(**{name: bound for name, bound in bounds.items() if bound is not None})
    lookup = {"less_than": "lt", "at_most": "lte", "more_than": "gt", "at_least": "gte"}[operator]
    return Q(**{f"{column}__{lookup}": value})


def _q_equal(condition: Condition, column: str) -> Q:
    if condition.operator in ("in", "not_in"):
        return Q(**{f"{column}__in": condition.value})
    if condition.kind != "text":
        return Q(**{column: condition.value})
    folded: Func = Func(F(column), Value(_UPPER), Value(_LOWER), function="translate", output_field=CharField())
    wanted = condition.value.translate(_FOLD)
    if condition.operator in ("is", "is_not"):
        return Q(Exact(folded, wanted))
    return Q(Contains(folded, wanted))


def used_fields(conditions: Sequence[Condition]) -> frozenset[str]:
    """Which fields these conditions look at."""
    return frozenset(each.field for each in conditions)
