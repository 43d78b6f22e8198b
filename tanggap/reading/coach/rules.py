"""The rule files, read once: what is looked for in each language, and the phrases that may be suggested."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tanggap.reading.coach.kinds import ELEMENTS, WARNINGS
from tanggap.reading.coach.patterns import Automaton, BadPattern, check
from tanggap.reading.coach.words import split_word, stem_of

LANGUAGES = ("id", "en")
FIGURES = ("money", "date", "span")
HERE = Path(__file__).parent
# What a rule says when it is found: that it is there, that it is half there, that the sentence does not mean it.
FOUND, LIKELY, WEAK, UNLESS = "found", "likely", "weak", "unless"
NEGATOR, NO_NEGATOR = "negator", "no_negator"


@dataclass(frozen=True)
class Additions:
    """What an organisation adds to the shipped rules, as ((kind, language, pattern), …)."""

    patterns: tuple[tuple[str, str, str], ...] = ()

    def of(self, language: str) -> list[tuple[str, str]]:
        """(kind, pattern) for that language."""
        return [(kind, pattern) for kind, spoken, pattern in self.patterns if spoken == language]


NOTHING_ADDED = Additions()


@dataclass
class Rules:
    """All rules of one language as one automaton; a rule is (kind, what it says)."""

    language: str
    figures: Automaton
    automaton: Automaton
    meanings: list[tuple[str, str]]
    negatable: frozenset[str]
    calendar: Mapping[str, Any]
    spelling: Mapping[str, str]
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    yields: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind: those beside which it is not likely
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)  # kind: it is likely only beside one of these
    stated: frozenset[str] = frozenset()  # kinds that a question does not say


@lru_cache(maxsize=32)
def rules_of(language: str, additions: Additions = NOTHING_ADDED) -> Rules:
    """The rules of that language with what the organisation adds."""
    content = _content(language)
    sets = dict(content["sets"])
    figures = Automaton(_figure_sets(content))
    for number, kind in enumerate(FIGURES):
        for pattern in content["figures"][kind]:
            figures.add(pattern, number)
    automaton, meanings = Automaton(sets), []

    def add(kind: str, meaning: str, patterns: Iterable[str]) -> None:
        meanings.append((kind, meaning))
        for pattern in patterns:
            try:
                automaton.add(pattern, len(meanings) - 1)
            except BadPattern as problem:
                raise BadPattern(f"rules.{language}.toml, {kind}: {pattern} ({problem})") from None

    add("", NEGATOR, content["negators"])
    add("", NO_NEGATOR, content["not_negators"])
    for kind in (*ELEMENTS, *WARNINGS):
        for meaning in (FOUND, LIKELY, WEAK, UNLESS):
            if patterns := content.get(kind, {}).get(meaning):
                add(kind, meaning, patterns)
    for kind, pattern in additions.of(language):
        add(kind, FOUND, [pattern])
    negatable = frozenset(kind for kind in (*ELEMENTS, *WARNINGS) if content.get(kind, {}).get("negation"))
    names = {key: frozenset(each) for key, each in content["names"].items()}
    days = "|".join([*content["calendar"]["weekdays"], *content["calendar"]["months"]])
    names["not_names"] |= {*days.split("|"), "rp", "idr"}
    own = {kind: content.get(kind, {}) for kind in (*ELEMENTS, *WARNINGS)}
    return Rules(
        language, figures, automaton, meanings, negatable, content["calendar"], content["spelling"], names,
        {kind: frozenset(each.get("yields", ())) for kind, each in own.items()},
        {kind: frozenset(each.get("beside", ())) for kind, each in own.items()},
        frozenset(kind for kind, each in own.items() if each.get("stated")),
    )  # fmt: skip


def good_pattern(pattern: str, language: str) -> bool:
    """Whether an organisation may add it: it can be read, and it says something."""
    try:
        check(pattern, _content(language)["sets"])
    except BadPattern:
        return False
    return True


@cache
def phrase(kind: str, language: str, *, of: str = "reply") -> str:
    """The words that are suggested for a piece that is missing, with names in braces; empty where there are none."""
    with (HERE / f"phrases.{language}.toml").open("rb") as file:
        return str(tomllib.load(file)[of].get(kind, "")).strip()


@cache
def numbers_of(language: str) -> dict[str, int]:
    """Number words: `tiga` → 3."""
    rows: Sequence[str] = _content(language)["calendar"]["numbers"]
    return {word: number for number, row in enumerate(rows, 1) for word in row.split("|")}


@cache
def _content(language: str) -> dict[str, Any]:
    with (HERE / f"rules.{language}.toml").open("rb") as file:
        return tomllib.load(file)


def _figure_sets(content: Mapping[str, Any]) -> dict[str, str]:
    calendar = content["calendar"]
    return {
        "weekday": "|".join(calendar["weekdays"]), "month": "|".join(calendar["months"]),
        # What is no list of figures is a set that these use.
        **{name: text for name, text in content["figures"].items() if isinstance(text, str)},
    }  # fmt: skip


def same_word(one: str) -> str:
    """A word as names are compared: small, without a particle."""
    return stem_of(split_word(one)[0])
