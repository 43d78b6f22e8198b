"""Kills living processes of an installation, wave after wave, in a seeded order."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable

from bench.place import Place, wait_until
from tests.chaos.ledger import Ledger

PATIENCE_SECONDS = 60
APART_SECONDS = 0.6  # between two kills of a wave, at most

# In a wave everything dies within a few seconds, each time in another order. The web server has two processes, the one
# that listens and the one that works; each gets its share. Of the database it is the postmaster, whose children then go
# by themselves.
SHORT = [
    ["web", "worker", "database", "database", "mail door"],
    ["web", "web", "worker", "database", "database", "mail door"],
]  # fmt: skip
FULL = [["web", "web", "worker", "worker", "database", "mail door"]] * 10


class Killer(threading.Thread):
    """Kills while complaints come in; each hits a process that was seen alive just before.

    `postmaster` tells where the database's process is; by default it is the embedded one.
    """

    def __init__(
        self, place: Place, ledger: Ledger, waves: list[list[str]], *, every: int, seed: int,
        postmaster: Callable[[], int | None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self.place, self.ledger, self.every = place, ledger, every
        self.postmaster = postmaster or place.server.pid
        self.random = random.Random(seed)
        self.waves = [self.random.sample(wave, len(wave)) for wave in waves]
        self.over = threading.Event()

    def run(self) -> None:
        """Never a wave before complaints were answered since the last one, so that every wave falls into work."""
        for number, wave in enumerate(self.waves, start=1):
            self.wait(lambda wanted=number * self.every: len(self.ledger.answers) >= wanted)
            for name in wave:
                time.sleep(self.random.uniform(0, APART_SECONDS))
                if self.wait(lambda name=name: bool(self.living(name))) and self.kill(name):
                    self.ledger.killed[name] += 1
        self.over.set()

    def wait(self, condition: Callable[[], bool]) -> bool:
        return wait_until(condition, PATIENCE_SECONDS)

    def living(self, name: str) -> list[int]:
        """The processes of that name that a kill would hit now; of the database the one on which the others hang."""
        if name == "database":
            return [pid] if (pid := self.postmaster()) else []
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
