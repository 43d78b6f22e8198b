"""The worker's loops: do what is due, sleep until something is committed or a second has passed.

One keeps promises, the other talks with mail servers; these may hang, and no promise waits for them.
"""

import signal
import threading
import time
from collections.abc import Callable

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from tanggap.core.db import gate
from tanggap.core.db.url import WrongDatabase, parse
from tanggap.core.face import using_face

POLL_SECONDS = 1.0
AFTER_A_FAULT_SECONDS = 1.0
# What is kept only for a time is cleared away so often, when nothing else is due.
TIDY_SECONDS = 3600.0

log = structlog.get_logger("tanggap.worker")


class Ear:
    """Hears NOTIFY on a connection of its own; without one, it just waits: polling is the guarantee."""

    def __init__(self) -> None:
        self.connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> None:
        """Return when something was committed, or after `seconds`."""
        from tanggap.channels.wake import CHANNEL

        try:
            if self.connection is None:
                entry = {**settings.DATABASES["default"], **(parse(settings.DIRECT_URL) if settings.DIRECT_URL else {})}
                self.connection = gate.connect(entry)
                self.connection.execute(f"LISTEN {CHANNEL}")
            for _ in self.connection.notifies(timeout=seconds, stop_after=1):
                return
        except (psycopg.Error, WrongDatabase):
            self.close()
            time.sleep(seconds)

    def close(self) -> None:
        """Let the connection go; the next wait makes a new one."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Carrier(threading.Thread):
    """Carries letters and fetches mail beside the loop that keeps promises; `turn` says that there may be something."""

    def __init__(self) -> None:
        super().__init__(name="mail")
        self.turn, self.over = threading.Event(), False

    def run(self) -> None:
        """Until told to stop; a conversation with a server is never cut short."""
        from tanggap.casework.sweep import carry_mail

        with using_face("worker"):
            while not self.over:
                if not attempt(carry_mail):
                    self.turn.wait(POLL_SECONDS)
                    self.turn.clear()
        connections.close_all()

    def stop(self) -> None:
        """Come to an end, and wait for that."""
        self.over = True
        self.turn.set()
        self.join()


def work(*, once: bool, demo: bool = False) -> None:
    """Sweep until told to stop (SIGTERM, Ctrl-C), or with `once` until nothing is due. A sweep is never cut short.

    While the demo is being filled in nothing is swept: its clocks ring in their own time, not in ours.
    """
    from tanggap.casework.sweep import clear_away, keep_promises, sweep

    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: stopped.append(number))
    ear, carrier, tidy_at = Ear(), None, 0.0
    with using_face("worker"):
        while not stopped:
            filling = _is_being_filled()
            carrier = _beside(carrier, wanted=not (once or filling))
            due = sweep if once else keep_promises
            done = attempt((lambda: _fill_in(stopped) if demo else 0) if filling else due)
            if not done and not filling and time.monotonic() >= tidy_at:
                attempt(clear_away)
                tidy_at = time.monotonic() + TIDY_SECONDS
            if once and not done:
                break
            if not done:
                ear.wait(POLL_SECONDS)
    ear.close()
    _beside(carrier, wanted=False)
    connections.close_all()


def _beside(carrier: Carrier | None, *, wanted: bool) -> Carrier | None:
    """The second loop runs while it is wanted: filling in the demo forks, and must have no other thread."""
    if carrier is not None and not wanted:
        carrier.stop()
        return None
    if carrier is None and wanted:
        carrier = Carrier()
        carrier.start()
    if carrier is not None:
        carrier.turn.set()
    return carrier


def _is_being_filled() -> bool:
    from tanggap.core import filling

    return settings.DEMO and bool(attempt(filling.under_way))


def _fill_in(stopped: list[int]) -> int:
    """Go on with the demo from wherever it stands, until it is whole or we are told to stop."""
    from tanggap.cli.demo import loading

    if shares := loading.present():
        loading.fill(shares, stopped=stopped)
    return 1


def attempt(sweep: Callable[[], int]) -> int:
    """One sweep; returns how much was done. After a fault the next sweep tries again: the rows are still due."""
    close_old_connections()
    try:
        return sweep() or 0
    except (DatabaseError, InterfaceError) as problem:
        log.warning("database", problem=str(problem).splitlines()[0] if str(problem) else type(problem).__name__)
    except Exception:
        log.exception("sweep")
    connections.close_all()
    time.sleep(AFTER_A_FAULT_SECONDS)
    return 0
