"""What Alice reads of our promises: each date, why they stand still and until when, and why a date has moved."""

import gzip
import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.cases.models import Case, Participant
from tanggap.casework.assess import assess, forward
from tanggap.casework.converse import ask, hear, note
from tanggap.casework.documents import receipt_pdf
from tanggap.casework.extend import approve_extension, extend
from tanggap.casework.pause import pause
from tanggap.casework.people import add_participant
from tanggap.clocks.models import Clock, Extension
from tanggap.core.sheets import lean
from tests.portal.test_tracking import enter, page
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate
from tests.workspace.browsing import words

WHY = "Laboratorium penuh, hasil ujinya baru ada pekan depan."
STATIC = Path(__file__).parents[2] / "tanggap"


def reads(client: Client, language: str = "id") -> str:
    """The page of her complaint as she reads it."""
    return words(client.get("/track/case/", headers={"accept-language": language})).replace("\u00a0", " ")


def at_work(sagara: Sagara, client: Client, **more: object) -> Case:
    """Her complaint is looked into, and she has opened its page."""
    case, _party, receipt = alice_complains(**more)
    investigate(sagara, case)
    enter(client, receipt.reference, receipt.tracking_code)
    return case


def date_of(case: Case, kind: str) -> str:
    from tanggap.ui.formatting import full_date_time

    due = Clock.objects.get(case_id=case.pk, kind=kind, state__in=["running", "paused"]).due_at
    return full_date_time(due, language="id").replace("\u00a0", " ")


def test_a_question_says_what_was_asked_and_until_when_we_wait(sagara: Sagara, alice: Client) -> None:
    case = at_work(sagara, alice)
    ask(case, text="Boleh kirimkan foto segel galonnya?", by=sagara.bob)
    case.replies.update(visible_at=F("at"))  # the ten seconds in which it can be taken back are over
    text, until = reads(alice), date_of(case, "documents")
    assert "Janji kami berhenti sementara." in text
    assert "“Boleh kirimkan foto segel galonnya?” Kami menunggu jawaban Anda sampai " + until in text
    assert "Berhenti sementara; tanggalnya ikut bergeser." in text
    english = reads(alice, "en")
    assert "Our promises stand still." in english and "When you have answered, our promises run on." in english
    hear(case, text="Segelnya utuh.", by=case.parties.get(role="complainant"))
    assert "berhenti sementara" not in reads(alice).lower()


def test_a_pause_is_told_in_the_words_of_the_procedure_and_never_in_ours(sagara: Sagara, alice: Client) -> None:
    case = at_work(sagara, alice)
    note(case, text="Pelapor ini cerewet.", by=sagara.bob)
    pause(case, why="laboratory", reason="Alatnya rusak karena Sandi.", by=sagara.bob)
    text = reads(alice)
    assert "Menunggu hasil pemeriksaan laboratorium" in text and "Paling lama sampai" in text
    assert "Sandi" not in text and "cerewet" not in text


def test_more_time_is_told_with_its_reason_and_the_date_before(sagara: Sagara, alice: Client) -> None:
    case = at_work(sagara, alice)
    before = date_of(case, "resolution")
    extend(case, kind="resolution", hours=16, reason=WHY, by=sagara.olga)
    text = reads(alice)
    assert f"Kami perlu waktu lebih lama; semula paling lambat {before}." in text
    assert WHY in text and date_of(case, "resolution") in text


def test_the_reason_of_a_hidden_complaint_is_read_by_its_complainant(sagara: Sagara, alice: Client) -> None:
    case, _party, receipt = alice_complains(confidential=True)
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, handler=sagara.bob, by=sagara.fitri)
    enter(alice, receipt.reference, receipt.tracking_code)
    extend(case, kind="resolution", hours=16, reason=WHY, by=sagara.bob)
    asked = Extension.objects.get(clock__case_id=case.pk)
    assert WHY not in asked.reason
    add_participant(case, Participant.Role.APPROVER, staff=sagara.olga)
    approve_extension(case, asked, by=sagara.olga)
    assert WHY in reads(alice)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_receipt_lists_every_promise_with_its_date(sagara: Sagara, language: str) -> None:
    case, _party, _receipt = alice_complains()
    text = "".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(receipt_pdf(case, "", language))).pages)
    text = re.sub(r"\s+", " ", text)
    from tanggap.casework.promises import told
    from tanggap.casework.wording import date_in_words, promise_name

    promises = told(case)
    assert {"first_reply", "progress", "resolution"} <= {one.kind for one in promises}
    for one in promises:
        assert promise_name(one.kind, language) in text
        assert date_in_words(one.due_at, language) in text


def test_the_page_costs_as_many_queries_with_promises_as_without(sagara: Sagara, alice: Client) -> None:
    at_work(sagara, alice)
    numbers = []
    for gone in ([], ["progress", "resolution", "documents"]):
        Clock.objects.filter(kind__in=gone).delete()
        page(alice)
        with CaptureQueriesContext(connection) as counted:
            page(alice)
        numbers.append(len(counted))
    assert numbers[0] == numbers[1]


def test_the_page_stays_light(sagara: Sagara, alice: Client) -> None:
    case = at_work(sagara, alice)
    ask(case, text="Boleh kirimkan foto segel galonnya?", by=sagara.bob)
    text = page(alice)
    loaded = [STATIC / place.split("/")[0] / "static" / place for place in re.findall(r'"/static/([^"#]+)"', text)]
    sheets = sum(len(gzip.compress(lean(one.read_text()).encode())) for one in loaded if one.suffix == ".css")
    scripts = sum(len(gzip.compress(one.read_bytes())) for one in loaded if one.suffix == ".js")
    assert sheets <= 12 * 1024 and scripts <= 6 * 1024, "of which the sheet for printing is read when somebody prints"
    font = (STATIC / "ui/static/ui/fonts/plus-jakarta-sans-latin.woff2").stat().st_size
    html = len(gzip.compress(text.encode()))
    assert (html <= 8 * 1024, html + sheets + scripts + font <= 60 * 1024) == (True, True)
