"""Workers ring at the same time, die in the middle, and meet people at work on the same cases: each ring once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db.models import F

from bench.place import ROOT, wait_until
from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Notice
from tanggap.casework import figures
from tanggap.casework.arrivals import Words
from tanggap.casework.converse import reply
from tanggap.casework.receive import receive_many
from tanggap.casework.sweep import RINGS, ring_due
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Clock
from tanggap.core import time
from tanggap.people.actors import VISITOR
from tests import sagara as world
from tests.racing import all_at_once
from tests.sagara import STORY, Sagara

pytestmark = pytest.mark.slow
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
PATIENCE_SECONDS = 120
WORK = """
from tanggap.cli.command import set_up
set_up()
from tanggap.cli.working import work
work(once=False)
"""


@pytest.fixture
def sagara(transactional_db: None) -> Sagara:
    return world.build()


def cases_at_quality(sagara: Sagara, many: int) -> None:
    """Complaints that Fitri owns and Bob handles at Quality, which Olga heads; nobody left an address."""
    receive_many([Words(body=STORY, title=f"Galon {n}") for n in range(many)], by=VISITOR)
    Case.objects.update(owner=sagara.fitri, handler=sagara.bob, unit=sagara.unit["quality"])


def all_due() -> int:
    """Their promises were due a second ago, every one; how many those are."""
    due = time.now() - SECOND
    running = Clock.objects.filter(state="running", kind__in=["first_reply", "resolution"])
    Clock.objects.exclude(pk__in=running).update(ring_at=None)
    return running.update(started_at=F("started_at") - 90 * DAY, due_at=due, ring_at=due)


@contextmanager
def workers(many: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """So many processes with the loop of `tanggap work`, which itself would refuse the test database: it has no fsync.

    None is left afterwards.
    """
    env = {**os.environ, "TANGGAP_EMAIL_URL": "none://", "PYTHONPATH": str(ROOT)}
    working = [subprocess.Popen([sys.executable, "-c", WORK], env=env, cwd=ROOT) for _ in range(many)]
    try:
        yield working
    finally:
        for one in working:
            one.terminate()
        for one in working:
            one.wait(timeout=PATIENCE_SECONDS)


def each_rang_once(many: int) -> None:
    """One entry for each promise; one notice and one letter for each of the three who are told of it."""
    entries = Counter(Entry.objects.filter(verb="promise_broken").values_list("subject", "facts__promise"))
    assert (len(entries), set(entries.values())) == (many, {1})
    notices = Counter(Notice.objects.filter(kind="broken").values_list("case", "staff"))
    letters = Counter(Outbound.objects.exclude(case_key="").values_list("case_key", "to_address", "body_text"))
    assert sum(notices.values()) == sum(letters.values()) == 3 * many
    assert (set(notices.values()), set(letters.values())) == ({2}, {1})  # two promises a case
    assert Clock.objects.filter(broken_at=F("due_at"), ring_at__isnull=False, lease_until=None).count() == many
    assert Case.objects.filter(breached=False).count() == 0
    assert list(trail.verify()) == list(figures.astray()) == []


def test_of_two_workers_one_is_killed_half_way_and_each_promise_rings_once(sagara: Sagara) -> None:
    cases_at_quality(sagara, 3 * RINGS)
    many = all_due()
    assert many == 6 * RINGS

    def rung() -> int:
        return Clock.objects.filter(broken_at__isnull=False).count()

    with workers(2) as (killed, _other):
        assert wait_until(lambda: rung() >= many // 3, PATIENCE_SECONDS)
        os.kill(killed.pid, signal.SIGKILL)
        # What the dead one held is left to its lease; the other rings the rest.
        assert wait_until(lambda: rung() >= many - RINGS, PATIENCE_SECONDS)
    with time.travel(time.now() + MINUTE):
        while ring_due():
            pass
    each_rang_once(many)


def test_people_who_work_on_the_same_cases_and_workers_never_wait_for_each_other_crosswise(sagara: Sagara) -> None:
    cases_at_quality(sagara, 60)
    many, numbers = all_due(), list(Case.objects.order_by("pk").values_list("pk", flat=True))

    def act(hand: int) -> int:
        if hand < 2:  # two workers
            done = 0
            with time.travel(time.now() + MINUTE):
                while found := ring_due():
                    done += found.rung
            return done
        mine = numbers[::-1] if hand == 2 else numbers  # two people, from both ends
        for number in mine[: len(mine) // 2]:
            reply(Case.objects.get(pk=number), text="Kami sedang memeriksanya.", by=sagara.fitri)
        return 0

    answers = all_at_once(4, act)
    assert all(isinstance(answer, int) for answer in answers), answers
    with time.travel(time.now() + 2 * MINUTE):
        ring_due()
    told = Counter(Entry.objects.filter(verb="promise_broken").values_list("subject", "facts__promise"))
    assert set(told.values()) == {1}
    # A first reply that came before the ring was late all the same; what is open still rang, each once.
    assert {kind for _subject, kind in told} <= {"first_reply", "resolution"}
    assert Counter(kind for _subject, kind in told)["resolution"] == len(numbers)
    assert Clock.objects.filter(kind="first_reply", state="broken").count() == len(numbers)
    assert Clock.objects.filter(broken_at__isnull=True, kind__in=["first_reply", "resolution"]).count() == 0
    assert many == 2 * len(numbers)
    assert list(trail.verify()) == list(figures.astray()) == []
