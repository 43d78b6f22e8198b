"""A mail server for tests: takes letters over real SMTP, or refuses, greylists or hangs up as it is told."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Taken:
    """One letter that was accepted."""

    sender: str
    to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]


@dataclass
class Sink:
    """`answer(to, try)` is the reply to DATA's end: "250 ok", "451 later", "550 no", or "cut" to take and hang up."""

    port: int
    answer: Callable[[str, int], str] = lambda _to, _try: "250 ok"
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    tries: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=keluhan@example.co.id"

    def decide(self, letter: Taken) -> str:
        with self.lock:
            self.tries[letter.to] = self.tries.get(letter.to, 0) + 1
            answer = self.answer(letter.to, self.tries[letter.to])
            if answer.startswith("250") or answer == "cut":
                self.taken.append(letter)
        return answer


@contextmanager
def running_sink() -> Iterator[Sink]:
    """A sink on a free port of this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.sink = Sink(server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.sink  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]
        sink.connections += 1
        self.say("220 sink")
        sender = to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "EHLO":
                self.say("250-sink\r\n250-8BITMIME\r\n250 SIZE 30000000")
            elif verb == "MAIL":
                sender = line.split("<", 1)[1].split(">")[0]
                self.say("250 ok")
            elif verb == "RCPT":
                to = line.split("<", 1)[1].split(">")[0]
                self.say("550 nobody here" if to.startswith("nobody@") else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                answer = sink.decide(Taken(sender, to, self.read_data()))
                if answer == "cut":
                    return
                self.say(answer)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def read_data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
