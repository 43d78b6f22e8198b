"""Limits: counted once each, forgotten after their time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tanggap.core import limits
from tanggap.core.errors import TooMany
from tanggap.core.limits import Limit
from tanggap.core.time import travel
from tests.racing import all_at_once

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_the_eleventh_try_waits_until_the_time_is_over() -> None:
    with travel(NOON):
        for _try in range(10):
            limits.hit("track", "K26-00001", limit=10, per_seconds=900)
    with travel(NOON + timedelta(minutes=10)), pytest.raises(TooMany) as refused:
        limits.hit("track", "K26-00001", limit=10, per_seconds=900)
    assert refused.value.retry_after == 300 and refused.value.status == 429
    with travel(NOON + timedelta(minutes=10)):
        limits.hit("track", "K26-00002", limit=10, per_seconds=900)
        limits.hit("other", "K26-00001", limit=10, per_seconds=900)
    with travel(NOON + timedelta(minutes=15)):
        limits.hit("track", "K26-00001", limit=10, per_seconds=900)


@pytest.mark.django_db
def test_a_success_forgets_the_tries() -> None:
    assert limits.allowed("sign-in", "bob", limit=1, per_seconds=60)
    assert not limits.allowed("sign-in", "bob", limit=1, per_seconds=60)
    limits.reset("sign-in", "bob")
    assert limits.allowed("sign-in", "bob", limit=1, per_seconds=60)


@pytest.mark.django_db
def test_the_table_tells_nobody_and_is_different_tomorrow() -> None:
    with travel(NOON):
        limits.allowed("track", "203.0.113.9", limit=1, per_seconds=86_400)
    with travel(NOON + timedelta(days=1)):
        limits.allowed("track", "203.0.113.9", limit=1, per_seconds=86_400)
    rows = [bytes(who) for who in Limit.objects.values_list("who", flat=True)]
    assert len(set(rows)) == 2 and all(len(who) == 32 for who in rows)
    with travel(NOON + timedelta(days=1, hours=1)):
        assert limits.purge() == 1


@pytest.mark.django_db
def test_the_counters_write_no_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'core_limit'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_tries_at_once_exactly_ten_are_allowed() -> None:
    answers = all_at_once(20, lambda _i: limits.allowed("race", "alice", limit=10, per_seconds=60))
    assert answers.count(True) == 10 and answers.count(False) == 10


@pytest.mark.django_db
def test_many_tries_at_once_count_as_one_after_the_other() -> None:
    buckets = [("hour", 3, 3600), ("day", 5, 86_400)]
    with travel(NOON):
        assert limits.shares(buckets, ["bob"] * 5 + ["alice"] * 2) == {"bob": 3, "alice": 2}
        assert limits.shares(buckets, []) == {}
        assert [limits.within(buckets, "alice"), limits.within(buckets, "alice")] == [True, False]
        assert limits.shares(buckets, ["alice", "olga", "bob"]) == {"alice": 0, "olga": 1, "bob": 0}
    with travel(NOON + timedelta(hours=1)):
        assert limits.shares(buckets, ["bob"] * 3) == {"bob": 2}, "what was too much for an hour left the day alone"
        assert not limits.within(buckets, "bob")
