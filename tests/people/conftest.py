"""An organisation with a branch and two departments, and the people of every story."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tanggap.people.models import Staff

# Models are imported inside the fixtures: this file is read before Django is set up.


@pytest.fixture
def house(db: None) -> SimpleNamespace:
    """root > (service, branch > quality)."""
    from tanggap.people import units

    root = units.plant("tirta", name_id="Tirta Sagara", kind="organisation")
    branch = units.plant("bandung", name_id="Cabang Bandung", name_en="Bandung branch", parent=root, kind="branch")
    service = units.plant("service", name_id="Pelayanan", name_en="Service", parent=root)
    quality = units.plant("quality", name_id="Mutu", name_en="Quality", parent=branch)
    return SimpleNamespace(root=root, branch=branch, service=service, quality=quality)


@pytest.fixture
def bob(db: None) -> "Staff":
    return _staff("bob@tirta.test", "a long enough sentence", full_name="Bob")


@pytest.fixture
def olga(house: SimpleNamespace) -> "Staff":
    """Head of quality."""
    olga = _staff("olga@tirta.test", "another long sentence", full_name="Olga")
    _post(staff=olga, unit=house.quality, role="head")
    return olga


@pytest.fixture
def ada(house: SimpleNamespace) -> "Staff":
    """Administrator of the whole house."""
    ada = _staff("ada@tirta.test", "the sentence of the admin", full_name="Ada")
    _post(staff=ada, unit=house.root, role="admin")
    return ada


def _staff(email: str, password: str, **facts: Any) -> "Staff":
    from tanggap.people.models import Staff

    return Staff.objects.create_user(email, password, **facts)


def _post(**facts: Any) -> None:
    from tanggap.people.models import Post

    Post.objects.create(**facts)
