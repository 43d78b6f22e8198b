"""What somebody is writing on a case is kept until it is sent, so that no killed server and no closed lid loses it.

A draft is no act: it changes nothing on the file, and nobody but its writer reads it.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Evidence, Reply, Unsent
from tanggap.casework.acting import NOT_YOU, may
from tanggap.casework.say import check_text
from tanggap.core import time
from tanggap.core.db.plain import ask, rows
from tanggap.core.errors import Forbidden, Invalid, Stale
from tanggap.core.files import File
from tanggap.people.models import Staff

ELSEWHERE = _("You went on with this text in another window, or have sent it. Copy what you need, then load the page.")
GONE = _("A file is no longer there. Please add it again.")

# What this person has sent since their page was made, on either side of the commit that this waited for.
_LATER = "case_id = %s AND author_id = %s AND extract(epoch FROM at) * 1000000 > %s"
_SINCE = {
    "reply": f"SELECT id FROM cases_reply WHERE {_LATER} AND withdrawn_at IS NULL LIMIT 1",
    "note": f"SELECT id FROM cases_note WHERE {_LATER} LIMIT 1",
    "solution": f"SELECT id FROM remedy_solution WHERE {_LATER.replace('author_id', 'proposed_by_id')} LIMIT 1",
    "decision": f"SELECT id FROM remedy_decision WHERE {_LATER.replace('author_id', 'chosen_by_id')} LIMIT 1",
}
# The act for which a form is filled in, where it has another name than the draft.
_FOR = {"solution": "propose", "decision": "decide"}
_SENT = "DELETE FROM cases_unsent WHERE case_id = %s AND staff_id = %s AND kind = %s RETURNING id"


class Kept(NamedTuple):
    """One draft as a page shows it; `mark` is 0 while nothing is kept."""

    text: str = ""
    mark: int = 0
    saved_at: object = None
    files: tuple[File, ...] = ()  # that came back with a reply that was taken back


def drafts_of(case: Case, *, by: Staff) -> dict[str, Kept]:
    """What this person has written on the case and not sent, by kind (`reply`, `note`)."""
    found = rows(Unsent, "case_id = %s AND staff_id = %s", case.pk, by.pk, case=case)
    return {one.kind: Kept(one.text, one.mark, one.saved_at, _files(one, by)) for one in found}


def _files(draft: Unsent, by: Staff) -> tuple[File, ...]:
    if not draft.files:
        return ()
    back = _taken_back(draft.case, by).filter(pk__in=draft.files)
    return tuple(one.file for one in back.select_related("file__key").order_by("pk"))


def files_back(case: Case, public_ids: Iterable[str], *, by: Staff) -> list[File]:
    """Those of these files that came back to this person with a reply that was taken back."""
    ids = [one for one in public_ids if one.isascii() and "\0" not in one]
    back = _taken_back(case, by).filter(file__public_id__in=ids)
    return [one.file for one in back.select_related("file__key").order_by("pk")]


def send_again(sent: Reply, files: Collection[File], *, by: Staff) -> None:
    """What came back goes along with this reply, and stands below it from now on; raises Invalid for other files."""
    if not files:
        return
    back = _taken_back(sent.case, by).filter(file__in=files)
    if back.update(reply=sent, at=sent.at) != len(files):
        raise Invalid(GONE, code="file_unknown")


def _taken_back(case: Case, by: Staff) -> QuerySet[Evidence]:
    return Evidence.objects.filter(case=case, reply__author=by, reply__withdrawn_at__isnull=False)


def keep_draft(case: Case, *, kind: str, text: str, mark: int, loaded: int = 0, by: Staff) -> Kept:
    """Keep the text as it stands now; an empty one is kept no more.

    `mark` is that of the draft which the page began with, 0 for none, and `loaded` the microsecond when the page was
    made, 0 where that is not known. Raises Stale when the draft has been changed or sent since, Forbidden when this
    person may not write so on the case, Invalid for what cannot be kept.
    """
    if kind not in Unsent.Kind.values or not may(by, _FOR.get(kind, kind), case):
        raise Forbidden(NOT_YOU)
    check_text(text, required=False)
    try:
        with transaction.atomic():
            # Whoever sends has the case locked: a last saving that overtakes the sending, or is overtaken, waits here.
            ask("SELECT id FROM cases_case WHERE id = %s FOR SHARE", case.pk)
            if loaded and ask(_SINCE[kind], case.pk, by.pk, loaded):
                raise Stale(ELSEWHERE)
            return _keep(case, kind, text, mark, by)
    except IntegrityError:
        raise Stale(ELSEWHERE) from None  # two windows began at the same moment


def _keep(case: Case, kind: str, text: str, mark: int, by: Staff) -> Kept:
    draft = Unsent.objects.select_for_update().filter(case=case, staff=by, kind=kind).first()
    if mark != (draft.mark if draft else 0):
        raise Stale(ELSEWHERE, current=draft.mark if draft else 0)
    if not text.strip():
        if draft:
            draft.delete()
        return Kept()
    moment = time.now()
    # A microsecond never comes again, not even where the clock is set back by less than the draft is old.
    fresh = max(int(moment.timestamp() * 1_000_000), mark + 1)
    draft = draft or Unsent(case=case, staff=by, kind=kind)
    draft.stored_text, draft.mark, draft.saved_at = case.sealed(text), fresh, moment
    draft.save()
    return Kept(text, fresh, moment)


def sent(case: Case, kind: str, *, by: Staff) -> None:
    """What was being written has been sent; called by the stories that send."""
    ask(_SENT, case.pk, by.pk, kind)


def give_back(sent: Reply, *, by: Staff) -> None:
    """A reply was taken back: its words and files are a draft again, before what has been begun meanwhile."""
    case, text = sent.case, sent.body
    moment = time.now()
    begun = Unsent.objects.select_for_update().filter(case=case, staff=by, kind=Unsent.Kind.REPLY).first()
    if begun:
        begun.case = case
        if begun.text.strip() != text.strip():
            text = f"{text.rstrip()}\n\n{begun.text}"
    draft = begun or Unsent(case=case, staff=by, kind=Unsent.Kind.REPLY)
    fresh = max(int(moment.timestamp() * 1_000_000), (draft.mark or 0) + 1)
    draft.files = [*draft.files, *sent.evidence.order_by("pk").values_list("pk", flat=True)]
    draft.stored_text, draft.mark, draft.saved_at = case.sealed(text), fresh, moment
    draft.save()
