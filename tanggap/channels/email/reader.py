"""Reads mails without ever being held up by one: what is large or odd is read by a child process that can be stopped.

The parsers take a time that grows with the mail, but nobody can promise that of every mail that somebody may build
(HARDENING T26). So a hard one gets five seconds in a process of its own, which is kept for the next; when the time is
up it is ended and made anew. It holds no key and no connection to the database. Ordinary mails are read here, at once.
"""

import atexit
import json
import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from tanggap.channels.email import mail as mails
from tanggap.channels.email.bodies import Enclosure
from tanggap.channels.email.headers import Address
from tanggap.channels.email.mail import Mail
from tanggap.channels.email.nature import Nature
from tanggap.core.processes import die_with_parent

SECONDS = 5.0
MOST_MEMORY = 2 * 1024**3
# Below all of these nothing can be built that takes long, whatever is done with it.
LARGEST_ORDINARY = 256 * 1024
MOST_PARTS, MOST_TAGS, MOST_HEADERS = 60, 5_000, 500
START_SECONDS = 30
REST_SECONDS = 60


class TooHard(Exception):
    """It was not read within the time that a mail gets."""


class Unreadable(Exception):
    """It was read, and could not be understood."""


def read(raw: bytes, *, own_addresses: frozenset[str] = frozenset()) -> Mail:
    """The mail, as `mail.read` understands it. Raises TooHard or Unreadable; never takes longer than five seconds."""
    if is_ordinary(raw):
        try:
            return mails.read(raw, own_addresses=own_addresses)
        except Exception as problem:
            raise Unreadable(str(problem)) from problem
    return _child.read(raw, own_addresses)


def is_ordinary(raw: bytes) -> bool:
    """Whether it is so small and plain that reading it takes no time worth speaking of."""
    if len(raw) > LARGEST_ORDINARY:
        return False
    return (
        raw.count(b"\n--") <= MOST_PARTS
        and raw.count(b"<") <= MOST_TAGS
        and raw.count(b":", 0, _end_of_head(raw)) <= MOST_HEADERS
    )


def _end_of_head(raw: bytes) -> int:
    ends = [place for gap in (b"\r\n\r\n", b"\n\n") if (place := raw.find(gap)) >= 0]
    return min(ends, default=len(raw))


def rest() -> None:
    """Nothing is to be read now: a child that had nothing to do for a minute ends, and gives its memory back."""
    _child.rest()


class Child:
    """The process that reads hard mails, one after the other; begun when the first of them comes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: Any = None
        self.link: Connection | None = None
        self.used_at = 0.0

    def read(self, raw: bytes, own_addresses: frozenset[str]) -> Mail:
        """One mail. It may have died since the last time, so it is made anew once."""
        with self.lock:
            self.used_at = time.monotonic()
            for last in (False, True):
                try:
                    return self._ask(raw, own_addresses)
                except (EOFError, OSError) as problem:
                    self.end()
                    if last:
                        raise Unreadable("the reading process ended") from problem
        raise AssertionError("unreachable")

    def _ask(self, raw: bytes, own_addresses: frozenset[str]) -> Mail:
        link = self.link or self._begin()
        link.send_bytes(json.dumps(sorted(own_addresses)).encode())
        link.send_bytes(raw)
        if not link.poll(SECONDS):
            self.end()
            raise TooHard
        return _unpacked(link)

    def _begin(self) -> Connection:
        """Not a fork: it gets nothing of what this process has open."""
        context = multiprocessing.get_context("spawn")
        self.link, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other,), daemon=True, name="mail reader")
        self.process.start()
        other.close()
        # How long it takes to begin is no fault of the mail.
        if not self.link.poll(START_SECONDS):
            raise OSError("the reading process does not begin")
        self.link.recv_bytes()
        return self.link

    def rest(self) -> None:
        """End, when there is nothing to do and has not been for a while."""
        if self.process is not None and time.monotonic() - self.used_at > REST_SECONDS:
            with self.lock:
                self.end()

    def end(self) -> None:
        """Whatever it is doing, it stops at once."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process.close()
        if self.link is not None:
            self.link.close()
        self.process = self.link = None


_child = Child()
atexit.register(_child.end)


def _serve(link: Connection) -> None:
    """The child: read what comes, until nobody sends any more."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    with suppress(EOFError, OSError):
        link.send_bytes(b"ready")
        while True:
            own = frozenset(json.loads(link.recv_bytes()))
            raw = link.recv_bytes()
            for piece in _answer(raw, own):
                link.send_bytes(piece)


def _answer(raw: bytes, own_addresses: frozenset[str]) -> Iterator[bytes]:
    try:
        found = mails.read(raw, own_addresses=own_addresses)
        pieces = list(_packed(found))
    except Exception as problem:  # MemoryError and RecursionError too: the next mail is read all the same
        pieces = [json.dumps({"problem": f"{type(problem).__name__}: {problem}"[:500]}).encode()]
    yield from pieces


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _packed(mail: Mail) -> Iterator[bytes]:
    """What is known of the mail as JSON, then the content of each file."""
    sender = mail.sender
    known = {
        "sender": [sender.name, sender.address] if sender else None, "subject": mail.subject, "text": mail.text,
        "words": mail.words, "message_ids": mail.message_ids, "answers": mail.answers, "nature": mail.nature.value,
        "recipients": mail.recipients, "several_senders": mail.several_senders, "html": mail.html,
        "files": [[one.name, one.media_type, one.named, one.cid, one.wrapping] for one in mail.enclosures],
    }  # fmt: skip
    yield json.dumps(known).encode()
    for one in mail.enclosures:
        yield one.content


def _unpacked(link: Connection) -> Mail:
    end = time.monotonic() + SECONDS
    known = json.loads(link.recv_bytes())
    if "problem" in known:
        raise Unreadable(known["problem"])
    files = []
    for name, media_type, named, cid, wrapping in known["files"]:
        if not link.poll(max(0.0, end - time.monotonic())):
            raise EOFError
        files.append(Enclosure(name, media_type, link.recv_bytes(), named, cid, wrapping))
    mail = Mail(
        sender=Address(*known["sender"]) if known["sender"] else None, subject=known["subject"], text=known["text"],
        enclosures=tuple(files), message_ids=tuple(known["message_ids"]), answers=tuple(known["answers"]),
        nature=Nature(known["nature"]), recipients=tuple(known["recipients"]),
        several_senders=known["several_senders"], html=known["html"],
    )  # fmt: skip
    mail.__dict__["words"] = known["words"]  # so that the quotation is not looked for once more, here
    return mail
