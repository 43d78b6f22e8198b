"""The rules of DESIGN §3 that a syntax tree can show."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import FACES, PACKAGE, broken, python_files, said_about

OURS = python_files("tanggap")
# In what is set; FROM and WHERE may ask for a state, of cases or of clocks.
STATE_BY_SQL = re.compile(r"update\s+cases_case\b(?:(?!\b(?:from|where)\b).)*\bstate\s*=", re.IGNORECASE | re.DOTALL)
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def state_is_written(tree: ast.AST) -> Iterator[str]:
    """Only `Case.move_to` writes a case's state."""
    for node in outside(tree, "move_to"):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state" and is_a_case(target.value):
                yield f"line {node.lineno} assigns {ast.unparse(target)}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_a_case(node.func.value):
            named = {word.arg for word in node.keywords}
            listed = {item.value for item in ast.walk(node) if isinstance(item, ast.Constant)}
            if node.func.attr == "update" and "state" in named or node.func.attr == "bulk_update" and "state" in listed:
                yield f"line {node.lineno} updates the state of cases"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATE_BY_SQL.search(node.value):
            yield f"line {node.lineno} updates the state by SQL"


def outside(tree: ast.AST, function: str) -> Iterator[ast.AST]:
    """Every node that is not inside a function of that name."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.FunctionDef) and node.name == function):
            yield node
            yield from outside(node, function)


def is_a_case(node: ast.AST) -> bool:
    """Whether an expression is, by its name, a case or a query for cases."""
    base = ast.unparse(node)
    return re.search(r"(?<![.\w])(\w*case|self\.case|Case\.objects.*|cases|\w+_cases)$", base, re.DOTALL) is not None


def test_only_move_to_writes_the_state_of_a_case() -> None:
    assert broken(state_is_written, OURS) == []
    for planted in (
        "case.state = State.CLOSED",
        "self.case.state = 'closed'",
        "Case.objects.filter(pk=1).update(state='closed')",
        "Case.objects.bulk_update(rows, ['state'])",
        "cursor.execute('UPDATE cases_case SET version = 2, state = %s')",
        "cursor.execute('UPDATE cases_case AS c SET version = 2, state = k.state FROM k WHERE k.id = c.id')",
    ):
        assert said_about(state_is_written, planted), planted
    assert not said_about(state_is_written, "cursor.execute('UPDATE cases_case SET version = 2 WHERE state = 1')")
    assert not said_about(state_is_written, "def move_to(self):\n    case.state = 'closed'")
    assert not said_about(state_is_written, "task.state = 1\nTask.objects.filter(case=case).update(state=2)")


def case_is_queried(tree: ast.AST) -> Iterator[str]:
    """Faces get cases only from cases/access.py."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in MANAGERS
            and ast.unparse(node.value).split(".")[-1] == "Case"
        ):
            yield f"line {node.lineno} asks {ast.unparse(node)}"


def test_faces_get_cases_only_through_the_door() -> None:
    faces = [path for path in OURS if path.relative_to(PACKAGE).parts[0] in FACES]

    assert broken(case_is_queried, faces) == []
    assert said_about(case_is_queried, "Case.objects.get(pk=1)")
    assert said_about(case_is_queried, "models.Case._default_manager.all()")


def note_is_known(tree: ast.AST) -> Iterator[str]:
    """What the complainant sees can know no internal note."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import) and any(
            name.name.split(".")[-1] in {"Note", "note", "notes"} for name in node.names
        ):
            yield f"line {node.lineno} imports Note"
        if isinstance(node, ast.Attribute) and node.attr in {"Note", "notes", "note_set"}:
            yield f"line {node.lineno} reads {ast.unparse(node)}"


def test_the_portal_and_the_letters_know_no_note() -> None:
    seen_outside = [
        *python_files("tanggap/portal"),
        PACKAGE / "cases" / "letters.py",
        *python_files("tanggap/channels"),
    ]

    assert broken(note_is_known, seen_outside) == []
    assert said_about(note_is_known, "from tanggap.cases.models import Case, Note")
    assert said_about(note_is_known, "rows = case.notes.all()")


def signal_is_used(tree: ast.AST) -> Iterator[str]:
    """No Django signals."""
    for node in ast.walk(tree):
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        names = {name.name for name in node.names} if isinstance(node, ast.ImportFrom | ast.Import) else set()
        if (
            "signals" in module.split(".")
            or "signals" in names
            or module == "django.dispatch"
            or "django.dispatch" in names
        ):
            yield f"line {node.lineno} imports signals"


def test_there_are_no_signals() -> None:
    assert broken(signal_is_used, OURS) == []
    assert said_about(signal_is_used, "from django.db.models.signals import post_save")
    assert said_about(signal_is_used, "from django.dispatch import receiver")
    assert said_about(signal_is_used, "from django.db.models import signals")


def save_is_overridden(tree: ast.AST) -> Iterator[str]:
    """No work is hidden in save() or delete()."""
    for node in ast.walk(tree):
        for child in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(child, ast.FunctionDef) and child.name in {"save", "delete", "bulk_create", "full_clean"}:
                yield f"{node.name}.{child.name}"


def test_no_model_hides_work_in_save() -> None:
    nouns = [path for path in OURS if path.relative_to(PACKAGE).parts[0] not in FACES]

    assert broken(save_is_overridden, nouns) == []
    assert said_about(save_is_overridden, "class A(Model):\n    def save(self): ...")
