"""The mail door: other mail servers hand mails over by SMTP or LMTP, and hear “250” only after the bytes are committed.

It is no relay: it takes what is addressed to us, and says so of nobody else. It knows no complaint; what it takes is a
raw row, which the worker reads. It may be killed at any moment: who has not heard “250” hands over once more, and the
same bytes count once.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from tanggap.channels.inbound import LARGEST_MAIL, keep_mail
from tanggap.core.errors import Invalid

NAME = "Tanggap"
MOST_AT_ONCE = 50
SILENCE_SECONDS = 60
LONGEST_LINE = 1_000_000  # the rule says 1,000; mails of people are longer, and none is turned away for that
NOT_OURS = "550 5.1.1 Nobody here has this address"
LATER = "451 4.3.0 It cannot be kept now, try again later"
TOO_LARGE = "552 5.3.4 It is larger than 25 MB"
KEPT = "250 2.0.0 Kept"
TOO_MANY = b"421 4.7.0 Too many at once, try again later\r\n"
R = TypeVar("R")

log = structlog.get_logger(__name__)


class Keeper:
    """Decides about recipients, and keeps; `mailbox_of` names the mailbox of an address, None when it is not ours."""

    def __init__(self, mailbox_of: Callable[[str], str | None], *, local: bool, executor: Executor) -> None:
        self.mailbox_of, self.local, self.executor = mailbox_of, local, executor

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether it is for us."""
        try:
            box = await self._apart(self.mailbox_of, address)
        except Exception as problem:  # no database, no SOP in force yet: whoever has a mail is never sent away for that
            return _later(problem)
        if box is None:
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        self._boxes(envelope).append(box)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep it in each mailbox that it is for; the answer is given after the commit."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        if envelope.mail_from in (None, "", "<>"):
            # Who wants no answer says so on the envelope only; nothing else tells a report from a letter.
            raw = b"Return-Path: <>\r\n" + raw
        answers = {}
        for box in dict.fromkeys(self._boxes(envelope)):
            try:
                await self._apart(keep_mail, box, raw, read_here=False)
                answers[box] = KEPT
            except Invalid:
                answers[box] = TOO_LARGE
            except Exception as problem:
                answers[box] = _later(problem)
        if self.local:
            return "\r\n".join(answers[box] for box in self._boxes(envelope))
        # One answer for all: whoever is told “later” hands over once more, and what is kept already counts once.
        return next((one for one in answers.values() if one != KEPT), KEPT)

    @staticmethod
    def _boxes(envelope: Envelope) -> list[str]:
        return envelope.__dict__.setdefault("boxes", [])

    async def _apart(self, work: Callable[..., R], *given: Any, **named: Any) -> R:
        """In a thread, so that the others are served meanwhile."""

        def run() -> R:
            close_old_connections()
            try:
                return work(*given, **named)
            except (DatabaseError, InterfaceError):
                connections.close_all()
                raise

        return await asyncio.get_running_loop().run_in_executor(self.executor, run)


class _Patient:
    """Lines may be long, and of those who come at once only so many are let in."""

    line_length_limit = LONGEST_LINE
    inside: set[int] = set()

    def connection_made(self, transport: Any) -> None:
        if len(self.inside) >= MOST_AT_ONCE:
            transport.write(TOO_MANY)
            transport.close()
            return
        self.inside.add(id(self))
        super().connection_made(transport)  # type: ignore[misc]

    def connection_lost(self, error: Exception | None) -> None:
        if id(self) in self.inside:
            self.inside.discard(id(self))
            super().connection_lost(error)  # type: ignore[misc]


class _Smtp(_Patient, SMTP):
    pass


class _Lmtp(_Patient, LMTP):
    pass


async def open_door(host: str, port: int, keeper: Keeper) -> asyncio.AbstractServer:
    """Begin to listen; raises OSError when that place cannot be listened on."""
    loop = asyncio.get_running_loop()

    def conversation() -> SMTP:
        kind = _Lmtp if keeper.local else _Smtp
        return kind(
            keeper, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, decode_data=False, hostname=host,
            ident=NAME, timeout=SILENCE_SECONDS, loop=loop,
        )  # fmt: skip

    return await loop.create_server(conversation, host, port)


def _later(problem: Exception) -> str:
    said = str(problem).splitlines()
    log.warning("mail cannot be kept now", problem=said[0] if said else type(problem).__name__)
    return LATER
