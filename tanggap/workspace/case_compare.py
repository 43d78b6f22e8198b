"""A draft beside the reply that a colleague sent first: what both say is marked, so that only the rest need be said."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from markupsafe import Markup, escape

from tanggap.casework.timeline import Moment

# So many words in a row are hardly said by chance.
IN_A_ROW = 3
LONGEST = 2_000


class Compared(NamedTuple):
    """Both texts, with <mark> around what they share."""

    author: str
    theirs: Markup
    mine: Markup


def compared(draft: str, news: Sequence[Moment]) -> Compared | None:
    """Against the newest reply of ours among the news; None when only the complainant has written."""
    ours = [one for one in news if one.kind == "said" and not one.withdrawn]
    if not ours or not draft.strip():
        return None
    theirs, mine = ours[-1].text.split()[:LONGEST], draft.split()[:LONGEST]
    low = [[word.casefold().strip(".,;:!?") for word in words] for words in (theirs, mine)]
    runs = SequenceMatcher(None, *low, autojunk=False).get_matching_blocks()
    same = [run for run in runs if run.size >= IN_A_ROW]
    return Compared(
        ours[-1].author, _marked(theirs, [(run.a, run.size) for run in same]),
        _marked(mine, [(run.b, run.size) for run in same]),
    )  # fmt: skip


def _marked(words: list[str], runs: list[tuple[int, int]]) -> Markup:
    parts, at = [], 0
    for begin, size in runs:
        parts.append(escape(" ".join(words[at:begin])))
        parts.append(Markup("<mark>{}</mark>").format(" ".join(words[begin : begin + size])))
        at = begin + size
    parts.append(escape(" ".join(words[at:])))
    return Markup(" ").join(part for part in parts if part)
