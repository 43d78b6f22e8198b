"""Following a complaint with number and code, by the link, and when the code is lost (HARDENING T8, T20, T35)."""

import re
from datetime import timedelta
from io import BytesIO

import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.audit.models import Entry
from tanggap.cases.models import Case
from tanggap.casework.converse import ask, reply
from tanggap.casework.record import link_of
from tanggap.channels.models import Outbound
from tanggap.core import time
from tests.portal.life import until_closed, until_followed_up, until_offered
from tests.sagara import Sagara, alice_complains


def enter(client: Client, reference: str, code: str) -> None:
    answer = client.post("/track/", {"reference": reference, "code": code})
    assert (answer.status_code, answer["Location"]) == (303, "/track/case/"), answer.content.decode()


def page(client: Client, address: str = "/track/case/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_alice_opens_her_complaint_with_number_and_code(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, f" {receipt.reference.lower()} ", receipt.tracking_code.replace("-", " ").lower())
    text = page(alice)
    assert "Kami sedang membaca keluhan Anda." in text
    assert case.body in text
    cookie = alice.cookies["track"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 7200)
    assert "no-store" in alice.get("/track/case/")["Cache-Control"]


def _without_token(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


def test_wrong_and_absent_are_answered_alike(sagara: Sagara, alice: Client) -> None:
    ordinary, hidden = alice_complains()[2], alice_complains(confidential=True)[2]
    answers = [
        Client().post("/track/", {"reference": reference, "code": "0000-0000"})
        for reference in (ordinary.reference, hidden.reference, "K26-99999")
    ]
    assert {answer.status_code for answer in answers} == {404}
    texts = [
        _without_token(answer.content).replace(reference.encode(), b"?")
        for answer, reference in zip(answers, (ordinary.reference, hidden.reference, "K26-99999"), strict=True)
    ]
    assert texts[0] == texts[1] == texts[2]
    assert b"<title>" in texts[0]


def test_ten_tries_for_a_number_then_a_pause_also_with_the_right_code(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    for _try in range(10):
        wrong = alice.post("/track/", {"reference": receipt.reference, "code": "0000-0000"})
        assert wrong.status_code == 404
    stopped = alice.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code})
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 900
    with time.travel(time.now() + timedelta(minutes=16)):
        enter(alice, receipt.reference, receipt.tracking_code)


def test_a_wrong_code_is_written_down_without_the_address(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    for reference in (receipt.reference, "K26-99999"):
        alice.post("/track/", {"reference": reference, "code": "0000-0000"}, REMOTE_ADDR="203.0.113.9")
    tries = Entry.objects.filter(verb="refused", actor="visitor")
    assert [entry.facts["code"] for entry in tries] == ["wrong_code", "wrong_code"]
    assert "203.0.113.9" not in str([vars(entry) for entry in tries])


def test_thirty_tries_from_one_address_then_a_pause(sagara: Sagara, alice: Client) -> None:
    for number in range(30):
        assert alice.post("/track/", {"reference": f"K26-{number}", "code": "0000-0000"}).status_code == 404
    assert alice.post("/track/", {"reference": "K26-77", "code": "0000-0000"}).status_code == 429


def test_coming_back_often_with_the_right_code_is_no_guessing(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    for _visit in range(15):
        enter(alice, receipt.reference, receipt.tracking_code)
    assert receipt.reference in page(alice)


def test_odd_numbers_and_codes_are_answered_and_not_an_error(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    for reference, code in (("\0", "x"), ("K" * 5000, "9" * 5000), (receipt.reference, "\0"), ("٣", "’")):
        assert alice.post("/track/", {"reference": reference, "code": code}).status_code == 404
    assert alice.post("/track/", {"reference": " ", "code": ""}).status_code == 400


def test_the_link_shows_a_button_and_only_the_button_opens(sagara: Sagara, alice: Client) -> None:
    case, _party, _receipt = alice_complains()
    path = "/t/" + link_of(case).rpartition("/")[2]
    for _scan in range(3):
        assert "track" not in alice.get(path).cookies
    answer = alice.post(path)
    assert (answer.status_code, answer["Location"]) == (303, "/track/case/")
    assert case.reference in page(alice)


def test_a_wrong_link_opens_nothing(sagara: Sagara, alice: Client) -> None:
    case, _party, _receipt = alice_complains()
    right = link_of(case).rpartition("/")[2]
    for token in (right[:-1], right + "0", right.lower(), "x", "%00", "%20"):
        answer = alice.post(f"/t/{token}")
        assert answer.status_code == 404, token
        assert "track" not in answer.cookies


def test_a_forged_or_old_cookie_asks_for_number_and_code(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    enter(alice, receipt.reference, receipt.tracking_code)
    good = alice.cookies["track"].value
    for value in ("", "x", good[:-1], good + "A", good.replace(good[0], "Z", 1)):
        alice.cookies["track"] = value
        assert alice.get("/track/case/")["Location"] == "/track/"


def test_a_lost_code_is_renewed_only_for_the_address_on_file(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    letters = Outbound.objects.count()
    asked = {"reference": receipt.reference, "email": "Alice@Example.org "}
    right = alice.post("/track/lost/", asked)
    wrong = alice.post("/track/lost/", {**asked, "email": "mallory@example.org"})
    absent = alice.post("/track/lost/", {**asked, "reference": "K26-99999"})
    assert _without_token(right.content) == _without_token(wrong.content) == _without_token(absent.content)
    assert Outbound.objects.count() == letters + 1
    case.refresh_from_db()
    assert case.code_generation == 2
    assert alice.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code}).status_code == 404


def test_the_code_of_a_hidden_complaint_is_never_renewed_by_mail(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains(confidential=True)
    letters = Outbound.objects.count()
    alice.post("/track/lost/", {"reference": receipt.reference, "email": "alice@example.org"})
    case.refresh_from_db()
    assert (case.code_generation, Outbound.objects.count()) == (1, letters)


def test_a_renewed_code_ends_the_visit(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    enter(alice, receipt.reference, receipt.tracking_code)
    alice.post("/track/lost/", {"reference": receipt.reference, "email": "alice@example.org"})
    assert alice.get("/track/case/")["Location"] == "/track/"


def test_alice_writes_with_a_file_and_reads_what_was_answered(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    ask(case, text="Apa nomor segelnya?", by=sagara.fitri)
    reply(case, text="Kami mohon maaf.", by=sagara.fitri)
    enter(alice, receipt.reference, receipt.tracking_code)
    with time.travel(time.now() + timedelta(minutes=1)):
        text = page(alice)
        assert "Apa nomor segelnya?" in text
        assert "Mohon jawab pertanyaan kami sebelum" in text
        answer = alice.post(
            "/track/case/reply/", {"body": "Segelnya B-1609.", "files": SimpleUploadedFile("segel.txt", b"B-1609")}
        )
        assert answer.status_code == 303
        text = page(alice)
        assert "Segelnya B-1609." in text
        href = re.search(r'href="(/track/case/files/[\w-]+/)"', text)
        assert href is not None
        file = alice.get(href[1])
    assert b"".join(file.streaming_content) == b"B-1609"
    assert file["Content-Disposition"].startswith("attachment")
    assert Client().get(href[1])["Location"] == "/track/"


def test_an_empty_message_is_refused_with_a_sentence(sagara: Sagara, alice: Client) -> None:
    receipt = alice_complains()[2]
    enter(alice, receipt.reference, receipt.tracking_code)
    answer = alice.post("/track/case/reply/", {"body": "  "})
    assert answer.status_code == 400
    assert "<title>Galat:" in answer.content.decode()


def test_alice_accepts_judges_and_opens_again(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    options = until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    text = page(alice)
    assert all(option.title in text for option in options)
    assert "Kami mohon maaf atas bau" in text
    chosen = {"solution": str(options[0].pk), "offer": str(case.offers.get().pk)}
    assert alice.post("/track/case/accept/", chosen).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.offers.get().accepted) == ("putting_right", options[0])
    until_followed_up(case, sagara)
    assert "apakah sudah selesai?" in page(alice)
    answer = alice.post("/track/case/feedback/", {"solved": "yes", "outcome_score": "5", "comment": "Baik."})
    assert answer.status_code == 303
    assert case.feedback.get().outcome_score == 5
    until_closed(case, sagara)
    assert "Buka kembali" in page(alice)
    assert alice.post("/track/case/reopen/", {"reason": "Baunya kembali."}).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.round) == ("investigating", 2)


def test_alice_declines_with_what_she_expects_and_a_proposal(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    assert "Apa yang belum cocok?" in page(alice, "/track/case/decline/")
    empty = alice.post("/track/case/decline/", {"expectation": "", "own_proposal": "Surat hasil uji"})
    assert empty.status_code == 400
    assert "Surat hasil uji" in empty.content.decode()
    typed = {"expectation": "Kepastian tertulis.", "own_proposal": "Surat hasil uji"}
    assert alice.post("/track/case/decline/", typed).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.round, case.offers.get().expectation) == ("investigating", 2, "Kepastian tertulis.")


def test_not_solved_starts_again_with_what_she_expects(sagara: Sagara, alice: Client) -> None:
    case, party, receipt = alice_complains()
    options = until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    alice.post("/track/case/accept/", {"solution": str(options[0].pk)})
    case.refresh_from_db()
    until_followed_up(case, sagara)
    assert alice.post("/track/case/feedback/", {"solved": "no"}).status_code == 400
    assert not case.feedback.exists()
    answer = alice.post("/track/case/feedback/", {"solved": "no", "expectation": "Ganti semuanya."})
    assert answer["Location"].startswith("/track/case/?said=dissatisfied")
    case.refresh_from_db()
    assert (case.state, case.feedback.get().solved) == ("investigating", "no")


def test_a_stale_tab_is_refused_recorded_and_keeps_what_was_typed(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    options = until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    alice.post("/track/case/accept/", {"solution": str(options[0].pk)})
    answer = alice.post("/track/case/decline/", {"expectation": "Saya berubah pikiran."})
    assert answer.status_code == 409
    assert "Saya berubah pikiran." in answer.content.decode()
    assert Entry.objects.filter(verb="refused", facts__act="decline").count() == 1
    case.refresh_from_db()
    assert case.state == "putting_right"


def test_a_solution_of_somebody_else_cannot_be_accepted(sagara: Sagara, alice: Client) -> None:
    other, _party, _receipt = alice_complains()
    theirs = until_offered(other, sagara)
    case, _party, receipt = alice_complains()
    until_offered(case, sagara)
    enter(alice, receipt.reference, receipt.tracking_code)
    for solution in (str(theirs[0].pk), "", "x", "9" * 30, "-1"):
        assert alice.post("/track/case/accept/", {"solution": solution}).status_code == 400
    case.refresh_from_db()
    assert case.state == "offered"


def test_alice_withdraws_or_asks_for_another_decider(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    assert alice.post("/track/case/review/", {"reason": "Petugasnya saudara tetangga saya."}).status_code == 303
    assert alice.post("/track/case/withdraw/", {"reason": ""}).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")


def test_nothing_changes_by_looking(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    for name in ("reply", "accept", "decline", "feedback", "reopen", "withdraw", "review"):
        assert alice.get(f"/track/case/{name}/").status_code in (200, 302), name
    assert alice.get("/track/case/close/").status_code == 404
    version = case.version
    case.refresh_from_db()
    assert case.version == version


def test_acts_need_the_token_of_the_form(sagara: Sagara) -> None:
    receipt = alice_complains()[2]
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "id"})
    answer = careful.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code})
    assert answer.status_code == 403
    assert "terlalu lama" in answer.content.decode()


def test_the_page_of_a_hidden_complaint_tells_no_name_and_its_receipt_no_code(sagara: Sagara, alice: Client) -> None:
    _case, _party, receipt = alice_complains(confidential=True)
    enter(alice, receipt.reference, receipt.tracking_code)
    assert "Alice" not in page(alice)
    text = pypdf.PdfReader(BytesIO(alice.get("/track/case/receipt.pdf").content)).pages[0].extract_text()
    assert receipt.reference in text
    assert receipt.tracking_code not in text


def test_the_page_asks_the_same_questions_whatever_was_said(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains()
    enter(alice, receipt.reference, receipt.tracking_code)
    counts = []
    for messages in (1, 11):
        for number in range(messages):
            reply(Case.objects.get(pk=case.pk), text=f"Kabar {number}", by=sagara.fitri)
        page(alice)
        with CaptureQueriesContext(connection) as asked:
            page(alice)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30
