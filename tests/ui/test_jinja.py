"""The template environment: escaping, languages, icons, and every file of macros compiles."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import engines
from django.utils.translation import override
from jinja2 import Environment, UndefinedError

from tanggap.core.sheets import lean
from tanggap.ui import jinja

TEMPLATES = Path(jinja.__file__).parent / "templates/ui"
STYLES = Path(jinja.__file__).parent / "static/ui"


@pytest.fixture
def env() -> Environment:
    return engines["jinja2"].env


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_every_template_compiles(env: Environment, name: str) -> None:
    assert env.get_template(f"ui/{name}")


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_what_the_content_policy_refuses(path: Path) -> None:
    text = path.read_text()
    assert not [word for word in (' style="', " onclick", " onchange", "javascript:") if word in text]


def test_what_people_wrote_is_escaped(env: Environment) -> None:
    page = env.from_string('{% from "ui/marks.html" import pill %}{{ pill(words) }}')
    assert "<script>" not in page.render(words="<script>alert(1)</script>")


def test_a_constant_is_formatted_in_the_language_of_the_reader(env: Environment) -> None:
    page = env.from_string('{{ 1214000 | rupiah }} {{ _("Send") }}')
    with override("id"):
        assert page.render() == "Rp1.214.000 Kirim"
    with override("en"):
        assert page.render() == "Rp1,214,000 Send"


def test_a_misspelt_icon_or_name_fails_loudly(env: Environment) -> None:
    with pytest.raises(LookupError, match="scripts/icons.py"):
        jinja.icon("no-such-icon")
    with pytest.raises(UndefinedError):
        env.from_string("{{ nobody_knows_me }}").render()


def test_attributes_say_true_bare_and_leave_false_out() -> None:
    assert jinja.attributes({"autofocus": True, "disabled": False, "max": None, "title": 'a"b'}) == (
        ' autofocus title="a&#34;b"'
    )


def test_a_field_with_an_error_is_tied_to_it(env: Environment) -> None:
    page = env.from_string('{% from "ui/fields.html" import text %}{{ text("phone", "HP", "08", error="Kurang.") }}')
    html = page.render()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="f-phone-error"' in html and 'id="f-phone-error"' in html


def test_a_note_says_that_the_complainant_does_not_see_it(env: Environment) -> None:
    page = env.from_string('{% from "ui/talk.html" import note %}{{ note("n1", "Yosef", "staff:5", at, "Isi") }}')
    with override("id"):
        assert "tidak terlihat pelapor" in page.render(at=datetime(2026, 11, 19, tzinfo=UTC))


def test_the_stylesheets_keep_their_layers_and_their_weight() -> None:
    """12 KB for the portal, 16 KB for the workspace, compressed (design/UI.md §10)."""
    common, desk = (STYLES / "tanggap.css").read_bytes(), (STYLES / "desk.css").read_bytes()
    assert b"@layer reset, tokens, base, components, layout, screens, utilities, print;" in common
    weights = [len(gzip.compress(lean(sheet.decode()).encode(), 9)) for sheet in (common, desk)]
    assert weights[0] <= 12 * 1024
    assert sum(weights) <= 16 * 1024
