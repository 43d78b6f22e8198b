"""A data folder in which `tanggap init` has run, made once for each set of migrations and copied for whoever needs one.

That it can be made from nothing is tried in tests/cli/test_serving.py.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import ground


def copy_to(home: Path) -> Path:
    """Fill that folder, which is empty, as `init` leaves it."""
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
            subprocess.run(command, env={**kept, "TANGGAP_HOME": str(draft)}, cwd=ground.ROOT, check=True)
            draft.rename(place)
    return place
