"""Taking back what was done a moment ago. Nothing is erased: the record says what was done, and that it was taken back.

Only an assignment can be taken back so. A forwarded complaint has told another department by notice and letter and has
begun new promises, which no later act can make unsaid.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit.models import Entry
from tanggap.cases.models import Notice, Participant
from tanggap.casework.acting import locked, write_down
from tanggap.casework.assess import refuse_excluded, require_insider
from tanggap.casework.people import add_participant, end_participants
from tanggap.core import time
from tanggap.core.errors import TanggapError, require
from tanggap.people.models import Staff

# The button stands there for ten seconds, and longer while somebody is on it.
UNDO_SECONDS = 60


MOVED_ON = _("Something has happened since; it stays as it is.")
# Number of the case, number of whoever handled it before (0: nobody), version of the case after the assignment.
Made = tuple[int, int, int]


def undo_assignments(made: Iterable[Made], *, by: Staff) -> tuple[int, list[TanggapError]]:
    """One by one; how many were taken back, and why the others were not."""
    back, problems = 0, []
    for number, former, version in made:
        try:
            undo_assign(number, former=Staff.objects.filter(pk=former).first(), version=version, by=by)
            back += 1
        except TanggapError as problem:
            problems.append(problem)
    return back, problems


@transaction.atomic
def undo_assign(number: int, *, former: Staff | None, version: int, by: Staff) -> None:
    """Back to whoever handled it before, or to nobody; only one's own act, at once, and when nothing came after it.

    Whoever gave a complaint away may no longer act on it, and may still take back what he or she did.
    """
    case = locked(number)
    require(case is not None, MOVED_ON, code="moved_on")
    assert case is not None
    last = Entry.objects.filter(subject=case.key).order_by("-pk").first()
    mine = last is not None and last.verb == "assigned" and last.actor == by.key
    require(mine and case.version == version, MOVED_ON, code="moved_on")
    assert last is not None
    recent = last.at >= time.now() - timedelta(seconds=UNDO_SECONDS)
    require(recent, _("It is too late to take it back."), code="too_late")
    if former is not None:
        refuse_excluded(case, former)
        require_insider(former, case.unit)
    told = case.handler_id
    end_participants(case, Participant.Role.HANDLER)
    if former is not None:
        add_participant(case, Participant.Role.HANDLER, staff=former)
    case.put(handler=former)
    write_down(case, "assignment_undone", by=by, **({"handler": former.key} if former else {}))
    Notice.objects.filter(case=case, staff=told, kind=Notice.Kind.ASSIGNED, read_at__isnull=True).delete()
