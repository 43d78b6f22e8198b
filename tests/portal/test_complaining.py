"""Complaining at the portal, page by page, without script."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tanggap.cases.models import Case
from tanggap.channels.models import Draft, Outbound
from tanggap.people import vault
from tests.portal.filling import ANSWERS, STORY, fill, send
from tests.sagara import Sagara


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_alice_complains_and_gets_number_code_and_dates(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    check = page(alice, "/complain/check/")
    assert STORY in check
    assert "Galon 19 liter" in check
    assert "Siapa yang akan membacanya?" in check
    case = send(alice)
    done = page(alice, "/complain/done/")
    assert case.reference in done
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}<", done)
    assert (case.body, case.wish, case.category, case.type) == (STORY, "Galon diganti.", "taste_or_smell", "product")
    assert vault.read(case.parties.get().person).email == "alice@example.org"
    assert Outbound.objects.get().to_address == "alice@example.org"


def test_an_empty_page_says_what_to_do_and_its_title_begins_with_error(sagara: Sagara, alice: Client) -> None:
    answer = alice.post("/complain/", {})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "<title>Galat:" in text
    assert 'href="#f-topic"' in text


def test_a_page_cannot_be_reached_before_the_pages_in_front_of_it(sagara: Sagara, alice: Client) -> None:
    for page_name in ("reason", "notice", "story", "details", "wish", "you", "contact", "check"):
        assert alice.get(f"/complain/{page_name}/")["Location"] == "/complain/"
        assert alice.post(f"/complain/{page_name}/", {"body": STORY})["Location"] == "/complain/"
    another = Client()
    another.post("/complain/", {"topic": "other"})
    assert another.get("/complain/check/")["Location"] == "/complain/story/"
    assert not Case.objects.exists()


def test_going_back_keeps_the_answers(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    assert 'value="quality" checked' in page(alice, "/complain/")
    assert STORY in page(alice, "/complain/story/")
    assert 'value="B-1609"' in page(alice, "/complain/details/")
    assert 'value="alice@example.org"' in page(alice, "/complain/contact/")


def test_changing_one_answer_leads_back_to_the_check(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    answer = alice.post("/complain/story/", {"body": "Ternyata tiga kiriman.", "change": "1"})
    assert answer["Location"] == "/complain/check/"
    assert "Ternyata tiga kiriman." in page(alice, "/complain/check/")


def test_a_reason_with_a_warning_shows_it_before_the_form_goes_on(sagara: Sagara, alice: Client) -> None:
    alice.post("/complain/", {"topic": "quality"})
    assert alice.post("/complain/reason/", {"reason": "foreign_object"})["Location"] == "/complain/notice/"
    assert "jangan diminum" in page(alice, "/complain/notice/")
    assert alice.post("/complain/notice/")["Location"] == "/complain/story/"


def test_sending_twice_makes_one_case_and_one_answer(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    before = alice.cookies.output()
    first = alice.post("/complain/check/")
    again = alice.post("/complain/check/")
    assert (first["Location"], again["Location"]) == ("/complain/done/", "/complain/done/")
    assert Case.objects.count() == 1
    assert before


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_the_same_instant_make_one_case(sagara: Sagara, alice: Client) -> None:
    fill(alice)

    def click(_number: int) -> int:
        try:
            browser = Client()
            browser.cookies = alice.cookies
            return browser.post("/complain/check/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as clicks:
        assert set(clicks.map(click, range(10))) == {303}
    assert Case.objects.count() == 1


def test_after_sending_a_new_complaint_begins_empty(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    send(alice)
    assert alice.get("/complain/story/")["Location"] == "/complain/done/"
    assert "checked" not in page(alice, "/complain/")
    fill(alice)
    send(alice)
    assert Case.objects.count() == 2


def test_an_anonymous_complaint_keeps_nothing_of_who_sent_it(sagara: Sagara, alice: Client) -> None:
    fill(alice, you={"keep": ["anonymous"]}, contact=None)
    assert alice.get("/complain/contact/").status_code == 302
    assert "Anonim" in page(alice, "/complain/check/")
    case = send(alice)
    done = page(alice, "/complain/done/")
    assert re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}<", done)
    assert (case.anonymous, case.parties.get().person, case.received_at.minute) == (True, None, 0)
    assert case.stored_body != STORY
    assert not Outbound.objects.filter(to_address__contains="alice").exists()


def test_a_name_typed_before_choosing_anonymous_is_not_kept(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    alice.post("/complain/you/", {"keep": ["anonymous"]})
    case = send(alice)
    assert case.parties.get().person is None
    assert b"Alice" not in bytes(Draft.objects.get().sealed)


def test_a_confidential_complaint_hides_who_sent_it_and_mails_no_code(sagara: Sagara, alice: Client) -> None:
    fill(alice, you={"keep": ["confidential"]})
    case = send(alice)
    assert (case.visibility, case.anonymous, case.shown_name) == ("confidential", False, "")
    letter = Outbound.objects.get()
    assert "alice" not in letter.to_address


def test_somebody_may_complain_for_another(sagara: Sagara, alice: Client) -> None:
    contact = {**ANSWERS["contact/"], "on_behalf": "representative", "behalf_name": "Ibu Ratna"}
    fill(alice, contact=contact)
    case = send(alice)
    names = {party.role: vault.read(party.person).name for party in case.parties.all()}
    assert names == {"complainant": "Ibu Ratna", "representative": "Alice Rahmawati"}
    assert case.on_behalf == "representative"


def test_whose_complaint_it_is_must_be_said(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    answer = alice.post("/complain/contact/", {"on_behalf": "representative", "name": "", "email": "no address"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert all(f'href="#f-{name}"' in text for name in ("behalf_name", "name", "email"))
    assert 'value="no address"' in text


def test_files_are_added_shown_and_removed_without_script(sagara: Sagara, alice: Client) -> None:
    alice.post("/complain/", {"topic": "other"})
    upload = SimpleUploadedFile("segel.txt", b"B-1609")
    answer = alice.post("/complain/story/", {"body": "", "files": upload, "then": "add"})
    assert answer["Location"] == "/complain/story/"
    shown = page(alice, "/complain/story/")
    assert "segel.txt" in shown
    public_id = re.search(r'name="remove" value="([\w-]+)"', shown)
    assert public_id is not None
    alice.post("/complain/story/", {"body": "Cerita", "remove": public_id[1]})
    assert "segel.txt" not in page(alice, "/complain/story/")
    assert "Cerita" in page(alice, "/complain/story/")


def test_a_file_that_came_with_it_is_on_the_case(sagara: Sagara, alice: Client) -> None:
    fill(alice, story={"body": STORY, "files": SimpleUploadedFile("segel.txt", b"B-1609")})
    assert "segel.txt" in page(alice, "/complain/check/")
    assert send(alice).evidence.get().file.shown_name == "segel.txt"


def test_an_empty_file_is_refused_with_a_sentence(sagara: Sagara, alice: Client) -> None:
    alice.post("/complain/", {"topic": "other"})
    answer = alice.post("/complain/story/", {"body": STORY, "files": SimpleUploadedFile("x.txt", b"")})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#f-files"' in text
    assert STORY in text


def test_what_is_kept_between_pages_cannot_be_read_without_the_browser(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    row = Draft.objects.get()
    assert STORY.encode() not in bytes(row.sealed)
    assert "Galon" not in page(Client(), "/complain/")


def test_the_receipt_is_a_tagged_document_with_the_code(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    case = send(alice)
    answer = alice.get("/complain/done/receipt.pdf")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    document = pypdf.PdfReader(BytesIO(answer.content))
    text = document.pages[0].extract_text()
    assert case.reference in text
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert STORY not in text
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"] == "id"


def test_a_receipt_of_nobody_is_not_there(sagara: Sagara, alice: Client) -> None:
    assert alice.get("/complain/done/")["Location"] == "/complain/"
    assert alice.get("/complain/done/receipt.pdf").status_code == 404


def test_the_device_forgets_the_form(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    send(alice)
    answer = alice.post("/complain/done/forget/")
    assert answer["Clear-Site-Data"]
    assert not Draft.objects.exists()
    assert alice.get("/complain/done/").status_code == 302


def test_a_page_weighs_little(sagara: Sagara, alice: Client) -> None:
    fill(alice)
    for address in ("/", "/complain/", "/complain/check/", "/track/"):
        assert len(gzip.compress(page(alice, address).encode())) < 8_000, address
