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
PROGRESS = 150  # complaints answered between two waves, at least
APART_SECONDS = 0.6  # between two kills of a wave, at most

# Waves in which everything dies within a few seconds, each in an order of its own. The web server has two processes,
# the one that listens and the one that works; each gets its share. Of the database it is the postmaster, whose children
# then go by themselves.
WAVES = [["web", "worker", "database", "database"]] * 5
KILLS = sum(len(wave) for wave in WAVES)


class Killer(threading.Thread):
    """Twenty kills while complaints come in; each hits a process that was seen alive just before."""

    def __init__(self, place: Place, ledger: Ledger, *, seed: int) -> None:
        super().__init__(daemon=True)
        self.place, self.ledger = place, ledger
        self.random = random.Random(seed)
        self.waves = [self.random.sample(wave, len(wave)) for wave in WAVES]
        self.over = threading.Event()

    def run(self) -> None:
        """Never a wave before complaints were answered since the last one, so that every wave falls into work."""
        for number, wave in enumerate(self.waves, start=1):
            self.wait(lambda wanted=number * PROGRESS: len(self.ledger.answers) >= wanted)
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
