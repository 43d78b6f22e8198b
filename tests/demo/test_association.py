"""The demo of the association: members, chapters, committees and an ethics board, by its own SOP."""

import pytest

from tanggap.audit import trail
from tanggap.cases.models import Case, Party
from tanggap.cases.states import State
from tanggap.cli.demo.loading import Loaded
from tanggap.cli.demo.organisation import ASSOCIATION
from tanggap.people.models import Double, Mandate, Person, Staff, Unit

pytestmark = [pytest.mark.usefixtures("association"), pytest.mark.slow]


def test_it_loads_with_its_own_procedure_and_chapters(association: Loaded) -> None:
    assert association.left_out == 0
    assert Unit.objects.get(parent=None).name_id == ASSOCIATION.name
    assert Unit.objects.filter(kind="branch").count() == len(ASSOCIATION.branches)
    assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    assert all(reference.startswith("A") for reference in Case.objects.values_list("reference", flat=True))
    assert set(Person.objects.filter(identity__organization="").values_list("kind", flat=True)) <= {"member", "unknown"}
    assert not list(trail.verify())


def test_committees_complain_for_their_members() -> None:
    brought = Case.objects.filter(on_behalf="committee")
    assert brought.exists()
    assert Party.objects.filter(case__in=brought, role="representative").count() == brought.count()
    assert Mandate.objects.filter(confirmed_at__isnull=False).exists() and Double.objects.exists()


def test_matters_of_conduct_are_sealed_and_touch_a_value() -> None:
    conduct = Case.objects.filter(type="conduct")
    assert conduct.exists()
    assert set(conduct.values_list("visibility", flat=True)) == {"sealed"}
    assert all(conduct.exclude(state="received").values_list("tags", flat=True))
    assert set(conduct.values_list("unit__code", flat=True)) == {"ethics"}


def test_its_staff_have_the_names_before_the_at_that_the_company_has() -> None:
    names = {staff.email.partition("@")[0] for staff in Staff.objects.all()}
    assert names >= {"frontdesk", "manager", "quality", "auditor", "admin", "confidentiality", "head.ethics"}
