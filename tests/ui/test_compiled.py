"""Templates compiled for one language say what they would say without it, and escape what people wrote."""

import pytest
from django.template import engines
from django.utils.translation import override
from markupsafe import Markup

from tanggap.ui.jinja import environment

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
