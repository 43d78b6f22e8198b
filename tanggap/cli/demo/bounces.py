"""Receipts of the demo that came back: a full mailbox, a mailbox that is none, and one that was corrected in time."""

from datetime import datetime, timedelta

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.lost_letters import hear_report, send_again
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import letters_of
from tanggap.core import time
from tanggap.people.models import Staff

# How many minutes after it was written it came back, as the server said it, and whether it was corrected meanwhile.
CAME_BACK = (
    (2, "5.2.2", "552 5.2.2 Mailbox full", False),
    (1, "5.1.1", "550 5.1.1 Recipient address rejected: User unknown", False),
    (3, "5.1.1", "550 5.1.1 No such user here", True),
)
REPORT = """From: MAILER-DAEMON@mx.example
To: keluhan@demo.tanggap.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="back"

--back
Content-Type: text/plain

Your message could not be delivered.
--back
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; somebody@example.org
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}

--back
Content-Type: text/rfc822-headers

Message-ID: {letter}
--back--
"""


def come_back(desk: Staff, until: datetime) -> None:
    """Of the newest complaints that wait for us; their receipts had been taken by a mail server before."""
    found = [pair for case in _recent(until) if (pair := _receipt(case)) is not None][: len(CAME_BACK)]
    for (case, letter), (minutes, status, said, corrected) in zip(found, CAME_BACK, strict=False):
        back = min(letter.created_at + timedelta(minutes=minutes), until)
        Outbound.objects.filter(pk=letter.pk).update(state=Outbound.State.SENT, sent_at=letter.created_at, problem="")
        with time.travel(back):
            hear_report(REPORT.format(status=status, said=said, letter=letter.message_id).encode())
        if corrected:
            with time.travel(min(back + timedelta(minutes=40), until)):
                send_again(letter.pk, email=f"keluarga.{letter.pk}@example.org", by=case.owner or desk)
                # It has left; nobody of the demo exists, so nothing of it really does.
                Outbound.objects.filter(pk=letter.pk).update(state=Outbound.State.SENT, sent_at=time.now())


def _recent(until: datetime) -> list[Case]:
    """What is told of, and nothing that a visitor has written since."""
    open_ones = access.ordinary().exclude(state="closed").filter(
        data_key=None, medium__in=("web", "email"), received_at__lte=until,
    )  # fmt: skip
    return list(open_ones.select_related("owner").order_by("-received_at")[:12])


def _receipt(case: Case) -> tuple[Case, Outbound] | None:
    """The first letter to the complainant."""
    first = next((one for one in letters_of(case.key) if one.party_key and one.kind == "mail"), None)
    return None if first is None or first.key_id else (case, first)
