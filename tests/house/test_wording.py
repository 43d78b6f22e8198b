"""One thing has one name: what design/UI.md §7 avoids stands in no catalogue and in no shipped procedure."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from scripts import messages
from tests.house.source import ROOT

AVOIDED = {
    "id": (
        r"tiket|users?|agen|approver|SLA|breach|opsi|approval|CAPA|RCA|survei wajib|gagal total|error|e-?mail|offline|"
        r"undo|kategori [12]|ketidaknyamanan\w*|dilanggar|tidak ditepati|terlewat"
    ),
    "en": r"tickets?|agents?|SLA|breach(?:es|ed)?|CAPA|RCA|inconvenience",
}
# Names that a setting, an address or a sentence's gap has, and what is code between quotation marks.
NOT_WORDS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|\S+://\S+|[A-Z]+_[A-Z_]+|\S+@\S+|\w+ = \S+|TANGGAP\w*|“[\w .-]*”")
# A formula and not a judgement: exclamation marks shout at people who are angry already.
SHOUTS = re.compile(r"\w!(\s|$)")


def texts(app: str, language: str) -> Iterator[str]:
    for message in messages.stored(app, language):
        if message.id:
            yield from (message.string,) if isinstance(message.string, str) else message.string


def avoided(text: str, language: str) -> list[str]:
    """The words in it that another word has replaced."""
    return re.findall(rf"(?<![\w-])(?:{AVOIDED[language]})(?![\w-])", NOT_WORDS.sub(" ", text), re.IGNORECASE)


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_catalogue_says_what_has_a_better_word(language: str) -> None:
    found = [
        f"{app}: {words} in {text!r}"
        for app in messages.apps()
        for text in texts(app, language)
        if (words := avoided(text, language)) or SHOUTS.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "sops").glob("*.toml")), ids=lambda path: path.stem)
def test_the_shipped_procedures_use_the_same_words(path: Any) -> None:
    said = list(_indonesian(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert len(said) > 100
    assert [text for text in said if avoided(text, "id")] == []


def _indonesian(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "id" and isinstance(value, str):
                yield value
            else:
                yield from _indonesian(value)
    elif isinstance(part, list):
        for value in part:
            yield from _indonesian(value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Tiket Anda sudah kami terima."),
        ("id", "Mohon maaf atas ketidaknyamanannya."),
        ("id", "Janji ini dilanggar."),
        ("id", "Alamat email Anda"),
        ("en", "The SLA was breached."),
    ],
)
def test_an_avoided_word_is_found(language: str, text: str) -> None:
    assert avoided(text, language)


def test_names_of_settings_and_gaps_are_no_words() -> None:
    assert avoided("Tulis TANGGAP_EMAIL_URL seperti smtp://user:password@host, lalu kirim ke %(email)s.", "id") == []
