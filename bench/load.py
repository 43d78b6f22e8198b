"""Clients that send over HTTP from several threads, each on a connection that it keeps."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 30
COMPLAINTS = "/api/v1/complaints"


class Client:
    """One connection, made again after every fault."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.port, self.headers = port, headers or {}
        self._connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and content; raises OSError or HTTPException when the connection breaks."""
        try:
            connection = self._connected()
            connection.request(method, path, body, {**self.headers, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_SECONDS)
            self._connection.connect()
            # Head and body leave in two packets; without this the second waits 40 ms for an acknowledgement.
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection

    def close(self) -> None:
        """Let the connection go; the next request makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Timed:
    """How long each request took, and what went wrong."""

    began: float = 0.0
    ended: float = 0.0
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answered requests a second, over the whole run."""
        return len(self.seconds) / max(self.ended - self.began, 1e-9)

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the requests was answered."""
        ordered = sorted(self.seconds) or [float("nan")]
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def complaint(number: int, **more: Any) -> dict[str, Any]:
    """A complaint as the API takes it: of ordinary length, each with an address of its own."""
    return {
        "channel": "web",
        "subject": f"Air galon berbau plastik {number}",
        "body": (
            f"Pesanan {number}: dua kiriman berturut-turut air galonnya berbau plastik. Saya pakai untuk memasak, "
            "pesanan hari Selasa batal, dan pembeli saya bertanya. Saya sudah menelepon dua kali; katanya akan ada "
            "yang datang, tetapi sampai hari ini belum ada yang datang. Mohon segera diganti dan dijelaskan sebabnya."
        ),
        "language": "id",
        "complainant": {"name": f"Alice Rahmawati {number}", "email": f"alice{number}@example.org"},
        "desired_outcome": "Galon diganti dan dijelaskan sebabnya.",
        **more,
    }


def as_json(content: dict[str, Any]) -> bytes:
    """The bytes of a request."""
    return json.dumps(content, ensure_ascii=False).encode()


def drive(work: Iterable[Any], act: Callable[[Client, Any], None], *, port: int, clients: int, **headers: str) -> Timed:
    """Let `clients` threads do `act(client, item)` for every item; act raises what counts as a fault."""
    timed, items, lock = Timed(), iter(work), threading.Lock()

    def run() -> None:
        client = Client(port, headers)
        for item in shared(items, lock):
            start = time.perf_counter()
            try:
                act(client, item)
            except (OSError, http.client.HTTPException, RuntimeError) as problem:
                timed.faults.append(f"{type(problem).__name__}: {problem}")
            else:
                timed.seconds.append(time.perf_counter() - start)
        client.close()

    threads = [threading.Thread(target=run) for _ in range(clients)]
    timed.began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timed.ended = time.perf_counter()
    return timed


def shared(items: Iterator[Any], lock: threading.Lock) -> Iterator[Any]:
    """The items that are left, for one of several threads."""
    while True:
        with lock:
            item = next(items, None)
        if item is None:
            return
        yield item


def get(path: str) -> Callable[[Client, Any], None]:
    """An act that loads that page and takes nothing but 200."""

    def act(client: Client, _item: Any) -> None:
        status, content = client.send("GET", path)
        if status != http.client.OK:
            raise RuntimeError(f"{path} answered {status}: {content[:200]!r}")

    return act


def file_complaint(client: Client, number: int) -> None:
    """An act that files one complaint under a key of its own and takes nothing but 201."""
    head = {"Content-Type": "application/json", "Idempotency-Key": f"bench-{number}"}
    status, content = client.send("POST", COMPLAINTS, as_json(complaint(number)), **head)
    if status != http.client.CREATED:
        raise RuntimeError(f"{COMPLAINTS} answered {status}: {content[:300]!r}")
