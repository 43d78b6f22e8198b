"""What `tanggap doctor` looks at."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tanggap.cli.setting_up import unsafe

FREE_SHARE = 0.05


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
    return [*safe, *_tables(), *_keys(), *_disk(), *_waiting(), *_holidays()]


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


def _waiting() -> Iterator[Finding]:
    """What came in and could not be read stays until a person has looked at it; it is no fault of the installation."""
    from tanggap.channels.models import Inbound

    count = Inbound.objects.filter(state=Inbound.State.QUARANTINED).count()
    yield Finding(True, f"Mails that wait for a person: {count:,}.")


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
