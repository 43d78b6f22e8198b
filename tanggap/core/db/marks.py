"""Whether small tables have changed since they were read: one query for several of them, instead of reading them again.

A mark is made of the place of every row (`ctid`) and of the transaction that wrote it there (`xmin`), so that any
insert, update or delete by anybody gives another mark. The transaction alone would not do: it may write a row twice.
For tables of settings and people, with up to some thousand rows.
"""

from django.db import connection, models

from tanggap.core.db import prepared

_ONE = "(SELECT count(*) || '.' || coalesce(sum(hashtextextended(ctid::text, xmin::text::bigint)), 0) FROM {table})"


def marks(*tables: type[models.Model]) -> tuple[str, ...]:
    """The mark of each table now, in one query. Take it before you read, then what you keep is never newer than it."""
    quote = connection.ops.quote_name
    parts = [_ONE.format(table=quote(one._meta.db_table)) for one in tables]
    with connection.cursor() as cursor:
        prepared.ask(cursor, f"SELECT {', '.join(parts)}")
        return tuple(cursor.fetchone())
