"""A shell on the database; what follows -- goes to psql."""

import argparse
import os
import shutil
import signal
import subprocess

from tanggap.cli.command import Need

NEEDS = Need.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("psql", nargs=argparse.REMAINDER, metavar="...", help="arguments for psql, as in: -c 'SELECT 1'")


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
    extra = given.psql[1:] if given.psql[:1] == ["--"] else given.psql
    return subprocess.run([program, *extra], env={**os.environ, **known}, check=False).returncode
