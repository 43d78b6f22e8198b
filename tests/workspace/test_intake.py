"""Staff record what came by telephone, in person or by letter; the receipt is handed over once."""

import re

import pytest
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework.sweep import sweep
from tanggap.channels.models import Call
from tanggap.core import secrets, time
from tanggap.people import kept_forms
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


def test_where_only_a_telephone_is_known_the_case_says_so_and_leads_to_the_record_of_the_call(
    sagara: Sagara, category: str
) -> None:
    fitri = desk(sagara.fitri)
    record(fitri, **{**CALL, "category": category})
    case = Case.objects.get()
    page = fitri.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "jadi teleponlah juga" in page and f'href="/desk/cases/{case.reference}/contact/"' in page


def test_the_middle_of_the_form_follows_the_story_and_promises_what_will_be(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)

    def middle(**given: str) -> str:
        return fitri.post("/desk/new/kind/", {"medium": "phone", "on_behalf": "nobody", **given}).content.decode()

    story = middle(body="Air galonnya keruh, ada benda asing.", type="product")
    assert 'value="foreign_object"' in story and "Bidang Mutu" in story
    assert "late_delivery" not in story, "of the chosen type only"
    chosen = middle(body="Air keruh", type="service", category="foreign_object", asked_for="")
    assert 'id="asked"' in chosen and 'name="q-drunk"' in chosen and 'value="product" id="type-product"' in chosen
    assert 'id="asked"' not in middle(category="foreign_object", asked_for="foreign_object"), "what is typed stays"
    assert "119" in middle(body="Anak saya sakit perut sesudah minum.")
    assert "119" not in middle(body="Kurirnya membuat saya sakit hati.")
    assert "terlatih" in middle(temperature="very_angry"), "the SOP calls somebody in"
    other = middle(category="?", category_other="deposit", body="x")
    assert re.search(r'value="deposit"[^>]*checked', other)
    for odd in ({"type": "'"}, {"category": "\0"}, {"medium": "x"}, {"received_at": "x"}, {"severity": "x"}, {}):
        assert fitri.post("/desk/new/kind/", odd).status_code == 200, odd


def test_what_is_answered_and_said_back_is_kept_and_a_tick_needs_words(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    said = {
        **CALL, "type": "service", "category": "?", "category_other": "foreign_object", "summary": "Air keruh.",
        "confirmed": "1", "q-drunk": "yes", "q-nothing": "x", "nonce": "n1", "began": str(int(time.now().timestamp())),
    }  # fmt: skip
    assert [record(fitri, **said)[0] for _ in range(2)] == [200, 200]
    case = Case.objects.get()
    assert (case.type, case.category, case.stored_answers) == ("product", "foreign_object", '{"drunk": "yes"}')
    assert [(one.restated, one.medium, one.summary) for one in case.contacts.all()] == [(True, "phone", "Air keruh.")]
    assert Call.objects.get().case_key == case.key
    status, html = record(fitri, **{**said, "nonce": "n2", "summary": ""})
    assert status == 400 and 'href="#f-summary"' in html
    assert record(fitri, **{**said, "nonce": "n3", "q-drunk": "maybe"})[0] == 400
    assert Case.objects.count() == 1


def test_a_draft_is_its_writers_alone_and_what_was_sent_does_not_come_back(sagara: Sagara) -> None:
    fitri, mallory = desk(sagara.fitri), desk(sagara.mallory)
    script = {"headers": {"Tanggap-Draft": "1"}}
    mark = fitri.post("/desk/new/draft/", {"body": "Galon bocor", "medium": "phone"}, **script).json()["mark"]
    assert fitri.post("/desk/new/draft/", {"body": "Galon bocor parah", "mark": mark}, **script).json()["mark"] == mark
    assert "Galon bocor parah" in fitri.get(f"/desk/new/?kept={mark}").content.decode()
    assert "Galon bocor" not in mallory.get(f"/desk/new/?kept={mark}").content.decode()
    assert mallory.post("/desk/new/draft/", {"body": "x", "mark": mark}, **script).status_code == 409
    assert fitri.post("/desk/new/draft/", {"medium": "phone", "began": "1"}, **script).json()["mark"] == ""
    with time.travel(time.now() + time.days(6)):
        sweep()
        assert kept_forms.open_(mark, by=sagara.fitri) is not None, "a weekend is no reason to forget"
    assert record(fitri, body="Galon bocor parah", medium="phone", mark=mark)[0] == 200
    assert "Galon bocor parah" not in fitri.get("/desk/new/").content.decode()
    assert fitri.post("/desk/new/draft/", {"body": "x", "mark": mark}, **script).status_code == 409
    for odd in ("x", "9" * 30, "\0", "-1"):
        assert fitri.get("/desk/new/", {"kept": odd}).status_code == 200
        assert fitri.post("/desk/new/draft/", {"body": "x", "mark": odd}, **script).status_code == 409
