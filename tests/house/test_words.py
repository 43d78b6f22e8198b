"""Every word of the product stands in both languages."""

import subprocess
import sys
from collections import defaultdict

import pytest
from babel.messages.pofile import read_po

from scripts import messages
from tests.house.source import ROOT


@pytest.mark.parametrize("app", messages.apps())
def test_the_words_of_each_app_are_complete_and_compiled(app: str) -> None:
    assert messages.work_on(app, check=True) == []


def test_one_sentence_has_one_translation() -> None:
    """Django puts the words of all apps into one bag; two translations of a msgid would overwrite each other."""
    known: dict[tuple, dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
    for app in messages.apps():
        for message in messages.stored(app, "id"):
            if message.id:
                known[(message.id, message.context)][message.string].append(app)

    assert {str(key[0]): dict(texts) for key, texts in known.items() if len(texts) > 1} == {}


def test_a_missing_word_is_found() -> None:
    app = next(name for name in messages.apps() if len(messages.extracted(name)) > 1)
    found = messages.extracted(app)
    found.add("A sentence that nobody has translated yet.", None)

    catalogue = messages.merged(app, "id", found, {})

    assert "A sentence that nobody has translated yet." in list(messages.missing(catalogue))


def test_a_fuzzy_text_counts_as_missing() -> None:
    found = messages.Catalog()
    found.add("Hello", None)
    old = read_po([b"#, fuzzy\n", b'msgid "Hello"\n', b'msgstr "Halo"\n'], locale="id")

    assert messages.translation(found["Hello"], "id", old) == ""


def test_the_command_fails_for_an_unknown_app() -> None:
    command = [sys.executable, "scripts/messages.py", "nothing"]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 1
