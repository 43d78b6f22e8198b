"""The living page of components: for staff only, in both languages, frames and themes, with every macro on it."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tanggap.ui import jinja
from tests.sagara import Sagara
from tests.workspace.browsing import Desk

PATH = "/desk/_components/"
MACROS = Path(jinja.__file__).parent / "templates/ui"
# They are shown by every page, are parts of another macro, or fill a page of their own: the guide, a receipt on paper.
ELSEWHERE = set(
    "flashes paper_foot qr attachments hidden dialog reference mark table day folded queue_words guide_list "
    "guide_text slip".split()
)


def test_whoever_is_not_staff_is_sent_to_sign_in(sagara: Sagara) -> None:
    assert Client().get(PATH).status_code == 303


@pytest.mark.parametrize("frame", ["", "?frame=portal"])
def test_every_component_is_shown_in_both_languages(sagara: Sagara, frame: str) -> None:
    indonesian, english = (Desk(sagara.bob, one).read(PATH + frame).content.decode() for one in ("id", "en"))
    assert "<h2 id=\"c-buttons\">Tombol</h2>" in indonesian and "<h2 id=\"c-buttons\">Buttons</h2>" in english
    for page in (indonesian, english):
        assert page.count("<h1") == 1
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), "an id stands twice"
    left = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", english.split("<main")[1].split("</main")[0])
    assert not re.findall(r"\b(keluhan|tenggat|yang|Anda|pelapor)\b", left), "Indonesian on the English page"


def test_a_theme_can_be_asked_for(sagara: Sagara) -> None:
    assert 'data-theme="dark"' in Desk(sagara.bob).read(PATH + "?theme=dark").content.decode()
    assert "data-theme=" not in Desk(sagara.bob).read(PATH + "?theme=pink").content.decode().split(">", 2)[1]


def test_no_macro_is_left_out() -> None:
    pages = Path(__file__).parents[2] / "tanggap/workspace/templates/workspace"
    shown = "".join(path.read_text() for path in [pages / "components.html", *(pages / "components").glob("*.html")])
    left_out = []
    for path in sorted(MACROS.glob("*.html")):
        names = set(re.findall(r"macro ([a-z]\w*)\(", path.read_text())) - ELSEWHERE
        if path.name == "frame.html":
            continue
        left_out += [f"{path.name}: {name}" for name in sorted(names) if not re.search(rf"\b{name}\b", shown)]
    assert left_out == []


def test_every_macro_says_what_it_takes() -> None:
    for path in sorted(MACROS.glob("[a-z]*.html")):
        text = path.read_text()
        for name in set(re.findall(r"macro ([a-z]\w*)\(", text)) - {"queue_words"}:
            assert re.search(rf"\{{#-[^#]*\b{name}\b", text, re.DOTALL), f"{path.name}: {name} is not documented"
