"""A question, a request or thanks is kept and answered, outside the figures; one act makes it a complaint (R79)."""

import pytest
from django.test import Client

from tanggap.audit.models import Entry
from tanggap.casework import assess, contacts, converse
from tanggap.casework.available import available, next_act
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock, ClockState
from tanggap.core.errors import Invalid, Refused
from tests import sagara as world
from tests.sagara import PRODUCT, Sagara, alice_complains
from tests.workspace.test_inbox import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagara(db: None) -> Sagara:
    return world.build()


def running(case: object) -> set[str]:
    clocks = Clock.objects.filter(case_id=case.pk, state=ClockState.RUNNING)  # type: ignore[attr-defined]
    return set(clocks.values_list("kind", flat=True))


def test_a_question_is_promised_an_answer_gets_one_and_ends_without_decision(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains(kind="contact", contact="question")
    assert running(case) == {"first_reply"}
    acts = {one.act for one in available(case, sagara.fitri)}
    assert {"reply", "answer", "become_complaint"} <= acts and not acts & {"assess", "close", "become_contact"}
    assert next_act(case) == "answer"
    with pytest.raises(Refused):
        assess.assess(case, PRODUCT, by=sagara.fitri)
    with pytest.raises(Refused, match="answer|jawaban"):
        contacts.answer(case, by=sagara.fitri)
    converse.reply(case, text="Kantor kami buka pukul delapan.", by=sagara.fitri)
    contacts.answer(case, by=sagara.fitri)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "answered")


def test_neither_side_reads_of_stages_that_a_question_never_takes(sagara: Sagara) -> None:
    case, _party, receipt = alice_complains(kind="contact", contact="question")
    alice = Client()
    alice.post("/track/", {"reference": case.reference, "code": receipt.tracking_code})

    def seen() -> tuple[int, int]:
        """How many stops there are on the page of staff, and on hers."""
        page = desk(sagara.fitri).get(f"/desk/cases/{case.reference}/").content.decode()
        assert 'class="tracks"' not in page
        stages = page[page.index('<ol class="stages"') :]
        hers = alice.get("/track/case/").content.decode()
        journey = hers[hers.index('<ol class="journey"') :]
        return stages[: stages.index("</ol>")].count("<li"), journey[: journey.index("</ol>")].count("<li")

    assert seen() == (2, 2)
    converse.reply(case, text="Kantor kami buka pukul delapan.", by=sagara.fitri)
    contacts.answer(case, by=sagara.fitri)
    case.refresh_from_db()
    assert seen()[0] == 2


def test_a_question_that_is_a_complaint_becomes_one_from_the_moment_it_came_in(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains(kind="contact", contact="request")
    contacts.become_complaint(case, by=sagara.fitri)
    case.refresh_from_db()
    assert (case.kind, case.contact) == ("complaint", "")
    assert {"first_reply", "classification", "resolution"} <= running(case)
    plain, _party, _receipt = alice_complains(received_at=case.received_at)
    due = {one.pk: dict(Clock.objects.filter(case_id=one.pk, state="running").values_list("kind", "due_at"))
           for one in (case, plain)}  # fmt: skip
    assert due[case.pk] == due[plain.pk]
    receipts = Outbound.objects.filter(case_key=case.key)
    assert receipts.count() == 2  # when it came in, and with the dates that hold now
    with pytest.raises(Refused):
        contacts.become_complaint(case, by=sagara.fitri)
    assess.assess(case, PRODUCT, by=sagara.fitri)


def test_a_complaint_that_is_none_keeps_the_promise_of_an_answer_and_says_why(sagara: Sagara) -> None:
    case, _party, _receipt = alice_complains()
    with pytest.raises(Invalid):
        contacts.become_contact(case, contact="spam", reason="Bukan keluhan", by=sagara.fitri)
    with pytest.raises(Invalid):
        contacts.become_contact(case, contact="thanks", reason=" ", by=sagara.fitri)
    contacts.become_contact(case, contact="thanks", reason="Hanya berterima kasih.", by=sagara.fitri)
    assert running(case) == {"first_reply"}
    [entry] = Entry.objects.filter(subject=case.key, verb="became_contact")
    assert entry.facts == {"contact": "thanks"}
    contacts.become_complaint(case, by=sagara.fitri)
    assert "resolution" in running(case)


def test_contacts_stay_outside_the_figures_and_have_a_view_of_their_own(sagara: Sagara) -> None:
    question, _party, _receipt = alice_complains(kind="contact", contact="question", title="Jam buka kantor")
    complaint, _party, _receipt = alice_complains()
    client = desk(sagara.fitri)
    page = client.get("/desk/?show=all&kind=contact").content.decode()
    assert question.reference in page and complaint.reference not in page
    assert question.reference not in client.get("/desk/?show=all&kind=complaint").content.decode()
    shown = client.get(f"/desk/cases/{question.reference}/").content.decode()
    assert f"/desk/cases/{question.reference}/is-a-complaint/" in shown
    client.post(f"/desk/cases/{question.reference}/is-a-complaint/", {"version": question.version})
    question.refresh_from_db()
    assert question.kind == "complaint"


def test_at_the_desk_a_question_is_recorded_as_one(sagara: Sagara) -> None:
    client = desk(sagara.fitri)
    given = {"nonce": "once", "medium": "phone", "body": "Pukul berapa buka?", "contact": "question"}
    assert client.post("/desk/new/", given).status_code in (200, 303)
    from tanggap.cases.models import Case

    case = Case.objects.get()
    assert (case.kind, case.contact) == ("contact", "question")
    assert client.post("/desk/new/", {**given, "nonce": "twice", "contact": "vip"}).status_code == 400
