"""Questions that the database plans once per connection, and then only answers.

Finding out how to answer often costs PostgreSQL more than the answer: it weighs every index of every table that is
named. Only for fixed texts, and only where the connection is ours alone (settings.PREPARED): a pooler in between would
hand our statements to others.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.types.datetime import TimestamptzLoader

# Per connection. In the memory of the database a plan of a page takes some 90 kB, of an act less.
MOST = 150
# The number that PostgreSQL has for the type `timestamptz`, in every database.
MOMENT = 1184

_known: WeakKeyDictionary[Any, OrderedDict[str, str]] = WeakKeyDictionary()
_cursors: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
_numbers = count(1)


def answers(question: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows that it answers; `question` has `%s` where the values belong."""
    return list(execute(question, given).fetchall())


def execute(question: str, given: Sequence[Any] = ()) -> Any:
    """Execute it; the cursor that is returned is good until the next question of this connection.

    One cursor of the driver is kept for all: to make a new one and to wrap it, as Django does for each question,
    costs twice as much as to ask. Where Django counts or logs questions, it still makes them itself.
    """
    one = connections[DEFAULT_DB_ALIAS]
    one.close_if_health_check_failed()
    if one.connection is None or one.queries_logged or one.execute_wrappers:
        cursor: Any = one.cursor()
        ask(cursor, question, given)
        return cursor
    one.validate_thread_sharing()
    one.validate_no_broken_transaction()
    with one.wrap_database_errors:
        known = _cursors.get(one.connection)
        if known is None:
            known = _cursors[one.connection] = one.create_cursor()
            read_moments(known)
        _ask(known, question, given)
        return known


def ask(cursor: Any, question: str, given: Sequence[Any] = ()) -> None:
    """Execute it on a cursor of one's own."""
    read_moments(cursor)
    _ask(cursor, question, given)


def _ask(cursor: Any, question: str, given: Sequence[Any]) -> None:
    if not settings.PREPARED:
        cursor.execute(question, given or None)
        return
    name = _name(cursor, question, bool(given))
    places = f"({', '.join(['%s'] * len(given))})" if given else ""
    cursor.execute(f"EXECUTE {name}{places}", given or None)


def read_moments(cursor: Any) -> None:
    """Let psycopg read the moments that come by this cursor, in UTC as Django does, but not each of them in Python."""
    cursor.adapters.register_loader(MOMENT, TimestamptzLoader)


def _name(cursor: Any, question: str, values: bool) -> str:
    """What it is called on this connection, where it is prepared now if it was not."""
    names = _known.setdefault(cursor.connection, OrderedDict())
    if question in names:
        names.move_to_end(question)
        return names[question]
    if len(names) >= MOST:
        _oldest, name = names.popitem(last=False)
        cursor.execute(f"DEALLOCATE {name}")
    name = f"tanggap_{next(_numbers)}"
    cursor.execute(f"PREPARE {name} AS {_numbered(question) if values else question}")
    names[question] = name
    return name


def _numbered(question: str) -> str:
    """The same with `$1`, `$2` instead of `%s`."""
    first, *rest = question.split("%s")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
