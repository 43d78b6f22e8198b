"""Text for machines: folded, stemmed for search in both languages, masked for logs."""

import re
import threading
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, cached_property
from itertools import islice
from typing import Any

from tanggap.core.words import ENGLISH, ROOTS, STOP, forms_of

LONGEST_WORD = 40
MOST_TERMS = 5_000
MOST_WORDS = 10_000
MOST_REMEMBERED = 65_536
MOST_CHARACTERS = 400_000
DOTS = "••••"

_words = re.compile(r"[^\W_]+")
_numbers = re.compile(r"\d[\d .\-/()]{6,24}\d")
_references = re.compile(r"\b([a-z]\d{2})-(\d{5,9})\b")
# Begins with a letter of its own, so it runs over a long text many times faster than the one above.
_like_reference = re.compile(r"-\d{5}")
_unseen_ascii = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_masks = [
    (re.compile(r"(/t/|/mine/|/invitation/)[^\s/?#\"']+"), r"\1‹token›"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;]+"), r"\1 ‹secret›"),
    (re.compile(r"(?i)\b(\w*(?:token|password|passwd|secret|code))(\"?\s*[=:]\s*\"?)[^\s\"',;&]+"), r"\1\2‹secret›"),
    (re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+"), "‹email›"),
    (re.compile(r"(?<![\w-])(?:\+?62|0)[\s.-]?\d(?:[\s.-]?\d){6,12}\b"), "‹phone›"),
    (re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){1,3}[0-9A-HJKMNP-TV-Z]{4}\b"), "‹code›"),
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{22,}\b"), "‹token›"),
]


class _Visible(dict[int, int | None]):
    """For `str.translate`: accents and invisible characters go. Filled with the characters that are met."""

    def __missing__(self, code: int) -> int | None:
        gone = unicodedata.category(chr(code)) in ("Mn", "Cf", "Cs", "Cc") and chr(code) not in "\n\t\r "
        self[code] = None if gone else code
        return self[code]


_visible = _Visible()


class _Parted(dict[int, int]):
    """For `str.translate`: all but letters and digits becomes a space, so that `split` finds the words twice as fast as
    a pattern does. Filled with the characters that are met."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalnum() else ord(" ")
        return self[code]


_parted = _Parted()


def fold(text: str) -> str:
    """For comparing and searching: compatibility form, lower case, without accents, invisible characters and NUL."""
    if text.isascii():
        return _unseen_ascii.sub("", text.lower())
    return unicodedata.normalize("NFKD", text).casefold().translate(_visible)


def mask(text: str) -> str:
    """The text without addresses, phone numbers, tokens and codes, as it may stand in a log."""
    for pattern, instead in _masks:
        text = pattern.sub(instead, text)
    return text


def covered_address(value: str) -> str:
    """An email address behind dots: its first letter and its domain."""
    name, _at, domain = value.rpartition("@")
    return f"{name[:1]}{DOTS}@{domain}"


def stems(text: str) -> list[str]:
    """The search terms of a text, each once, in the order of their first appearance: one stem per word for both
    languages, numbers, references (`k2604817` for K26-04817). Letters and digits only."""
    folded = fold(text[:MOST_CHARACTERS])
    terms = dict.fromkeys(_special_terms(folded))
    # No text that a person wrote has more different words; of one that was made to have them, the rest costs nothing.
    words = islice(dict.fromkeys(folded.translate(_parted).split()), MOST_WORDS)
    terms.update(dict.fromkeys(map(_stemmed.__getitem__, words)))
    terms.pop("", None)
    return list(terms)[:MOST_TERMS]


def as_written(text: str, terms: Collection[str]) -> dict[str, str]:
    """For each of these terms the first word of the text that it stands for, as a reader knows it."""
    wanted, found = set(terms), {}
    for word in islice(_words.findall(text[:MOST_CHARACTERS]), MOST_WORDS):
        term = _stemmed[fold(word)]
        if term in wanted:
            found.setdefault(term, word.lower())
    return found


def search_text(texts: Iterable[str]) -> str:
    """The terms of several texts as one text for `to_tsvector('simple', …)`; within PostgreSQL's size for a vector."""
    return " ".join(stems("\n".join(filter(None, texts))))


def search_words(typed: str) -> list[str]:
    """The terms that somebody looks for, at most twenty, each safe inside quotes in a `to_tsquery`; [] for nothing."""
    folded = fold(typed[:500])
    terms = dict.fromkeys(_whole_terms(folded))
    for word in _words.findall(_numbers.sub(" ", _references.sub(" ", folded))):
        if term := stem(word):
            terms[term] = None
    return list(terms)[:20]


def stem(word: str) -> str:
    """The one term that stands for a folded word and its inflected forms in either language; "" for a stop word."""
    return _stemmed[word]


class _Stemmed(dict[str, str]):
    """Words that were met, with their terms. A plain look-up, because a batch of complaints makes a million of them."""

    def __missing__(self, word: str) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[word] = term = _stem(word)
        return term


_stemmed = _Stemmed()


def _stem(word: str) -> str:
    if word in STOP or len(word) > LONGEST_WORD or (len(word) == 1 and not word.isdigit()):
        return ""
    if not word.isascii() or not word.isalpha():
        return word
    if known := _known_forms().get(word):
        return known
    word = ENGLISH.get(word, word)
    # A text mixes both languages, so every word goes through both stemmers; all that counts is that its forms meet.
    if len(word) > 4 and word[-1] == "s" and word[-2] not in "aisu":
        word = word[:-1]
    return _stemmers.english.stemWord(_indonesian(word))


def local_number(digits: str) -> str:
    """A phone number without what may stand before it: +62 812… and 0812… are both 812…"""
    digits = re.sub(r"\D", "", digits)
    return digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")


def _whole_terms(folded: str) -> list[str]:
    references = ["".join(found) for found in _references_in(folded)]
    rest = _references.sub(" ", folded) if references else folded
    return references + [local_number(found) for found in _numbers.findall(rest)]


def _special_terms(folded: str) -> list[str]:
    return _whole_terms(folded) + [number for _year, number in _references_in(folded)]


def _references_in(folded: str) -> list[tuple[str, str]]:
    """Year and number of each reference, as (`k26`, `04817`)."""
    return _references.findall(folded) if _like_reference.search(folded) else []


def _indonesian(word: str) -> str:
    root = _stemmers.indonesian.stemWord(word)
    # Words outside our list meet at the form without the letter that me- swallows: karang, mengarang → arang.
    if len(root) > 4 and root[0] in "kt" and root[1] in "aeiou":
        root = root[1:]
    return root[:-1] if len(root) > 5 and root.endswith("i") else root


@cache
def _known_forms() -> dict[str, str]:
    known: dict[str, str] = {}
    for root in ROOTS:
        for form in forms_of(root):
            # The longer root wins where two make the same form (pelanggan is not langgan).
            if len(known.get(form, "")) < len(root):
                known[form] = root
    return known


class _Stemmers(threading.local):
    """A stemmer keeps the word it works on in itself, so every thread has its own.

    Loaded with the first word: the package brings forty languages along, and most processes never meet a word.
    """

    @cached_property
    def english(self) -> Any:
        return _stemmer("english")

    @cached_property
    def indonesian(self) -> Any:
        return _stemmer("indonesian")


def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(language)


_stemmers = _Stemmers()
