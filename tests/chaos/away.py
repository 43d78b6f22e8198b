"""The mail server is away for a day, and comes back (HARDENING P9), seen from an installation that goes on working."""

import os
import signal
import zlib
from collections import Counter
from dataclasses import dataclass, field

from bench.load import Timed, drive, file_complaint
from bench.place import Place, wait_until
from tests.chaos.letterbox import Letterbox, open_at

CLIENTS = 4
FIRST_NUMBER = 700_000
PATIENCE_SECONDS = 60
WAITING = "SELECT count(*) FROM channels_outbound WHERE state IN ('queued', 'sending')"
# The day that they waited: written all over it, each from a network of its own (one network has a share, T6).
A_DAY = """
UPDATE channels_outbound SET created_at = now() - (62 + id % 1378) * interval '1 minute', due_at = now(),
  network = CASE network WHEN '' THEN '' ELSE md5(id::text) END, lease_until = NULL
WHERE state IN ('queued', 'sending') RETURNING message_id"""
NOW = "UPDATE channels_outbound SET due_at = now() WHERE state = 'queued' AND refusals > 0"


@dataclass
class Away:
    """The installation, where its mail server would listen, and what that one took."""

    place: Place
    port: int
    token: str
    letterbox: Letterbox = field(default_factory=Letterbox)
    filed: int = 0

    def file(self, count: int) -> Timed:
        """So many complaints over the API, with a token; whatever is not taken at once is a fault."""
        numbers = range(FIRST_NUMBER + self.filed, FIRST_NUMBER + self.filed + count)
        self.filed += count
        who = {"Authorization": f"Bearer {self.token}"}
        return drive(numbers, file_complaint, port=self.place.port, clients=CLIENTS, **who)

    def waiting(self) -> int:
        return self.ask(WAITING)

    def ask(self, query: str) -> int:
        with self.place.database() as database:
            return (database.execute(query).fetchone() or (0,))[0]

    def tell(self, command: str) -> None:
        with self.place.database() as database:
            database.execute(command)

    def forget_the_pause(self) -> None:
        """The worker leaves a server in peace for a minute that it could not reach; a new one has not tried yet."""
        old = self.place.processes()["worker"]
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: bool(set(self.place.processes()["worker"]) - set(old)), PATIENCE_SECONDS)

    def paces(self, count: int) -> tuple[Timed, Timed]:
        """How long intakes take while the server is there, and while it is away: before that and after it."""
        away = self.file(count)
        with open_at(self.port, self.letterbox):
            self.forget_the_pause()
            before = len(self.letterbox.taken)
            assert wait_until(lambda: len(self.letterbox.taken) > before, PATIENCE_SECONDS), "nothing was sent"
            there = self.file(count)
        after = self.file(count)
        away.seconds += after.seconds
        away.faults += after.faults
        return there, away

    async def greylist(self, number: str) -> str | None:
        """A third of all letters is taken only at the second try."""
        first = not self.letterbox.refused[number]
        return "451 4.7.1 greylisted" if first and zlib.crc32(number.encode()) % 3 == 0 else "250 2.0.0 taken"

    def a_day_passes(self) -> set[str]:
        """The letters that waited through it."""
        with self.place.database() as database:
            return {number for (number,) in database.execute(A_DAY).fetchall()}

    def amiss(self, waited: set[str]) -> tuple[set[str], set[str]]:
        """Of those (what the server never took or we do not call sent, what it took twice)."""
        sent = "SELECT message_id FROM channels_outbound WHERE state = 'sent'"
        with self.place.database() as database:
            said = {number for (number,) in database.execute(sent).fetchall()}
        times = Counter(self.letterbox.taken)
        return waited - (set(times) & said), {number for number in waited if times[number] > 1}
