"""What an intake can be opened from, and what happens to that once the complaint is on file (`/desk/new/?from=call:3`).

A door adds one row to SOURCES. `begin` answers with what the form begins with and raises NotFound for whoever may not
use it; `filed` is called in the transaction that takes the complaint in, once or, for a form that was sent twice, again
with the same case. It raises Refused where that source has become another case meanwhile.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework import telephone, visit_on_file
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.beginning import Beginning
from tanggap.casework.receive import Once, receive
from tanggap.core.errors import NotFound
from tanggap.people.models import Staff


class Source(NamedTuple):
    """One kind of thing that complaints are recorded from. Both are given its number."""

    begin: Callable[[int, Staff], Beginning]
    filed: Callable[[int, Case, Staff], None]


SOURCES: dict[str, Source] = {
    "call": Source(telephone.begin_intake, telephone.call_filed),
    "ticket": Source(visit_on_file.begin_intake, visit_on_file.ticket_filed),
}
LONGEST = 40


def begin(key: str, *, by: Staff) -> Beginning:
    """What the form begins with; raises NotFound for what there is not and for what `by` may not use."""
    source, number = _found(key)
    return source.begin(number, by)


@transaction.atomic
def take_in(words: Words, *, by: Staff, once: Once | None = None) -> Receipt:
    """`receive`, and what the words were opened from learns its case in the same transaction."""
    if not words.source:
        return receive(words, by=by, once=once)
    source, number = _found(words.source)
    begun = source.begin(number, by)
    whole = replace(words, branch=words.branch or begun.branch, files=(*begun.files, *words.files))
    receipt = receive(whole, by=by, once=once)
    source.filed(number, Case.objects.get(pk=receipt.case_id), by)
    return receipt


def _found(key: str) -> tuple[Source, int]:
    kind, _colon, number = key.partition(":")
    if kind not in SOURCES or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound(_("There is nothing here that a complaint could be recorded from."))
    return SOURCES[kind], int(number)
