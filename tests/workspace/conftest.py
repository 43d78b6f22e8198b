"""Sagara and its people, at work in their browsers."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sagara import Sagara


@pytest.fixture
def sagara(db: None) -> "Sagara":
    # Imported here: this file is read before Django is set up.
    from tests import sagara as world

    return world.build()


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What a process remembers for some seconds must not reach the next test, whose rows have other numbers."""
    from django.core.cache import cache

    cache.clear()
