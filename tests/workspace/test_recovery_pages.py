"""Service recovery on the desk and for the complainant: solve at once, two tracks, the call, conflict and meeting."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tanggap.cases.models import Case
from tanggap.casework import close, meet
from tanggap.casework.at_once import Remedy, resolve_at_once
from tanggap.casework.converse import reply
from tanggap.casework.listen import feedback
from tanggap.casework.register import Lesson
from tanggap.core import time
from tests.sagara import PRODUCT, Sagara, alice_complains, investigate
from tests.workspace.browsing import Desk, words


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_solving_at_once_says_how_far_one_may_go_and_keeps_what_was_typed(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    fitri = Desk(sagara.fitri)
    page = words(fitri.open(case, "resolve-at-once"))
    assert "at once, cost and compensation together" in page and "Voucher, up to" in page
    typed = {
        "solution": "Galon diganti di tempat.", "cost": "250.000", "type": "product", "category": "taste_or_smell",
        "severity": "high", "impact_satisfaction": "high", "impact_reputation": "low", "impact_money": "low",
        "impact_law": "none", "message": "", "redress_kind": "", "redress_amount": "", "version": case.version,
    }  # fmt: skip
    refused = fitri.client.post(f"/desk/cases/{case.reference}/resolve-at-once/", typed)
    said = words(refused)
    assert refused.status_code == 409 and "Galon diganti di tempat." in said
    assert "more than you may decide at once" in said
    given = {**typed, "cost": "30.000", "redress_kind": "voucher", "redress_amount": "50.000", "feelings": ["apology"]}
    assert fitri.client.post(f"/desk/cases/{case.reference}/resolve-at-once/", given).status_code == 303
    page = words(fitri.open(case))
    assert "Solved at once" in page and "Apology" in page and "Compensation given" in page


def test_the_tracks_count_what_a_reply_shows_and_the_call_stands_among_the_tasks(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    reply(case, text="Mohon maaf atas bau itu.", by=sagara.fitri)
    case.refresh_from_db()
    fitri = Desk(sagara.fitri)
    page = fitri.open(case).content.decode()
    assert "Service recovery" in page and page.count("Count it:") == 2
    sent = {"kind": "apology", "remark": "Our reply", "version": case.version}
    for status in (303, 400):
        assert fitri.client.post(f"/desk/cases/{case.reference}/feeling/", sent).status_code == status, "a double click"
    case.refresh_from_db()
    resolve_at_once(case, Remedy(solution="Galon diganti."), seen=PRODUCT, by=sagara.fitri)
    feedback(case, solved="yes", by=alice)
    lesson = Lesson(lesson="Periksa segel.")
    close.close(case, outcome="upheld", lesson=lesson, feelings_skipped="Selesai di loket.", by=sagara.fitri)
    case.refresh_from_db()
    assert "Record the call" in words(fitri.read("/desk/tasks/")) and "Courtesy call" in words(fitri.open(case))
    assert "Courtesy calls" not in words(Desk(sagara.mallory).read("/desk/tasks/?of=unit"))
    sent = {"result": "not_content", "medium": "phone", "summary": "Masih bau.", "version": case.version}
    answer = fitri.client.post(f"/desk/cases/{case.reference}/courtesy-call/", sent)
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.reference}/reopen/")
    assert "Masih bau." in words(fitri.open(case, "reopen"))
    assert "Record the call" not in words(fitri.read("/desk/tasks/"))


def test_a_conflict_is_named_and_the_invitation_is_answered_on_the_track_page(sagara: Sagara) -> None:
    case, alice, receipt = alice_complains()
    investigate(sagara, case)
    bob, address = Desk(sagara.bob), f"/desk/cases/{case.reference}/"
    case.refresh_from_db()
    noted = {"kind": "tension", "between": "Alice dan kurir", "shown": "Kurir membentak.", "decider": sagara.maya.pk,
             "version": case.version}  # fmt: skip
    assert bob.client.post(f"{address}conflict/", noted).status_code == 303
    assert "Kurir membentak." in words(bob.open(case)) and "Alice dan kurir" in words(bob.read("/desk/conflicts/"))
    assert "Alice dan kurir" not in words(Desk(sagara.mallory).read("/desk/conflicts/"))
    starts = time.local(time.now() + timedelta(days=5)).strftime("%Y-%m-%dT10:00")
    case.refresh_from_db()
    invited = {
        "kind": "mediation", "starts_at": starts, "minutes": "60", "place": "Kantor, ruang 2", "agenda": "Bicara.",
        "mediator": sagara.bob.pk, "outsider": "", "staff": [sagara.olga.pk], "conflict": "", "version": case.version,
    }  # fmt: skip
    refused = bob.client.post(f"{address}meeting/", invited)
    assert refused.status_code == 400 and "Whoever invites does not mediate" in words(refused)
    refused = bob.client.post(f"{address}meeting/", {**invited, "mediator": sagara.fitri.pk})
    assert refused.status_code == 400 and "has a part in this complaint" in words(refused)
    assert bob.client.post(f"{address}meeting/", {**invited, "mediator": sagara.sari.pk}).status_code == 303
    browser = Client(headers={"accept-language": "en"})
    browser.post("/track/", {"reference": case.reference, "code": receipt.tracking_code})
    page = words(browser.get("/track/case/"))
    assert "We invite you: Mediation" in page and "Sari Dewi" in page and "Kurir membentak" not in page
    file = browser.get("/track/case/meeting.ics")
    assert file["Content-Type"].startswith("text/calendar") and b"BEGIN:VEVENT" in file.content
    told = browser.post("/track/case/meeting/", {"answer": "other", "words": "Sabtu saja.", "sequence": "0"})
    assert told.status_code == 303
    assert browser.post("/track/case/meeting/", {"answer": "other", "words": " ", "sequence": "0"}).status_code == 400
    assert browser.post("/track/case/meeting/", {"answer": "comes", "sequence": "7"}).status_code == 409
    assert "Sabtu saja." in words(bob.open(case))
    meeting = Case.objects.get(pk=case.pk).meetings.get()
    assert Desk(sagara.mallory).client.get(f"{address}minutes/{meeting.pk}/").status_code == 404
    other, _alice, _receipt = alice_complains()
    assert bob.client.get(f"/desk/cases/{other.reference}/minutes/{meeting.pk}/").status_code == 404
    meeting.case = case
    meet.record_minutes(meeting, theirs="Kesal.", ours="RAHASIA", agreed="Kurir diganti.", result="agreed", share=True,
                        by=sagara.bob)  # fmt: skip
    page = words(browser.get("/track/case/"))
    assert "Kurir diganti." in page and "RAHASIA" not in page and "Kesal." not in page
    assert browser.get("/track/case/meeting.ics").status_code == 404
