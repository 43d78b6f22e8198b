"""Answers on paper: the list of those to be printed and posted, and what the post brought back.

That a letter was posted is said by whoever carried it there; nothing does it by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.casework.acting import lock, write_down
from tanggap.casework.letters_in import offices
from tanggap.casework.say import check_text
from tanggap.channels.models import Letter, Outbound, Posting
from tanggap.core import time
from tanggap.core.errors import Invalid, NotFound, require
from tanggap.core.keys import unseal
from tanggap.core.subject import split
from tanggap.people.models import Staff
from tanggap.people.standing import standing_of

State = Outbound.State
OLDEST = timedelta(days=366)
NO_LETTER = _("There is no such letter.")


@dataclass(frozen=True)
class Paper:
    """One letter of ours, opened for whoever may see its complaint."""

    posting: Posting
    case: Case
    to: str
    subject: str

    @property
    def addressee(self) -> str:
        return self.to.partition("\n")[0]


def to_post(by: Staff) -> QuerySet[Posting]:
    """What waits to be printed and posted, the oldest first; what can still be taken back waits that long."""
    return _own(by).filter(letter__state=State.TO_POST, letter__due_at__lte=time.now()).order_by("pk")


def posted(by: Staff) -> QuerySet[Posting]:
    """What was posted, the newest first."""
    return _own(by).filter(letter__state=State.SENT).order_by("-posted_on", "-pk")


def _own(by: Staff) -> QuerySet[Posting]:
    units = [*standing_of(by).units_of(), *(one.pk for one in offices(by))]
    rows = Posting.objects.select_related("letter__key", "office", "posted_by")
    return rows.filter(office__in=units) if units else rows.none()


def papers(postings: Sequence[Posting], *, by: Staff) -> list[Paper]:
    """Those of them whose complaint this person sees; a handful of queries, however many."""
    numbers = {split(one.letter.case_key)[1] or 0 for one in postings}
    seen = {case.key: case for case in access.seen_among(by, numbers)}
    return [_opened(one, seen[one.letter.case_key]) for one in postings if one.letter.case_key in seen]


def paper_of(number: int, *, by: Staff) -> Paper:
    """One of them; raises NotFound."""
    found = Posting.objects.select_related("letter__key", "office", "posted_by").filter(pk=number).first()
    seen = papers([found], by=by) if found is not None else []
    if not seen:
        raise NotFound(NO_LETTER)
    return seen[0]


def _opened(posting: Posting, case: Case) -> Paper:
    key = posting.letter.key
    return Paper(posting, case, str(unseal(posting.letter.to_address, key)), str(unseal(posting.letter.subject, key)))


@transaction.atomic
def mark_posted(paper: Paper, *, on: date, registered_number: str = "", by: Staff) -> None:
    """It was printed, signed and posted on that day; the number is that of registered mail or of the courier."""
    posting = _locked(paper)
    require(posting.letter.state == State.TO_POST, _("This letter was posted, or left out, already."),
            code="already_done")  # fmt: skip
    check_text(registered_number, "registered_number", longest=60, required=False)
    today = time.today()
    if not today - OLDEST <= on <= today or on < time.local(posting.letter.created_at).date():
        sentence = _("It was posted between the day on which it was written and today.")
        raise Invalid(sentence, fields={"posted_on": sentence})
    posting.posted_on, posting.posted_by, posting.registered_number = on, by, registered_number.strip()
    posting.save(update_fields=["posted_on", "posted_by", "registered_number"])
    Outbound.objects.filter(pk=posting.letter_id).update(state=State.SENT, sent_at=time.now())
    write_down(paper.case, "letter_posted", by=by, agenda=posting.agenda, day=on.isoformat())
    _answered(paper.case, by=by)


@transaction.atomic
def leave_out(paper: Paper, *, by: Staff) -> None:
    """It is not needed on paper: what it says was said in another way."""
    posting = _locked(paper)
    require(posting.letter.state == State.TO_POST, _("This letter was posted, or left out, already."),
            code="already_done")  # fmt: skip
    Outbound.objects.filter(pk=posting.letter_id).update(state=State.CANCELLED, problem="not posted")
    write_down(paper.case, "letter_left_out", by=by, agenda=posting.agenda)


@transaction.atomic
def came_back(paper: Paper, *, on: date, why: str, by: Staff) -> None:
    """The post brought it back, for instance because nobody of that name lives there."""
    posting = _locked(paper)
    require(posting.letter.state == State.SENT and posting.posted_on is not None and posting.returned_on is None,
            _("Only a letter that was posted can come back, and only once."), code="not_now")  # fmt: skip
    check_text(why, "why", longest=300)
    if not (posting.posted_on or on) <= on <= time.today():
        sentence = _("It came back between the day on which it was posted and today.")
        raise Invalid(sentence, fields={"returned_on": sentence})
    posting.returned_on, posting.returned_why = on, why.strip()
    posting.save(update_fields=["returned_on", "returned_why"])
    write_down(paper.case, "letter_came_back", by=by, private={"why": why.strip()}, agenda=posting.agenda,
               day=on.isoformat())  # fmt: skip


def _locked(paper: Paper) -> Posting:
    lock(paper.case)
    rows = Posting.objects.select_for_update(of=("self",)).select_related("letter__key")
    return rows.get(pk=paper.posting.pk)


def _answered(case: Case, *, by: Staff) -> None:
    """The agenda says of the letters of this complaint that they were answered, once a person's words were posted."""
    words: Any = Outbound.objects.filter(case_key=case.key, kind="letter", state=State.SENT, automatic=False)
    if words.exists():
        Letter.objects.filter(case_key=case.key, state=Letter.State.ON_FILE).update(state=Letter.State.ANSWERED)
