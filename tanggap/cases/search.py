"""Finding cases by words, names, numbers and references. Hidden cases are never indexed and never found by words."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet, Value

from tanggap.cases.case import Case, SearchEntry
from tanggap.core.db.making import make
from tanggap.core.text import search_text, search_words
from tanggap.people.vault import Contact

LONGEST = 50_000


def search_entry(case: Case, who: Contact | None = None) -> SearchEntry:
    """The row by which an ordinary case is found; not saved yet."""
    parts = [case.reference, case.stored_title, case.stored_body[:LONGEST], case.stored_product, case.stored_wish]
    if who is not None:
        parts += [who.name, who.organization, who.member_no, who.email, who.phone, who.whatsapp]
    # Our own stems, letters and digits only, are a tsvector as they stand: the database must not parse or stem again.
    return make(SearchEntry, case=case, words=search_text(parts))


def find(cases: QuerySet[Case], typed: str) -> QuerySet[Case]:
    """Those of `cases` that hold every word that was typed, in any form of the word; or have that reference."""
    wanted = search_words(typed)
    if not wanted:
        return cases.none() if typed.strip() else cases
    query = None
    for word in wanted:
        one = SearchQuery(Value(f"'{word}':*" if len(word) > 2 else f"'{word}'"), config="simple", search_type="raw")
        query = one if query is None else query & one
    return cases.filter(Q(search_entry__words=query) | Q(reference=typed.strip().upper())).order_by(
        F("received_at").desc(), F("pk").desc()
    )
