"""Staff record what came by telephone, in person or by letter; the receipt is handed over once."""

import re

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.core import secrets
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

CALL = {
    "medium": "phone", "name": "Hendro Wijaya", "phone": "0852-1140-8873", "body": "Kiriman kurang 4 dus air 600 ml.",
    "category": "short_delivery", "severity": "medium", "temperature": "calm",
}  # fmt: skip


@pytest.fixture
def category(sagara: Sagara) -> str:
    from tanggap.sop.models import current_edition

    return next(iter(current_edition().procedure.categories))


def record(client: Client, **given: str) -> tuple[int, str]:
    answer = client.post("/desk/new/", {"nonce": secrets.token(), **given})
    return answer.status_code, answer.content.decode()


def test_a_call_is_recorded_and_its_number_and_code_are_read_out(sagara: Sagara, category: str) -> None:
    status, html = record(desk(sagara.fitri), **{**CALL, "category": category})
    case = Case.objects.get()
    assert status == 200
    assert case.reference in html
    assert secrets.tracking_code(case.pk, 1) in html
    assert 'class="slip"' in html, "it is printed with the code, for the complainant to take along"
    assert (case.medium, case.entered_by, case.written, case.shown_name) == ("phone", "desk", False, "Hendro Wijaya")
    assert (case.owner, case.category) == (sagara.fitri, category)


def test_the_same_form_sent_twice_is_one_complaint(sagara: Sagara, category: str) -> None:
    client, form = desk(sagara.fitri), {**CALL, "category": category, "nonce": "once"}
    first, second = (client.post("/desk/new/", form).content.decode() for _ in range(2))
    assert Case.objects.count() == 1
    assert re.findall(r"K\d\d-\d{5}", first)[0] == re.findall(r"K\d\d-\d{5}", second)[0]


def test_everything_typed_comes_back_with_every_mistake_named(sagara: Sagara) -> None:
    status, html = record(
        desk(sagara.fitri),
        medium="phone",
        name="Hendro",
        phone="12",
        email="x",
        body=" ",
        wish="4 dus",
        occurred_on="31/12",
        category="",
    )
    assert status == 400
    assert not Case.objects.exists()
    for field in ("phone", "email", "body", "occurred_on"):
        assert f'href="#f-{field}"' in html
    assert 'value="4 dus"' in html
    assert 'value="Hendro"' in html


def test_earlier_complaints_of_the_same_number_are_shown_to_those_who_may_see_them(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    hidden, _alice, _receipt = alice_complains(confidential=True)
    seen = desk(sagara.fitri).post("/desk/new/earlier/", {"phone": "+62 812 1111 2222"}).content.decode()
    assert case.reference in seen
    assert hidden.reference not in seen
    assert (
        case.reference
        not in desk(sagara.mallory).post("/desk/new/earlier/", {"phone": "081211112222"}).content.decode()
    )
    page = desk(sagara.fitri).post("/desk/new/", {"look": "1", "medium": "phone", "email": "alice@example.org"})
    assert case.reference in page.content.decode()
    assert Case.objects.count() == 2


def test_a_complaint_about_a_colleague_is_sealed_and_leaves_the_desk_for_good(sagara: Sagara) -> None:
    status, html = record(
        desk(sagara.fitri), medium="walk_in", name="Ratna", body="Bob meminta uang rokok.", accused=str(sagara.bob.pk)
    )
    case = Case.objects.get()
    assert (status, case.visibility) == (200, "sealed")
    assert case.reference in html
    assert "disegel" in html
    assert desk(sagara.fitri).get(f"/desk/cases/{case.reference}/").status_code == 404
    assert desk(sagara.bob).get(f"/desk/cases/{case.reference}/").status_code == 404


def test_what_staff_noticed_needs_no_complainant(sagara: Sagara) -> None:
    status, _html = record(
        desk(sagara.bob), medium="walk_in", on_behalf="staff_noticed", body="Segel galon di gudang rusak."
    )
    case = Case.objects.get()
    assert (status, case.on_behalf, case.shown_name) == (200, "staff_noticed", "")


def test_an_anonymous_visitor_leaves_no_name_behind(sagara: Sagara) -> None:
    status, html = record(
        desk(sagara.fitri), medium="walk_in", privacy="anonymous", name="Siti", phone="081299998888", body="Air keruh."
    )
    case = Case.objects.get()
    assert (status, case.anonymous) == (200, True)
    assert case.parties.get(role="complainant").person is None
    assert "Siti" not in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("medium", "web"),
        ("medium", "x"),
        ("accused", "999999"),
        ("category", "'"),
        ("severity", "x"),
        ("received_at", "tomorrow"),
        ("privacy", "sealed"),
    ],
)
def test_what_mallory_sends_past_the_form_is_refused_with_a_sentence(sagara: Sagara, field: str, value: str) -> None:
    status, html = record(desk(sagara.mallory), **{"medium": "phone", "body": "Halo", field: value})
    assert status == 400
    assert "Galat" in html
    assert not Case.objects.exists()
