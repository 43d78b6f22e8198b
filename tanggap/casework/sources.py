"""What an intake can be opened from, and what happens to that once the complaint is on file (`/desk/new/?from=call:3`).

A door adds one row to SOURCES. `begin` answers with what the form begins with and raises NotFound for whoever may not
use it; `filed` is called in the transaction that takes the complaint in, once or, for a form that was sent twice, again
with the same case. It raises Refused where that source has become another case meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.case import Medium
from tanggap.cases.models import Case
from tanggap.casework import letters_first, letters_sorted, quarantine, telephone, visit_on_file
from tanggap.casework.acting import may
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.beginning import Beginning
from tanggap.casework.receive import Once, receive
from tanggap.casework.record import Talk, record_contact
from tanggap.core.errors import NotFound
from tanggap.people.models import Staff


class Source(NamedTuple):
    """One kind of thing that complaints are recorded from. Both are given its number."""

    begin: Callable[[int, Staff], Beginning]
    filed: Callable[[int, Case, Staff], None]


SOURCES: dict[str, Source] = {
    "call": Source(telephone.begin_intake, telephone.call_filed),
    "inbound": Source(quarantine.begin_intake, quarantine.message_filed),
    "letter": Source(letters_sorted.begin_intake, letters_sorted.letter_filed),
    "ticket": Source(visit_on_file.begin_intake, visit_on_file.ticket_filed),
}
LONGEST = 40


def begin(key: str, *, by: Staff) -> Beginning:
    """What the form begins with; raises NotFound for what there is not and for what `by` may not use."""
    source, number = _found(key)
    return source.begin(number, by)


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """How it was taken down: what was said back in our words, whether that was confirmed, and since when we spoke."""

    summary: str = ""
    confirmed: bool = False
    since: datetime | None = None


NOT_SPOKEN = Conversation()


@transaction.atomic
def take_in(
    words: Words, *, conversation: Conversation = NOT_SPOKEN, by: Staff, once: Once | None = None
) -> Receipt:
    """`receive`, and what the words were opened from learns its case in the same transaction.

    What was said back stands as the first contact (R47); a call that nobody had noted stands in the log (R5).
    """
    found = _found(words.source) if words.source else None
    if found is not None:
        begun = found[0].begin(found[1], by)
        words = replace(words, branch=words.branch or begun.branch, files=(*begun.files, *words.files))
    receipt = receive(words, by=by, once=once)
    case = Case.objects.get(pk=receipt.case_id)
    if found is not None:
        found[0].filed(found[1], case, by)
    elif words.medium == Medium.LETTER:
        letters_first.acknowledge_on_paper(case)
    elif words.medium == Medium.PHONE and conversation.since is not None:
        who = words.representative or words.complainant
        telephone.log_intake(case, number=who.phone if who else "", since=conversation.since, by=by)
    if conversation.summary.strip():
        _say_back(case, words, conversation, by)
    return receipt


def _say_back(case: Case, words: Words, conversation: Conversation, by: Staff) -> None:
    """Once; and never on a complaint that its recorder may not see any more, which is one about a colleague."""
    if may(by, "record_contact", case) and not case.contacts.exists():
        talk = Talk(restated=conversation.confirmed, wish=words.wish)
        record_contact(case, reached=True, summary=conversation.summary, medium=words.medium, talk=talk, by=by)


def _found(key: str) -> tuple[Source, int]:
    kind, _colon, number = key.partition(":")
    if kind not in SOURCES or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound(_("There is nothing here that a complaint could be recorded from."))
    return SOURCES[kind], int(number)
