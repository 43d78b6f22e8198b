"""Text for machines: folded, stemmed for search in both languages, masked for logs."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

import snowballstemmer

from tanggap.core.words import ENGLISH, ROOTS, STOP, forms_of

LONGEST_WORD = 40
MOST_TERMS = 5_000
MOST_CHARACTERS = 400_000

_words = re.compile(r"[^\W_]+")
_numbers = re.compile(r"\+?\d[\d .\-/()]{6,24}\d")
_references = re.compile(r"\b([a-z]\d{2})-(\d{5,9})\b")

_masks = [
    (re.compile(r"(/t/)[^\s/?#\"']+"), r"\1‹token›"),
    (
        re.compile(
            r"(?i)\b(bearer|token|authorization|password|passwd|secret|code)(\"?\s*[=:]?\s+|\"?[=:]\s*\"?)[^\s\"',;&]+"
        ),
        r"\1\2‹secret›",
    ),
    (re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:]+"), "‹email›"),
    (re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){1,3}[0-9A-HJKMNP-TV-Z]{4}\b"), "‹code›"),
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{22,}\b"), "‹token›"),
    (re.compile(r"(?<![\w-])(?:\+?62|0)[\s.-]?\d(?:[\s.-]?\d){6,12}\b"), "‹phone›"),
]


def fold(text: str) -> str:
    """For comparing and searching: compatibility form, lower case, without accents, invisible characters and NUL."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf", "Cs", "Cc") or c in "\n\t\r ")


def mask(text: str) -> str:
    """The text without addresses, phone numbers, tokens and codes, as it may stand in a log."""
    for pattern, instead in _masks:
        text = pattern.sub(instead, text)
    return text


def stems(text: str) -> list[str]:
    """The search terms of a text, each once, in the order of their first appearance: stems of both languages, numbers,
    references (`k2604817` for K26-04817). Letters and digits only."""
    terms: dict[str, None] = {}
    folded = fold(text[:MOST_CHARACTERS])
    for special in _special_terms(folded):
        terms[special] = None
    for word in _words.findall(folded):
        for form in word_forms(word):
            terms[form] = None
        if len(terms) >= MOST_TERMS:
            break
    return list(terms)


def search_vector_text(texts: Iterable[str]) -> str:
    """The terms of several texts as one text for `to_tsvector('simple', …)`; within PostgreSQL's size for a vector."""
    terms: dict[str, None] = {}
    for text in texts:
        terms.update(dict.fromkeys(stems(text)))
    return " ".join(list(terms)[:MOST_TERMS])


def search_query_text(query: str) -> str:
    """What was typed, for `to_tsquery('simple', …)`: all words, each in any of its forms; "" for nothing."""
    folded = fold(query[:500])
    groups = [[special] for special in _special_terms(folded)]
    rest = _numbers.sub(" ", _references.sub(" ", folded))
    groups += [forms for word in _words.findall(rest)[:20] if (forms := list(word_forms(word)))]
    return " & ".join(f"({' | '.join(group)})" for group in groups)


@lru_cache(maxsize=65_536)
def word_forms(word: str) -> tuple[str, ...]:
    """The terms that stand for one folded word: its Indonesian and its English stem; none for a stop word."""
    if word in STOP or len(word) > LONGEST_WORD or (len(word) == 1 and not word.isdigit()):
        return ()
    if any(c.isdigit() for c in word) or not word.isascii():
        return (word,)
    if known := _known_forms().get(word) or ENGLISH.get(word):
        return (known,)
    return tuple(dict.fromkeys((_indonesian(word), _stemmer("english").stemWord(word))))


def local_number(digits: str) -> str:
    """A phone number without what may stand before it: +62 812… and 0812… are both 812…"""
    digits = re.sub(r"\D", "", digits)
    return digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")


def _special_terms(folded: str) -> Iterable[str]:
    for reference in _references.finditer(folded):
        yield "".join(reference.groups())
        yield reference.group(2)
    for number in _numbers.findall(_references.sub(" ", folded)):
        yield local_number(number)


def _indonesian(word: str) -> str:
    stem = _stemmer("indonesian").stemWord(word)
    # Words outside our list meet at the form without the letter that me- swallows: karang, mengarang → arang.
    if len(stem) > 4 and stem[0] in "kt" and stem[1] in "aeiou":
        stem = stem[1:]
    return stem[:-1] if len(stem) > 5 and stem.endswith("i") else stem


@cache
def _known_forms() -> dict[str, str]:
    known: dict[str, str] = {}
    for root in ROOTS:
        for form in forms_of(root):
            # The longer root wins where two make the same form (pelanggan is not langgan).
            if len(known.get(form, "")) < len(root):
                known[form] = root
    return known


@cache
def _stemmer(language: str):  # noqa: ANN202 - the package has no types
    return snowballstemmer.stemmer(language)
