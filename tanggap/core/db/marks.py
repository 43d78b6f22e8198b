"""Whether small tables have changed since they were read: one query for several of them, instead of reading them again.

A mark is made of the place of every row (`ctid`) and of the transaction that wrote it there (`xmin`), so that any
insert, update or delete by anybody gives another mark. The transaction alone would not do: it may write a row twice.
For tables of settings and people, with up to some thousand rows.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

from django.db import connection, models

from tanggap.core.db import prepared

T = TypeVar("T")
_ONE = "(SELECT count(*) || '.' || coalesce(sum(hashtextextended(ctid::text, xmin::text::bigint)), 0) FROM {table})"


Mark = tuple[str, ...]


@lru_cache(maxsize=64)
def mark_of(table: type[models.Model]) -> str:
    """The mark of that table as an expression, for who asks for several things in one query."""
    return _ONE.format(table=connection.ops.quote_name(table._meta.db_table))


def marks(*tables: type[models.Model]) -> Mark:
    """The mark of each table now, in one query. Take it before you read, then what you keep is never newer than it."""
    return tuple(prepared.answers(f"SELECT {', '.join(map(mark_of, tables))}")[0])


class Remembered(Generic[T]):
    """What `read` makes of these tables, kept by the process and read again when one of them has changed."""

    def __init__(self, read: Callable[[], T], *tables: type[models.Model]) -> None:
        self.read, self.tables = read, tables
        self._known: tuple[Mark, T] | None = None

    def now(self) -> T:
        """As it is at this moment; one query when nothing has changed. Raises what `read` raises."""
        return self.at(marks(*self.tables))

    def at(self, found: Mark) -> T:
        """The same for whoever has just asked for the marks along with something else."""
        mark, known = _here(found), self._known
        if known is None or known[0] != mark:
            # Marked before it is read: a change in between makes the next one read again.
            known = self._known = (mark, self.read())
        return known[1]

    def last(self) -> tuple[T, Callable[[Mark], bool]]:
        """As it was when it was read last, without a query; and what says whether that holds, given the mark of now.

        For who asks the database something anyway, and can ask for the marks of these tables along with it.
        """
        known = self._known
        if known is None or known[0][0] != connection.settings_dict["NAME"]:
            self.now()
            known = self._known
            assert known is not None
        mark, what = known
        return what, lambda now: _here(now) == mark


def _here(mark: Mark) -> Mark:
    """One process may see several databases."""
    return (str(connection.settings_dict["NAME"]), *mark)
