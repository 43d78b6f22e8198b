"""Writing new rows of many tables: few of them in one statement together, many by COPY, a table at a time.

One complaint is rows in a dozen tables. Written one by one they cost a dozen journeys to the database; as one statement
they cost one. A batch of a thousand goes by COPY, several times cheaper than INSERT.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils.functional import Promise

# Up to so many rows of one table an INSERT is as fast as COPY, and its errors name the row.
FEW = 20

Rows = Sequence[models.Model]


def number(*groups: Rows) -> None:
    """Give new objects their numbers from the sequences of their tables, with one query, before they are written.

    So that others can point at them, and keys and codes can be made of them, while everything is still in hand.
    Each group holds objects of one model whose number is automatic.
    """
    wanted = [group for group in groups if group]
    if not wanted:
        return
    one = "ARRAY(SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s))"
    values = [(type(rows[0])._meta.db_table, type(rows[0])._meta.pk.column, len(rows)) for rows in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([one] * len(wanted))}", [value for triple in values for value in triple]
        )
        drawn = cursor.fetchone()
    for rows, numbers in zip(wanted, drawn, strict=True):
        for row, pk in zip(rows, numbers, strict=True):
            row.pk = pk


def write_many(rows: Rows) -> None:
    """Insert new, unsaved objects of one model; they get their numbers. Constraints and triggers act as for an INSERT.

    Raises IntegrityError as `bulk_create` does. Values go to the database as they are, so they must be of the type of
    the column already. Nothing happens for an empty list.
    """
    unnumbered = [row for row in rows if row.pk is None and _numbers_itself(type(row))]
    number(unnumbered)
    write_together(rows)


def write_together(*groups: Rows) -> None:
    """Insert new objects of several models, each group of one model; in any order, as foreign keys are checked last.

    Objects without a number are given one by the database and are not told which. See `write_many` for the rest.
    """
    few = [rows for rows in groups if 0 < len(rows) < FEW]
    many = [rows for rows in groups if len(rows) >= FEW]
    for rows in (*few, *many):
        _follow(rows)
    with transaction.atomic(savepoint=False):
        _insert(few)
        for rows in many:
            _copy(rows)
    alias = connection.alias
    for rows in (*few, *many):
        for row in rows:
            row._state.adding, row._state.db = False, alias


def _numbers_itself(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, models.AutoField | models.BigAutoField)


def _follow(rows: Rows) -> None:
    """The related object may have got its number since it was put here."""
    relations = [
        (field.name, field.attname, field.target_field.attname)
        for field in type(rows[0])._meta.concrete_fields
        if field.is_relation
    ]
    for row in rows:
        cached, known = row._state.fields_cache, row.__dict__
        for name, attname, target in relations:
            if (other := cached.get(name)) is not None:
                # Not other.__dict__: request.user is a proxy, which has none of its own.
                known[attname] = getattr(other, target)


def _fields(rows: Rows) -> "list[models.Field[Any, Any]]":
    """The columns to write; without the number when the database is to give it."""
    fields = type(rows[0])._meta.concrete_fields
    return [field for field in fields if not (field.primary_key and rows[0].pk is None)]


@lru_cache(maxsize=256)
def _insert_of(model: type[models.Model], numbered: bool) -> tuple[str, list[tuple[str, str]]]:
    """One INSERT that takes its rows as JSON, and (column, attribute) of what is to be in it.

    JSON, because two hundred separate values cost more time to put into a statement than to store.
    """
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if numbered or not field.primary_key]
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)",
        [(field.column, field.attname) for field in fields],
    )


def _insert(groups: Iterable[Rows]) -> None:
    """All of them as one statement: every INSERT but the last stands in a WITH before it."""
    parts, values = [], []
    for rows in groups:
        insert, columns = _insert_of(type(rows[0]), rows[0].pk is not None)
        parts.append(insert)
        content = [{column: row.__dict__[name] for column, name in columns} for row in rows]
        values.append(json.dumps(content, ensure_ascii=False, default=_as_text))
    if not parts:
        return
    before = ", ".join(f"w{at} AS ({part})" for at, part in enumerate(parts[:-1]))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {before} {parts[-1]}" if before else parts[-1], values)


def _as_text(value: Any) -> str:
    """How PostgreSQL reads what JSON has no form for: moments, bytes, UUIDs, sentences that are translated late."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, UUID | Promise | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written to the database")


def _copy(rows: Rows) -> None:
    fields = _fields(rows)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    names = [field.attname for field in fields]
    convert = {place: made for place, field in enumerate(fields) if (made := _converter(field))}
    table = quote(type(rows[0])._meta.db_table)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                known = row.__dict__
                values = [known[name] for name in names]
                for place, made in convert.items():
                    values[place] = made(values[place])
                copy.write_row(values)


def _converter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What has no form of its own in a COPY. Everything else psycopg knows."""
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value, ensure_ascii=False, cls=field.encoder)
    return None
