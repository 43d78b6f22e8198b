"""A member against a board member, brought by a committee: sealed, with recusal, mediation and minutes."""

from datetime import timedelta

import pytest

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework import meet
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import Assessment, assess, forward
from tanggap.casework.close import withdraw
from tanggap.casework.conflict import note_conflict, settle_conflict
from tanggap.casework.receive import receive
from tanggap.casework.timeline import for_the_complainant
from tanggap.channels.email.letter import build
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Forbidden, Invalid, Refused, Stale
from tanggap.core.icalendar import Appointment, fold, written
from tanggap.people.actors import VISITOR
from tanggap.people.models import Post, Staff
from tanggap.remedy.models import Meeting
from tests import sagara as world
from tests.sagara import Sagara, alice_complains, investigate
from tests.stories.test_association import COMMITTEE, MEMBER, POSTS

CONDUCT = Assessment(
    type="conduct", category="board_conduct", severity="high", impact_satisfaction="high", impact_reputation="high",
    impact_law="low", impact_money="low", tags=("integrity", "respect"),
)  # fmt: skip
SECRET = "Ketua mengaku salah bicara di depan anggota."


@pytest.fixture
def association(db: None) -> Sagara:
    here = world.build("association.toml", POSTS)
    nadia = Staff.objects.create_user("nadia@sagara.test", world.PASSWORD, full_name="Nadia Putri")
    Post.objects.create(staff=nadia, unit=here.unit["ethics"], role="officer")
    here.staff["nadia"] = nadia
    return here


def plan(here: Sagara, **facts: object) -> meet.Plan:
    given = {
        "starts_at": time.now() + timedelta(days=7), "place": "Sekretariat", "agenda": "Saling mendengar.",
        "staff": [here.edo], "mediator": here.nadia, **facts,
    }  # fmt: skip
    return meet.Plan(**given)  # type: ignore[arg-type]


def test_a_member_against_a_board_member_sealed_with_recusal_mediation_and_minutes(association: Sagara) -> None:
    here = association
    receipt = receive(
        Words(
            body="Seorang pengurus mempermalukan saya di rapat cabang.", complainant=MEMBER, representative=COMMITTEE,
            on_behalf="committee", person_kind="member", category="board_conduct", accused=here.maya,
        ),
        by=VISITOR,
    )  # fmt: skip
    case = Case.objects.get(pk=receipt.case_id)
    carla = access.by_code(receipt.reference, receipt.tracking_code)
    assert case.visibility == "sealed" and not access.visible_to(here.maya).exists(), "the accused is kept out"
    assess(case, CONDUCT, by=here.citra)
    forward(case, handler=here.edo, by=here.citra)
    for involved in (here.maya, here.edo):
        with pytest.raises((Invalid, Refused)):
            note_conflict(case, kind="tension", between="Anggota dan pengurus", shown="Dibentak.", decider=involved,
                          by=here.edo)  # fmt: skip
    conflict = note_conflict(
        case, kind="tension", between="Anggota dan seorang pengurus", shown="Dibentak di depan rapat.",
        decider=here.nadia, by=here.edo,
    )  # fmt: skip
    assert access.visible_to(here.nadia).get() == case, "who decides on it may read it"
    with pytest.raises(Invalid) as refused:
        meet.invite(case, plan(here, mediator=None), kind="mediation", conflict=conflict, by=here.edo)
    assert set(refused.value.fields) == {"mediator"}
    with pytest.raises(Invalid):
        meet.invite(case, plan(here, mediator=here.edo), kind="mediation", by=here.edo)
    meeting = meet.invite(case, plan(here), kind="mediation", conflict=conflict, by=here.edo)
    with pytest.raises(Refused):
        meet.invite(case, plan(here), kind="meeting", by=here.edo)

    meet.answer_meeting(meeting, answer="other", words="Lebih baik Sabtu.", sequence=0, by=carla)
    meet.change_meeting(meeting, plan(here, starts_at=time.now() + timedelta(days=9)), by=here.edo)
    assert (meeting.sequence, meeting.answer) == (1, "")
    with pytest.raises(Stale):
        meet.answer_meeting(meeting, answer="comes", sequence=0, by=carla)
    meet.answer_meeting(meeting, answer="comes", sequence=1, by=carla)
    meet.record_minutes(
        meeting, theirs="Saya merasa dipermalukan.", ours=SECRET, agreed="Permintaan maaf tertulis dalam sepekan.",
        result="agreed", share=True, by=here.edo,
    )  # fmt: skip
    with pytest.raises(Refused):
        meet.record_minutes(meeting, theirs="x", ours="y", agreed="", result="nothing", by=here.edo)
    settle_conflict(conflict, state="settled", done="Mediasi, lalu permintaan maaf tertulis.", by=here.edo)
    with pytest.raises(Refused):
        settle_conflict(conflict, state="partly", done="Sekali lagi.", by=here.edo)

    agreement = case.agreements.get()
    assert agreement.text == "Permintaan maaf tertulis dalam sepekan."
    told = " ".join(f"{one.words} {one.text}" for one in for_the_complainant(case))
    letters = list(Outbound.objects.filter(case_key=case.key).select_related("key"))
    sent = " ".join(build(one, "kami@sagara.test")[1].decode() for one in letters)
    for inside in (SECRET, "dipermalukan.", "Dibentak", "ketegangan", "BEGIN:VCALENDAR"):
        assert inside not in told and inside not in sent, f"{inside} is not for outside; the case is sealed"
    assert SECRET not in meeting.stored_ours and SECRET in str(Meeting.objects.get(pk=meeting.pk).ours)
    assert not list(trail.verify([case]))


