"""Sagara and its people, for the pages that ask who the organisation is."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sagara import Sagara


@pytest.fixture
def sagara(db: None) -> "Sagara":
    # Imported here: this file is read before Django is set up.
    from tests import sagara as world

    return world.build()
