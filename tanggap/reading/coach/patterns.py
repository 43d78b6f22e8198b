"""The little language of the rules, and one automaton for all of them.

    mohon maaf                    these words, one after the other
    (mohon|minta) maaf            one of these
    [sangat] menyesal             perhaps this word
    <kami> menyesal               one of a set that is named in [sets]
    maaf .. keterlambatan         at most three words between; `...` at most eight
    ganti* / *kembalikan          words that begin or end so
    sebelum #date                 a figure: #date #span #money #number #phone #mail #reference #quote #name #acronym

All patterns are one automaton that reads a sentence once, word by word, and is in several states at the same time. It
never goes back: the time is that of the text times the number of patterns at most (T26).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tanggap.reading.coach.words import Word, split_word

GAPS = {"..": 3, "...": 8}
SHORTEST_STEM = 2  # of a word; what begins with so few letters must have three more (`di*` is no "di" and no "dia")
LONGEST = 30  # words and signs in a pattern that an organisation adds
_SIGN = re.compile(r"\.\.\.|\.\.|[()\[\]|]|<[a-z_]+>|[^\s()\[\]|<>]+")


class BadPattern(ValueError):
    """A pattern that cannot be read; the text says why, in the words of a rule file."""


class Hit(NamedTuple):
    """Where a rule was found in a sentence: words from, to (not included)."""

    rule: int
    first: int
    last: int


@dataclass(slots=True)
class _State:
    words: dict[str, list[int]] = field(default_factory=dict)
    begins: list[tuple[str, int]] = field(default_factory=list)
    ends: list[tuple[str, int]] = field(default_factory=list)
    any: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)  # without reading a word
    rules: list[int] = field(default_factory=list)


class _Step:
    """Where a state and all that are reached from it for nothing lead, in one look."""

    __slots__ = ("any", "begins", "ends", "rules", "words")

    def __init__(self, states: Iterable[_State]) -> None:
        self.words: dict[str, list[int]] = {}
        self.begins: dict[str, list[tuple[str, int]]] = {}
        self.ends: dict[str, list[tuple[str, int]]] = {}
        self.any: list[int] = []
        self.rules: list[int] = []
        for state in states:
            for word, targets in state.words.items():
                self.words.setdefault(word, []).extend(targets)
            for begin, target in state.begins:
                self.begins.setdefault(begin[:SHORTEST_STEM], []).append((begin, target))
            for end, target in state.ends:
                self.ends.setdefault(end[-SHORTEST_STEM:], []).append((end, target))
            self.any += state.any
            self.rules += state.rules

    def targets(self, word: Word) -> list[int]:
        """The states after this word."""
        if word.kind:
            written = self.words.get(word.word, []) if word.kind == "#number" else []
            return self.any + self.words.get(word.kind, []) + written
        written, stem = word.word, word.stem
        found = self.any + self.words.get(written, [])
        if stem != written:
            found += self.words.get(stem, ())
        if self.begins:
            found += [to for begin, to in self.begins.get(written[:SHORTEST_STEM], ())
                      if written.startswith(begin) and (len(begin) > SHORTEST_STEM or len(written) > len(begin) + 2)]
        if self.ends:
            found += [to for end, to in self.ends.get(written[-SHORTEST_STEM:], ()) if written.endswith(end)]
            if stem != written:
                found += [to for end, to in self.ends.get(stem[-SHORTEST_STEM:], ()) if stem.endswith(end)]
        return found


class Automaton:
    """Every pattern that was added; `find` gives what is in a sentence."""

    def __init__(self, sets: Mapping[str, str] | None = None) -> None:
        self._sets = dict(sets or {})
        self._states = [_State()]
        self._steps: list[_Step] = []
        self.looked = 0  # how often a state was looked at; a test holds it to the length of the text

    def add(self, pattern: str, rule: int) -> None:
        """Raises BadPattern."""
        signs = _SIGN.findall(pattern)
        end, rest = self._one_of(0, signs, ())
        if rest:
            raise BadPattern(pattern)
        if end in self._reachable(0):
            raise BadPattern(pattern)  # it would be found everywhere
        self._states[end].rules.append(rule)
        self._steps = []

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Every place at which a rule is found, as far as it reaches."""
        steps = self._steps or self._close()
        found: dict[tuple[int, int], int] = {}
        active: dict[int, int] = {}
        for place, word in enumerate(words):
            after: dict[int, int] = {}
            for target in steps[0].targets(word):
                after[target] = place
            for state, began in active.items():
                for target in steps[state].targets(word):
                    if began < after.get(target, place + 1):
                        after[target] = began
            self.looked += len(active) + 1
            for state, began in after.items():
                for rule in steps[state].rules:
                    found[rule, began] = place + 1
            active = after
        return [Hit(rule, first, last) for (rule, first), last in found.items()]

    # ---- building

    def _new(self) -> int:
        self._states.append(_State())
        return len(self._states) - 1

    def _one_of(self, start: int, signs: list[str], within: tuple[str, ...]) -> tuple[int, list[str]]:
        """`a b | c` up to a closing bracket: where it ends, and the signs that are left."""
        end = self._new()
        while True:
            current, signs = self._row(start, signs, within)
            self._states[current].free.append(end)
            if not signs or signs[0] != "|":
                return end, signs
            signs = signs[1:]

    def _row(self, start: int, signs: list[str], within: tuple[str, ...]) -> tuple[int, list[str]]:
        current = self._new()
        self._states[start].free.append(current)
        while signs and signs[0] not in ("|", ")", "]"):
            sign, signs = signs[0], signs[1:]
            if sign in ("(", "["):
                current, signs = self._bracket(current, sign, signs, within)
            elif sign in GAPS:
                current = self._gap(current, GAPS[sign])
            elif sign.startswith("<"):
                current = self._set(current, sign[1:-1], within)
            else:
                current = self._word(current, sign)
        return current, signs

    def _bracket(self, start: int, sign: str, signs: list[str], within: tuple[str, ...]) -> tuple[int, list[str]]:
        end, signs = self._one_of(start, signs, within)
        if not signs or signs[0] != {"(": ")", "[": "]"}[sign]:
            raise BadPattern(sign)
        if sign == "[":
            self._states[start].free.append(end)
        return end, signs[1:]

    def _gap(self, start: int, most: int) -> int:
        end = self._new()
        for _place in range(most):
            self._states[start].free.append(end)
            after = self._new()
            self._states[start].any.append(after)
            start = after
        self._states[start].free.append(end)
        return end

    def _set(self, start: int, name: str, within: tuple[str, ...]) -> int:
        if name not in self._sets or name in within:
            raise BadPattern(f"<{name}>")
        end, rest = self._one_of(start, _SIGN.findall(self._sets[name]), (*within, name))
        if rest:
            raise BadPattern(f"<{name}>")
        return end

    def _word(self, start: int, sign: str) -> int:
        if sign.startswith("#"):
            return self._step(start, self._states[start].words.setdefault(sign, []))
        if sign.endswith("*") or sign.startswith("*"):
            part = sign.strip("*").casefold()
            if len(part) < SHORTEST_STEM or "*" in part:
                raise BadPattern(sign)
            end = self._new()
            pairs = self._states[start].begins if sign.endswith("*") else self._states[start].ends
            pairs.append((part, end))
            return end
        for word in split_word(sign):
            start = self._step(start, self._states[start].words.setdefault(word, []))
        return start

    def _step(self, start: int, targets: list[int]) -> int:
        end = self._new()
        targets.append(end)
        return end

    def _reachable(self, start: int) -> set[int]:
        """What is reached from there without reading a word."""
        seen, open_ = {start}, [start]
        while open_:
            for target in self._states[open_.pop()].free:
                if target not in seen:
                    seen.add(target)
                    open_.append(target)
        return seen

    def _close(self) -> list[_Step]:
        self._steps = [_Step(self._states[one] for one in self._reachable(state)) for state in range(len(self._states))]
        return self._steps


def check(pattern: str, sets: Mapping[str, str]) -> None:
    """Raises BadPattern when it is no pattern."""
    signs = _SIGN.findall(pattern)
    if len(signs) > LONGEST or "".join(signs) != "".join(pattern.split()):
        raise BadPattern(pattern)
    Automaton(sets).add(pattern, 0)
