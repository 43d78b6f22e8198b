"""Letters: from the stamp on the paper to the answer that was posted."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader

from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Evidence, Note
from tanggap.casework import converse, letters_first
from tanggap.casework.letters_in import OnPaper, read_scans, register_letter
from tanggap.casework.sweep import ring_due
from tanggap.channels.email.send import send_due
from tanggap.channels.letter import ocr
from tanggap.channels.letter.agenda import AgendaYear
from tanggap.channels.models import Inbound, Letter, Outbound, Posting
from tanggap.clocks.models import Clock
from tanggap.core import files, secrets, time
from tanggap.core.glyphs import FONTS
from tanggap.people.tokens import token_for
from tests.channels.test_scans import A4, pdf, sheet
from tests.sagara import Sagara, alice_complains
from tests.workspace.test_inbox import desk

WORDS = "Air galon berbau plastik sejak hari Senin. Mohon diganti."
ADDRESS = "Jalan Kenanga 12\nBandung 40111"


def scan(words: str = "", *, form: str = "PNG", pages: int = 1) -> bytes:
    """A page of paper, as a scanner sees it."""
    font = ImageFont.truetype(str(next(iter(sorted(FONTS.rglob("*.ttf"))))), 34)
    sheets = []
    for number in range(pages):
        sheet = Image.new("L", (1240, 700), 255)
        ImageDraw.Draw(sheet).multiline_text((80, 80), words or f"Halaman {number}", fill=0, font=font, spacing=16)
        sheets.append(sheet)
    out = io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(out, form, **more)
    return out.getvalue()


def upload(data: bytes, name: str = "surat.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def register(client: Client, *scans: SimpleUploadedFile, **given: Any) -> Any:
    stamp = (time.local(time.now()) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    form = {
        "received_at": stamp, "delivery": "post", "sender": "Alice Rahmawati", "address": ADDRESS,
        "subject": "Air berbau", "pages": "1", "enclosures": "0", "office": "organisation", **given,
    }  # fmt: skip
    return client.post("/desk/letters/new/", {**form, "scans": list(scans)})


def sort(client: Client, letter: Letter, **given: Any) -> Any:
    letter.refresh_from_db()
    form = {
        "version": letter.version, "sender": letter.sender, "address": letter.address, "subject": letter.subject,
        "text": WORDS, **given,
    }  # fmt: skip
    return client.post(f"/desk/letters/{letter.pk}/sort/", form)


def test_a_letter_goes_from_its_stamp_to_an_answer_that_was_posted(sagara: Sagara) -> None:
    fitri, data = desk(sagara.fitri), scan(WORDS)
    assert fitri.get("/desk/letters/new/").status_code == 200
    assert register(fitri, upload(data), form="F1")["Location"] == register(fitri, form="F1")["Location"]
    letter = Letter.objects.get()
    raw = Inbound.objects.get(channel=f"letter:{letter.office_id}")
    assert (bytes(raw.raw), raw.case_key, letter.agenda) == (data, letter.key, f"0001/{time.today().year}")
    page = fitri.get(f"/desk/letters/{letter.pk}/")
    assert page.status_code == 200 and "letter-scan" in page.content.decode()
    shown = letter.scans.get(is_page=True).file.public_id
    picture = fitri.get(f"/desk/letters/{letter.pk}/scans/{shown}/")
    assert picture["Content-Type"] == "image/png" and "attachment" in picture["Content-Disposition"]
    assert desk(sagara.mallory).get(f"/desk/letters/{letter.pk}/").status_code == 404

    begun = fitri.get("/desk/new/", {"from": letter.key}).content.decode()
    assert "Alice Rahmawati" in begun and "letter-scan" in begun and "LETTER" not in begun.split("<form")[0]
    sorted_to = sort(fitri, letter, what="complaint", category="taste_or_smell", instruction="Tolong segera diuji.")
    assert sorted_to["Location"] == "/desk/letters/", sorted_to.content.decode()[:3000]
    letter.refresh_from_db()
    case = Case.objects.get()
    assert (case.medium, case.written, case.entered_by) == ("letter", True, "desk")
    assert case.received_at == letter.received_at, "its promises run from the stamp"
    reply_clock = Clock.objects.get(case_id=case.pk, kind="first_reply")
    assert reply_clock.started_at == letter.received_at
    assert (letter.state, letter.case_key) == ("on_file", case.key)
    assert [one.file_id for one in Evidence.objects.filter(case=case)] == [letter.scans.get().file_id]
    assert Note.objects.get(case=case).body == "Tolong segera diuji."
    assert sort(fitri, letter, what="complaint").status_code == 409

    receipt = Posting.objects.get()
    send_due()
    assert Outbound.objects.get(pk=receipt.letter_id).state == "to_post", "no mail server has anything to do with it"
    converse.reply(case, text="Kami sudah mengganti galonnya.", by=sagara.fitri)
    answer = Posting.objects.order_by("pk").last()
    with time.travel(time.now() + timedelta(minutes=1)):
        listed = fitri.get("/desk/letters/post/").content.decode()
        assert listed.count("Jalan Kenanga") == 0 and listed.count("Alice Rahmawati") >= 2
        paper = fitri.get(f"/desk/letters/post/{answer.pk}.pdf")
        words = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
        for what in ("mengganti galonnya", "Jalan Kenanga 12", case.reference, answer.agenda, letter.agenda):
            assert what in words, words
        assert b"/MarkInfo" in paper.content or b"StructTreeRoot" in paper.content
        today = time.today().isoformat()
        for one in (receipt, answer):
            done = fitri.post(f"/desk/letters/post/{one.pk}/posted/", {"posted_on": today, "registered_number": "RR1"})
            assert done.status_code == 303, done.content.decode()[:2000]
        assert fitri.post(f"/desk/letters/post/{answer.pk}/posted/", {"posted_on": today}).status_code == 409
        back = {"returned_on": today, "why": "Tidak dikenal di alamat ini"}
        assert fitri.post(f"/desk/letters/post/{answer.pk}/back/", back).status_code == 303
    letter.refresh_from_db()
    assert letter.state == "answered" and Outbound.objects.get(pk=answer.letter_id).state == "sent"
    timeline = fitri.get(f"/desk/cases/{case.reference}/").content.decode()
    assert letter.agenda in timeline and answer.agenda in timeline
    verbs = set(Entry.objects.filter(subject=case.key).values_list("verb", flat=True))
    assert verbs >= {"came_by_letter", "letter_posted", "letter_came_back"}
    assert desk(sagara.mallory).post(f"/desk/letters/post/{answer.pk}/back/", back).status_code == 404


def test_whoever_hands_a_letter_in_gets_a_slip_in_the_language_of_the_letter(sagara: Sagara) -> None:
    fitri, mallory = desk(sagara.fitri), desk(sagara.mallory)
    register(fitri, form="F1", delivery="by_hand", subject="There was no water in our street on Monday", pages="3")
    letter = Letter.objects.get()
    where = f"/desk/letters/{letter.pk}/receipt"
    assert {mallory.get(f"{where}{ending}").status_code for ending in ("/", ".pdf")} == {404}
    words = PdfReader(io.BytesIO(fitri.get(f"{where}.pdf").content)).pages[0].extract_text()
    assert letter.agenda in words and "Receipt of your letter" in words
    roll = fitri.get(f"{where}/").content.decode()
    for what in (letter.agenda, "paper-roll.css", "receipt.pdf?language=en", "Receipt of your letter", "<dd>3</dd>"):
        assert what in roll, what
    assert "Tanda terima surat" in fitri.get(f"{where}/?paper=a5&language=id").content.decode()

    sort(fitri, letter, what="complaint", language="en")
    case = Case.objects.get()
    code = secrets.tracking_code(case.pk, case.code_generation)
    roll = fitri.get(f"{where}/?paper=a5").content.decode()
    for what in (case.reference, code, "Our first answer", "paper-a5.css", "qr"):
        assert what in roll, what
    assert code not in desk(sagara.sari).get(f"{where}/").content.decode(), "only for whoever sorted it"
    Letter.objects.update(sorted_at=time.now() - timedelta(days=1))
    assert code not in fitri.get(f"{where}/").content.decode(), "only on the same day"


def test_who_left_an_email_too_is_answered_as_they_wish_and_the_writer_may_choose_otherwise(sagara: Sagara) -> None:
    fitri: Any = desk(sagara.fitri)
    register(fitri, form="F1")
    letter = Letter.objects.get()
    begun = fitri.get("/desk/new/", {"from": letter.key}).content.decode()
    assert "Jalan Kenanga 12" in begun and 'name="answers_by"' in begun
    given = {"nonce": "n1", "from": letter.key, "medium": "letter", "name": "Alice Rahmawati", "body": WORDS,
             "email": "alice@warga.test", "answers_by": "post"}  # fmt: skip
    refused = fitri.post("/desk/new/", given)
    assert refused.status_code == 400 and "alamat pos" in refused.content.decode()
    assert fitri.post("/desk/new/", {**given, "post": ADDRESS}).status_code == 200
    case, mails = Case.objects.get(), Outbound.objects.exclude(kind="letter")
    to_her = mails.filter(case_key=Case.objects.get().key, to_address="alice@warga.test")
    papers = Outbound.objects.filter(kind="letter", case_key=case.key).order_by("pk")
    assert (to_her.count(), papers.count()) == (0, 1), "the receipt goes on paper, as she wishes"

    page = fitri.get(f"/desk/cases/{case.reference}/").content.decode()
    assert 'name="way" value="post" checked' in page and "lewat pos" in page

    def say(text: str, **more: str) -> None:
        seen = case.replies.order_by("-pk").values_list("pk", flat=True).first() or 0
        done = fitri.post(f"/desk/cases/{case.reference}/reply/", {"body": text, "seen": str(seen), **more})
        assert done.status_code in (302, 303), done.content.decode()[:2000]

    say("Satu.")
    assert (to_her.count(), papers.count()) == (0, 2)
    say("Dua.", way="email")
    assert (to_her.count(), papers.count()) == (1, 2)
    say("Tiga.", way="both")
    assert (to_her.count(), papers.count()) == (2, 3) and "Tiga." in papers.latest("pk").body_text
    converse.take_back(case.replies.latest("pk"), by=sagara.fitri)
    assert {to_her.latest("pk").state, papers.latest("pk").state} == {"cancelled"}, "taken back in both ways"
    say("Empat.", way="pigeon")
    assert (to_her.count(), papers.count()) == (2, 4), "what cannot be chosen goes as she wishes"
    with time.travel(time.now() + timedelta(minutes=1)):
        listed = fitri.get("/desk/letters/post/").content.decode()
    assert listed.count("Alice Rahmawati") == 3, "the receipt, the first and the fourth"


def test_a_letter_is_an_answer_or_somebody_elses_or_not_for_us(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    case, _alice, _receipt = alice_complains()
    for number in range(4):
        register(fitri, upload(scan(pages=2, form="TIFF", words=f"Lembar {number}"), "surat.tif"))
    answer, other, gone, held = Letter.objects.order_by("pk")
    assert answer.scans.filter(is_page=True).count() == 2, "a TIFF is shown page by page"
    searched = sort(fitri, answer, what="answer", case="Alice")
    assert searched.status_code == 400 and case.reference in searched.content.decode()
    assert sort(fitri, answer, what="answer", case="Alice", about=case.reference).status_code == 303
    assert case.replies.get().body == WORDS and case.replies.get().medium == "letter"
    assert Evidence.objects.get(case=case).reply_id == case.replies.get().pk
    assert sort(fitri, other, what="other", instruction="Jawab").status_code == 400, "to whom?"
    assert sort(fitri, other, what="other", unit="quality", due_on="2020-01-01").status_code == 400
    assert sort(fitri, other, what="other", unit="quality", instruction="Jawab").status_code == 303
    olga = desk(sagara.olga)
    assert "Jawab" in olga.get(f"/desk/letters/{other.pk}/").content.decode()
    assert olga.post(f"/desk/letters/{other.pk}/answered/").status_code == 303
    assert sort(fitri, gone, what="not_for_us").status_code == 400, "why?"
    assert sort(fitri, gone, what="not_for_us", instruction="Untuk tetangga.").status_code == 303
    states = list(Letter.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["on_file", "answered", "not_for_us", "registered"]
    assert sort(fitri, held).status_code == 400, "what is it?"
    stale = sort(fitri, held, version=99, what="not_for_us", instruction="x")
    assert stale.status_code == 409 and "Air galon berbau" in stale.content.decode(), "nothing typed is lost"
    page = fitri.get("/desk/letters/?show=all").content.decode()
    assert page.count("Alice Rahmawati") == 4 and case.reference in page
    assert held.agenda in fitri.get("/desk/letters/", {"q": held.agenda}).content.decode()
    assert fitri.get("/desk/search/", {"q": held.agenda})["Location"] == f"/desk/letters/{held.pk}/"
    assert desk(sagara.mallory).get("/desk/search/", {"q": held.agenda}).status_code == 200
    assert olga.get("/desk/letters/?show=all").content.decode().count("/desk/letters/") < page.count("/desk/letters/")


def test_of_a_confidential_letter_the_agenda_keeps_nothing_in_clear(sagara: Sagara) -> None:
    fitri, data = desk(sagara.fitri), scan("Rahasia sekali")
    register(fitri, upload(data))
    letter = Letter.objects.get()
    given = {
        "from": letter.key, "medium": "letter", "on_behalf": "nobody", "name": "Alice Rahmawati", "body": WORDS,
        "privacy": "confidential", "nonce": "n", "received_at": "",
    }  # fmt: skip
    saved = fitri.post("/desk/new/", given, follow=True)
    assert saved.status_code == 200
    letter.refresh_from_db()
    case = Case.objects.get()
    assert case.hidden and letter.data_key_id == case.data_key_id and letter.state == "on_file"
    assert "Alice" not in letter.stored_sender + letter.stored_subject and letter.sender == "Alice Rahmawati"
    kept = letter.scans.get()
    assert kept.file.key_id == case.data_key_id and bytes(kept.raw.raw) != data
    assert files.open_file(kept.file) == data
    maya = desk(sagara.maya)
    listed = maya.get("/desk/letters/?show=all").content.decode()
    assert letter.agenda in listed and "Alice" not in listed
    assert maya.get(f"/desk/letters/{letter.pk}/").status_code == 404
    assert maya.get(f"/desk/letters/{letter.pk}/scans/{kept.file.public_id}/").status_code == 404
    assert "Alice" not in maya.get("/desk/letters/", {"q": "Alice"}).content.decode().split("f-q")[-1].split(">", 1)[1]


def test_bad_files_and_stamps_get_a_sentence_and_no_number(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    tomorrow = (time.local(time.now()) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    big = io.BytesIO()
    Image.new("1", (8000, 6000)).save(big, "PNG")
    tiff = io.BytesIO()
    Image.new("1", (8000, 6000)).save(tiff, "TIFF", compression="group4")
    pdf = b"%PDF-1.7\n1 0 obj\n<</Encrypt 2 0 R>>\nstartxref\n9\n%%EOF"
    for name, data in {
        "nothing.png": b"", "locked.pdf": pdf, "half.pdf": b"%PDF-1.7\nand no end", "page.html": b"<html><script>",
        "big.png": big.getvalue(), "big.tif": tiff.getvalue(), "bad.tif": b"II*\0" + b"x" * 99,
        "heavy.pdf": b"%PDF-1.7" + b" " * (40 * 1024 * 1024), "mixed.pdf": b"GIF8" + pdf,
    }.items():  # fmt: skip
        answer = register(fitri, upload(data, name))
        page = answer.content.decode()
        assert answer.status_code == 400 and "error-summary" in page and "Air berbau" in page, name
    for wrong in (
        {"received_at": tomorrow}, {"received_at": "x"}, {"received_at": "1980-01-01T10:00"}, {"pages": "-1"},
        {"pages": "9" * 30}, {"delivery": "pigeon"}, {"subject": "x" * 5000}, {"sender": "a\0b"}, {"dated_on": "?"},
        {"dated_on": (time.today() - timedelta(days=1)).isoformat()}, {"dated_on": "2999-01-01"},
    ):  # fmt: skip
        answer = register(fitri, **wrong)
        assert answer.status_code == 400, wrong
    assert register(desk(sagara.audy)).status_code == 403
    assert not Letter.objects.exists()
    same = scan("Sama")
    assert register(fitri, upload(same)).status_code == 303
    assert "0001/" in register(fitri, upload(same)).content.decode(), "the scan is in the agenda already"
    assert AgendaYear.objects.get().last == Letter.objects.count() == 1


def test_a_letter_that_nobody_sorts_within_a_working_day_rings_at_whoever_is_on_duty(sagara: Sagara) -> None:
    letter = register_letter(OnPaper(received_at=time.now() - timedelta(days=20)), by=sagara.fitri)
    fresh = register_letter(OnPaper(received_at=time.now()), by=sagara.fitri)
    ring_due()
    mails = Outbound.objects.filter(to_address=sagara.fitri.email)
    assert [one.subject.count(letter.agenda) for one in mails] == [1] and fresh.agenda not in mails.get().body_text
    assert sagara.fitri in letters_first.receivers(letter.office) or sagara.fitri.email == mails.get().to_address


def test_the_agenda_asks_as_much_for_three_letters_as_for_one(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    register_letter(OnPaper(received_at=time.now()), by=sagara.fitri)
    fitri.get("/desk/letters/")
    with CaptureQueriesContext(connection) as one:
        fitri.get("/desk/letters/")
    for _number in range(2):
        register_letter(OnPaper(received_at=time.now()), by=sagara.fitri)
    with CaptureQueriesContext(connection) as three:
        fitri.get("/desk/letters/")
    assert len(three) <= len(one)


@pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed (Debian: tesseract-ocr-ind)")
def test_the_worker_reads_a_scan_and_what_it_read_is_only_proposed(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    register(fitri, upload(scan("Air galon berbau plastik\nsejak hari Senin.")))
    letter = Letter.objects.get()
    assert letter.reading == "waits" and read_scans() == 1 and read_scans() == 0
    letter.refresh_from_db()
    assert letter.reading == "read" and "berbau plastik" in letter.read and letter.text == ""
    assert "berbau plastik" in fitri.get(f"/desk/letters/{letter.pk}/").content.decode()


def test_a_scanners_pdf_is_shown_page_by_page_and_waits_to_be_read(sagara: Sagara) -> None:
    fitri = desk(sagara.fitri)
    data = pdf([sheet(1, "1"), sheet(2, "1")], turned=90)
    assert register(fitri, upload(data, "pindaian.pdf")).status_code == 303
    letter = Letter.objects.get()
    assert letter.reading == "waits" and bytes(Inbound.objects.get().raw) == data
    page = fitri.get(f"/desk/letters/{letter.pk}/").content.decode()
    shown = [one.file for one in letter.scans.filter(is_page=True)]
    assert len(shown) == 2 and all(one.public_id in page for one in shown) and "pindaian.pdf" in page
    picture = fitri.get(f"/desk/letters/{letter.pk}/scans/{shown[1].public_id}/")
    assert Image.open(io.BytesIO(b"".join(picture.streaming_content))).size == A4, "upright"


def test_a_scanning_station_registers_a_letter_once(sagara: Sagara) -> None:
    token = token_for(sagara.fitri, name="scanner", by="worker")
    station = Client(headers={"authorization": f"Bearer {token}"})
    kept = station.post("/api/v1/attachments", {"file": upload(scan("Pemindai"))}).json()["id"]
    body = {"attachments": [kept], "external_id": "S-1", "sender": "Alice Rahmawati", "subject": "Air berbau"}
    first, again = (station.post("/api/v1/letters", body, "application/json") for _ in range(2))
    assert first.status_code == 201, first.content
    assert first.json() == again.json() and first.json()["files"] == 1
    assert first.json()["agenda"] == Letter.objects.get().agenda
    for wrong in ({"office": "moon"}, {"pages": -4}, {"colour": "red"}, {"attachments": ["x"]}, {"sender": "a\0"}):
        assert 400 <= station.post("/api/v1/letters", wrong, "application/json").status_code < 500, wrong
    assert Client().post("/api/v1/letters", body, "application/json").status_code == 401
    assert Letter.objects.count() == 1
