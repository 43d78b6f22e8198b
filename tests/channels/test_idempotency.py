"""The same request again gets the same answer, and nothing happens twice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tanggap.channels import idempotency
from tanggap.channels.idempotency import Mismatch, body_digest, claim
from tanggap.channels.models import Idempotency
from tanggap.core.errors import Invalid
from tanggap.core.time import now, travel
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db
BODY = body_digest(b'{"body": "bocor"}')


def intake(key: str, *, body: bytes = BODY, channel: str = "api:1", fail: bool = False) -> dict[str, object]:
    """What a story does: claim, do the work once, store the answer, all in one transaction."""
    with transaction.atomic():
        mine = claim(channel, key, body)
        if mine.answer is not None:
            return mine.answer
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02), nextval(pg_get_serial_sequence('channels_inbound', 'id'))")
            number = cursor.fetchone()[1]
        if fail:
            raise ZeroDivisionError
        answer = {"reference": f"K26-{number:05d}", "tracking_code": "CANARY"}
        mine.store(answer)
        return answer


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_row_and_twenty_equal_answers() -> None:
    answers = all_at_once(20, lambda _i: intake("key"))
    assert Idempotency.objects.count() == 1
    assert all(answer == answers[0] and "reference" in answer for answer in answers)


@pytest.mark.django_db(transaction=True)
def test_when_the_first_fails_the_next_one_does_the_work() -> None:
    answers = all_at_once(10, lambda index: intake("key", fail=index < 5))
    failed = [answer for answer in answers if isinstance(answer, ZeroDivisionError)]
    told = [answer for answer in answers if isinstance(answer, dict)]
    assert len(failed) + len(told) == 10 and len(told) >= 5
    assert all(answer == told[0] for answer in told)


def test_another_body_under_the_same_key_is_refused() -> None:
    intake("key")
    with pytest.raises(Mismatch) as refused:
        intake("key", body=body_digest(b"other"))
    assert (refused.value.status, refused.value.code) == (422, "idempotency_mismatch")


def test_the_same_key_of_another_client_is_another_key() -> None:
    assert intake("key") != intake("key", channel="api:2")


def test_the_answer_lies_sealed_and_the_key_is_not_kept() -> None:
    intake("CANARY-key")
    row = Idempotency.objects.get()
    assert b"CANARY" not in bytes(row.answer) + bytes(row.key_digest) + row.channel.encode()


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(key: str) -> None:
    with pytest.raises(Invalid):
        intake(key)


def test_keys_are_forgotten_after_seven_days() -> None:
    first = intake("key")
    with travel(now() + timedelta(days=6, hours=23)):
        assert idempotency.purge() == 0 and intake("key") == first
    with travel(now() + timedelta(days=7, minutes=1)):
        assert idempotency.purge() == 1 and intake("key") != first


@pytest.mark.django_db(transaction=True)
def test_it_belongs_into_the_intake_transaction() -> None:
    with pytest.raises(RuntimeError):
        claim("api:1", "key", BODY)
