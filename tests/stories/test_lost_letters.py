"""Letters that did not arrive: the right people hear of it, and something is done; a forged report does nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.audit import trail
from tanggap.cases.models import Case, Notice
from tanggap.casework import converse, lost_letters
from tanggap.casework.lost_letters import hear_report, lost_for
from tanggap.casework.read_mail import take_mail
from tanggap.casework.sweep import sweep
from tanggap.channels.email import send
from tanggap.channels.email.delivery_report import report_of
from tanggap.channels.email.why_not import reason_of
from tanggap.channels.models import Outbound
from tanggap.core.errors import Forbidden, Invalid, Refused
from tanggap.core.time import now, travel
from tanggap.people import vault
from tests.channels.sink import running_sink
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk

pytestmark = pytest.mark.django_db
FULL = "452 4.2.2 <alice@example.org>... Mailbox full"


REPORT = """From: MAILER-DAEMON@mx.example
To: keluhan@x.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; alice@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Message-ID: {letter_id}
Subject: Keluhan
--b--
"""


def report(letter_id: str, *, action: str = "failed", status: str = "5.2.2", said: str = FULL) -> bytes:
    """As Postfix writes it, with the head of the letter behind."""
    return REPORT.format(letter_id=letter_id, action=action, status=status, said=said).encode()


def sent_letter(case: Case) -> Outbound:
    letter = Outbound.objects.filter(case_key=case.key).latest("pk")
    Outbound.objects.filter(pk=letter.pk).update(state="sent")
    return letter


def test_a_receipt_that_came_back_is_seen_and_something_is_done(sagara: Sagara) -> None:
    case, party, _receipt = alice_complains()
    letter = sent_letter(case)
    before = Notice.objects.count()
    assert (take_mail(report(letter.message_id)).state, Case.objects.count()) == ("refused", 1)
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("failed", "full") and "alice@" not in letter.problem
    told = Notice.objects.filter(kind="not_arrived")
    assert told.count() == Notice.objects.count() - before > 0
    assert sagara.fitri.pk in set(told.values_list("staff", flat=True))
    assert [one.verb for one in trail.entries(case)][-1] == "letter_lost"
    assert take_mail(report(letter.message_id, said="550 once more")).state == "refused"
    assert [one.verb for one in trail.entries(case)].count("letter_lost") == 1, "said once"

    for language, why in (("en", "The mailbox is full."), ("id", "Kotak suratnya penuh.")):
        desk = Desk(sagara.fitri, language)
        for path in ("/desk/undelivered/", f"/desk/undelivered/{letter.pk}/", f"/desk/cases/{case.reference}/"):
            assert why in desk.read(path).content.decode(), (language, path)
    assert "alice@example.org" not in Desk(sagara.fitri).read("/desk/undelivered/").content.decode()
    assert lost_for(sagara.mallory).count() == 0
    assert Desk(sagara.mallory).read(f"/desk/undelivered/{letter.pk}/").status_code == 404

    desk = Desk(sagara.fitri)
    wrong = desk.client.post(f"/desk/undelivered/{letter.pk}/", {"act": "again", "email": "alice"})
    assert wrong.status_code == 422 or wrong.status_code == 400
    assert "alice" in wrong.content.decode()
    done = desk.client.post(f"/desk/undelivered/{letter.pk}/", {"act": "again", "email": "alice@rahmawati.example"})
    assert done.status_code == 303
    letter.refresh_from_db()
    assert (letter.state, letter.to_address, letter.reason) == ("queued", "alice@rahmawati.example", "")
    assert party.person is not None and vault.read(party.person).email == "alice@rahmawati.example"
    assert [one.verb for one in trail.entries(case)][-1] == "address_corrected"
    again = desk.client.post(f"/desk/undelivered/{letter.pk}/", {"act": "again", "email": "x@y.example"})
    assert again.status_code == 404, "a second click finds it settled"
    assert lost_for(sagara.fitri).count() == 0
    assert f"/desk/undelivered/{letter.pk}/" not in desk.open(case).content.decode()


def test_what_was_done_otherwise_is_written_down_and_needs_words(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    converse.reply(case, text="Bu Alice, mohon maaf.", by=sagara.fitri)
    letter = sent_letter(case)
    hear_report(report(letter.message_id, status="5.1.1", said="550 5.1.1 user unknown"))
    with travel(now() + timedelta(minutes=1)):
        page = Desk(sagara.fitri).open(case).content.decode()
    assert page.count(f"/desk/undelivered/{letter.pk}/") == 2, "at the top and at the letter itself"
    with pytest.raises(Invalid):
        lost_letters.settle(letter.pk, note=" ", by=sagara.fitri)
    with pytest.raises(Forbidden):
        lost_letters.settle(letter.pk, note="x", by=sagara.quentin)
    lost_letters.settle(letter.pk, note="Ditelepon.", by=sagara.fitri)
    with pytest.raises((Refused, lost_letters.NotFound)):
        lost_letters.settle(letter.pk, note="Ditelepon.", by=sagara.fitri)
    assert not lost_for(sagara.fitri).exists()


@pytest.mark.parametrize(
    "forge",
    [
        lambda letter: report("<0190a000-0000-7000-8000-000000000000@testserver>"),
        lambda letter: report(letter.message_id.replace("testserver", "evil.example")),
        lambda letter: report(f"<{letter.uid.hex[:20]}@testserver>"),
        lambda letter: report(f"<{letter.pk}@testserver>"), lambda letter: report("<>"), lambda letter: report(""),
        lambda letter: report("K26-00001"),
    ],
)  # fmt: skip
def test_a_report_without_our_number_changes_nothing(sagara: Sagara, forge) -> None:
    case, _party, _receipt = alice_complains()
    letter = sent_letter(case)
    assert hear_report(forge(letter)) == ""
    letter.refresh_from_db()
    assert letter.state == "sent" and not Notice.objects.filter(kind="not_arrived").exists()


def test_a_delay_is_only_noted_and_once(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    letter = sent_letter(case)
    for _time in range(3):
        hear_report(report(letter.message_id, action="delayed", status="4.2.2"))
    letter.refresh_from_db()
    assert letter.state == "sent" and not lost_for(sagara.fitri).exists()
    assert [one.verb for one in trail.entries(case)].count("letter_delayed") == 1


def test_what_no_server_took_is_told_by_the_worker_and_bad_reports_are_no_trouble(sagara: Sagara, settings) -> None:
    case, _party, _receipt = alice_complains()
    with running_sink() as sink:
        settings.EMAIL_URL = sink.url
        sink.answer = lambda _to, _number: "550 5.1.1 no such user here"
        send.forget_server_pause()
        send.send_due()
    letter = Outbound.objects.filter(case_key=case.key).latest("pk")
    assert (letter.state, letter.reason, letter.told_at) == ("failed", "no_address", None)
    settings.EMAIL_URL = "none://"
    sweep()
    sweep()
    assert Notice.objects.filter(kind="not_arrived", staff=sagara.fitri).count() == 1
    for raw in (b"", b"\0" * 100, b"From: MAILER-DAEMON@x\n\n" + letter.message_id.encode() * 9_000, b"\xff\xfe" * 999,
                report(letter.message_id).replace(b"Action: failed", b"Action: \xff\r\n\0")):
        hear_report(raw)
        report_of(raw)
    send.forget_server_pause()


@pytest.mark.parametrize(
    ("said", "status", "reason"),
    [
        ("552 5.2.2 over quota", "", "full"), ("452-4.2.2 The email account is over quota", "", "full"),
        ("550 5.1.1 <x>: Recipient address rejected: User unknown", "5.1.1", "no_address"),
        ("550-5.1.1 The email account that you tried to reach does not exist", "", "no_address"),
        ("Host or domain name not found. Name service error", "5.4.4", "no_domain"),
        ("550 5.7.1 Message rejected due to spam content", "5.7.1", "distrusted"),
        ("550 5.7.1 mailbox unavailable: user unknown", "", "no_address"),
        ("554 5.2.1 mailbox disabled, not accepting messages", "", "closed"),
        ("552 5.3.4 message size exceeds fixed limit", "", "too_large"),
        ("451 4.7.1 greylisted", "4.7.1", "not_reached"),
        ("connect to mx: Connection timed out", "4.4.1", "not_reached"),
        ("550 nobody here", "", "no_address"), ("", "", "refused"), ("Kotak surat penuh", "", "full"),
        ("x" * 100_000, "9" * 1_000, "refused"),
    ],
)  # fmt: skip
def test_the_reason_is_told_in_plain_words(said: str, status: str, reason: str) -> None:
    assert reason_of(said, status) == reason


def test_the_list_costs_the_same_for_one_and_for_three(sagara: Sagara) -> None:
    desk, counts = Desk(sagara.fitri), []
    for wanted in (1, 3):
        while lost_for(sagara.fitri).count() < wanted:
            case, _party, _receipt = alice_complains()
            hear_report(report(sent_letter(case).message_id))
        desk.read("/desk/undelivered/")
        with CaptureQueriesContext(connection) as found:
            desk.read("/desk/undelivered/")
        counts.append(len(found))
    assert counts[0] == counts[1]
