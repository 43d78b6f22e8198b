"""Twenty clients send the same request under the same key at the same instant, key after key (HARDENING P12)."""

import http.client
import threading
import time
from dataclasses import dataclass, field

from bench.load import COMPLAINTS, Client, as_json, complaint
from tests.chaos.senders import AGAIN_SECONDS, GIVE_UP_SECONDS

TOGETHER = 20
FIRST_NUMBER = 500_000


@dataclass
class SameKey:
    """What each of the twenty was answered, by key; and how often anything but an answer came."""

    port: int
    keys: int
    answers: dict[int, list[bytes]] = field(default_factory=dict)
    done: int = 0
    refused: int = 0

    def run(self) -> None:
        """Key after key; nobody goes on before all twenty hold their answer."""
        self.answers = {key: [] for key in range(self.keys)}
        barrier = threading.Barrier(TOGETHER, action=self.note)
        threads = [threading.Thread(target=self.client, args=(barrier,)) for _ in range(TOGETHER)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def note(self) -> None:
        self.done = sum(len(told) == TOGETHER for told in self.answers.values())

    def client(self, barrier: threading.Barrier) -> None:
        client = Client(self.port)
        for key in range(self.keys):
            try:
                barrier.wait(GIVE_UP_SECONDS)
                self.answers[key].append(self.until_answered(client, key))
            except (RuntimeError, threading.BrokenBarrierError):
                barrier.abort()
                break
        client.close()

    def until_answered(self, client: Client, key: int) -> bytes:
        end = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < end:
            try:
                status, content = send(client, key, key)
            except (OSError, http.client.HTTPException):
                status = 0
            if status == http.client.CREATED:
                return content
            self.refused += 1
            client.close()
            time.sleep(AGAIN_SECONDS)
        raise RuntimeError(f"key {key} was never answered")

    def otherwise(self) -> set[int]:
        """How another request under the same keys is answered."""
        client = Client(self.port)
        found = {send(client, key, key + 1)[0] for key in range(self.keys)}
        client.close()
        return found


def send(client: Client, key: int, number: int) -> tuple[int, bytes]:
    """The complaint of that number, under that key."""
    head = {"Content-Type": "application/json", "Idempotency-Key": f"same-{key:04d}"}
    return client.send("POST", COMPLAINTS, as_json(complaint(FIRST_NUMBER + number)), **head)
