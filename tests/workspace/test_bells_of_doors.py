"""What is no complaint yet rings the bell too: calls owed, letters to sort, quarantined mails, letters that strayed."""

from datetime import timedelta

from tanggap.cases.models import Notice
from tanggap.casework import left_waiting
from tanggap.casework.callbacks import call_back, promise_callback
from tanggap.casework.letters_in import OnPaper, register_letter
from tanggap.casework.lost_letters import tell_lost
from tanggap.casework.sweep import sweep
from tanggap.channels.models import Inbound, Outbound
from tanggap.channels.outbox import queue_mail
from tanggap.core.time import now, travel
from tanggap.people.models import Duty
from tests.sagara import Sagara, alice_complains
from tests.workspace.browsing import Desk
from tests.workspace.test_quarantine import aside


def test_what_is_no_complaint_yet_rings_once_and_leads_to_where_it_waits(sagara: Sagara) -> None:
    alice_complains()
    Duty.objects.create(staff=sagara.fitri, medium="phone", since=now().date())
    owed = promise_callback("0812 5550 204", name="Bu Tini", about="Rahasia Bu Tini", by=sagara.bob)
    promise_callback("0812 5550 205", by=sagara.fitri)  # she knows of it
    old = aside("Galon bocor")
    Inbound.objects.filter(pk=old.pk).update(received_at=now() - timedelta(days=6))
    letter = register_letter(OnPaper(received_at=now() - timedelta(days=20)), by=sagara.fitri)
    left_waiting.remind()
    strayed = queue_mail("nobody@example.org", "Undangan", "Silakan masuk.")
    Outbound.objects.filter(pk=strayed.pk).update(state="failed", failed_at=now(), reason="no_address")
    tell_lost()
    mails = Outbound.objects.filter(to_address=sagara.fitri.email)
    with travel(now() + timedelta(days=9)):
        before = mails.count()
        for _again in range(2):
            sweep()
            left_waiting.remind()
        assert mails.filter(body_text__contains=f"/desk/calls/back/{owed.pk}/").count() == 1
        assert mails.count() > before and "Tini" not in "".join(mails.values_list("body_text", flat=True))
        told = list(Notice.objects.filter(case=None).order_by("kind", "pk").values_list("staff", "kind", "about"))
        fitri = sagara.fitri.pk
        assert [one for one in told if one[1] != "call_late"] == [
            (fitri, "call_owed", owed.key), (fitri, "letter_late", letter.key),
            (fitri, "mail_waits", f"inbound:{old.pk}"), (sagara.ade.pk, "strayed", f"mail:{strayed.pk}"),
        ]  # fmt: skip
        assert [one[:2] for one in told if one[1] == "call_late"] == [(fitri, "call_late")] * 2

    desk = Desk(sagara.fitri, "en")
    page = desk.read("/desk/notices/").content.decode()
    for words in ("A call is yours to make.", "A promised call is overdue.", "waited to be sorted",
                  "Messages have waited", "A new complaint has arrived."):  # fmt: skip
        assert words in page, words
    assert "Tini" not in page and "bocor" not in page and "did not arrive" not in page
    numbers = {kind: pk for kind, pk in Notice.objects.filter(case=None).order_by("-pk").values_list("kind", "pk")}
    for kind, where in (("call_owed", f"/desk/calls/back/{owed.pk}/"), ("letter_late", f"/desk/letters/{letter.pk}/"),
                        ("mail_waits", f"/desk/quarantine/{old.pk}/")):  # fmt: skip
        answer = desk.client.post(f"/desk/notices/{numbers[kind]}/")
        assert answer["Location"] == where and desk.read(where).status_code == 200, kind
    call_back(owed, reached=True, by=sagara.fitri)
    gone = desk.client.post(f"/desk/notices/{numbers['call_owed']}/")
    assert gone["Location"] == "/desk/calls/", "it does not wait any more"
    assert desk.client.post(f"/desk/notices/{numbers['strayed']}/").status_code == 404, "somebody else's"
    assert Desk(sagara.ade).client.post(f"/desk/notices/{numbers['strayed']}/")["Location"] == (
        f"/desk/undelivered/{strayed.pk}/")
    desk.client.post("/desk/notices/read/")
    assert not Notice.objects.filter(staff=sagara.fitri, read_at=None).exists()
