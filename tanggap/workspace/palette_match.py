"""How the words that somebody types into the palette find its options: begun only, misspelt, in both languages."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_OF_A_GROUP = 5
LIKE, ALMOST = 0.78, 0.88
NOT_AT_ALL = 1.0


class Option(NamedTuple):
    """One line of the palette; `found_by` are its folded words in both languages.

    What sets a value has `set_by` too, the words for what is set: "severity high" finds by both. `at_once` is where
    Enter sends `sends` (the query of a form); without it Enter opens `href`.
    """

    words: str
    href: str
    icon: str
    more: str = ""
    found_by: str = ""
    set_by: str = ""
    at_once: str = ""
    sends: str = ""
    alone: bool = True  # whether the value alone finds it, or only together with what is set


def best(options: Iterable[Option], wanted: list[str]) -> list[Option]:
    """Those that hold every word, the closest first; a word may be begun only, or misspelt a little."""
    ranked = sorted(_ranked(options, wanted), key=lambda one: one[0])
    return [option for _distance, option in ranked[:MOST_OF_A_GROUP]]


def _ranked(options: Iterable[Option], wanted: list[str]) -> Iterator[tuple[float, Option]]:
    for option in options:
        found = [_nearest(word, _split(option.found_by)) for word in wanted]
        if option.set_by:
            by_verb = [_nearest(word, _split(option.set_by)) for word in wanted]
            named = min(found, default=NOT_AT_ALL) < NOT_AT_ALL
            said = any(verb < NOT_AT_ALL and verb <= value for verb, value in zip(by_verb, found, strict=True))
            if not (named and (said or option.alone)) and max(by_verb, default=NOT_AT_ALL) == NOT_AT_ALL:
                continue
            found = [min(pair) for pair in zip(found, by_verb, strict=True)]
        if found and max(found) < NOT_AT_ALL:
            yield sum(found), option


def _split(words: str) -> list[str]:
    return words.replace(":", " ").replace("/", " ").replace(",", " ").split()


def _nearest(typed: str, words: list[str]) -> float:
    return min((_distance(typed, word) for word in words), default=NOT_AT_ALL)


def _distance(typed: str, word: str) -> float:
    """0 for the word itself, a little for its beginning, more for one that is spelt alike, 1 for another word."""
    if word == typed:
        return 0.0
    if word.startswith(typed):
        return 0.1
    if len(typed) < 4 or not word:
        return NOT_AT_ALL
    if len(typed) == len(word) and sorted(typed) == sorted(word):
        return 0.3  # letters that changed places
    like = SequenceMatcher(None, typed, word[: len(typed) + 2]).ratio()
    return 1.2 - like if like >= (LIKE if word[0] == typed[0] else ALMOST) else NOT_AT_ALL
