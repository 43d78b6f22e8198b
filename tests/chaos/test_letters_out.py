"""Whoever carries letters is killed at every step of the talk with the mail server (HARDENING P8): none is missing, and
one leaves again only when its sender died between the server's 250 and our commit, and then with the same Message-ID.

Short with every change; `make chaos` does it in full. Real SMTP, real `kill -9`, and a ledger.
"""

import asyncio
import os
import random
import signal
import threading
import time
from collections import Counter

import psycopg
import pytest
from django.db import connection

from bench.place import free_port, wait_until
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import make_mail, queue_many
from tanggap.core.time import now
from tests import sagara as world
from tests.chaos.letterbox import Letterbox, open_at
from tests.chaos.nursery import Nursery, kill, nursery

FULL = bool(os.environ.get("TANGGAP_TEST_CHAOS"))
EACH = 60 if FULL else 4  # kills at every point
AT_ONCE = 3  # letters of one case that lie there before each kill
SEED = 20_262
SENDER = f"sender {os.getpid()}"  # so its connections are called in the database
PATIENCE_SECONDS = 60
LONGEST_AFTER = 0.003  # a sender has marked its letter by then, or has not
pytestmark = pytest.mark.slow

# What must become of the letter that was under way: (how often it leaves at least, at most).
NAMED = "before the letter is given"
GIVEN = "given, and the server dies with it"
SAID = "250 was said, and not yet heard"
UNDER_WAY = "250 was heard, and what we write is lost with its link"
WRITTEN = "250 was heard, and what we write arrives"
SOON = "up to 3 ms after 250, before the commit"
LATE = "up to 3 ms after 250, after the commit"
LEAVES = {NAMED: (1, 1), GIVEN: (1, 1), SAID: (2, 2), UNDER_WAY: (2, 2), WRITTEN: (1, 1), SOON: (2, 2), LATE: (1, 1)}
BLOWS = (NAMED, GIVEN, SAID, UNDER_WAY, WRITTEN, SOON)


class Blow:
    """One kill: of that sender, at that point, at the letter after `skip` others."""

    def __init__(self, point: str, pid: int, letterbox: Letterbox, *, skip: int, wait: float) -> None:
        self.point, self.pid, self.letterbox, self.skip, self.wait = point, pid, letterbox, skip, wait
        self.number, self.killed, self.over = "", False, threading.Event()
        letterbox.decide, letterbox.named = self.decide, self.name if point == NAMED else None

    async def name(self) -> None:
        if self.is_its_turn():
            self.strike()

    async def decide(self, number: str) -> str | None:
        if self.point == NAMED or not self.is_its_turn():
            return "250 2.0.0 taken"
        self.number = number
        if self.point == GIVEN:
            self.strike()
            return None
        if self.point == SAID:
            os.kill(self.pid, signal.SIGSTOP)  # it will never read what it is told now
        if self.point in (UNDER_WAY, WRITTEN):
            threading.Thread(target=self.while_it_writes, args=(held(number),), daemon=True).start()
        else:
            asyncio.get_running_loop().call_later(self.wait, self.strike)
        return "250 2.0.0 taken"

    def is_its_turn(self) -> bool:
        self.skip -= 1
        return self.skip == -1

    def strike(self) -> None:
        self.killed = kill(self.pid)
        self.over.set()

    def while_it_writes(self, row: psycopg.Connection) -> None:
        """The row of the letter is held, so the sender stands in the middle of its last statement when it dies."""
        waiting = "SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        with row:
            found: list[tuple[int]] = []
            assert wait_until(lambda: bool(found.extend(row.execute(waiting).fetchall()) or found), PATIENCE_SECONDS)
            self.killed = kill(self.pid)
            if self.point == UNDER_WAY:
                row.execute("SELECT pg_terminate_backend(%s, 10000)", [found[0][0]])
        self.over.set()


def held(number: str) -> psycopg.Connection:
    """A connection that holds the row of that letter until it is closed."""
    row = psycopg.connect(os.environ["TANGGAP_DATABASE_URL"])
    row.execute("SELECT 1 FROM channels_outbound WHERE message_id = %s FOR UPDATE", [number])
    return row


