"""What must be known before anything is written, in one question: numbers, and whether what we remember still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models

from tanggap.core.db import prepared
from tanggap.core.db.copying import Rows, Statement
from tanggap.core.db.marks import mark_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """`sequences` are the numbers drawn besides, by name; `marks` those of the tables; `first` what `first` gave."""

    sequences: dict[str, list[int | None]]
    marks: tuple[str, ...] = ()
    first: Any = None


def number(
    *groups: Rows,
    sequences: Mapping[str, int] | None = None,
    tables: Sequence[type[models.Model]] = (),
    first: Statement | None = None,
) -> Drawn:
    """Give new objects their numbers from the sequences of their tables, with one query, before they are written.

    So that others can point at them, and keys and codes can be made of them, while everything is still in hand.
    Each group holds objects of one model whose number is automatic. Of `sequences` so many numbers are drawn besides;
    None for each where there is no such sequence. `tables` are marked in the same query (core/db/marks.py).

    `first` is an INSERT that gives back one value or, when the row was there, none: then nothing is drawn.
    """  # fmt: skip
    wanted = [group for group in groups if group]
    others = sequences or {}
    models_ = tuple(type(group[0]) for group in wanted)
    question = _question(connection.settings_dict["NAME"], models_, len(others), tuple(tables), first and first[0])
    values: list[Any] = [*first[1]] if first else []
    values += [len(group) for group in wanted]
    for name, count in others.items():
        values += [name, count]
    found = list(prepared.answers(question, values)[0])
    given = found.pop(0) if first else None
    marks = tuple(found[: len(tables)])
    drawn = found[len(tables) :]
    if first is not None and given is None:
        return Drawn({}, marks)
    for rows, model, numbers in zip(wanted, models_, drawn, strict=False):
        attname = model._meta.pk.attname
        for row, pk in zip(rows, numbers, strict=True):
            row.__dict__[attname] = pk
    return Drawn(dict(zip(others, drawn[len(wanted) :], strict=True)), marks, given)


@lru_cache(maxsize=128)
def _question(
    database: str, models_: tuple[type[models.Model], ...], others: int, tables: tuple[type[models.Model], ...],
    first: str | None,
) -> str:  # fmt: skip
    source = "first_of_all, generate_series(1, %s)" if first else "generate_series(1, %s)"
    parts = ["(SELECT * FROM first_of_all)"] if first else []
    parts += [mark_of(table) for table in tables]
    parts += [f"ARRAY(SELECT nextval('{_sequence(database, model)}'::regclass) FROM {source})" for model in models_]
    # nextval is strict: for a sequence that does not exist it gives NULL instead of an error.
    parts += [f"ARRAY(SELECT nextval(to_regclass(%s)) FROM {source})"] * others
    return f"{f'WITH first_of_all AS ({first}) ' if first else ''}SELECT {', '.join(parts or ['1'])}"


@lru_cache(maxsize=128)
def _sequence(_database: str, model: type[models.Model]) -> str:
    """Asked once: finding it out by its table takes the database longer than to draw from it."""
    with connection.cursor() as cursor:
        names = [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column]
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", names)
        return str(cursor.fetchone()[0])
