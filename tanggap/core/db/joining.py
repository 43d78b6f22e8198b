"""One transaction for several stories, each of which would be one by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_savepoints() -> Iterator[None]:
    """Transactions inside this block are part of the one around it, which must be taken back when one of them fails.

    A savepoint for each costs two journeys to the database, and is only good for going on after what was refused.
    """
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before
