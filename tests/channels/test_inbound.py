"""Raw first: kept once, read by one, never dropped."""

import hashlib
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from tanggap.channels import inbound, problems, wake
from tanggap.channels.models import Inbound
from tanggap.core.errors import Stale
from tanggap.core.keys import DataKey
from tanggap.core.time import now, travel
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db
RAW = b"From: alice@example.org\r\n\r\n\xff\x00 bytes as they came"


def test_what_arrives_is_kept_byte_for_byte() -> None:
    row, is_new = inbound.keep_raw("mail", "1", RAW, media_type="message/rfc822")
    kept = Inbound.objects.get(pk=row.pk)
    assert is_new and inbound.read_raw(kept) == RAW and bytes(kept.sha256) == hashlib.sha256(RAW).digest()
    assert kept.state == "received" and kept.received_at == row.received_at


@pytest.mark.django_db(transaction=True)
def test_of_twenty_deliveries_one_row_is_made() -> None:
    answers = all_at_once(20, lambda _i: inbound.keep_raw("whatsapp", "wamid.1", RAW))
    assert Inbound.objects.count() == 1
    assert sum(is_new for _row, is_new in answers) == 1
    assert len({row.pk for row, _is_new in answers}) == 1


def test_the_words_of_a_confidential_complaint_lie_sealed() -> None:
    row, _is_new = inbound.keep_raw("web", "1", b"CANARY", key=DataKey.make())
    kept = Inbound.objects.select_related("key").get()
    assert b"CANARY" not in bytes(kept.raw) and bytes(kept.sha256) != hashlib.sha256(b"CANARY").digest()
    assert inbound.read_raw(kept) == inbound.read_raw(row) == b"CANARY"


@pytest.mark.django_db(transaction=True)
def test_readers_share_the_work_and_a_dead_one_is_replaced() -> None:
    for number in range(10):
        inbound.keep_raw("mail", str(number), RAW)
    shares = all_at_once(4, lambda _i: [row.external_id for row in inbound.claim_unread(3)])
    assert sorted(name for share in shares for name in share) == [str(n) for n in range(10)]
    assert inbound.claim_unread() == []
    with travel(now() + timedelta(seconds=61)):
        again = [row for _one in range(10) for row in inbound.claim_unread()]
        assert inbound.claim_unread() == []
    assert len(again) == 10
    inbound.mark_read(again[0], "case:1")
    with pytest.raises(Stale):
        inbound.mark_read(again[0], "case:2")


def test_what_kills_its_reader_five_times_is_quarantined_and_the_others_are_read() -> None:
    poison, _new = inbound.keep_raw("mail", "poison", RAW)
    for number in range(9):
        inbound.keep_raw("mail", f"good {number}", RAW)
    moment = now()
    for _kill in range(5):
        moment += timedelta(seconds=61)
        with travel(moment):
            for row in (row for _turn in range(10) for row in inbound.claim_unread()):
                if row.external_id == "poison":
                    break  # nobody reads what was claimed with it
                inbound.mark_read(row)
    with travel(moment + timedelta(seconds=61)):
        assert inbound.claim_unread() == []
    poison.refresh_from_db()
    assert (poison.state, poison.problem) == ("quarantined", problems.TRIED_TOO_OFTEN)
    assert Inbound.objects.filter(state="read").count() == 9
    inbound.release(poison)
    assert [row.external_id for row in inbound.claim_unread()] == ["poison"]


def test_a_large_one_is_not_held_in_memory_while_others_are_read() -> None:
    inbound.keep_raw("mail", "large", b"x" * (inbound.LARGE + 1))
    inbound.keep_raw("mail", "small", RAW)
    large, small = inbound.claim_unread()
    assert large.get_deferred_fields() == {"raw"} and not small.get_deferred_fields()
    assert len(inbound.read_raw(large)) == inbound.LARGE + 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_after_the_commit_and_not_for_what_was_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "AT_MOST_EVERY", 0)
    values = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("dbname", "host", "port", "user", "password")
    }
    with psycopg.connect(**values, autocommit=True) as listener:
        listener.execute(f"LISTEN {wake.CHANNEL}")
        with transaction.atomic():
            inbound.keep_raw("mail", "1", RAW)
            assert list(listener.notifies(timeout=0.05)) == []
        assert [note.channel for note in listener.notifies(timeout=5, stop_after=1)] == [wake.CHANNEL]
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            inbound.keep_raw("mail", "2", RAW)
            _ = 1 / 0
        assert list(listener.notifies(timeout=0.05)) == []
