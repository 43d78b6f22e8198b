"""After a hard contact somebody rests and may hand the complaint over; nothing new comes; the load is in view."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.audit import trail
from tanggap.casework import trainings
from tanggap.casework.assess import assign
from tanggap.casework.load import loads, teams
from tanggap.casework.record import record_contact
from tanggap.casework.rest import end_rest, rest
from tanggap.core import time
from tanggap.core.errors import Forbidden, Refused
from tanggap.people.models import Post, Rest, Staff
from tests.sagara import Sagara, alice_complains, investigate

pytestmark = pytest.mark.django_db


def test_whoever_rests_is_passed_over_until_the_rest_is_over(sagara: Sagara) -> None:
    ratna = Staff.objects.create_user("ratna@sagara.test", "x", full_name="Ratna")
    Post.objects.create(staff=ratna, unit=sagara.unit["frontdesk"], role="frontdesk")
    owners = {alice_complains()[0].owner for _n in range(4)}
    assert owners == {sagara.fitri, ratna}

    case = next(one for one, *_rest in (alice_complains() for _n in range(4)) if one.owner == ratna)
    made = rest(case, by=ratna)
    assert made.until - made.since == timedelta(minutes=30)
    assert {alice_complains()[0].owner for _n in range(4)} == {sagara.fitri}
    assert not [one for one in trail.entries(case) if "rest" in one.verb], "on the complaint nothing is said of it"
    with time.travel(time.now() + timedelta(minutes=31)):
        assert {alice_complains()[0].owner for _n in range(4)} == {sagara.fitri, ratna}
    with pytest.raises(Forbidden):
        end_rest(ratna, by=sagara.mallory)
    end_rest(ratna, by=ratna)
    with pytest.raises(Refused):
        end_rest(ratna, by=ratna)


def test_a_hard_contact_is_handed_over_without_blame(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains()
    investigate(sagara, case)
    assign(case, handler=sagara.bob, by=sagara.olga)
    with pytest.raises(Refused):
        rest(case, to=sagara.bob, hand_over=True, by=sagara.bob)
    with pytest.raises(Refused):
        rest(case, to=sagara.mallory, by=sagara.bob)
    rest(case, to=sagara.olga, by=sagara.bob)
    assert case.handler == sagara.olga and Rest.objects.get().staff == sagara.bob
    entry = [one for one in trail.entries(case) if one.verb == "passed_on"][-1]
    assert dict(entry.facts) == {"handler": sagara.olga.key} and not entry.read_private(None)

    case.put(temperature="very_angry")
    trainings.add(sagara.bob, kind="very_angry", since=time.today(), by=sagara.olga)
    rest(case, hand_over=True, by=sagara.olga)
    assert case.handler is not None and case.handler not in (sagara.olga, sagara.bob), "Bob rests still"


def test_a_call_with_somebody_very_angry_is_a_hard_contact(sagara: Sagara) -> None:
    case, _alice, _receipt = alice_complains(temperature="very_angry")
    record_contact(case, reached=True, summary="Bicara 20 menit, ia berteriak.", medium="phone", by=sagara.fitri)
    assert Rest.objects.get().staff == sagara.fitri


def test_the_load_counts_what_lies_with_whom_in_as_few_questions_for_three_as_for_one(sagara: Sagara) -> None:
    late, _alice, _receipt = alice_complains(temperature="very_angry")
    investigate(sagara, late)
    assign(late, handler=sagara.bob, by=sagara.olga)
    late.put(next_due_at=time.now() - timedelta(hours=1), temperature="very_angry")
    Rest.objects.create(staff=sagara.bob, until=time.now() + timedelta(minutes=9))

    assert [team.unit.code for team in teams(sagara.olga)] == ["quality"]
    found = loads({sagara.bob.pk}, by=sagara.olga)[sagara.bob.pk]
    assert (found.open, found.overdue, found.very_angry, found.today) == (1, 1, 1, 0) and found.rests_until
    asked = []
    for people in ({sagara.bob.pk}, {one.pk for one in sagara.staff.values()}):
        with CaptureQueriesContext(connection) as queries:
            loads(people, by=sagara.maya)
        asked.append(len(queries))
    assert asked[0] == asked[1]
