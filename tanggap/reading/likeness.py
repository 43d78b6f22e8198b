"""How alike two texts are, by the words they share and how rare these are. Pure; knows no case."""

from collections.abc import Collection, Mapping
from math import log, sqrt

# What share of all texts holds a word that stands in no list of frequent ones.
UNLISTED = 0.0005


def rarity(word: str, shares: Mapping[str, float]) -> float:
    """How much it tells that a text holds this word: the logarithm of how few do. `shares`: of frequent words."""
    return -log(min(max(shares.get(word, UNLISTED), UNLISTED), 1.0))


def rarest(words: Collection[str], shares: Mapping[str, float], *, most: int, budget: float) -> list[str]:
    """The words worth looking for, the rarest first: at most so many, and together in at most `budget` of all texts.

    The rarest one is taken in any case. Numbers are left out: an invoice tells who somebody is, not what happened.
    """
    taken: list[str] = []
    spent = 0.0
    for word in sorted((one for one in set(words) if one.isalpha()), key=lambda one: (-rarity(one, shares), one)):
        spent += max(shares.get(word, UNLISTED), UNLISTED)
        if taken and (len(taken) == most or spent > budget):
            break
        taken.append(word)
    return taken


def alike(mine: Collection[str], theirs: Collection[str], shares: Mapping[str, float]) -> tuple[float, list[str]]:
    """From 0 to 1: the cosine of both texts, words weighed by their rarity; and the shared words, the rarest first."""
    ours, others = set(mine), set(theirs)
    weight = {word: rarity(word, shares) for word in ours | others}
    length = sqrt(_squares(ours, weight) * _squares(others, weight))
    shared = sorted(ours & others, key=lambda one: (-weight[one], one))
    return (_squares(shared, weight) / length if length else 0.0), shared


def _squares(words: Collection[str], weight: Mapping[str, float]) -> float:
    return sum(weight[word] ** 2 for word in words)
