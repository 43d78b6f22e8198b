"""What `tanggap doctor` looks at."""

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tanggap.cli.setting_up import unsafe

FREE_SHARE = 0.05
GREETING_SECONDS = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    well: bool
    sentence: str
    # What is no fault of today, but should be seen to.
    can_wait: bool = False

    @property
    def mark(self) -> str:
        return "ok " if self.well else "NB " if self.can_wait else "BAD"


def examine(bind_host: str) -> list[Finding]:
    """Everything, safest question first."""
    dangers = [Finding(False, sentence) for sentence in unsafe(bind_host)]
    safe = dangers or [Finding(True, "Safe to serve: durable database with checksums, secret key, no debugging.")]
    found = (_tables(), _keys(), _disk(), _holidays(), _first_steps(), _mailboxes(), _scans(), _aside())
    return [*safe, *(one for each in found for one in each)]


def _tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding(False, f"{missing} migrations have not run; run: tanggap init")
    else:
        yield Finding(True, "The tables are those of this version.")


def _keys() -> Iterator[Finding]:
    from tanggap.core import ring
    from tanggap.core.errors import TanggapError

    try:
        ring.load()
    except TanggapError as problem:
        yield Finding(False, str(problem))
        return
    for path in ([] if settings.KEYS else [ring.path()]) + (
        [] if settings.SECRET_KEY_GIVEN else [settings.SECRET_FILE]
    ):
        private = Path(path).exists() and not stat.S_IMODE(os.stat(path).st_mode) & 0o077
        said = "can be read by nobody else" if private else "must exist and be readable by its owner only (chmod 600)"
        yield Finding(private, f"{path} {said}.")


def _disk() -> Iterator[Finding]:
    usage = shutil.disk_usage(settings.HOME)
    share = usage.free / usage.total
    yield Finding(share >= FREE_SHARE, f"{share:.0%} of the disk below {settings.HOME} is free.")


def _first_steps() -> Iterator[Finding]:
    """What a first complaint needs and nobody has set up; nothing of it is a danger."""
    from django.utils.translation import override

    from tanggap.casework import readiness
    from tanggap.casework.first_steps import nobody_works_here

    if nobody_works_here():
        yield Finding(False, "Nobody works here yet; open the address that “tanggap serve” prints.", can_wait=True)
        return
    with override("en"):
        missing = [str(item.words) for item in readiness.checklist() if item.state == readiness.MISSING]
    for words in missing:
        yield Finding(False, f"Before the first complaint: {words}. See /desk/setup/.", can_wait=True)
    if not missing:
        yield Finding(True, "Everything that a first complaint needs is set up.")


def _mailboxes() -> Iterator[Finding]:
    """Whether letters leave, and how the last look into each mailbox went."""
    from tanggap.channels.mailboxes import incoming, leaves

    well = leaves()
    missing = "Letters do not leave: no mail account is set up (/desk/settings/mailboxes/)."
    yield Finding(well, "Letters leave by email." if well else missing, can_wait=True)
    for box in incoming():
        said = f"could not be read: {box.problem}" if box.problem else "is read."
        yield Finding(not box.problem, f"The mailbox {box.address} {said}", can_wait=True)
    if (door := settings.SMTP_LISTEN) is not None:
        is_open = _greets(door.host, door.port)
        said = "is open" if is_open else "is shut; “tanggap serve” opens it"
        yield Finding(is_open, f"The mail door at {door.host}:{door.port} {said}.", can_wait=True)


def _scans() -> Iterator[Finding]:
    """Whether the scans of letters are read."""
    from tanggap.channels.letter.ocr import WANTED, languages

    known = languages()
    missing = [one for one in WANTED if one not in known]
    if not known:
        said = "Scans of letters are kept and not read: install tesseract-ocr and tesseract-ocr-ind."
    elif missing:
        said = f"Scans of letters are read, but not in every language: install tesseract-ocr-{missing[0]}."
    else:
        said = "Scans of letters are read."
    yield Finding(not missing, said, can_wait=True)


def _greets(host: str, port: int) -> bool:
    """Whether a mail server answers there."""
    try:
        with socket.create_connection((host, port), timeout=GREETING_SECONDS) as link:
            return link.recv(3) == b"220"
    except OSError:
        return False


def _aside() -> Iterator[Finding]:
    """Whether messages wait for somebody to look at them."""
    from tanggap.casework.quarantine import WAITING, messages_in

    rows = messages_in(WAITING)
    oldest = rows.order_by("received_at").values_list("received_at", flat=True).first()
    count = rows.count() if oldest else 0
    said = f"Messages wait in quarantine: {count:,} since {oldest:%Y-%m-%d}, /desk/quarantine/." if oldest else ""
    yield Finding(oldest is None, said or "No message waits in quarantine.", can_wait=True)


def _holidays() -> Iterator[Finding]:
    """Days that nobody has entered count as working days, and promises reach into the coming year."""
    from tanggap.clocks.changes import filled_in
    from tanggap.core import time

    year = time.today().year
    missing = [one for one in (year, year + 1) if not filled_in(one)]
    for one in missing:
        said = f"The holidays of {one} are not filled in; run: tanggap calendar fill {one}"
        yield Finding(False, said, can_wait=one > year)
    if not missing:
        yield Finding(True, f"The holidays of {year} and {year + 1} are filled in.")
