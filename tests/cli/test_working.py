"""The worker's two loops: whatever a mail server does, promises are kept."""

import os
import signal
import threading
from datetime import timedelta

import pytest

from tanggap.channels.models import Draft
from tanggap.cli import working
from tanggap.core import time


def test_a_mail_server_that_hangs_holds_up_no_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, free = threading.Event(), threading.Event()
    kept: list[bool] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def carry_mail() -> int:
        hanging.set()
        free.wait(30)
        return 0

    def keep_promises() -> int:
        hanging.wait(30)
        kept.append(free.is_set())
        if len(kept) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
            free.set()
        return 1

    monkeypatch.setattr("tanggap.casework.sweep.carry_mail", carry_mail)
    monkeypatch.setattr("tanggap.casework.sweep.keep_promises", keep_promises)
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    try:
        working.work(once=False)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert kept == [False, False, False]
    assert "mail" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_only_for_a_time_is_cleared_away_when_nothing_is_due() -> None:
    draft = Draft.objects.create(digest=bytes(32), sealed=b"", touched_on=time.today() - timedelta(days=9))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        working.work(once=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert not Draft.objects.filter(pk=draft.pk).exists()
