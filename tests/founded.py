"""A data folder in which `tanggap init` has run, made once for each set of migrations and copied for whoever needs one.

Its tables are those of the template that every test's database is a copy of, so no migration runs a second time.
That it can be made from nothing is tried in tests/cli/test_serving.py.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tanggap.core.db import conf
from tanggap.core.db.places import Places
from tanggap.core.db.server import using_server
from tests import ground


def copy_to(home: Path) -> Path:
    """Fill that folder, which is empty, as `init` leaves it; quick where the fixture `django_db_setup` was used."""
    # With their owners: as root, the files of the database belong to somebody else.
    subprocess.run(["cp", "-a", f"{_founded()}/.", str(home)], check=True)
    return home


def _founded() -> Path:
    place = ground.PLACE / f"founded-{ground.migrations_mark()}"
    with ground.lock("founded"):
        if not place.exists():
            for old in ground.PLACE.glob("founded-*"):
                shutil.rmtree(old, ignore_errors=True)
            draft = ground.PLACE / "founded-draft"
            draft.mkdir(mode=0o711)
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANGGAP_", "DJANGO_"))}
            command = [sys.executable, "-m", "tanggap.cli", "init", "--quiet"]
            with using_server(draft, {"fsync": "off"}) as server:
                _fill(server.places)
            subprocess.run(command, env={**kept, "TANGGAP_HOME": str(draft)}, cwd=ground.ROOT, check=True)
            draft.rename(place)
    return place


def _fill(there: Places) -> None:
    """The tables of the template into that server's empty database, if there is a template to take them from."""
    here = Places(ground.PLACE / "first")
    source, target = (f"host={one.sockets} user={conf.SUPERUSER} dbname=" for one in (here, there))
    name = f"template_{ground.migrations_mark()}"
    dump = subprocess.run([here.program("pg_dump"), f"{source}{name}"], capture_output=True, check=False)
    if dump.returncode == 0:
        command = [there.program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        where = f"{target}{conf.DATABASE}"
        subprocess.run([*command, where], input=dump.stdout, stdout=subprocess.DEVNULL, check=True)
