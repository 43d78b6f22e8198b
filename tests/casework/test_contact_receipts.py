"""Whoever asks, requests or thanks is written to without being told that this was a complaint, whatever the door."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from tanggap.cases.letters import matter_of
from tanggap.cases.models import Case
from tanggap.casework import close, contacts, converse
from tanggap.casework.arrivals import Words
from tanggap.casework.documents import receipt_pdf, slip_of
from tanggap.casework.read_mail import take_mail
from tanggap.casework.receive import receive
from tanggap.channels.models import Letter, Outbound, Posting
from tanggap.core import time
from tanggap.core.keys import unseal
from tanggap.people.actors import VISITOR
from tests import sagara as world
from tests.sagara import ALICE, Sagara, alice_complains
from tests.stories.test_mail import answer_to
from tests.workspace.test_inbox import desk
from tests.workspace.test_letters import register, sort

pytestmark = pytest.mark.django_db
ADDRESSES = re.compile(r"\S*(?://|@|\.example)\S*")  # the page and the mailbox are called what they are called
CALLED = re.compile(r"keluhan|mengadu|complain", re.IGNORECASE)
DOORS = ("phone", "walk_in", "email", "whatsapp", "web")
MATTERS = {"question": ("pertanyaan", "question"), "request": ("permintaan", "request"),
           "thanks": ("ucapan terima kasih", "kind words")}  # fmt: skip


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def words(letter: Outbound) -> str:
    return f"{unseal(letter.subject, letter.key)}\n{unseal(letter.body_text, letter.key)}"


def is_called(case: Case, letter: Outbound, matter: str) -> None:
    said = ADDRESSES.sub("", words(letter))
    assert not CALLED.search(said), said
    assert matter in said and case.reference in said, said


@pytest.mark.parametrize("contact", MATTERS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_receipt_and_the_answer_of_each_door_call_it_what_it_is(
    sagara: Sagara, contact: str, language: str
) -> None:
    matter = MATTERS[contact][language == "en"]
    for door in DOORS:
        given = {"kind": "contact", "contact": contact, "language": language, "medium": door}
        case, _party, _receipt = alice_complains(**given, entered_by="portal" if door == "web" else "desk")
        [receipt] = Outbound.objects.filter(case_key=case.key)
        is_called(case, receipt, matter)
        if contact != "thanks":
            assert ("Jawaban pertama" if language == "id" else "first answer") in receipt.body_text
        converse.reply(case, text="Pukul delapan.", by=sagara.fitri)
        is_called(case, Outbound.objects.filter(case_key=case.key).latest("pk"), str(matter_of(case)))
        slip = slip_of(case, "", language)
        paper = PdfReader(io.BytesIO(receipt_pdf(case))).pages[0].extract_text()
        for said in (f"{slip.words} {[name for name, _moment in slip.rows]}", paper.split("{")[0].split("2.")[0]):
            assert not CALLED.search(ADDRESSES.sub("", said)), said


def test_what_becomes_a_complaint_is_called_one_from_then_on(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains(kind="contact", contact="question")
    contacts.become_complaint(case, by=sagara.fitri)
    assert "keluhan Anda" in words(Outbound.objects.filter(case_key=case.key).latest("pk"))
    other, _party, _receipt = alice_complains()
    assert "Keluhan Anda kami terima" in words(Outbound.objects.get(case_key=other.key))


def test_a_mail_that_follows_a_closed_complaint_and_a_hidden_question_are_called_so_too(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains()
    close.withdraw(case, reason="Sudah beres.", by=party)
    reading = take_mail(answer_to(Outbound.objects.filter(case_key=case.key).first(), "Pukul berapa buka?"))
    following = Case.objects.get(reference=reading.reference)
    assert following.kind == "contact" and following.pk != case.pk
    is_called(following, Outbound.objects.get(case_key=following.key), "pertanyaan")
    hidden = receive(Words(body="Bolehkah?", kind="contact", contact="request", confidential=True, complainant=ALICE),
                     by=VISITOR)  # fmt: skip
    is_called(Case.objects.get(pk=hidden.case_id), Outbound.objects.get(case_key=f"case:{hidden.case_id}"),
              "permintaan")  # fmt: skip


def test_a_letter_that_only_asks_is_answered_on_paper_and_ends(sagara: Sagara) -> None:
    fitri: Any = desk(sagara.fitri)
    register(fitri, form="F1", subject="Kunjungan siswa")
    letter = Letter.objects.get()
    page = sort(fitri, letter, what="contact", text="Bolehkah siswa kami berkunjung?")
    assert page.status_code == 400 and "Bolehkah siswa kami berkunjung?" in page.content.decode()
    assert sort(fitri, letter, what="contact", contact="request", text="Bolehkah?")["Location"] == "/desk/letters/"
    case = Case.objects.get()
    assert (case.kind, case.contact, case.medium, case.written) == ("contact", "request", "letter", True)
    [receipt] = Posting.objects.all()
    is_called(case, receipt.letter, "permintaan")
    converse.reply(case, text="Silakan, hari Kamis.", by=sagara.fitri)
    answer = Posting.objects.latest("pk")
    assert "Silakan, hari Kamis." in answer.letter.body_text
    contacts.answer(case, by=sagara.fitri)
    with time.travel(time.now() + timedelta(minutes=1)):
        for one in (receipt, answer):
            today = time.today().isoformat()
            assert fitri.post(f"/desk/letters/post/{one.pk}/posted/", {"posted_on": today}).status_code == 303
    letter.refresh_from_db()
    assert letter.state == "answered"
    assert "Tercatat sebagai" in fitri.get(f"/desk/letters/{letter.pk}/").content.decode()
