"""The world of PT Tirta Sagara for the tests of the API."""

from typing import Any

import pytest


@pytest.fixture
def sagara(db: None) -> Any:
    # Not at the top: pytest reads this file before Django is set up.
    from tests import sagara as world

    return world.build()
