"""A closed case opens again within the SOP's window; after it, a new case that is linked to the old one (R40)."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Notice, Party
from tanggap.cases.notices import tell_staff
from tanggap.cases.states import State
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.people import people_to_tell, workers_on
from tanggap.casework.receive import receive
from tanggap.casework.say import check_text, write_to
from tanggap.core.errors import require
from tanggap.people.models import Staff


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Party | Staff, version: int | None = None) -> None:
    """Open it again: the next round, with a promise of its own. The first closing stays in the register."""
    begin(case, "reopen", by=by, version=version)
    check_text(reason, "reason", longest=5_000)
    require(case.outcome != "merged", _("It was merged. Undo the merge instead."), code="merged")
    demand(case, "reopen", reason=reason, expectation=reason)
    case.move_to(
        State.INVESTIGATING, act="reopen", round=case.round + 1, outcome="", closed_at=None, resolved_at=None,
    )  # fmt: skip
    write_down(case, "reopened", by=by, private={"reason": reason}, next_round=case.round)
    begin_anew = (*promises.NEXT_ROUND, "resolution", "progress")
    promises.turn(case, keep=("reopen",), drop=("courtesy_call",), begin=begin_anew)
    tell_staff([*workers_on(case), *people_to_tell(case, case.unit)], Notice.Kind.REOPENED, case)
    write_to(case, "reopened", due=promises.due_in_words(case, "resolution"))


@transaction.atomic
def complain_again(case: Case, words: Words, *, by: Party | Staff) -> Receipt:
    """After the window: a new complaint that follows the old one."""
    return receive(replace(words, follows=case), by=by)
