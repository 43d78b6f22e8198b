"""Who holds the complainant's key, and where a name is kept or read."""

import pytest

from tanggap.audit import trail
from tanggap.cases.access import get_case
from tanggap.cases.models import Case
from tanggap.casework import documents
from tanggap.channels.inbound import read_raw
from tanggap.core.secrets import tracking_code
from tests.api.machines import Machine, complain
from tests.sagara import Sagara
from tests.stories.test_hidden import everything_in_the_database


def test_a_name_that_came_with_an_anonymous_complaint_is_kept_nowhere(sagara: Sagara) -> None:
    number = complain(anonymous=True, complainant={"name": "Alice Rahasia", "email": "alice@example.org"})["reference"]
    case = Case.objects.select_related("data_key", "inbound").get(reference=number)
    assert case.inbound is not None
    assert "Alice" not in read_raw(case.inbound).decode()
    assert "alice@" not in everything_in_the_database()


def test_reading_a_hidden_name_by_its_number_is_written_down(sagara: Sagara) -> None:
    number = complain(complainant={"name": "Alice Rahasia"}, confidential=True)["reference"]
    case = get_case(sagara.citra, number)
    assert Machine(sagara.citra).get(f"/people/{case.parties.get().person_id}").status_code == 200
    assert ("read", sagara.citra.key) in [(entry.verb, entry.actor) for entry in trail.entries(case)]


def test_the_receipt_that_staff_print_does_not_open_the_complaint(
    sagara: Sagara, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = complain(complainant={"name": "Alice"})["reference"]
    case = get_case(sagara.fitri, number)
    printed: list[dict[str, str]] = []
    monkeypatch.setattr(documents.pdf, "render", lambda template, data: printed.append(data) or b"%PDF")
    drawn: list[str] = []
    monkeypatch.setattr(documents.pdf, "qr_svg", lambda text, **_how: drawn.append(text) or "<svg/>")
    assert Machine(sagara.fitri).get(f"/cases/{number}/receipt.pdf").status_code == 200
    assert tracking_code(case.pk, case.code_generation) not in str(printed)
    assert all(documents.token_of(case) not in text for text in drawn)
