"""Writing new rows of many tables: few of them in one statement together, many by COPY, a table at a time.

One complaint is rows in a dozen tables. Written one by one they cost a dozen journeys to the database; as one statement
they cost one. A batch of a thousand goes by COPY, several times cheaper than INSERT.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils.functional import Promise

from tanggap.core.db import prepared

# Up to so many rows of one table an INSERT is as fast as COPY, and its errors name the row.
FEW = 20
# Rows that are turned into text at once.
MOST_IN_HAND = 1000
MOST_MOMENTS = 10_000
NULL = "\\N"

Rows = Sequence[models.Model]
# Its text with %s, and what belongs there.
Statement = tuple[str, Sequence[Any]]


def write_together(*groups: Rows, also: Statement | None = None) -> None:
    """Insert new objects of several models, each group of one model; in any order, as foreign keys are checked last.

    Constraints and triggers act as for an INSERT, and raise IntegrityError as `bulk_create` does. Values go to the
    database as they are, so they must be of the type of the column already. Objects without a number are given one by
    the database and are not told which. `also` is one more statement that travels with the few.
    """
    few = [rows for rows in groups if 0 < len(rows) < FEW]
    many = [rows for rows in groups if len(rows) >= FEW]
    for rows in (*few, *many):
        _follow(rows)
    with transaction.atomic(savepoint=False):
        _insert(few, also)
        for rows in many:
            _copy(rows)
    alias = connection.alias
    for rows in (*few, *many):
        for row in rows:
            row._state.adding, row._state.db = False, alias


def _follow(rows: Rows) -> None:
    """The related object may have got its number since it was put here."""
    relations = _relations(type(rows[0]))
    for row in rows:
        known = row.__dict__
        for name, other in row._state.fields_cache.items():
            if other is not None and name in relations:
                attname, target = relations[name]
                # Not other.__dict__: request.user is a proxy, which has none of its own.
                known[attname] = getattr(other, target)


@lru_cache(maxsize=256)
def _relations(model: type[models.Model]) -> dict[str, tuple[str, str]]:
    """By the name of a related object: the attribute that holds its number, and what its own is called."""
    fields = model._meta.concrete_fields
    return {field.name: (field.attname, field.target_field.attname) for field in fields if field.is_relation}


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


def _insert(groups: Iterable[Rows], also: Statement | None) -> None:
    """All of them as one statement: every INSERT but the last stands in a WITH before it.

    Planned once per connection: to plan a dozen INSERTs costs more than to do them.
    """
    parts: list[str] = [] if also is None else [also[0]]
    values: list[Any] = [] if also is None else [*also[1]]
    for rows in groups:
        insert, columns = _insert_of(type(rows[0]), rows[0].pk is not None)
        parts.append(insert)
        content = [{column: row.__dict__[name] for column, name in columns} for row in rows]
        values.append(_rows_as_json(content))
    if not parts:
        return
    before = ", ".join(f"w{at} AS ({part})" for at, part in enumerate(parts[:-1]))
    prepared.execute(f"WITH {before} {parts[-1]}" if before else parts[-1], values)


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
    """A column at a time: a value costs a tenth of what it costs when each is adapted by itself."""
    fields = _fields(rows)
    quote = connection.ops.quote_name
    table, columns = quote(type(rows[0])._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for start in range(0, len(rows), MOST_IN_HAND):
                known = [row.__dict__ for row in rows[start : start + MOST_IN_HAND]]
                texts = [_column(field, [values[field.attname] for values in known]) for field in fields]
                copy.write("".join(f"{line}\n" for line in map("\t".join, zip(*texts, strict=True))))


def _column(field: "models.Field[Any, Any]", values: list[Any]) -> list[str]:
    """The values of one column as the text format of COPY wants them."""
    if None not in values:
        return _filled_column(field, values)
    given = [value for value in values if value is not None]
    texts = iter(_filled_column(field, given) if given else ())
    return [NULL if value is None else next(texts) for value in values]


def _filled_column(field: "models.Field[Any, Any]", values: list[Any]) -> list[str]:
    if isinstance(field, models.JSONField):
        encode = field.encoder(ensure_ascii=False).encode if field.encoder else _json
        return _texts(list(map(encode, values)))
    kinds = set(map(type, values))
    if kinds == {str}:
        return _texts(values)
    if kinds == {datetime}:
        return list(map(_moments.__getitem__, values))
    if kinds <= {int, bool}:
        return list(map(str, values))
    if kinds == {bytes}:
        return [f"\\\\x{value.hex()}" for value in values]
    return _texts(list(map(_plain, values)))


def _texts(values: list[str]) -> list[str]:
    """All of them are looked at and escaped together: codes and names have nothing to be escaped."""
    together = "\0".join(values)
    if not _special.search(together):
        return values
    if together.count("\0") != len(values) - 1:
        return list(map(_escaped, values))  # no text can hold one; the database says so
    return _escaped(together).split("\0")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return _moments[value]
    return str(value) if isinstance(value, str | int | float) else _as_text(value)


class _Moments(dict[datetime, str]):
    """Moments as text: the same few stand in many columns and rows of a batch."""

    def __missing__(self, moment: datetime) -> str:
        if len(self) >= MOST_MOMENTS:
            self.clear()
        self[moment] = text = moment.isoformat()
        return text


_moments = _Moments()
_rows_as_json = json.JSONEncoder(ensure_ascii=False, default=_as_text).encode
_json = json.JSONEncoder(ensure_ascii=False).encode
_special = re.compile(r"[\\\t\n\r]")
