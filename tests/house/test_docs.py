"""What the recipes name is there: files by their path, and names in the file that they are said to stand in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

RECIPES = ("new-channel.md",)
_PATH = r"`((?:[\w.-]+/)+[\w.-]*)`"
# `path.py` (`name`, `other`) and (`path.py`: `name`, `other`)
_NAMED = re.compile(_PATH + r"(?: \(|: )((?:`[A-Za-z_]\w*`(?:, )?)+)")
_WORD = re.compile(r"`([a-z]\w+_\w+|[A-Z]\w+\.\w+)`")


def text_of(name: str) -> str:
    return " ".join((ROOT / "docs" / name).read_text(encoding="utf-8").split())


def place(path: str) -> Path | None:
    """Where that is: in the checkout, or in the package."""
    return next((where / path for where in (PACKAGE, ROOT) if (where / path).exists()), None)


def missing(text: str) -> Iterator[str]:
    """Everything that the text names and that is not there."""
    for path in re.findall(_PATH, text):
        if "NAME" not in path and not path.startswith("/") and place(path) is None:
            yield path
    for path, names in _NAMED.findall(text):
        source = place(path)
        code = source.read_text(encoding="utf-8") if source is not None and source.is_file() else ""
        for name in re.findall(r"`(\w+)`", names):
            if not re.search(rf"^\s*(?:def|class|from .* import .*) ?\b{name}\b|^{name}\b.* = ", code, re.MULTILINE):
                yield f"{name} in {path}"
    everything = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    for word in re.findall(_WORD, text):
        if not re.search(rf"\b{word.rpartition('.')[2]}\b", everything):
            yield word


@pytest.mark.parametrize("name", RECIPES)
def test_what_a_recipe_names_is_there(name: str) -> None:
    text = text_of(name)
    assert len(re.findall(_PATH, text)) > 20 and len(_NAMED.findall(text)) > 10
    assert sorted(set(missing(text))) == []


def test_what_is_not_there_is_found() -> None:
    text = "Write `channels/pigeon.py`, ask `channels/inbound.py` (`keep_raw`, `keep_feather`), then `coo_loudly`."
    assert list(missing(text)) == ["channels/pigeon.py", "keep_feather in channels/inbound.py",
                                   "keep_feather", "coo_loudly"]  # fmt: skip


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.name}: {link}"
        for page in (ROOT / "docs").glob("*.md")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
