"""Reading a text: which sentences do what, what is missing, and what one would better not send."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tanggap.reading.coach import figures
from tanggap.reading.coach.kinds import CALL, REPLY, WARNINGS
from tanggap.reading.coach.patterns import Hit
from tanggap.reading.coach.rules import (
    FOUND,
    LIKELY,
    NEGATOR,
    NO_NEGATOR,
    NOTHING_ADDED,
    UNLESS,
    WEAK,
    Additions,
    Rules,
    rules_of,
    same_word,
)
from tanggap.reading.coach.words import Sentence, Word, plain, same_number, sentences
from tanggap.reading.language import language_of

LONGEST = 20_000  # what a reply may be; of more the rest is not read
_SURE = {FOUND: 0, LIKELY: 1, WEAK: 2}
BEFORE = 3  # so many words before, a negation takes the meaning away
TOO_FEW = 4  # words that tell no language


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the case knows and the words do not; whatever is left out is not looked at."""

    language: str = ""  # of whoever reads it
    amount: int | None = None  # the most that the writer may give
    today: date | None = None
    latest: date | None = None  # the running promise
    workdays: figures.Workdays | None = None
    names: frozenset[str] = frozenset()  # words of the names of whom it concerns, and of whoever writes
    own: frozenset[str] = frozenset()  # references, numbers and addresses that may be named, in small letters


NO_FACTS = Facts()


@dataclass(frozen=True)
class Finding:
    """One thing that was found: kind, place in the text (characters), and whether it could be clearer."""

    kind: str
    start: int
    end: int
    weak: bool = False
    words: str = ""

    @property
    def warns(self) -> bool:
        """Whether it is something that one would better not send."""
        return self.kind not in REPLY and self.kind not in CALL


@dataclass
class Advice:
    """Everything that was found, in the order of the text, and what of `wanted` is missing."""

    wanted: tuple[str, ...]
    language: str
    findings: list[Finding] = field(default_factory=list)

    def state(self, kind: str) -> str:
        """found, weak or missing."""
        weak = [one.weak for one in self.findings if one.kind == kind]
        return "missing" if not weak else "weak" if all(weak) else "found"

    @property
    def missing(self) -> list[str]:
        """Elements that are not there, in their order."""
        return [kind for kind in self.wanted if self.state(kind) == "missing"]

    @property
    def warnings(self) -> list[Finding]:
        """What one would better not send."""
        return [one for one in self.findings if one.warns]

    @property
    def elements(self) -> list[Finding]:
        """What is good about it."""
        return [one for one in self.findings if not one.warns]


def read(
    text: str, language: str, *, of: str = "reply", facts: Facts = NO_FACTS, additions: Additions = NOTHING_ADDED
) -> Advice:
    """What that text says; `of` is reply or call. The language counts where the words themselves tell none."""
    kept, places = plain(text[:LONGEST])
    own = language_of(kept, language)
    wanted = CALL if of == "call" else REPLY
    advice = Advice(wanted, own)
    rules = {spoken: rules_of(spoken, additions) for spoken in ("id", "en")}
    read_ones = [(one, _rules_for(one, own, rules)) for one in sentences(kept, quoted=of == "call")]
    known = facts.names
    for number, (sentence, spoken) in enumerate(read_ones):
        if number == 0 and not known:
            known = frozenset(_greeted(sentence.words, spoken))
        words = _in_our_words(sentence.words, spoken, known)
        found = list(_in_sentence(words, sentence, spoken, of, facts.own))
        advice.findings += [*found, *_from_facts(words, spoken, facts, {one.kind for one in found})]
        if of == "reply" and facts.names:
            pairs = zip(words, words[1:], strict=False)
            advice.findings += [Finding("others", one.start, name.end) for one, name in pairs if name.kind == "#name"]
    if facts.language and own != facts.language and sum(len(one.words) for one, _rules in read_ones) > TOO_FEW:
        advice.findings.append(Finding("language", 0, len(kept)))
    advice.findings = _in_order(advice.findings, kept, places)
    return advice


def _rules_for(sentence: Sentence, own: str, rules: dict[str, Rules]) -> Rules:
    """A reply may change its language between two sentences."""
    if len(sentence.words) <= TOO_FEW:
        return rules[own]
    return rules[language_of(" ".join(word.word for word in sentence.words), own)]


def _in_sentence(
    words: list[Word], sentence: Sentence, rules: Rules, of: str, own: frozenset[str]
) -> Iterable[Finding]:
    said = [(*rules.meanings[hit.rule], hit) for hit in rules.automaton.find(words)]
    dropped = {kind for kind, meaning, _hit in said if meaning == UNLESS}
    dropped |= rules.stated if sentence.asks else frozenset()
    negators = _negators(words, said)
    best: dict[str, tuple[int, Hit]] = {}
    for kind, meaning, hit in said:
        if meaning not in _SURE or kind in dropped or not _asked_for(kind, of):
            continue
        if kind == "others" and same_number(words[hit.first].shape) in own:
            continue
        if kind in rules.negatable and _negated(hit, words, negators):
            continue
        known = best.get(kind)
        if known is None or (_SURE[meaning], hit.first) < (known[0], known[1].first):
            best[kind] = (_SURE[meaning], hit)
    for kind, (doubt, hit) in best.items():
        if doubt == _SURE[LIKELY] and not _is_likely(kind, best.keys(), rules):
            continue
        weak = doubt == _SURE[WEAK]
        if kind in WARNINGS:
            yield Finding(kind, words[hit.first].start, words[hit.last - 1].end, weak)
        else:
            yield Finding(kind, sentence.start, sentence.end, weak)


