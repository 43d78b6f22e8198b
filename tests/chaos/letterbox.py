"""A mail server that counts what it takes, and in which something may happen at an exact moment of a conversation."""

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
_NUMBER = re.compile(rb"^Message-ID: (\S+)\r?$", re.MULTILINE | re.IGNORECASE)
# Told the Message-ID; the answer to the letter. None: it is not taken, and nobody is answered.
Decide = Callable[[str], Awaitable[str | None]]
Named = Callable[[], Awaitable[None]]


class Letterbox:
    """`taken` are the Message-IDs of what was taken, in that order: the server has said 250, or is about to."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.refused: Counter[str] = Counter()
        self.decide: Decide = self.take
        self.named: Named | None = None  # when a recipient was named, before the letter
        self.lock = threading.Lock()

    async def take(self, _number: str) -> str | None:
        return "250 2.0.0 taken"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        if self.named is not None:
            await self.named()
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.content or b"")
        number = _NUMBER.search(raw)[1].decode()  # type: ignore[index]
        answer = await self.decide(number)
        if answer is None:
            server.transport.abort()
            await asyncio.sleep(0)
            return "421 gone"
        with self.lock:
            if answer.startswith("250"):
                self.taken.append(number)
            else:
                self.refused[number] += 1
        return answer


@contextmanager
def open_at(port: int, letterbox: Letterbox) -> Iterator[Letterbox]:
    """It listens there inside the block, and nobody does afterwards."""
    server = Controller(letterbox, hostname=HOST, port=port, enable_SMTPUTF8=True)
    server.start()
    try:
        yield letterbox
    finally:
        server.stop(no_assert=True)
