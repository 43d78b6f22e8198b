"""The worker's two loops: whatever a mail server does, promises are kept."""

import os
import signal
import threading

import pytest

from tanggap.cli import working


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
