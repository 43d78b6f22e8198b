"""Roundabout ways to what is hidden: through a task, a split, an owner, a pause, a clock, a role that has ended."""

import pytest
from django.db import transaction

from tanggap.cases import access
from tanggap.cases.models import Case, Notice
from tanggap.casework import extend, pause, put_right
from tanggap.casework.arrivals import Words
from tanggap.casework.assess import assess, assign, forward, refuse_excluded
from tanggap.casework.merge import split
from tanggap.casework.people import people_to_tell
from tanggap.channels import idempotency
from tanggap.channels.models import Outbound
from tanggap.core import files, time
from tanggap.core.errors import Forbidden, Refused
from tanggap.core.files import File
from tanggap.people.models import Deputy, Post, Staff
from tanggap.people.posts import end_post
from tests.sagara import PRODUCT, Sagara, alice_complains
from tests.stories.test_hidden import CANARY, everything_in_the_database

SPLIT_OFF = Words(body="Dan ia meminta uang.", title="Uang")


def about_bob(sagara: Sagara) -> Case:
    """A sealed complaint about Bob; Olga, who leads him, is kept out too."""
    case, _alice, _receipt = alice_complains(accused=sagara.bob, category="staff_misconduct")
    return case


def confidential_at_quality(sagara: Sagara) -> Case:
    """A confidential complaint that Olga, as head, has in hand; she does not know who complained."""
    case, _alice, _receipt = alice_complains(confidential=True)
    assess(case, PRODUCT, by=sagara.fitri)
    forward(case, by=sagara.fitri)
    return case


def test_no_task_and_no_letter_about_it_goes_to_the_accused(sagara: Sagara) -> None:
    case = about_bob(sagara)
    with pytest.raises(Refused) as told:
        put_right.add_task(
            case, title="Ganti galon", unit=sagara.unit["quality"], assignee=sagara.bob, containment=True,
            by=sagara.citra,
        )  # fmt: skip
    assert told.value.code == "excluded"
    assert not Outbound.objects.filter(to_address=sagara.bob.email).exists()


def test_what_is_split_off_a_sealed_complaint_is_sealed_against_the_same_people(sagara: Sagara) -> None:
    # Bob keeps secrets too, but not those about himself.
    Post.objects.create(staff=sagara.bob, unit=sagara.unit["organisation"], role="confidentiality")
    case = about_bob(sagara)
    receipt = split(case, SPLIT_OFF, by=sagara.citra)
    assert Case.objects.get(pk=receipt.case_id).visibility == "sealed"
    assert not access.visible_to(sagara.bob).exists()
    assert not access.visible_to(sagara.olga).exists()


def test_nobody_becomes_owner_of_a_confidential_complaint_to_see_the_name(sagara: Sagara) -> None:
    case = confidential_at_quality(sagara)
    with pytest.raises(Forbidden):
        assign(case, owner=sagara.olga, by=sagara.olga)
    assert not access.sees_identity(sagara.olga, case)
    assign(case, owner=sagara.sari, by=sagara.fitri)
    assert access.sees_identity(sagara.sari, case)


def test_why_promises_wait_on_a_hidden_complaint_cannot_be_read_from_the_database(sagara: Sagara) -> None:
    case = confidential_at_quality(sagara)
    extend.extend(case, kind="resolution", hours=8, reason=f"Menunggu {CANARY}", by=sagara.olga)
    asked = extend.extend(case, kind="decision", hours=8, reason=f"Menunggu {CANARY}", by=sagara.fitri)
    extend.refuse_extension(case, asked, remark=f"Jangan tunggu {CANARY}", by=sagara.olga)
    pause.pause(case, why="laboratory", reason=f"Dokter {CANARY}", by=sagara.olga)
    assert CANARY not in everything_in_the_database()
    pause.resume(case, by=sagara.olga)


def test_a_request_for_more_time_on_a_hidden_complaint_is_told_to_nobody_who_may_not_see_it(sagara: Sagara) -> None:
    case = confidential_at_quality(sagara)
    assert not access.sees(sagara.maya, access.doorway(case))
    extend.extend(case, kind="decision", hours=8, reason="Laboratorium penuh sampai Kamis.", by=sagara.fitri)
    written_to = set(Outbound.objects.filter(case_key=case.key).values_list("to_address", flat=True))
    assert sagara.olga.email in written_to and sagara.maya.email not in written_to
    assert set(Notice.objects.filter(case=case, kind="extension").values_list("staff", flat=True)) == {sagara.olga.pk}


def test_no_row_but_the_trail_tells_the_minute_of_an_anonymous_complaint(sagara: Sagara) -> None:
    uploaded = files.take_in(b"Foto dari gudang", "foto.txt")
    moment = time.now().replace(minute=37, second=41)
    with time.travel(moment), transaction.atomic():
        File.objects.filter(pk=uploaded.pk).update(created_at=moment)
        idempotency.claim("portal", "a key", b"0" * 32).store({})
        alice_complains(anonymous=True, files=(uploaded,))
    # The entry of the trail is written by the moment that the chain follows.
    rows = [row for row in everything_in_the_database().splitlines() if ":37:41" in row]
    assert [row for row in rows if '"recorded_at"' not in row] == []


def test_whose_office_of_confidence_has_ended_no_longer_sees_hidden_complaints(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(confidential=True)
    assert access.sees_identity(sagara.citra, case)
    end_post(sagara.citra.posts.get(), by="demo")
    citra = Staff.objects.get(pk=sagara.citra.pk)
    assert not access.visible_to(citra).exists()
    assert not access.sees_identity(citra, case)


def test_deputies_do_not_hold_the_office_of_confidence(sagara: Sagara) -> None:
    alice_complains(confidential=True)
    Deputy.objects.create(of=sagara.citra, by=sagara.mallory)
    assert not access.visible_to(sagara.mallory).exists()


def test_a_head_who_came_after_the_complaint_about_one_of_them_is_not_told_of_it(sagara: Sagara) -> None:
    case = about_bob(sagara)
    Post.objects.create(staff=sagara.sandi, unit=sagara.unit["quality"], role="head")
    assert people_to_tell(case, sagara.unit["quality"]) == []
    with pytest.raises(Refused):
        refuse_excluded(case, sagara.sandi)
