"""Templates compiled for one language say what they would say without it, and escape what people wrote."""

from pathlib import Path

import pytest
from django.template import engines
from django.utils.translation import override
from jinja2 import DictLoader
from markupsafe import Markup

from tanggap.ui.jinja import environment
from tanggap.ui.kept_code import KeptCode

DANGEROUS = "<script>alert('1')</script> & \"more\""


@pytest.mark.parametrize(("language", "sent"), [("id", "Kirim"), ("en", "Send")])
def test_fixed_words_and_icons_stand_in_the_compiled_template(language: str, sent: str) -> None:
    env = environment(language, autoescape=True)
    code = env.compile('<b>{{ _("Send") }}</b>{{ icon("send") }}', raw=True)
    assert f"<b>{sent}</b><svg" in code
    assert env.from_string('{{ _("Send") }}').render() == sent


def test_what_fills_a_gap_in_a_sentence_is_escaped_and_marked_text_is_not() -> None:
    env = environment("en", autoescape=True)
    page = env.from_string('{{ _("Clear %(what)s", what=what) }} {{ what }}')
    assert page.render(what="<i>") == "Clear &lt;i&gt; &lt;i&gt;"
    assert page.render(what=Markup("<i>")) == "Clear <i> <i>"


@pytest.mark.parametrize("value", [DANGEROUS, Markup("<b>x</b>"), 7, None, True, 1.5])
def test_values_are_written_as_jinja2_itself_writes_them(value: object) -> None:
    text = "{{ value }}|{% if value %}{{ [value] | first }}{% endif %}"
    plain, ours = environment(autoescape=True), environment("id", autoescape=True)
    assert ours.from_string(text).render(value=value) == plain.from_string(text).render(value=value)


def test_a_remembered_macro_tells_a_text_from_the_same_text_marked_as_safe() -> None:
    env = environment("id", autoescape=True)
    page = env.from_string(
        "{% macro mark(text) %}<p>{{ text }}</p>{% endmacro %}{% set mark = remembered(mark) %}{{ mark(text) }}"
    )
    assert page.render(text=Markup("<b>")) == "<p><b></p>"
    assert page.render(text="<b>") == "<p>&lt;b&gt;</p>"


def test_macros_are_called_with_names_defaults_and_a_body() -> None:
    env = environment("en", autoescape=True)
    text = "{% macro box(a, b='2', *, c='3') %}{{ a }}{{ b }}{{ c }}{{ caller() }}{% endmacro %}".replace("*, ", "")
    assert env.from_string(text + "{% call box('1', c='4') %}<i>{% endcall %}").render() == "124<i>"
    pairs = env.from_string(text + "{% call box(*given) %}!{% endcall %}")
    assert pairs.render(given=("7", "8")) == "783!"


def test_a_template_is_taken_in_the_language_of_the_reader() -> None:
    said = {}
    for language in ("id", "en"):
        with override(language):
            env = engines["jinja2"].get_template("ui/marks.html").template.environment
            said[language] = env.language
    assert said == {"id": "id", "en": "en"}


def page_said(folder: Path, language: str, *, state: str, source: str = '{{ _("Send") }}') -> str:
    code = KeptCode(folder, language, state)
    env = environment(language, autoescape=True, loader=DictLoader({"page": source}), bytecode_cache=code)
    return env.get_template("page").render()


def code_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_later_process_takes_the_code_that_an_earlier_one_has_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    assert page_said(folder, "en", state="1") == "Send"
    (kept,) = folder.iterdir()
    # Were it compiled again, it would say what the source says.
    kept.write_bytes(kept.read_bytes().replace(b"Send", b"Sent"))
    assert page_said(folder, "en", state="1") == "Sent"


@pytest.mark.parametrize(("state", "source"), [("2", '{{ _("Send") }}'), ("1", '{{ _("Close") }}')])
def test_it_is_compiled_anew_when_the_template_or_what_is_put_in_has_changed(
    tmp_path: Path, state: str, source: str
) -> None:
    page_said(tmp_path, "en", state="1")
    before = code_in(tmp_path)
    assert page_said(tmp_path, "en", state=state, source=source) in {"Send", "Close"}
    assert code_in(tmp_path) != before


def test_each_language_has_code_of_its_own(tmp_path: Path) -> None:
    assert [page_said(tmp_path, language, state="1") for language in ("en", "id")] == ["Send", "Kirim"]
    assert len(code_in(tmp_path)) == 2


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(tmp_path: Path) -> None:
    taken = tmp_path / "compiled"
    taken.write_text("a file, not a folder")
    assert page_said(taken, "en", state="1") == "Send"
