"""Finding cases by words, names, numbers and references. Hidden cases are never indexed and never found by words."""

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, QuerySet, Value

from tanggap.cases.case import Case, SearchEntry
from tanggap.core.db.making import make
from tanggap.core.text import fold, search_text, search_words
from tanggap.people.vault import Contact

LONGEST = 50_000
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
    wanted = search_words(typed)
    newest = (F("received_at").desc(), F("pk").desc())
    if not wanted:
        return cases.none() if typed.strip() else cases
    query = None
    for word in wanted:
        one = SearchQuery(Value(f"'{word}':*" if len(word) > 2 else f"'{word}'"), config="simple", search_type="raw")
        query = one if query is None else query & one
    # Not as an alternative to the words: that would keep PostgreSQL from looking the words up in their index.
    if (reference := as_reference(typed)) and cases.filter(reference=reference).exists():
        return cases.filter(reference=reference).order_by(*newest)
    return cases.filter(search_entry__words=query).order_by(*newest)


def as_reference(typed: str) -> str:
    """The reference that was typed, with or without its dash, in whatever case; "" for anything else."""
    found = _reference.fullmatch(fold(typed).strip())
    return f"{found[1]}-{found[2]}".upper() if found else ""
