"""A case as a conversation: what was long ago, what can be taken back, who is named."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tanggap.cases import access
from tanggap.cases.models import Case, Notice, Participant, Unsent
from tanggap.casework.converse import hear, note, reply
from tanggap.channels.models import Outbound
from tanggap.channels.sending import send_due
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people import vault
from tanggap.people.models import Staff
from tests.sagara import Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words

pytestmark = pytest.mark.django_db


def there(case: Case) -> str:
    return f"/desk/cases/{case.reference}/"


def test_what_is_long_past_is_folded_by_days_and_can_be_linked(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    moment = time.now()
    for day in range(25):
        with time.travel(moment + timedelta(days=day, minutes=1)):
            hear(case, text=f"Kabar ke-{day}?", by=alice)
    page = Desk(sagara.fitri).open(case).content.decode()
    folded, latest = page[page.index('class="folded"') :].split("</details>", 1)
    assert "Kabar ke-3?" in folded and "Kabar ke-24?" not in folded and "Kabar ke-24?" in latest
    newest = case.replies.order_by("-pk").first()
    assert f'id="heard-{newest.pk}"' in latest and f'href="#heard-{newest.pk}"' in latest
    assert latest.count('<li class="day">') == 12  # one for each of the latest


def test_a_sent_reply_waits_ten_seconds_and_its_words_come_back_before_what_was_begun(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    desk.say(case, "reply", body="Terlalu cepat.")
    sent = case.replies.get()
    send_due()  # whatever is due
    assert Outbound.objects.get(pk=sent.outbound_id).state == "queued"
    page = desk.open(case).content.decode()
    assert f'action="{there(case)}reply/{sent.pk}/take-back/"' in page and 'data-held="' in page
    assert "take-back" not in Desk(sagara.maya).open(case).content.decode()
    desk.client.post(f"{there(case)}draft/", {"kind": "reply", "body": "Sudah mulai yang lain.", "mark": "0"})
    back = desk.act(case, f"reply/{sent.pk}/take-back")
    assert back.status_code == 303
    assert Unsent.objects.get().text == "Terlalu cepat.\n\nSudah mulai yang lain."
    with time.travel(time.now() + timedelta(hours=1)):
        send_due()
    assert Outbound.objects.get(pk=sent.outbound_id).state == "cancelled"


def test_what_was_taken_back_stops_nobody_and_what_was_stopped_is_the_draft(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    desk.say(case, "reply", body="Terlalu cepat.")
    desk.act(case, f"reply/{case.replies.get().pk}/take-back")
    assert Desk(sagara.maya).say(case, "reply", seen=0, body="Kami periksa.").status_code == 303
    hear(case, text="Masih berbau.", by=alice)
    mark = Unsent.objects.get(staff=sagara.fitri).mark
    stopped = desk.say(case, "reply", seen=0, body="Kami ganti besok.", mark=mark)
    assert stopped.status_code == 409 and "Terlalu cepat." not in words(stopped).split("Arrived meanwhile")[1]
    assert Unsent.objects.get(staff=sagara.fitri).text == "Kami ganti besok."


def test_a_button_that_is_pressed_twice_sends_once(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    for _press in range(2):
        assert desk.say(case, "reply", seen=0, body="Kami periksa.").status_code == 303
        assert desk.say(case, "note", body="Pemasok baru.").status_code == 303
    assert (case.replies.count(), case.notes.count()) == (1, 1)
    assert desk.say(case, "reply", seen=0, body="Kami periksa besok.").status_code == 409
    assert Desk(sagara.maya).say(case, "reply", seen=0, body="Kami periksa.").status_code == 409
    with time.travel(time.now() + timedelta(minutes=1)):
        assert desk.say(case, "reply", seen=0, body="Kami periksa.").status_code == 409
        assert desk.say(case, "note", body="Pemasok baru.").status_code == 303
    assert (case.replies.count(), case.notes.count()) == (1, 2)


def test_back_after_sending_and_send_again_is_no_second_letter(sagara: Sagara) -> None:
    """The browser loads the page anew, with the words that were sent in the field."""
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    assert desk.say(case, "reply", seen=0, body="Kami periksa.").status_code == 303
    again = {"seen": case.replies.get().pk, "body": "Kami periksa."}
    assert desk.say(case, "reply", **again).status_code == 303 and case.replies.count() == 1
    with time.travel(time.now() + timedelta(minutes=1)):
        told = desk.say(case, "reply", **again)
        assert told.status_code == 409 and "You have sent exactly this already." in words(told)
        assert ">\nKami periksa.</textarea>" in told.content.decode()
    with time.travel(time.now() + timedelta(minutes=11)):
        assert desk.say(case, "reply", **again).status_code == 303
    assert case.replies.count() == 2


def test_files_of_a_reply_that_is_taken_back_go_along_with_the_next_unless_they_are_unticked(sagara: Sagara) -> None:
    case, _alice, receipt = alice_complains()
    desk, portal = Desk(sagara.fitri), Client()
    files = [SimpleUploadedFile(name, b"galon", "text/plain") for name in ("segel.txt", "nota.txt")]
    desk.say(case, "reply", body="Terlampir.", files=files)
    first = case.replies.get()
    desk.act(case, f"reply/{first.pk}/take-back")
    seal, bill = (one.file.public_id for one in case.evidence.order_by("pk"))
    page = desk.open(case).content.decode()
    assert all(f'name="files_kept" value="{one}" checked' in page for one in (seal, bill))
    assert "files_kept" not in Desk(sagara.maya).open(case).content.decode()
    portal.post("/track/", {"reference": receipt.reference, "code": receipt.tracking_code})
    assert portal.get(f"/track/case/files/{seal}/").status_code == 404

    # Refused, it stands there as it was ticked; a colleague cannot send it along.
    assert Desk(sagara.maya).say(case, "reply", body="Milik saya?", files_kept=[seal]).status_code == 303
    stale = desk.say(case, "reply", seen=first.pk, body="Terlampir segelnya.", files_kept=[seal]).content.decode()
    assert f'value="{seal}" checked' in stale and bill not in stale.split('id="write-reply"')[1].split("write-foot")[0]
    with time.travel(time.now() + timedelta(minutes=1)):
        assert desk.say(case, "reply", body="Terlampir segelnya.", files_kept=[seal]).status_code == 303
        again = case.replies.latest("pk")
        assert [one.file.public_id for one in again.evidence.all()] == [seal]
        assert [one.file.public_id for one in first.evidence.all()] == [bill]
        assert "files_kept" not in desk.open(case).content.decode()
        assert portal.get(f"/track/case/files/{seal}/").status_code == 404  # still held
    with time.travel(time.now() + timedelta(minutes=2)):
        assert portal.get(f"/track/case/files/{seal}/").status_code == 200
        assert portal.get(f"/track/case/files/{bill}/").status_code == 404


def test_after_ten_seconds_it_is_too_late_even_where_the_worker_has_not_come_to_it(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    desk.say(case, "reply", body="Sudah kami periksa.")
    sent = case.replies.get()
    with time.travel(time.now() + timedelta(seconds=11)):
        late = desk.act(case, f"reply/{sent.pk}/take-back")
        assert (late.status_code, "sent already" in words(late)) == (409, True)
        assert "take-back" not in desk.open(case).content.decode()
        assert Outbound.objects.get(pk=sent.outbound_id).state == "queued"
        send_due()
    assert Outbound.objects.get(pk=sent.outbound_id).state != "queued"
    assert not Unsent.objects.exists()


def test_a_question_that_is_taken_back_is_waited_for_no_more(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    before = {one.kind: one.state for one in Clock.objects.filter(case_id=case.pk)}
    desk.say(case, "reply", body="Nomor segelnya?", then="ask")
    assert Clock.objects.filter(case_id=case.pk, state="paused").exists()
    desk.act(case, f"reply/{case.replies.get().pk}/take-back")
    case.refresh_from_db()
    assert case.waiting_since is None
    open_now = Clock.objects.filter(case_id=case.pk).exclude(state="cancelled")
    assert {one.kind: one.state for one in open_now} == before
    # One that was asked before it and has left is still waited for.
    desk.say(case, "reply", body="Nomor segelnya?", then="ask")
    with time.travel(time.now() + timedelta(minutes=1)):
        desk.say(case, "reply", body="Dan tanggalnya?", then="ask")
        desk.act(case, f"reply/{case.replies.order_by('-pk')[0].pk}/take-back")
    case.refresh_from_db()
    assert case.waiting_since is not None


def test_a_name_after_an_at_pulls_a_colleague_in_to_read_and_no_more(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    desk = Desk(sagara.bob)
    assert Desk(sagara.sandi).open(case).status_code == 404
    body = "Mohon dilihat @sandi wijaya, dan @nobody."
    said = desk.client.post(f"{there(case)}note/", {"body": body, "seen": "0"}, follow=True)
    assert "Sandi Wijaya" in words(said) and '<b class="at">@sandi wijaya</b>' in said.content.decode()
    assert case.participants.get(staff=sagara.sandi).role == Participant.Role.MENTIONED
    assert Notice.objects.filter(staff=sagara.sandi, kind=Notice.Kind.MENTIONED).count() == 1
    page = Desk(sagara.sandi).open(case)
    assert page.status_code == 200 and 'id="reply-body"' not in page.content.decode()
    assert Desk(sagara.sandi).say(case, "reply", body="Halo").status_code == 403


def test_of_two_with_one_name_the_address_says_which(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    Staff.objects.create_user("sandi2@sagara.test", "x" * 12, full_name="Sandi Wijaya")
    desk = Desk(sagara.bob)
    refused = desk.say(case, "note", body="Lihat @Sandi Wijaya")
    assert (refused.status_code, "Two colleagues are called Sandi Wijaya" in words(refused)) == (400, True)
    assert "Lihat @Sandi Wijaya</textarea>" in refused.content.decode() and not case.notes.exists()
    offered = desk.read(f"{there(case)}mentionable/?q=sandi").json()["people"]
    assert sorted(one["insert"] for one in offered) == ["@sandi2@sagara.test ", "@sandi@sagara.test "]
    assert desk.say(case, "note", body="Lihat @sandi2@sagara.test").status_code == 303
    assert [one.staff.email for one in case.participants.filter(role="mentioned")] == ["sandi2@sagara.test"]


def test_who_is_kept_out_is_neither_offered_nor_pulled_in(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(accused=sagara.sandi)
    desk = Desk(sagara.citra)
    offered = desk.read(f"{there(case)}mentionable/?q=").json()["people"]
    assert offered and not {"Sandi Wijaya", "Sari Dewi"} & {one["name"] for one in offered}
    refused = desk.say(case, "note", body="Hati-hati @Sandi Wijaya")
    assert refused.status_code == 409 and access.visible_to(sagara.sandi).count() == 0
    client = Client()
    client.force_login(sagara.sandi)
    assert client.get(f"{there(case)}mentionable/?q=a").status_code == 404


def test_a_reply_of_a_colleague_stops_mine_and_both_can_be_compared(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    reply(case, text="Ibu Alice, galon Anda kami ganti hari ini juga.", by=sagara.maya)
    late = Desk(sagara.fitri).say(case, "reply", seen=0, body="Selamat pagi, galon Anda kami ganti besok <b>")
    page = late.content.decode()
    assert late.status_code == 409 and "Send all the same" in page
    assert page.count("<mark>galon Anda kami ganti</mark>") == 2
    assert "besok &lt;b&gt;</p>" in page


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, "To Alice Rahmawati · by email and on the track page · in Indonesian"),
        ({"language": "en", "complainant": vault.contact(name="Alice", phone="0813-8842-1907")},
         "To Alice · on the track page; no email is known, so call as well"),
        ({"language": "en", "complainant": vault.contact(name="Alice")},
         "To Alice · on the track page only: no email address is known · in English"),
        ({"confidential": True}, "on the track page; the letter tells no content"),
    ],
)  # fmt: skip
def test_the_composer_says_whom_it_reaches_how_and_in_which_language(more: dict, wanted: str, sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(**more)
    assert wanted in words(Desk(case.owner).open(case))


def test_two_hundred_entries_cost_no_more_queries_than_twenty(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    desk = Desk(sagara.fitri)
    for _turn in range(2):
        hear(case, text="Halo?", by=alice)
    note(case, text="Lihat @Bob Siregar", by=sagara.fitri)
    desk.open(case)
    with CaptureQueriesContext(connection) as few:
        desk.open(case)
    for turn in range(60):
        hear(case, text="Halo?", by=alice)
        note(case, text=f"Catatan {turn} @Bob Siregar", by=sagara.fitri)
    with CaptureQueriesContext(connection) as many:
        desk.open(case)
    assert len(many) == len(few) <= 20
