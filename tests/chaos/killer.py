"""Kills a living process of an installation, again and again, in a seeded order."""

import os
import random
import signal
import threading
from collections.abc import Callable

from bench.place import Place, wait_until
from tests.chaos.ledger import Ledger

PATIENCE_SECONDS = 60
PROGRESS = 30  # complaints answered between two kills, at least

# Who is killed how often. The web server has two processes, the one that listens and the one that works; each gets its
# share. Of the database it is the postmaster, whose children then go by themselves.
KILLS = ["web"] * 7 + ["worker"] * 6 + ["database"] * 7


class Killer(threading.Thread):
    """Twenty kills while complaints come in; each hits a process that was seen alive just before."""

    def __init__(self, place: Place, ledger: Ledger, *, seed: int) -> None:
        super().__init__(daemon=True)
        self.place, self.ledger = place, ledger
        self.random = random.Random(seed)
        self.order = self.random.sample(KILLS, len(KILLS))
        self.over = threading.Event()

    def run(self) -> None:
        """Never before something was answered since the last kill, so that every kill falls into work."""
        for number, name in enumerate(self.order):
            wanted = (number + 1) * PROGRESS
            self.wait(lambda wanted=wanted: len(self.ledger.answers) >= wanted)
            if self.wait(lambda name=name: bool(self.living(name))) and self.kill(name):
                self.ledger.killed[name] += 1
        self.over.set()

    def wait(self, condition: Callable[[], bool]) -> bool:
        return wait_until(condition, PATIENCE_SECONDS)

    def living(self, name: str) -> list[int]:
        """The processes of that name that a kill would hit now; of the database the one on which the others hang."""
        if name == "database":
            return [pid] if (pid := self.place.server.pid()) else []
        return self.place.processes()[name]

    def kill(self, name: str) -> bool:
        """Whether a living process got it."""
        for pid in self.random.sample(living := self.living(name), len(living)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        return False
