"""An organisation, and a way to run the command on a small file."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.imports.files import Run

if TYPE_CHECKING:
    from tests.sagara import Sagara


@pytest.fixture
def sagara(db: None) -> "Sagara":
    from tests import sagara as world  # models cannot be imported before pytest-django has set Django up

    return world.build()


@pytest.fixture
def run(sagara: "Sagara", settings: Any, tmp_path: Path) -> Run:
    from tanggap.cli.commands import import_

    settings.HOME = tmp_path  # what the check of a file found is kept there

    def run(file: Path, *, preset: str = "generic", dry_run: bool = False, good_rows: bool = False,
            zone: str | None = None) -> int:  # fmt: skip
        return import_.run(Namespace(file=file, preset=preset, dry_run=dry_run, good_rows=good_rows, zone=zone))

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "complaints.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
