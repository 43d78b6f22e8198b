"""What a text shows of how angry somebody is: words by their weight, capitals, exclamation marks."""

import re

from tanggap.reading.language import language_of
from tanggap.reading.temperature.lexicon import KINDS, LANGUAGES, Lexicon, Meaning, lexicon

# Nobody gets angrier after so many letters; what comes later tells nothing new, and the look stays short.
LONGEST_LOOK = 4_000
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_WORRY = re.compile(r"was[- ]was", re.I)
_SHOUT = re.compile(r"!+")
_ASKS_AND_SHOUTS = re.compile(r"\?!|!\?|\?\?+")
INSULT, THREAT, ANGER, REPEAT, ANXIOUS, DISAPPOINTED, CALM = range(len(KINDS))
ANGRY, VERY_ANGRY = 2.7, 8.0


def estimate(text: str, language: str = "") -> str:
    """One of STEPS for what was written; empty for a text without a word. `language` helps where few words tell it."""
    said = text[:LONGEST_LOOK]
    raw = _TOKEN.findall(said)
    if not raw:
        return ""
    name = language if language in LANGUAGES else "id"
    # “Was-was” is worry in Indonesian, and would pass for English.
    name = language_of(_WORRY.sub("waswas", said), otherwise=name)
    heat = _heat_of(_weights(raw, lexicon(name)), said, raw)
    return _step(*heat)


def _weights(raw: list[str], known: Lexicon) -> list[float]:
    """How much of each kind is said; the third time the same kind counts less, so that length does not make anger."""
    tokens = [_plain(token, known) for token in raw]
    sums, counts = [0.0] * len(KINDS), [0] * len(KINDS)
    place, end = 0, len(tokens)
    while place < end:
        meaning, used = _meaning(tokens, place, known)
        if meaning is not None:
            kind, weight = meaning
            counts[kind] += 1
            sums[kind] += weight if counts[kind] <= 2 else weight / counts[kind]
        place += used
    return sums


def _meaning(tokens: list[str], place: int, known: Lexicon) -> tuple[Meaning | None, int]:
    """The longest phrase that begins here, else the word; and how many words that used up."""
    for rest, meaning in known.phrases.get(tokens[place], ()):
        if _goes_on(tokens, place + 1, rest):
            return meaning, len(rest) + 1
    return known.word(tokens[place]), 1


def _goes_on(tokens: list[str], place: int, rest: tuple[str, ...]) -> bool:
    if place + len(rest) > len(tokens):
        return False
    return all(
        token == part or (part[-1] == "*" and token.startswith(part[:-1]))
        for part, token in zip(rest, tokens[place:place + len(rest)], strict=True)
    )


def _plain(token: str, known: Lexicon) -> str:
    word = token.lower().replace("’", "'")
    if word in known.same:
        return known.same[word]
    return _DRAWN_OUT.sub(r"\1", word)


def _heat_of(sums: list[float], said: str, raw: list[str]) -> tuple[float, float, float, float]:
    """Heat, fear, regret and ease."""
    shouts = _SHOUT.findall(said)
    loud = min(2.0, 0.5 * len(shouts)) + (1.5 if any(len(one) > 2 for one in shouts) else 0.0)
    loud += 1.0 if _ASKS_AND_SHOUTS.search(said) and shouts else 0.0
    words = [token for token in raw if len(token) > 3 and token.isalpha()]
    upper = sum(token.isupper() for token in words)
    if words and upper > 3 and upper / len(words) > 0.5:
        loud += 3.0
    elif upper:
        loud += 0.5
    grave = sums[INSULT] + sums[THREAT]
    heat = 2.0 * grave + 1.4 * sums[ANGER] + (0.7 * sums[REPEAT] if sums[ANGER] or grave or loud else 0.0)
    return heat + loud, sums[ANXIOUS], sums[DISAPPOINTED] + 0.5 * sums[REPEAT], sums[CALM]


def _step(heat: float, fear: float, regret: float, ease: float) -> str:
    """Fear goes before anger that is no louder than it; thanks cool only what is hardly warm."""
    if heat >= VERY_ANGRY:
        return "very_angry"
    if heat - 0.5 * ease >= ANGRY and heat > 1.2 * fear:
        return "angry"
    if fear >= 2 and fear >= regret - 1:
        return "anxious"
    if regret + 0.5 * heat - ease >= 1.5:
        return "disappointed"
    if fear - ease >= 1:
        return "anxious"
    if regret + heat - ease >= 1.5:
        return "disappointed"
    return "calm"