def test_an_invitation_is_an_appointment_that_is_moved_and_called_off(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    investigate(sagara, case)
    nobody = {"mediator": None, "staff": [sagara.bob]}
    for wrong in ({"starts_at": time.now() - timedelta(hours=1)}, {"minutes": 0}, {"place": " "}, {"place": "x\0"}):
        with pytest.raises(Invalid):
            meet.invite(case, plan_of(sagara, **{**nobody, **wrong}), kind="meeting", by=sagara.bob)
    with pytest.raises(Forbidden):
        meet.invite(case, plan_of(sagara, **nobody), kind="meeting", by=sagara.mallory)
    meeting = meet.invite(case, plan_of(sagara, **nobody), kind="meeting", by=sagara.bob)
    meet.change_meeting(meeting, plan_of(sagara, **nobody, minutes=90), by=sagara.bob)
    meet.answer_meeting(meeting, answer="cannot", by=alice)
    meet.cancel_meeting(meeting, reason="Selesai lewat telepon.", by=sagara.bob)
    letters = Outbound.objects.filter(case_key=case.key).exclude(appointment="").order_by("pk")
    files = [calendar_of(one) for one in letters]
    to_alice = [one for one in files if "alice@example.org" in one]
    assert [one.count("\r\n") > 10 for one in to_alice] == [True] * 3
    assert [line(one, "SEQUENCE") for one in to_alice] == ["0", "1", "2"]
    assert [line(one, "METHOD") for one in to_alice] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({line(one, "UID") for one in files}) == 1
    assert all(len(row.encode()) <= 75 for one in files for row in one.split("\r\n"))
    assert any("bob@sagara.test" in one for one in files)


def test_a_meeting_that_is_ahead_is_called_off_when_the_complaint_ends(sagara: Sagara) -> None:
    case, alice, _receipt = alice_complains()
    investigate(sagara, case)
    meeting = meet.invite(case, plan_of(sagara, mediator=None, staff=[]), kind="meeting", by=sagara.bob)
    withdraw(case, by=alice)
    meeting.refresh_from_db()
    assert (case.state, meeting.state) == (State.CLOSED, Meeting.State.CANCELLED)


def test_what_people_write_cannot_break_out_of_the_calendar() -> None:
    wild = "a;b,c\\d\r\nATTENDEE:mailto:x@y.z\x07" + "é" * 80
    one = Appointment(
        uid="1@x", sequence=3, starts_at=time.now(), minutes=30, stamp=time.now(), summary=wild, location=wild,
        organizer=('Kami "Air"; x', "kami@x.test"), people=[("Ali\nce", "alice@x.test")],
    )  # fmt: skip
    text = written(one)
    rows = text.replace("\r\n ", "").split("\r\n")
    assert rows[-1] == "" and not any(row.startswith("ATTENDEE:mailto:x@y.z") for row in rows)
    assert r"a\;b\,c\\d\nATTENDEE" in text.replace("\r\n ", "") and "\x07" not in text
    assert "ORGANIZER;CN=\"Kami 'Air'; x\":mailto:kami@x.test" in rows
    assert all(len(row.encode()) <= 75 for row in text.split("\r\n"))
    assert fold("x" * 75) == "x" * 75 and fold("x" * 76) == "x" * 75 + "\r\n x"


def plan_of(sagara: Sagara, **facts: object) -> meet.Plan:
    given = {"starts_at": time.now() + timedelta(days=7), "place": "Kantor, lantai 2", **facts}
    return meet.Plan(**given)  # type: ignore[arg-type]


def calendar_of(letter: Outbound) -> str:
    import email
    from email.policy import default

    message = email.message_from_bytes(build(letter, "kami@sagara.test")[1], policy=default)
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert any(one.get_filename() == "invite.ics" for one in message.iter_attachments())
    return part.get_payload(decode=True).decode()


def line(file: str, name: str) -> str:
    return next(row.partition(":")[2] for row in file.replace("\r\n ", "").split("\r\n") if row.startswith(f"{name}:"))
