"""References: the numbers that are said aloud, like K26-04817. They open nothing."""

import re

from django.db import connection, transaction

from tanggap.core.errors import Invalid

# nextval is strict: for a sequence that does not exist yet it gives NULL instead of an error that ends the transaction.
_NEXT = "SELECT nextval(to_regclass(%s)) FROM generate_series(1, %s)"


def next_references(n: int, year: int, prefix: str = "K") -> list[str]:
    """`n` fresh references of that local year, in order, in one query; gaps are allowed, none is ever given twice."""
    if n <= 0:
        return []
    name = sequence_of(year, prefix)
    numbers = _draw(name, n)
    if numbers[0] is None:
        _create(name)
        numbers = _draw(name, n)
    return [written(year, number, prefix) for number in numbers]


def sequence_of(year: int, prefix: str = "K") -> str:
    """The name of the sequence, for who draws several things in one query; there may be none yet."""
    if not re.fullmatch("[A-Z]", prefix) or not 2000 <= year <= 2099:
        raise Invalid(f"There is no sequence for {prefix!r} and {year}.")
    return f"core_reference_{prefix.lower()}{year}"


def written(year: int, number: int | None, prefix: str = "K") -> str:
    """The reference with that number of its year."""
    return f"{prefix}{year % 100:02d}-{number:05d}"


def _draw(name: str, n: int) -> list[int | None]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [name, n])
        return [row[0] for row in cursor.fetchall()]


def _create(name: str) -> None:
    """The first complaint of a year makes its sequence; whoever comes at the same moment waits for that commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        # CREATE SEQUENCE IF NOT EXISTS alone fails when two run at once; the lock ends with the transaction.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {name}")  # the name is made of one letter and four digits
