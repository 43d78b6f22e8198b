"""Side roads on the desk: files, identities, merge and split, pauses, other ends; and what the page asks."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.converse import hear, note
from tanggap.casework.extend import extend
from tanggap.clocks.models import Extension
from tanggap.core import files, time
from tanggap.people.standing import remembered
from tanggap.workspace.acts_more_time import to_answer
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk, words
from tests.workspace.test_case_life import PRODUCT, REASON, decided, done, forwarded, offered, with_alternatives

MOST_QUERIES = 20


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    image = Image.new("RGB", (40, 30), "teal")
    exif = Image.Exif()
    exif[0x010E] = "taken at Alice's house"
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("segel galon.jpg", out.getvalue(), "image/jpeg")


def test_the_page_asks_the_database_equally_often_for_3_and_for_30_items(sagara: Sagara) -> None:
    case = decided(sagara)
    party = case.parties.get(role="complainant")
    bob = Desk(sagara.bob)
    counts = []
    for items in (3, 30):
        for number in range(items // 3):
            hear(case, text=f"Pesan {number}", by=party)
            note(case, text=f"Catatan {number}", by=sagara.bob)
            done(bob.act(case, "task", title=f"Tugas {number}", unit=sagara.unit["quality"].pk, hours="8", assignee=""))
        bob.open(case)
        with CaptureQueriesContext(connection) as asked:
            assert bob.open(case).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_list_of_approvals_asks_equally_often_for_1_and_3(sagara: Sagara) -> None:
    olga, counts = Desk(sagara.olga), []
    olga.read("/desk/approvals/")
    for _number in range(3):
        decided(sagara)
        olga.read("/desk/approvals/")  # what a connection has never been asked is prepared first
        with CaptureQueriesContext(connection) as asked:
            assert olga.read("/desk/approvals/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 12


def test_files_come_with_a_reply_and_are_served_without_hidden_data(sagara: Sagara) -> None:
    case = forwarded(sagara)
    fitri, bob = Desk(sagara.fitri), Desk(sagara.bob)
    done(fitri.say(case, "reply", body="Ini fotonya.", files=[picture()]))
    done(bob.act(case, "attach", files=[SimpleUploadedFile("uji.txt", b"hasil uji")]))
    page = bob.open(case).content.decode()
    assert "segel galon.jpg" in page and "uji.txt" in page
    one = case.evidence.get(reply__isnull=False)
    href = f"/desk/cases/{case.reference}/files/{one.file.public_id}/"
    answer = bob.read(href)
    assert b"Alice's house" not in b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert b"Alice's house" in b"".join(bob.read(href + "?original").streaming_content)
    assert Desk(sagara.mallory).read(href).status_code == 404


def test_uploads_of_a_refused_reply_go_along_with_the_next_attempt(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    answer = fitri.say(case, "reply", body=" ", files=[SimpleUploadedFile("uji.txt", b"hasil uji")])
    assert answer.status_code == 400 and "uji.txt" in words(answer)
    kept = answer.content.decode().split('name="files_kept" value="')[1].split('"')[0]
    done(fitri.say(case, "reply", body="Terlampir.", files_kept=[kept]))
    assert case.evidence.get().file.shown_name == "uji.txt"


def test_a_confidential_name_is_shown_to_a_second_pair_of_eyes_only_after_consent(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True, owner=sagara.fitri)
    fitri, citra = Desk(sagara.fitri), Desk(sagara.citra)
    assert "Alice Rahmawati" in words(fitri.open(case))
    done(fitri.act(case, "assess", **PRODUCT))
    done(fitri.act(case, "forward", unit="", handler=sagara.bob.pk, note=""))
    bob = Desk(sagara.bob)
    hidden = words(bob.open(case))
    assert "Alice Rahmawati" not in hidden and "kept confidential" in hidden and "0812" not in hidden
    done(bob.act(case, "unmask-ask", reason="Perlu menelepon untuk mengambil contoh air."))
    request = case.unmask_requests.get()
    assert bob.act(case, f"unmask/{request.pk}", answer="yes").status_code == 403
    assert "mengambil contoh air" in words(citra.open(case, f"unmask/{request.pk}"))
    done(citra.act(case, f"unmask/{request.pk}", answer="yes"))
    assert "Alice Rahmawati" in words(bob.open(case))


def test_a_merge_closes_this_one_and_can_be_taken_back(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    other, _again, _second = alice_complains(title="Air galon berbau lagi")
    fitri = Desk(sagara.fitri)
    assert other.reference in words(fitri.open(case, "merge"))
    done(fitri.act(case, "merge", other=other.reference))
    assert Case.objects.get(pk=case.pk).merged_into_id == other.pk
    done(fitri.act(case, "unmerge"))
    assert Case.objects.get(pk=case.pk).state == "received"


def test_a_merge_into_a_case_that_may_not_be_seen_is_refused_at_the_field(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    answer = Desk(sagara.fitri).act(case, "merge", other="K26-99999")
    assert answer.status_code == 400 and "no such complaint" in words(answer)


def test_link_and_split_stand_in_the_panel(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    other, _again, _second = alice_complains(title="Kurir terlambat")
    fitri = Desk(sagara.fitri)
    done(fitri.act(case, "link", other=other.reference.lower()))
    done(fitri.act(case, "split", title="Tagihan ganda", body="Saya juga ditagih dua kali.", type="", category=""))
    page = words(fitri.open(case))
    assert "Kurir terlambat" in page and "Tagihan ganda" in page


def test_pause_resume_extend_and_escalate(sagara: Sagara) -> None:
    case = forwarded(sagara)
    olga = Desk(sagara.olga)
    refused = olga.act(case, "pause", why="", until="", reason="Menunggu hasil uji.")
    assert refused.status_code == 400 and "Menunggu hasil uji." in words(refused)
    done(olga.act(case, "pause", why="laboratory", until="", reason="Menunggu hasil uji."))
    done(olga.act(case, "resume"))
    done(olga.act(case, "extend", kind="resolution", hours="8", reason="Laboratorium penuh sampai Kamis."))
    done(olga.act(case, "escalate", reason="Pelapor sangat kecewa."))
    assert Case.objects.get(pk=case.pk).escalation == 1


def test_more_time_is_asked_for_found_by_the_head_and_answered(sagara: Sagara) -> None:
    case = forwarded(sagara)
    fitri, olga = Desk(sagara.fitri), Desk(sagara.olga)
    assert "Solution to the complaint" in words(fitri.open(case, "extend"))
    asked = {"kind": "resolution", "hours": "8", "reason": "Laboratorium penuh sampai Kamis."}
    done(fitri.act(case, "extend", **asked))
    assert "Laboratorium penuh" in fitri.act(case, "extend", **asked).content.decode()  # refused, and nothing is lost
    request = Extension.objects.get()
    assert "Fitri Handayani asks for more time: Solution to the complaint" in words(olga.open(case))
    assert "More time: Solution to the complaint" in words(olga.read("/desk/approvals/"))
    assert "More time: Solution" not in words(Desk(sagara.sandi).read("/desk/approvals/"))
    page = words(olga.open(case, f"more-time/{request.pk}"))
    assert "Laboratorium penuh" in page and "With more time it would be due" in page
    assert olga.act(case, f"more-time/{request.pk}", answer="no", remark="").status_code in {400, 409}
    done(olga.act(case, f"more-time/{request.pk}", answer="yes", remark=""))
    assert olga.act(case, f"more-time/{request.pk}", answer="yes", remark="").status_code == 409
    assert Extension.objects.get().state == "granted"
    assert "More time: Solution" not in words(olga.read("/desk/approvals/"))


def test_a_list_of_requests_costs_as_many_queries_with_one_as_with_three(sagara: Sagara) -> None:
    counts = []
    for _round in range(2):
        for _turn in range(1 if not counts else 2):
            case = forwarded(sagara)
            extend(case, kind="resolution", hours=8, reason="Laboratorium penuh sampai Kamis.", by=sagara.fitri)
        with CaptureQueriesContext(connection) as asked, remembered():
            rows = to_answer(sagara.olga)
        counts.append((len(rows), len(asked)))
    assert [rows for rows, _queries in counts] == [1, 3] and counts[0][1] == counts[1][1]


def test_a_paused_promise_says_why_and_until_when(sagara: Sagara) -> None:
    case = forwarded(sagara)
    olga = Desk(sagara.olga)
    until = (time.today() + timedelta(days=3)).isoformat()
    done(olga.act(case, "pause", why="laboratory", until=until, reason=""))
    page = words(olga.open(case))
    assert "Waiting for the results of the laboratory" in page
    too_late = olga.act(case, "pause", why="laboratory", until="2099-01-01", reason="Lama sekali.")
    assert too_late.status_code == 400 and "2099-01-01" in too_late.content.decode()


def test_assign_hand_over_and_solve_at_once(sagara: Sagara) -> None:
    case = forwarded(sagara)
    bob = Desk(sagara.bob)
    done(bob.act(case, "assign", handler=sagara.olga.pk, owner=sagara.fitri.pk))
    done(bob.act(case, "hand-over", unit=sagara.unit["service"].pk, handler="", reason="Ini soal pengantaran."))
    assert Case.objects.get(pk=case.pk).unit == sagara.unit["service"]
    quick, _alice, _receipt = alice_complains()
    seen = {"type": "service", "category": "late_delivery", "severity": "low", "impact_satisfaction": "low"}
    done(Desk(sagara.fitri).act(quick, "resolve-at-once", solution="Galon diantar siang ini.", message="Maaf.", **seen))
    assert Case.objects.get(pk=quick.pk).state == "following_up"


@pytest.mark.parametrize(
    ("where", "fields", "outcome"),
    [
        ("refer", {"external_route": "BPSK", "reason": REASON}, "referred"),
        ("reject", {"outcome": "not_upheld", "reason": REASON * 2}, "not_upheld"),
        ("deadlock", {"external_route": "BPSK", "reason": REASON * 2}, "deadlock"),
    ],
)
def test_the_other_ends(sagara: Sagara, where: str, fields: dict[str, str], outcome: str) -> None:
    case = forwarded(sagara)
    olga = Desk(sagara.olga)
    assert olga.open(case, where).status_code == 200
    done(olga.act(case, where, **fields))
    assert Case.objects.get(pk=case.pk).outcome == outcome


def test_withdrawn_and_opened_again(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    done(fitri.act(case, "withdraw", reason="Sudah beres, katanya."))
    done(fitri.act(case, "reopen", reason="Ternyata belum beres."))
    assert Case.objects.get(pk=case.pk).round == 2


def test_an_alternative_is_corrected_and_dropped(sagara: Sagara) -> None:
    case = with_alternatives(sagara)
    bob, one = Desk(sagara.bob), case.solutions.order_by("pk").first()
    assert one is not None
    fields = {"title": "Ganti dua galon", "cost": "200000", "working_days": "2"}
    done(bob.act(case, f"revise/{one.pk}", solution_version=1, **fields))
    late = bob.act(case, f"revise/{one.pk}", solution_version=1, **{**fields, "title": "Ganti tiga galon"})
    assert late.status_code == 409 and "Ganti tiga galon" in late.content.decode()
    assert "On file now: Ganti dua galon" in words(late)
    done(bob.act(case, f"drop/{one.pk}"))
    assert case.solutions.filter(dropped_at__isnull=True).count() == 2


def test_contacts_agreements_remarks_and_cancelled_tasks(sagara: Sagara) -> None:
    case = offered(sagara)
    fitri, bob = Desk(sagara.fitri), Desk(sagara.bob)
    done(fitri.act(case, "contact", reached="yes", medium="phone", summary="Sudah kami telepon."))
    done(fitri.act(case, "agreement", text="Galon diganti besok.", prevention="Uji cium.", by_when="2026-12-01"))
    done(bob.act(case, "task", title="Ambil galon", unit=sagara.unit["quality"].pk, hours="8", containment="1"))
    task = case.tasks.get()
    done(bob.act(case, f"task-remark/{task.pk}", body="Kurir sedang penuh."))
    done(bob.act(case, f"cancel-task/{task.pk}", reason="Pelapor sudah membawanya."))
    page = words(fitri.open(case))
    assert "Galon diganti besok." in page and "Kurir sedang penuh." in page and "Cancelled" in page


def test_a_new_code_is_shown_once_and_the_receipt_is_a_pdf(sagara: Sagara) -> None:
    case, _alice, receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    answer = fitri.act(case, "code")
    assert answer.status_code == 200 and "shown on this page only" in words(answer)
    assert receipt.tracking_code not in words(answer)
    paper = fitri.read(f"/desk/cases/{case.reference}/receipt.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_a_voucher_that_is_unknown_is_refused_in_its_field(sagara: Sagara) -> None:
    answer = Desk(sagara.fitri).client.post("/desk/vouchers/", {"code": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 409 and "AAAA-BBBB-CCCC" in answer.content.decode()


def test_the_page_speaks_both_languages(sagara: Sagara) -> None:
    case = decided(sagara)
    indonesian, english = (words(Desk(sagara.olga, language).open(case)) for language in ("id", "en"))
    assert "Tenggat" in indonesian and "Deadlines" not in indonesian
    assert "Deadlines" in english and "Tenggat" not in english


def test_reading_a_hidden_complaint_through_a_form_or_a_file_is_written_down_too(sagara: Sagara) -> None:
    photo = files.take_in(b"Foto dari gudang", "foto.txt")
    case, _alice, _receipt = alice_complains(confidential=True, files=(photo,))
    assert Desk(sagara.fitri).open(case, "split").status_code == 200
    readers = [entry.actor for entry in trail.entries(case) if entry.verb == "read"]
    assert readers == [sagara.fitri.key]
    assert Desk(sagara.citra).read(f"/desk/cases/{case.reference}/files/{photo.public_id}/").status_code == 200
    readers = [entry.actor for entry in trail.entries(case) if entry.verb == "read"]
    assert readers == [sagara.fitri.key, sagara.citra.key]
