"""Similar complaints: by the rarest words that a case shares with others, of those that the reader may see.

Hidden cases have no words in the index: they are like nothing, and nothing is like them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.cache import cache

from tanggap.cases import access
from tanggap.cases.case import Case
from tanggap.cases.search import LONGEST
from tanggap.core.db.plain import ask
from tanggap.core.text import as_written, stems
from tanggap.people.models import Staff
from tanggap.reading.likeness import alike, rarest

MOST_WORDS, MOST_LOOKED_AT, MOST_SHOWN, MOST_NAMED = 8, 300, 6, 4
# Together the words that are looked for stand in no more than this share of all cases, nor in more than so many.
SHARE, CASES = 0.01, 4_000
FREQUENT = 0.02
LIKE = 0.12
MOST_NEIGHBOURS = 15
FRESH_SECONDS = 600

# PostgreSQL keeps the words that most cases hold, with their share; what is not among them is rare.
_SHARES = """
    SELECT s.most_common_elems::text::text[], s.most_common_elem_freqs, c.reltuples
    FROM pg_stats s JOIN pg_class c ON c.oid = 'cases_searchentry'::regclass
    WHERE s.schemaname = current_schema() AND s.tablename = 'cases_searchentry' AND s.attname = 'words'"""
_NEWEST = """
    SELECT case_id, tsvector_to_array(words) FROM cases_searchentry
    WHERE words @@ %s::tsquery AND case_id <> %s ORDER BY case_id DESC LIMIT %s"""

_NEXT = """
    SELECT case_id, tsvector_to_array(words) FROM cases_searchentry
    WHERE case_id <> %s ORDER BY case_id DESC LIMIT %s"""


class Alike(NamedTuple):
    """One similar case: how alike it is (0 to 1), and a few of the words that both hold, as they stand in this one."""

    case: Case
    share: float
    words: list[str]


def similar(case: Case, *, by: Staff) -> list[Alike]:
    """The cases most like this one that the reader may see, the most alike first; [] for a hidden case.

    Of the newest few hundred that hold one of its rarest words; each is weighed by all words it shares.
    """
    if case.hidden:
        return []
    # Its own words, not those of its row in the index, which holds names and addresses too: these make nothing alike.
    text = "\n".join([case.title, case.body[:LONGEST], case.stored_product, case.stored_wish])
    mine = set(stems(text))
    shares, count = _shares()
    wanted = rarest(mine, shares, most=MOST_WORDS, budget=min(SHARE, CASES / count) if count else SHARE)
    if not wanted:
        return []
    candidates = _candidates(case.pk, wanted, shares)
    weighed = [(pk, *alike(mine, theirs, shares)) for pk, theirs in candidates]
    near = sorted((one for one in weighed if one[1] >= LIKE), key=lambda one: -one[1])[: MOST_SHOWN * 4]
    seen = access.visible_to(by).filter(pk__in=[pk for pk, _share, _words in near], visibility="open")
    cases = {one.pk: one for one in seen.select_related("unit")}
    found = [
        Alike(cases[pk], share, [word for word in words if word.isalpha()][:MOST_NAMED])
        for pk, share, words in near if pk in cases
    ][:MOST_SHOWN]  # fmt: skip
    said = as_written(text, {word for one in found for word in one.words})
    return [one._replace(words=[said.get(word, word) for word in one.words]) for one in found]


def categories_alike(text: str, *, by: Staff) -> list[tuple[str, float]]:
    """How the complaints that are most like these words were classified, each with how alike it is, of those that the
    reader may see. What nobody has classified tells nothing.
    """
    mine = set(stems(text[:LONGEST]))
    shares, count = _shares()
    wanted = rarest(mine, shares, most=MOST_WORDS, budget=min(SHARE, CASES / count) if count else SHARE)
    if not wanted:
        return []
    weighed = [(pk, alike(mine, theirs, shares)[0]) for pk, theirs in _candidates(0, wanted, shares)]
    near = dict(sorted((one for one in weighed if one[1] >= LIKE), key=lambda one: -one[1])[:MOST_NEIGHBOURS])
    seen = access.visible_to(by).filter(pk__in=list(near), visibility="open").exclude(category="")
    return [(category, near[pk]) for pk, category in seen.order_by().values_list("pk", "category")]


def how_alike(text: str, others: Mapping[str, str]) -> dict[str, float]:
    """How alike each of these short texts is to the words, from 0 to 1."""
    mine, shares = set(stems(text[:LONGEST])), _shares()[0]
    return {name: alike(mine, set(stems(other)), shares)[0] for name, other in others.items()}


def _candidates(number: int, wanted: list[str], shares: Mapping[str, float]) -> list[tuple[int, list[str]]]:
    """The newest cases that may be alike, with their words."""
    if shares.get(wanted[0], 0) > FREQUENT:
        # Even its rarest word is everywhere, so the next cases hold it as well; the index would bring all of them.
        return ask(_NEXT, number, MOST_LOOKED_AT)
    return ask(_NEWEST, " | ".join(f"'{word}'" for word in wanted), number, MOST_LOOKED_AT)


def _shares() -> tuple[Mapping[str, float], int]:
    """What share of all cases holds each frequent word, and how many cases there are; as PostgreSQL last counted."""
    known: tuple[Mapping[str, float], int] | None = cache.get("word-shares")
    if known is None:
        found = ask(_SHARES)
        words, shares, count = found[0] if found and found[0][0] else ([], [], 0)
        known = dict(zip(words, shares or [], strict=False)), max(int(count), 0)
        cache.set("word-shares", known, FRESH_SECONDS)
    return known
