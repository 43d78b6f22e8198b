"""Lists whose SQL is made once. Django makes the SQL of a queryset anew each time it is read; for a list that asks who
may see what, that takes longer than the database needs to answer.

The key must name everything that the condition depends on: who asks, what he or she may see, what is filtered. Nothing
of the answer is kept, only the question.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg.sql import quote

from tanggap.core.db import prepared

MOST = 512
GAP = "what was typed"

_questions: dict[Hashable, str | None] = {}


def kept(key: Hashable, make: Callable[[], "QuerySet[Any, Any]"], among: str = "") -> list[tuple[Any, ...]]:
    """The rows of the `values_list()` that `make` returns; it is asked for it only when the key is new.

    `among` is a WITH of its own that stands before the question, and may put a part of a table in the table's place.
    """
    if (text := _known(key, make)) is None:
        return []
    return prepared.answers(f"{among}{text}")


def kept_with_gap(key: Hashable, make: Callable[[], "QuerySet[Any, Any]"], value: str) -> list[tuple[Any, ...]]:
    """The same for a question in which one text is another each time; `make` writes GAP where it belongs.

    Planned anew for each value, as how rare something is decides how it is best found.
    """
    if (text := _known(key, make)) is None:
        return []
    with connection.cursor() as cursor:
        prepared.read_moments(cursor)
        cursor.execute(text.replace(f"'{GAP}'", quote(value, connection.connection)))
        return cursor.fetchall()


def _known(key: Hashable, make: Callable[[], "QuerySet[Any, Any]"]) -> str | None:
    # Ids may mean something else in another database of the same process.
    known = (connection.settings_dict["NAME"], key)
    if known not in _questions:
        question = _text(make())
        if len(_questions) >= MOST:
            _questions.clear()
        _questions[known] = question
    return _questions[known]


def _text(rows: "QuerySet[Any, Any]") -> str | None:
    """The SELECT with its values written in; None when the condition holds for nothing."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    connection.ensure_connection()
    return connection.ops.compose_sql(sql, values)  # type: ignore[attr-defined,no-any-return]
