"""Reading, adding and changing a few rows by plain SQL, as ordinary objects.

Django makes the SQL of a queryset anew each time, and for one row that costs five times what the database needs to
find it. An act of the story asks dozens of such questions. Conditions are written in SQL; values always go apart.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from tanggap.core.db import prepared

M = TypeVar("M", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]
Fields = list["models.Field[Any, Any]"]
# Of so many new rows the statement is prepared, one for each number of rows.
FEW = 3
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def rows(model: type[M], where: str, *given: Any, **at_hand: models.Model) -> list[M]:
    """The objects that fit; `where` may go on with ORDER BY and FOR UPDATE.

    Related objects are not read along; those that are the same for all may be given by name (`case=case`).
    """
    columns, names, converters = _columns(model)
    found = prepared.answers(f"SELECT {columns} FROM {_table(model)} WHERE {where}", given)
    made = [as_object(model, names, converters, row) for row in found]
    if at_hand:
        for one in made:
            one._state.fields_cache.update(at_hand)
    return made


def rows_along(model: type[M], relation: str, where: str, *given: Any) -> list[M]:
    """The same, with the object that each of them points at by that foreign key, if any."""
    other = model._meta.get_field(relation)
    target = other.related_model
    columns, names, converters = _columns(model)
    more, more_names, more_converters = _columns(target)
    join = f"{_table(target)} ON {_table(target)}.id = {_table(model)}.{connection.ops.quote_name(other.column)}"
    found = ask(f"SELECT {columns}, {more} FROM {_table(model)} LEFT JOIN {join} WHERE {where}", *given)
    made = []
    for row in found:
        one = as_object(model, names, converters, row[: len(names)])
        if getattr(one, other.attname) is not None:
            one._state.fields_cache[relation] = as_object(target, more_names, more_converters, row[len(names) :])
        made.append(one)
    return made


def first(model: type[M], where: str, *given: Any, **at_hand: models.Model) -> M | None:
    """The first of them, or None."""
    return next(iter(rows(model, f"{where} LIMIT 1", *given, **at_hand)), None)


def ask(question: str, *given: Any) -> list[tuple[Any, ...]]:
    """The rows that a SELECT of one's own answers, as tuples."""
    return prepared.answers(question, given)


def run(statement: str, given: Mapping[str, Any]) -> int:
    """Do a statement of one's own; returns how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.rowcount


def add(new: Sequence[M]) -> Sequence[M]:
    """Insert new objects of one model with one query; they get their numbers. Many go by copying.write_together."""
    if not new:
        return new
    model = type(new[0])
    # Objects of a model whose number is automatic come without it.
    statement, places, fields = _insert(model, new[0].pk is not None)
    stored = [_stored(field, getattr(row, field.attname)) for row in new for field in fields]
    if len(new) <= FEW:
        numbers = prepared.answers(statement.replace(places, ", ".join([places] * len(new))), stored)
    else:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace(places, ", ".join([places] * len(new))), stored)
            numbers = cursor.fetchall()
    for row, (number,) in zip(new, numbers, strict=True):
        row.pk, row._state.adding, row._state.db = number, False, DEFAULT_DB_ALIAS
    return new


@lru_cache(maxsize=256)
def _insert(model: type[models.Model], numbered: bool) -> "tuple[str, str, Fields]":
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if numbered or not field.primary_key]
    columns, places = ", ".join(quote(field.column) for field in fields), f"({', '.join(['%s'] * len(fields))})"
    into = f"INSERT INTO {_table(model)} ({columns}) VALUES {places} RETURNING {quote(model._meta.pk.column)}"
    return into, places, fields


def change(model: type[models.Model], where: str, *given: Any, **values: Any) -> int:
    """Set these fields where the condition holds; returns of how many rows. The condition is the lock."""
    statement, fields = _update(model, tuple(values), where)
    stored = list(map(_stored, fields, values.values()))
    return int(prepared.execute(statement, [*stored, *given]).rowcount)


@lru_cache(maxsize=512)
def _update(model: type[models.Model], names: tuple[str, ...], where: str) -> "tuple[str, Fields]":
    fields = [_fields(model)[name] for name in names]
    columns = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    return f"UPDATE {_table(model)} SET {columns} WHERE {where}", fields


def refresh(row: models.Model, where: str = "id = %s", *given: Any) -> None:
    """Read the row of this object again; raises DoesNotExist. Related objects that are still the same stay at hand."""
    model = type(row)
    fresh = first(model, where, *(given or [row.pk]))
    if fresh is None:
        raise model.DoesNotExist
    for field in model._meta.concrete_fields:
        if field.is_relation and getattr(fresh, field.attname) != row.__dict__.get(field.attname):
            row._state.fields_cache.pop(field.name, None)
    row.__dict__.update({name: value for name, value in fresh.__dict__.items() if name != "_state"})


def as_object(model: type[M], names: list[str], converters: dict[str, Converter], row: Sequence[Any]) -> M:
    """One row as an object of that model: the attributes, what some of them must be turned into, and the values."""
    made = model.__new__(model)
    known = made.__dict__
    known["_state"] = state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    known.update(zip(names, row, strict=True))
    for name, convert in converters.items():
        known[name] = convert(known[name], None, connection)
    return made


@lru_cache(maxsize=256)
def _columns(model: type[models.Model]) -> tuple[str, list[str], dict[str, Converter]]:
    """The columns for a SELECT, the attributes they fill, and what some of them must be turned into."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f"{_table(model)}.{connection.ops.quote_name(field.column)}" for field in fields)
    converters = {field.attname: field.from_db_value for field in fields if hasattr(field, "from_db_value")}
    return columns, [field.attname for field in fields], converters


@lru_cache(maxsize=256)
def _fields(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    fields = model._meta.concrete_fields
    return {name: field for field in fields for name in (field.name, field.attname)}


def _stored(field: "models.Field[Any, Any]", value: Any) -> Any:
    kind = type(value)
    if (kind in _AS_THEY_ARE or (kind is datetime and value.tzinfo is not None)) and _is_ordinary(field):
        return value  # Django would look at it in half a dozen calls, and give it back
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)


@lru_cache(maxsize=1024)
def _is_ordinary(field: "models.Field[Any, Any]") -> bool:
    """Whether a text, a number or a moment goes into that column as it is."""
    return type(field).__module__.startswith("django.db.models") and not isinstance(field, models.JSONField)


@lru_cache(maxsize=256)
def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
