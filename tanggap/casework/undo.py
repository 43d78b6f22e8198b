"""Taking back what was done a moment ago. Nothing is erased: the record says what was done, and that it was taken back.

An assignment, a classification and a forwarding can be taken back so, by whoever did it, at once, and when nothing came
after it. The letters that `forward` writes wait as long as that, and are then cancelled; a bell that nobody has read
falls silent.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Notice, Participant
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import locked, write_down
from tanggap.casework.assess import LETTERS_WAIT_SECONDS, refuse_excluded, require_insider
from tanggap.casework.decide import ask_anew
from tanggap.casework.people import add_participant, end_participants
from tanggap.channels import outbox
from tanggap.core import time
from tanggap.core.errors import TanggapError, require
from tanggap.core.subject import split
from tanggap.people.models import Staff, Unit

# The button stands there for ten seconds, and longer while somebody is on it.
UNDO_SECONDS = LETTERS_WAIT_SECONDS


MOVED_ON = _("Something has happened since; it stays as it is.")
TOLD = _("The department has been told by letter; ask it to hand the complaint back.")


class Made(NamedTuple):
    """One act that was done: on which case, and what version that left. What was before stands in its record."""

    case: int
    version: int


def undo(act: str, made: Iterable[Made], *, by: Staff) -> tuple[int, list[TanggapError]]:
    """One by one; how many were taken back, and why the others were not."""
    back, problems = 0, []
    for one in made:
        try:
            UNDOES[act](one, by=by)
            back += 1
        except TanggapError as problem:
            problems.append(problem)
    return back, problems


@transaction.atomic
def undo_assign(made: Made, *, by: Staff) -> None:
    """Back to whoever had it before, or to nobody.

    Whoever gave a complaint away may no longer act on it, and may still take back what he or she did.
    """
    case, entry = _just_done(made, "assigned", by)
    former = {role: _person(key) for role, key in entry.facts.get("before", {}).items()}
    require(former, MOVED_ON, code="moved_on")
    told = [getattr(case, role) for role in former]
    for role, person in former.items():
        if person is not None:
            refuse_excluded(case, person)
        _put_in(case, Participant.Role(role), person)
    if former.get("handler") is not None:
        require_insider(former["handler"], case.unit)
    case.put(**former)
    write_down(case, "assignment_undone", by=by, **{role: one.key for role, one in former.items() if one})
    Notice.objects.filter(case=case, staff__in=told, kind=Notice.Kind.ASSIGNED, read_at__isnull=True).delete()


@transaction.atomic
def undo_reclassify(made: Made, *, by: Staff) -> None:
    """Type, category and severity as they were; promises are counted again. What broke meanwhile stays broken."""
    case, entry = _just_done(made, "reclassified", by)
    before: Mapping[str, Any] = entry.facts["before"]
    case.put(**before)
    promises.restart(case, by=by)
    write_down(case, "reclassification_undone", by=by, **before)
    ask_anew(case)


@transaction.atomic
def undo_forward(made: Made, *, by: Staff) -> None:
    """Back to the unit and to whoever had it before; what had begun for the other department ends."""
    case, entry = _just_done(made, "forwarded", by)
    require(not case.hidden, _("A hidden complaint was entrusted to the heads by name; that cannot be unsaid."))
    unit = Unit.objects.filter(code=entry.facts.get("before", "")).first()
    require(unit is not None, MOVED_ON, code="moved_on")
    assert unit is not None
    _stop_letters(case, entry)
    handler = _person(entry.facts.get("handler_before", ""))
    passed_on = bool(entry.facts.get("astray"))
    case.move_to(
        State.ASSESSED, act="undo_forward", unit=unit, handler=handler, transfers=case.transfers - int(passed_on)
    )
    _put_in(case, Participant.Role.HANDLER, handler)
    promises.turn(case, drop=("alternatives", "decision"))
    promises.move(case, unit, by=by)
    write_down(case, "forwarding_undone", by=by, unit=unit.code)
    Notice.objects.filter(case=case, kind=Notice.Kind.FORWARDED, read_at__isnull=True).delete()


Undo = Callable[..., None]
UNDOES: dict[str, Undo] = {"assign": undo_assign, "classify": undo_reclassify, "forward": undo_forward}


def _just_done(made: Made, verb: str, by: Staff) -> tuple[Case, Entry]:
    """The case, locked, and the entry of that act: one's own, the last one, and done a moment ago."""
    case = locked(made.case)
    require(case is not None, MOVED_ON, code="moved_on")
    assert case is not None
    last = Entry.objects.filter(subject=case.key).order_by("-pk").first()
    mine = last is not None and last.verb == verb and last.actor == by.key
    require(mine and case.version == made.version, MOVED_ON, code="moved_on")
    assert last is not None
    recent = last.at >= time.now() - timedelta(seconds=UNDO_SECONDS)
    require(recent, _("It is too late to take it back."), code="too_late")
    return case, last


def _stop_letters(case: Case, entry: Entry) -> None:
    """Those that the forwarding wrote wait so long that they are still here; when one has left, nothing is undone."""
    wait = timedelta(seconds=LETTERS_WAIT_SECONDS)
    written = [
        one for one in outbox.letters_of(case.key)
        if one.created_at >= entry.at and one.due_at - one.created_at >= wait
    ]  # fmt: skip
    require(outbox.cancel(written) == len(written), TOLD, code="told")


def _put_in(case: Case, role: Participant.Role, person: Staff | None) -> None:
    end_participants(case, role)
    if person is not None:
        add_participant(case, role, staff=person)


def _person(key: str) -> Staff | None:
    return Staff.objects.filter(pk=split(key)[1]).first() if key else None
