"""The guide: a page for every screen, in both languages, with living links and the names that the screens use."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tanggap.core.doors import has_rules_of_its_own, routes
from tanggap.core.errors import NotFound
from tanggap.sop import shipped
from tanggap.ui import guide

ROOT = Path(__file__).parents[2]
FACES = ("tanggap.portal.", "tanggap.workspace.", "tanggap.people.")
ROOTS = ("/", "/desk/")
EVERY = [(language, name) for language in guide.LANGUAGES for name in guide.NAMES]
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")
# What stands on a page without being a word of ours: languages, files, and the calendar that is made first.
NOT_OURS = {"id", "en", "csv", "xlsx", "jam kantor"}


def test_every_address_of_portal_and_workspace_names_the_page_that_explains_it() -> None:
    from tanggap.config.urls import urlpatterns

    ours = [
        address for address, route in routes(urlpatterns)
        if route.callback.__module__.startswith(FACES) or has_rules_of_its_own(route.callback)
        if not address.startswith("/api/") and address not in ROOTS
    ]  # fmt: skip
    only_by_the_root = [address for address in ours if guide.rule_for(address) in ROOTS]
    assert len(ours) > 100

    assert only_by_the_root == [], "say in ui/guide.py, SCREENS, which page explains these"
    assert set(guide.SCREENS.values()) <= set(guide.NAMES)
    assert guide.name_for("/desk/cases/<str:reference>/") == "case"
    assert guide.name_for("/desk/cases/<str:reference>/propose/") == "solutions"


def test_every_page_is_there_in_both_languages_and_no_page_is_left_over() -> None:
    for language in guide.LANGUAGES:
        assert {path.stem for path in (ROOT / "docs/guide" / language).glob("*")} == set(guide.NAMES)
    explained = {*guide.SCREENS.values(), *guide.EXACTLY.values(), *guide.ROLES}
    assert explained == set(guide.NAMES), "a page that no screen opens"


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_page_has_a_title_a_lead_and_sections_and_its_links_lead_somewhere(language: str, name: str) -> None:
    text = guide.source(name, language).read_text(encoding="utf-8")
    homes = [guide.DESK, *([guide.PORTAL] if name in guide.PUBLIC else [])]

    for home in homes:
        page = guide.page(name, language, home)
        assert page.title and page.lead and len(page.sections) >= 2
        assert "<script" not in "".join(one.body for one in page.sections)
    assert len(text.split()) < 330, "a page is a screen and a half at most"
    for picture, target in LINK.findall(text):
        assert not picture, "the guide has no pictures; the screens are one click away"
        assert (guide.source(name, language).parent / target).is_file(), target
        assert name not in guide.PUBLIC or target.removesuffix(".md") in guide.PUBLIC, f"{target} is for staff only"


@cache
def labels(language: str) -> tuple[str, ...]:
    """Every sentence that a page may show in that language, in small letters."""
    said: set[str] = set()
    for path in (ROOT / "tanggap").glob("*/locale/id/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                words = message.string if language == "id" else message.id
                said.update(words if isinstance(words, list | tuple) else [words])
    return tuple(one.lower() for one in said if one)


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_what_the_guide_calls_a_button_or_a_heading_is_called_so_on_the_screen(language: str, name: str) -> None:
    text = guide.source(name, language).read_text(encoding="utf-8")
    named = [one.lower() for one in re.findall(r"\*\*(.+?)\*\*", text) if one[-1] not in "?."]

    unknown = [
        one for one in named
        if one not in NOT_OURS and not any(re.match(rf"{re.escape(one)}(?!\w)", label) for label in labels(language))
    ]  # fmt: skip
    assert unknown == []


def test_staff_read_all_of_it_and_everybody_else_what_is_for_them() -> None:
    assert guide.page("inbox", "id", guide.DESK).title == "Kotak masuk"
    for name in ("inbox", "nothing", "../../README"):
        with pytest.raises(NotFound):
            guide.page(name, "id", guide.PORTAL)
    assert guide.page("inbox", "xx", guide.DESK).title == "Kotak masuk", "a language that the guide does not speak"


def test_an_installed_package_carries_the_guide_and_the_procedures_along() -> None:
    carried = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = carried["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for source, places in (("docs/guide", guide.PLACES), ("sops", shipped.PLACES)):
        installed, here = places
        assert (ROOT / carried[source], ROOT / source) == (installed, here) and here.is_dir()
