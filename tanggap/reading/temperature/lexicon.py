"""The words of one language, made ready to be looked up while a text is read once."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("id", "en")
KINDS = ("insult", "threat", "anger", "repeat", "anxious", "disappointed", "calm")
# A word this long may have one letter wrong and is still known.
FORGIVING = 8
HEAD = 3  # no stem is shorter
Meaning = tuple[int, int]  # place in KINDS, weight


@dataclass(frozen=True)
class Lexicon:
    """`words` and `stems` by themselves; `phrases` by their first word, the longest first; `slips` of long words."""

    same: dict[str, str]
    words: dict[str, Meaning]
    stems: dict[str, Meaning]
    heads: frozenset[str]  # how stems begin: most words need no further look
    lengths: tuple[int, ...]  # of the stems, the longest first
    phrases: dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]
    slips: dict[str, Meaning]

    def word(self, token: str) -> Meaning | None:
        """What that word means: itself, by its beginning, or with one letter wrong."""
        if (found := self.words.get(token)) is not None:
            return found
        if token[:HEAD] in self.heads:
            for length in self.lengths:
                if length <= len(token) and (found := self.stems.get(token[:length])) is not None:
                    return found
        if len(token) < FORGIVING:
            return None
        return self.slips.get(token) or next((self.slips[one] for one in without_one(token) if one in self.slips), None)


def without_one(word: str) -> list[str]:
    """The word without each of its letters; two words that differ by one letter have one of these in common."""
    return [word[:place] + word[place + 1:] for place in range(1, len(word))]


@cache
def lexicon(language: str) -> Lexicon:
    """Read once per process."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    raw = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    words: dict[str, Meaning] = {}
    stems: dict[str, Meaning] = {}
    phrases: defaultdict[str, list[tuple[tuple[str, ...], Meaning]]] = defaultdict(list)
    slips: dict[str, Meaning] = {}
    for place, kind in enumerate(KINDS):
        for weight, entries in raw[kind].items():
            meaning = (place, int(weight))
            for entry in entries:
                parts = tuple(entry.split())
                if len(parts) > 1:
                    phrases[parts[0]].append((parts[1:], meaning))
                elif entry.endswith("*"):
                    stems.setdefault(entry[:-1], meaning)
                else:
                    words.setdefault(entry, meaning)
                    if len(entry) >= FORGIVING and int(weight) > 1:
                        slips |= {one: meaning for one in (entry, *without_one(entry)) if one not in slips}
    ordered = {first: tuple(sorted(rest, key=lambda one: -len(one[0]))) for first, rest in phrases.items()}
    lengths = tuple(sorted({len(one) for one in stems}, reverse=True))
    heads = frozenset(one[:HEAD] for one in stems)
    return Lexicon(raw["same"], words, stems, heads, lengths, ordered, slips)
