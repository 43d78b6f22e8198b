"""Size, names and words of the code itself."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.source import PACKAGE, ROOT, broken, python_files, said_about, tree_of

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
EVERYTHING = python_files("tanggap", "tests", "scripts", "bench")
MIGRATIONS = [path for path in sorted(PACKAGE.glob("*/migrations/*.py")) if path.name != "__init__.py"]
HAND_WRITTEN = [path for path in EVERYTHING if path not in MIGRATIONS]
BAD_NAMES = {"utils", "helpers", "services", "misc", "common", "managers"}
MARKERS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


def too_long(tree: ast.AST) -> Iterator[str]:
    """Functions that do not fit on a screen, decorators not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{node.name} has {lines} lines"


def test_no_function_is_longer_than_60_lines() -> None:
    assert broken(too_long, HAND_WRITTEN) == []
    assert said_about(too_long, "def long():\n" + "    x = 1\n" * 60)


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in HAND_WRITTEN}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_files_have_names_that_say_something() -> None:
    assert [str(path.relative_to(ROOT)) for path in EVERYTHING if path.stem in BAD_NAMES] == []


def test_nothing_is_left_for_later() -> None:
    files = [*EVERYTHING, *sorted(PACKAGE.rglob("*.html")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]

    found = [str(path.relative_to(ROOT)) for path in files if MARKERS.search(path.read_text(encoding="utf-8"))]

    assert found == []
    assert MARKERS.search("# TO" + "DO: later")


def test_every_migration_has_a_name_and_imports_nothing_of_ours() -> None:
    wrong = [
        path.name for path in MIGRATIONS if not re.fullmatch(r"\d{4}_[a-z_]+\.py", path.name) or "_auto_" in path.name
    ]
    importing = [
        str(path.relative_to(ROOT))
        for path in MIGRATIONS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom | ast.Import)
        if any(
            name.startswith("tanggap") for name in [getattr(node, "module", "") or "", *(n.name for n in node.names)]
        )
    ]

    assert len(MIGRATIONS) > 8
    assert wrong == [] and importing == []


@pytest.mark.django_db
def test_migrations_make_what_the_models_say(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_ruff_has_nothing_to_say() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "planted",
    [
        "from datetime import datetime\n\nprint(datetime.now())\n",
        "import requests\n\nprint(requests)\n",
        "from django.utils import timezone\n\nprint(timezone.now())\n",
        "from django.db.models.signals import post_save\n\nprint(post_save)\n",
        "import httpx\n\nprint(httpx)\n",
        "import subprocess\n\nprint(subprocess)\n",
    ],
)
def test_ruff_refuses_what_is_banned(planted: str) -> None:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "TID251",
        "--stdin-filename",
        "tanggap/cases/planted.py",
        "-",
    ]

    done = subprocess.run(command, cwd=ROOT, input=planted, capture_output=True, text=True, check=False)

    assert done.returncode == 1 and "TID251" in done.stdout


def test_the_page_of_settings_is_fresh() -> None:
    command = [sys.executable, "scripts/settings_doc.py", "--check"]

    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def pinned(name: str) -> dict[str, str]:
    """Package and version of every line of a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def test_both_lock_files_agree_and_hold_hashes() -> None:
    run, test = pinned("requirements.lock"), pinned("requirements-dev.lock")

    assert len(run) > 30 and run.items() <= test.items()
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))
        assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0] and block[0] != "#")


def test_the_shipped_licence_is_there() -> None:
    assert "Apache License" in Path(ROOT / "LICENSE").read_text(encoding="utf-8")
