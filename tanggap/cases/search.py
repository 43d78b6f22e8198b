"""Finding cases by words, names, numbers and references. Hidden cases are never indexed and never found by words."""

import re
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, QuerySet, Value

from tanggap.cases.case import Case, SearchEntry
from tanggap.core.db.kept import GAP, kept_with_gap
from tanggap.core.db.making import make
from tanggap.core.keyset import Part
from tanggap.core.text import fold, search_text, search_words
from tanggap.people.vault import Contact

LONGEST = 50_000
# How many of the next cases are read through for a word that may be in all of them, and at most.
CLOSE, FAR = 250, 5_000
_reference = re.compile(r"([a-z]{1,3}\d{2})[\s-]*(\d{5,9})")


def search_entry(case: Case, who: Contact | None = None) -> SearchEntry:
    """The row by which an ordinary case is found; not saved yet."""
    parts = [case.reference, case.stored_title, case.stored_body[:LONGEST], case.stored_product, case.stored_wish]
    if who is not None:
        parts += [who.name, who.organization, who.member_no, who.email, who.phone, who.whatsapp]
    # Our own stems, letters and digits only, are a tsvector as they stand: the database must not parse or stem again.
    return make(SearchEntry, case=case, words=search_text(parts))


def find(cases: QuerySet[Case], typed: str) -> QuerySet[Case]:
    """Those of `cases` that hold every word that was typed, in any form of the word; or the one with that reference."""
    newest = (F("received_at").desc(), F("pk").desc())
    query = _query(typed)
    if query is None:
        return cases.none() if typed.strip() else cases
    # Not as an alternative to the words: that would keep PostgreSQL from looking the words up in their index.
    if (reference := as_reference(typed)) and cases.filter(reference=reference).exists():
        return cases.filter(reference=reference).order_by(*newest)
    return cases.filter(search_entry__words=query).order_by(*newest)


def nearest(cases: "Callable[[], QuerySet[Case, Any]]", typed: str, part: Part, key: Hashable) -> list[Any]:
    """A part of what `find` finds, in the order of the part, whatever the size of the file.

    A word that is everywhere stands in the next cases as well, and is looked for there, in so many as its frequency
    among the first asks for; the rows of a rare one are taken from the index of words. PostgreSQL cannot be left to
    choose: how rare the beginning of a word is it does not know, and guessing wrong it reads every case, or every place
    of the word.

    `key` names who asks for what part; with it the questions are made once, whatever the words (core/db/kept.py).
    """
    if not (wanted := _raw(typed)):
        return []
    size = CLOSE
    while size <= FAR:
        found = kept_with_gap((key, size, part.wanted), partial(_near, cases, part, size), wanted)
        if len(found) == part.wanted:
            return found
        needed = 2 * size * part.wanted // len(found) if found else FAR + 1
        while size < needed:
            size *= 2
    return kept_with_gap((key, part.wanted), partial(_rare, cases, part), wanted)


def _near(cases: "Callable[[], QuerySet[Case, Any]]", part: Part, size: int) -> "QuerySet[Case, Any]":
    """Those with the words among so many of the next cases."""
    near = cases().values("pk").filter(part.beyond).order_by(*part.by)[:size]
    return cases().filter(_among(near), search_entry__words=_ANY_WORDS).order_by(*part.by)[: part.wanted]


def _rare(cases: "Callable[[], QuerySet[Case, Any]]", part: Part) -> "QuerySet[Case, Any]":
    """Those with the words wherever they stand."""
    return part.of(cases().filter(_among(SearchEntry.objects.filter(words=_ANY_WORDS).values("case_id"))))


def _among(ids: "QuerySet[Any, Any]") -> Func:
    """One of these ids. As an array they are read first and once; as a subquery, perhaps once for every row."""
    wanted = ArraySubquery(ids)
    return Func(F("pk"), wanted, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())


def _query(typed: str) -> SearchQuery | None:
    """Every word, by its beginning; None when there is none."""
    raw = _raw(typed)
    return SearchQuery(Value(raw), config="simple", search_type="raw") if raw else None


def _raw(typed: str) -> str:
    """The same as PostgreSQL writes it; words are letters and digits only."""
    return " & ".join(f"'{word}':*" if len(word) > 2 else f"'{word}'" for word in search_words(typed))


_ANY_WORDS = SearchQuery(Value(GAP), config="simple", search_type="raw")


def as_reference(typed: str) -> str:
    """The reference that was typed, with or without its dash, in whatever case; "" for anything else."""
    found = _reference.fullmatch(fold(typed).strip())
    return f"{found[1]}-{found[2]}".upper() if found else ""
