"""Which category a story may belong to: by the words of the SOP, and by how complaints like it were classified.

A suggestion, and no more: it says how many similar complaints stand behind it, and a person chooses.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from tanggap.cases.likeness import categories_alike, how_alike
from tanggap.people.models import Staff
from tanggap.sop.procedure import Procedure

SHORTEST, LEAST, ENOUGH = 12, 0.08, 10


class Likely(NamedTuple):
    """One category, and how many of the `of` similar complaints were classified so."""

    code: str
    like: int
    of: int


def likely_categories(text: str, procedure: Procedure, *, by: Staff, type: str = "", most: int = 4) -> list[Likely]:
    """The categories that fit these words, the likeliest first; [] for too few words or none that fits."""
    if len(text.strip()) < SHORTEST:
        return []
    offered = {code for code, one in procedure.offered.items() if not type or one.type == type}
    neighbours = [(code, share) for code, share in categories_alike(text, by=by) if code in offered]
    counts = Counter(code for code, _share in neighbours)
    weights: defaultdict[str, float] = defaultdict(float)
    # A few complaints may be alike by chance; of many like ones most will be right.
    trust = min(1.0, len(neighbours) / ENOUGH)
    together = sum(share for _code, share in neighbours) or 1.0
    for code, share in neighbours:
        weights[code] += trust * share / together
    for code, share in how_alike(text, _own_words(procedure)).items():
        if code in offered:
            weights[code] += share
    ranked = sorted((code for code in weights if weights[code] >= LEAST), key=lambda code: (-weights[code], code))
    return [Likely(code, counts[code], len(neighbours)) for code in ranked[:most]]


def _own_words(procedure: Procedure) -> dict[str, str]:
    """By category what the SOP says of it, in both languages."""
    return {code: " ".join(_said(procedure, code)) for code in procedure.offered}


def _said(procedure: Procedure, code: str) -> list[str]:
    one = procedure.categories[code]
    return [text.say(language) for text in (one.label, one.examples) if text is not None for language in ("id", "en")]