def _is_likely(kind: str, others: Collection[str], rules: Rules) -> bool:
    """Whether what may say that does, beside what else the sentence says."""
    beside = rules.beside[kind]
    return rules.yields[kind].isdisjoint(others) and (not beside or not beside.isdisjoint(others))


def _asked_for(kind: str, of: str) -> bool:
    return kind in WARNINGS or kind in REPLY or (of == "call" and kind in CALL)


def _negators(words: Sequence[Word], said: list[tuple[str, str, Hit]]) -> set[int]:
    found = {hit.first for _kind, meaning, hit in said if meaning == NEGATOR}
    return found - {hit.first for _kind, meaning, hit in said if meaning == NO_NEGATOR}


def _negated(hit: Hit, words: Sequence[Word], negators: set[int]) -> bool:
    before = range(max(0, hit.first - BEFORE), hit.first)
    return any(place in negators and words[place].clause == words[hit.first].clause for place in before)


def _from_facts(words: Sequence[Word], rules: Rules, facts: Facts, ours: set[str]) -> Iterable[Finding]:
    """Amounts beyond what the writer may give, dates beyond what was promised, or that have passed; `ours` is found."""
    for word in words:
        if word.kind == "#money" and facts.amount is not None and ours & {"help", "promise"}:
            meant = figures.amount(word, rules)
            if meant is not None and meant > facts.amount:
                yield Finding("amount", word.start, word.end)
        if word.kind in ("#date", "#span") and facts.today is not None and "date" in ours:
            day = figures.last_day(word, rules, figures.Today(facts.today, facts.workdays))
            if day is not None and day < facts.today:
                yield Finding("past", word.start, word.end)
            elif day is not None and facts.latest is not None and day > facts.latest:
                yield Finding("late", word.start, word.end)


def _greeted(words: Sequence[Word], rules: Rules) -> set[str]:
    """Whom the first sentence speaks to: `Dear Mr Shaw`, or a name that stands for itself, `Bu Ratna, …`."""
    greets = words[0].word in rules.names["greetings"]
    first = {words[1].word} if len(words) > 1 and words[0].word in rules.names["address"] else set()
    ends = {word.word for word, after in zip(words, [*words[1:], None], strict=True)
            if after is None or after.clause != word.clause}  # fmt: skip
    return {name for name in _named(words, rules, frozenset()) if greets or name in ends | first}


def _in_our_words(words: Sequence[Word], rules: Rules, known: frozenset[str]) -> list[Word]:
    """The words as the rules know them: spelt out, names of others as names, figures as figures."""
    strange = _named(words, rules, known)
    shouted = sum(word.shape.isupper() for word in words) * 2 > len(words)
    for word in words:
        if not word.kind and word.word in rules.spelling:
            word.word = word.stem = rules.spelling[word.word]
        elif word.word in strange and word.shape[:1].isupper() and not word.kind:
            word.kind = word.word = word.stem = "#name"
        elif not shouted and _is_short(word, rules):
            word.kind = word.word = word.stem = "#acronym"
    return figures.with_figures(words, rules)


def _is_short(word: Word, rules: Rules) -> bool:
    """Letters that stand for words, and that nobody outside can know."""
    written = word.shape.replace("-", "")
    few = 2 <= len(written) <= 6 and written.isalpha() and written.isupper() and written.isascii()
    return few and not word.kind and word.word not in rules.names["known_short"]


def _named(words: Sequence[Word], rules: Rules, known: frozenset[str]) -> set[str]:
    """Names after a form of address, which are not those that may be named."""
    found = set()
    for before, word in zip(words, words[1:], strict=False):
        if before.word not in rules.names["address"] or word.kind or not word.shape[:1].isupper():
            continue
        follows = word.start - before.end <= 2 and word.word not in rules.names["not_names"]
        if follows and word.word not in rules.names["address"] and not {word.word, same_word(word.shape)} & known:
            found.add(word.word)
    return found


def _in_order(findings: Sequence[Finding], text: str, places: list[int] | None) -> list[Finding]:
    """In the order of the text, each once, at the places of the text as it was given, with their words."""
    once = {(one.kind, one.start, one.end): one for one in findings}
    order = sorted(once.values(), key=lambda one: (one.start, one.end))
    return [
        Finding(one.kind, places[one.start] if places else one.start, places[one.end] if places else one.end, one.weak,
                re.sub(r"\s+", " ", text[one.start : one.end]))
        for one in order
    ]  # fmt: skip