class Run:
    """What was put in, what was killed, and how often each letter was taken."""

    def __init__(self, letterbox: Letterbox, senders: Nursery) -> None:
        self.letterbox, self.senders, self.random = letterbox, senders, random.Random(SEED)
        self.cases = 0
        self.kills: Counter[str] = Counter()
        self.struck: dict[str, list[str]] = {point: [] for point in LEAVES}

    def round(self, point: str) -> None:
        """Some letters more, one sender, one kill; what the dead one held is free two minutes later, or now."""
        self.cases += 1
        letters = [
            make_mail(f"orang{self.cases}@example.org", f"Surat {number}", "Isi.", case_key=f"case:{self.cases}")
            for number in range(AT_ONCE)
        ]
        queue_many(letters)
        waiting = Outbound.objects.exclude(state="sent").count()
        skip, wait = self.random.randrange(waiting), self.random.uniform(0, LONGEST_AFTER)
        blow = Blow(point, self.senders.fork(), self.letterbox, skip=skip, wait=wait)
        assert blow.over.wait(PATIENCE_SECONDS), f"nobody came to the point “{point}”"
        # What a dead one had said to the database is still done.
        assert wait_until(lambda: not backends(), PATIENCE_SECONDS)
        if point == SOON and is_sent(blow.number):
            point = LATE
        self.kills[point] += blow.killed
        self.struck[point] += [blow.number] if blow.number else []
        lease_is_over()

    def finish(self) -> None:
        """The last sender lives."""
        self.letterbox.decide, self.letterbox.named = self.letterbox.take, None
        pid = self.senders.fork()
        assert wait_until(lambda: not Outbound.objects.exclude(state="sent").exists(), PATIENCE_SECONDS)
        kill(pid)

    def as_text(self) -> str:
        times, lines = Counter(self.letterbox.taken), [f"{'killed':58}{'kills':>6}{'left twice':>12}{'missing':>9}"]
        for point, count in self.kills.items():
            left = [times[number] for number in self.struck[point]]
            lines.append(f"{point:58}{count:>6}{sum(one > 1 for one in left):>12}{left.count(0):>9}")
        return "\n".join(lines)


def is_sent(number: str) -> bool:
    return Outbound.objects.get(message_id=number).state == "sent"


def backends() -> int:
    """How many processes of the database serve a sender."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [SENDER])
        return cursor.fetchone()[0]


def lease_is_over() -> None:
    Outbound.objects.filter(state="sending").update(lease_until=now())


@pytest.mark.django_db(transaction=True)
def test_each_letter_leaves_and_only_a_kill_between_250_and_commit_repeats_one() -> None:
    world.build()
    port, letterbox = free_port(), Letterbox()
    url = f"smtp://127.0.0.1:{port}?from=keluhan@sagara.test"
    began = time.monotonic()
    with open_at(port, letterbox), nursery("tests.chaos.sending", TANGGAP_EMAIL_URL=url, PGAPPNAME=SENDER) as senders:
        run = Run(letterbox, senders)
        blows = [*BLOWS] * EACH
        run.random.shuffle(blows)
        for point in blows:
            run.round(point)
        run.finish()
    letters = list(Outbound.objects.order_by("pk").values_list("message_id", "case_key", "state"))
    times = Counter(letterbox.taken)
    again = {number for number, count in times.items() if count > 1}
    allowed = {number for point, (_least, most) in LEAVES.items() if most > 1 for number in run.struck[point]}
    print(
        f"\n{run.as_text()}\n{len(letters)} letters, {sum(times.values())} taken by the server, {len(again)} of them "
        f"again, {sum(times[number] == 0 for number, *_ in letters)} missing; "
        f"{time.monotonic() - began:.1f} s, seed {SEED}"
    )
    assert run.kills.total() == len(blows) and min(run.kills[point] for point in BLOWS[:5]) == EACH
    assert {state for *_, state in letters} == {"sent"} and set(times) == {number for number, *_ in letters}
    for point, (least, most) in LEAVES.items():
        # A letter may have been under way at several kills; each may repeat it once.
        assert all(least <= times[number] for number in run.struck[point]), point
        assert most > 1 or all(times[number] == 1 for number in set(run.struck[point]) - allowed), point
    between = sum(run.kills[point] for point in (SAID, UNDER_WAY, SOON))
    assert again <= allowed and sum(times.values()) - len(letters) == between, "once for each such kill, never more"
    firsts = list(dict.fromkeys(letterbox.taken))
    for case in {case for _number, case, _state in letters}:
        order = [number for number, of, _state in letters if of == case]
        assert [number for number in firsts if number in set(order)] == order, "the order of the case"
