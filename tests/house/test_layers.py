"""Imports and foreign keys point down."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from tests.house.source import LAYERS, PACKAGE, ROOT

FLOOR = {name: number for number, names in enumerate(LAYERS) for name in names}
LINT = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"]

PLANTED = """
[importlinter]
root_package = planted
[importlinter:contract:down]
name = down
type = layers
layers =
    planted.high
    planted.left | planted.right
"""


def test_imports_point_down_and_siblings_do_not_know_each_other() -> None:
    done = subprocess.run([*LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_import_rule_finds_a_sideways_import_inside_a_function(tmp_path: Path) -> None:
    package = tmp_path / "planted"
    package.mkdir()
    for name in ("__init__", "high", "left"):
        (package / f"{name}.py").write_text("")
    (package / "right.py").write_text("def sneak():\n    from planted import left\n    return left\n")
    (tmp_path / ".importlinter").write_text(PLANTED)

    done = subprocess.run(
        [*LINT, "--no-cache", "--config", ".importlinter"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1 and "planted.right -> planted.left" in done.stdout


def test_every_folder_has_its_floor() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert folders <= set(FLOOR)


def pointing_wrong(source: str, target: str) -> bool:
    """Whether a foreign key from one folder to another points up or sideways."""
    return source != target and FLOOR[target] >= FLOOR[source]


def foreign_keys(model: type[Model]) -> list[str]:
    """The wrong ones of that model."""
    return [
        f"{model._meta.label}.{field.name} points at {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if field.related_model._meta.app_label in FLOOR
        if pointing_wrong(model._meta.app_label, field.related_model._meta.app_label)
    ]


def test_foreign_keys_point_down() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOOR]

    assert len(ours) > 20
    assert [wrong for model in ours for wrong in foreign_keys(model)] == []
    assert pointing_wrong("people", "cases") and pointing_wrong("remedy", "voice")
    assert not pointing_wrong("remedy", "cases")
