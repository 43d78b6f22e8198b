"""The pages of the guide in the command palette, by their titles in both languages."""

from functools import lru_cache

from tanggap.core.text import fold
from tanggap.ui import guide
from tanggap.workspace.palette_match import Option


@lru_cache(maxsize=8)
def guide_lines(language: str) -> tuple[Option, ...]:
    """One for each page."""
    said = [_titles(one) for one in guide.LANGUAGES]
    return tuple(
        Option(line.title, line.href, "help-circle", "", fold(" ".join(titles[line.name] for titles in said)))
        for _kind, lines in guide.contents(language, guide.DESK) for line in lines
    )  # fmt: skip


def _titles(language: str) -> dict[str, str]:
    """With what somebody types who looks for help of any kind."""
    asked = "panduan bantuan" if language == "id" else "guide help"
    lines = (line for _kind, some in guide.contents(language, guide.DESK) for line in some)
    return {line.name: f"{line.title} {asked}" for line in lines}
