"""A shell on the database; any argument goes to psql, as in: tanggap psql -c 'SELECT 1'."""

import argparse
import os
import shutil
import signal
import subprocess

from tanggap.cli.command import Need

NEEDS = Need.DATABASE
PASSES_ON = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = "tanggap psql [-h] [ARGUMENT OF psql ...]"


def run(given: argparse.Namespace) -> int:
    from django.conf import settings

    from tanggap.core.db.places import wheel_folder
    from tanggap.core.errors import TanggapError

    entry = settings.DATABASES["default"]
    # The one that came with the embedded server fits it; with another server, the administrator's own is likelier to.
    program = str(wheel_folder() / "bin" / "psql") if settings.EMBEDDED else shutil.which("psql")
    if not program:
        raise TanggapError("psql is not installed; run: apt-get install postgresql-client")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    known = {name: str(entry[key]) for name, key in names.items() if entry[key]}
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to psql: it cancels the query
    return subprocess.run([program, *given.rest], env={**os.environ, **known}, check=False).returncode
