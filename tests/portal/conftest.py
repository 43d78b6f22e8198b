"""Alice and her browser at the portal of PT Tirta Sagara."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.sagara import Sagara


@pytest.fixture
def sagara(db: None) -> "Sagara":
    # Imported here: this file is read before Django is set up.
    from django.core.cache import cache

    from tests.sagara import build

    cache.clear()
    return build()


@pytest.fixture
def alice() -> Client:
    """Alice's telephone; it speaks Indonesian."""
    return Client(headers={"accept-language": "id"})
