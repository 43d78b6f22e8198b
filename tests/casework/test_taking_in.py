"""What intake costs, and that what it remembers of units, posts and calendars is never stale."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tanggap.audit import trail
from tanggap.cases.models import Case
from tanggap.casework.arrivals import Words
from tanggap.casework.directory import directory
from tanggap.casework.receive import Once, receive, receive_many
from tanggap.channels.idempotency import Mismatch
from tanggap.channels.models import Outbound
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.people.actors import VISITOR
from tanggap.people.models import Post, Unit
from tests import sagara as world
from tests.sagara import ALICE, STORY, Sagara, alice_complains

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagara() -> Sagara:
    return world.build()


def queries_of_one(key: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        receive(Words(body=STORY, complainant=ALICE), by=VISITOR, once=Once("api", key, b"0" * 32))
    return len(captured)


def test_one_complaint_costs_four_queries_at_most(sagara: Sagara) -> None:
    queries_of_one("the first fills what the process remembers")

    # Two of them are the savepoint of the test's own transaction; outside they are BEGIN and COMMIT.
    assert queries_of_one("the second") <= 4


def test_the_same_request_again_is_answered_from_memory_and_draws_no_number(sagara: Sagara) -> None:
    once = Once("api", "key", b"0" * 32)
    first = receive(Words(body=STORY, complainant=ALICE), by=VISITOR, once=once)

    assert receive(Words(body=STORY, complainant=ALICE), by=VISITOR, once=once) == first
    # Even when it could not be taken today, because a category has gone since.
    assert receive(Words(body=STORY, category="gone"), by=VISITOR, once=once) == first
    following = receive(Words(body=STORY), by=VISITOR)
    assert int(following.reference[-5:]) == int(first.reference[-5:]) + 1
    assert Case.objects.count() == 2


def test_a_key_that_was_used_for_something_else_is_refused_whatever_the_words_are(sagara: Sagara) -> None:
    receive(Words(body=STORY), by=VISITOR, once=Once("api", "key", b"0" * 32))
    for words in (Words(body=STORY), Words(body="")):
        with pytest.raises(Mismatch):
            receive(words, by=VISITOR, once=Once("api", "key", b"1" * 32))
    assert Case.objects.count() == 1


def test_words_that_were_refused_leave_their_key_free(sagara: Sagara) -> None:
    once = Once("api", "key", b"0" * 32)
    with pytest.raises(Invalid):
        receive(Words(body=""), by=VISITOR, once=once)

    assert receive(Words(body=STORY), by=VISITOR, once=once).reference
    assert Case.objects.count() == 1


@pytest.mark.parametrize("many", [1, 3, 30])
def test_a_batch_of_any_size_is_written_whole(sagara: Sagara, many: int) -> None:
    receipts = receive_many([Words(body=f"{STORY} {n}", complainant=ALICE) for n in range(many)], by=VISITOR)

    assert len({receipt.reference for receipt in receipts}) == many
    for receipt in receipts:
        case = Case.objects.get(pk=receipt.case_id)
        assert case.reference == receipt.reference and case.next_due_kind == "first_reply"
        assert case.parties.count() == 1 and case.participants.count() == 2
        assert case.notices.count() == 1 and case.inbound is not None
        assert [entry.verb for entry in trail.entries(case)] == ["received"]
        assert Outbound.objects.filter(case_key=case.key).count() == 1
    assert list(trail.verify()) == []


def test_a_unit_that_is_renamed_has_its_new_name_at_once(sagara: Sagara) -> None:
    assert directory().unit("frontdesk").name_id != "Meja Depan Utara"
    Unit.objects.filter(code="frontdesk").update(name_id="Meja Depan Utara")

    assert directory().unit("frontdesk").name_id == "Meja Depan Utara"


def test_whoever_leaves_the_desk_receives_nothing_more(sagara: Sagara) -> None:
    assert alice_complains()[0].owner == sagara.fitri
    Post.objects.filter(staff=sagara.fitri).update(until=time.now())

    assert alice_complains()[0].owner is None


def test_a_post_begins_and_ends_by_the_clock_alone(sagara: Sagara) -> None:
    desk = sagara.unit["frontdesk"]
    Post.objects.filter(staff=sagara.fitri).update(until=time.now() + timedelta(hours=1))
    assert directory().holders("frontdesk", desk) == [sagara.fitri]

    with time.travel(time.now() + timedelta(hours=2)):
        assert directory().holders("frontdesk", desk) == []


def test_what_did_not_change_is_not_read_again(sagara: Sagara, django_assert_num_queries) -> None:
    first = directory()

    with django_assert_num_queries(1):
        assert directory() is first
