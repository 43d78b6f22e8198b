"""A demo that is loaded once for all tests of a module; what they change is taken back at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

if TYPE_CHECKING:
    from tanggap.cli.demo.loading import Loaded

# A Wednesday, ten in the morning in Jakarta: an ordinary moment to look at the demo.
NOW = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)


@contextmanager
def loaded(kind: str, wanted: int) -> "Iterator[Loaded]":
    """That demo is there inside the block, and it is NOW."""
    from tanggap.cli.demo import loading
    from tanggap.core import time

    with transaction.atomic(), time.travel(NOW):
        yield loading.load(kind, wanted)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> "Iterator[Loaded]":
    with django_db_blocker.unblock(), loaded("company", 44) as there:
        yield there


@pytest.fixture(scope="module")
def association(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> "Iterator[Loaded]":
    with django_db_blocker.unblock(), loaded("association", 34) as there:
        yield there
