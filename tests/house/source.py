"""Our own source, as files and as syntax trees."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tanggap"
# From the bottom up; each line may know only the lines before it. Names on one line do not know each other.
LAYERS: list[set[str]] = [
    {"core"},
    {"audit"},
    {"reading"},
    {"people"},
    {"channels", "clocks"},
    {"sop"},
    {"cases"},
    {"remedy", "voice", "learning", "privacy"},
    {"insight"},
    {"casework"},
    {"ui"},
    {"portal", "workspace", "api", "cli"},
    {"config"},
]
FACES = LAYERS[-2]

Rule = Callable[[ast.AST], Iterator[str]]


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def python_files(*folders: str) -> list[Path]:
    """Every Python file below these folders of the checkout."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def broken(rule: Rule, files: list[Path]) -> list[str]:
    """What the rule says about these files, with the file's name before each sentence."""
    return [f"{path.relative_to(ROOT)}: {said}" for path in files for said in rule(tree_of(path))]


def said_about(rule: Rule, text: str) -> list[str]:
    """What the rule says about a planted sample."""
    return list(rule(ast.parse(text)))
