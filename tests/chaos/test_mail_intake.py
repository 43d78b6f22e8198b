"""Mails come in while two fetchers are killed and the link is cut (HARDENING P10): each is kept once, none is dropped.

Short with every change; `make chaos` does it in full.
"""

import hashlib
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable

import pytest

from bench.place import wait_until
from tanggap.cases.models import Case
from tanggap.casework import read_mail
from tanggap.channels.email.fetch import fetch_due
from tanggap.channels.inbound import read_raw
from tanggap.channels.mailboxes import sealed
from tanggap.channels.models import Inbound, Mailbox
from tests import sagara as world
from tests.channels.dovecot import MISSING, PROGRAM, Dovecot, running_dovecot
from tests.chaos.nursery import Nursery, kill, lives, nursery
from tests.chaos.relay import Relay, relay

FULL = bool(os.environ.get("TANGGAP_TEST_CHAOS"))
MAILS, KILLS, CUTS = (5_000, 50, 20) if FULL else (120, 5, 3)
SEED = 20_261
PATIENCE_SECONDS = 120
UNREADABLE = 40  # every so-manieth
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PROGRAM, reason=MISSING)]
_NUMBER = re.compile(rb"Message-ID: <(\d+)@")


def mail(number: int) -> bytes:
    """From a hundred different people and more; some without a number of their own, some that nobody can read."""
    body = f"Galon nomor {number} berbau plastik.\r\n" * (1 + number % 60)
    if number % UNREADABLE == 0:
        body = "--b\r\n\r\n" * 20_100
    kind = "Content-Type: multipart/mixed; boundary=b\r\n" if number % UNREADABLE == 0 else ""
    head = f"From: orang{number}@example.org\r\nSubject: Galon {number}\r\n{kind}Message-ID: <{number}@example.org>\r\n"
    return f"{head}\r\n{body}".encode()


class Run:
    """Two fetchers at work, and what is done to them."""

    def __init__(self, server: Dovecot, link: Relay, nursery: Nursery) -> None:
        self.server, self.link, self.nursery, self.random = server, link, nursery, random.Random(SEED)
        self.killed = self.cuts = self.sent = 0
        self.fetchers: list[int] = []

    def keep_two(self) -> None:
        """Whoever was killed is replaced."""
        self.fetchers = [pid for pid in self.fetchers if lives(pid)]
        while len(self.fetchers) < 2:
            self.fetchers.append(self.nursery.fork())

    def kill(self) -> None:
        self.killed += kill(self.random.choice(self.fetchers))

    def deliver(self, count: int) -> None:
        numbers = range(self.sent + 1, self.sent + count + 1)
        self.server.put(*(mail(number) for number in numbers))
        self.sent += count

    def under_way(self, some: int) -> None:
        """Wait until the fetchers have come so far, then a moment more, so that the blow falls anywhere."""
        wanted = min(self.sent, Inbound.objects.count() + some)
        assert wait_until(lambda: Inbound.objects.count() >= wanted, PATIENCE_SECONDS), "nobody fetches any more"
        time.sleep(self.random.uniform(0, 0.05))

    def stop(self) -> None:
        for pid in self.fetchers:
            kill(pid)


def seen(server: Dovecot) -> set[int]:
    """The numbers of the mails that are marked as seen in the mailbox."""
    with server.signed_in() as link:
        _answer, data = link.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    pairs = [part for part in data if isinstance(part, tuple)]
    return {int(_NUMBER.search(head)[1]) for flags, head in pairs if b"\\Seen" in flags}  # type: ignore[index]


def kept() -> Counter[int]:
    """How often each lies in the database, byte for byte."""
    found: Counter[int] = Counter()
    for row in Inbound.objects.select_related("key").iterator():
        raw = read_raw(row)
        number = int(_NUMBER.search(raw)[1])  # type: ignore[index]
        assert raw == mail(number) and bytes(row.sha256) == hashlib.sha256(raw).digest()
        found[number] += 1
    return found


@pytest.mark.django_db(transaction=True)
def test_each_mail_is_kept_once_whatever_is_killed_or_cut(settings) -> None:
    world.build()
    with running_dovecot() as server, relay(server.port) as link, nursery("tests.chaos.fetching") as fetchers:
        box = Mailbox.objects.create(
            kind="in", address="keluhan@sagara.test", sealed=sealed(server.account(port=link.port))
        )
        server.put()
        fetch_due()  # the first look only notes where the mailbox ends
        run = Run(server, link, fetchers)
        blows: list[Callable[[], None]] = [run.kill] * KILLS + [lambda: cut(run)] * CUTS + [lambda: anew(run)]
        run.random.shuffle(blows)
        share = MAILS // len(blows)
        try:
            for blow in blows:
                run.keep_two()
                run.deliver(share)
                run.under_way(run.random.randrange(1, share))
                blow()
                assert seen(server) <= set(kept()), "what is marked as seen is committed"
            run.deliver(MAILS - run.sent)
            run.keep_two()
            everything = set(range(1, MAILS + 1))
            assert wait_until(lambda: Inbound.objects.count() >= MAILS, PATIENCE_SECONDS)
            assert wait_until(lambda: seen(server) == everything, PATIENCE_SECONDS)
        finally:
            run.stop()
        assert kept() == dict.fromkeys(everything, 1)
        box.refresh_from_db()
    while read_mail.read_due(100):
        pass
    states = Counter(Inbound.objects.values_list("state", "problem"))
    print(f"\n{MAILS} mails, killed {run.killed}, links cut {run.cuts}, {dict(states)}, seed {SEED}")
    assert run.killed >= KILLS and run.cuts >= CUTS, "the run did too little to prove anything"
    bad = MAILS // UNREADABLE
    assert states == {("read", ""): MAILS - bad, ("quarantined", "unreadable"): bad}
    assert Case.objects.count() == MAILS - bad


def cut(run: Run) -> None:
    """Until something was really under way."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if count := run.link.cut():
            run.cuts += count
            return
        time.sleep(0.01)


def anew(run: Run) -> None:
    """The server numbers everything anew, in the middle of it."""
    run.server.number_anew()
