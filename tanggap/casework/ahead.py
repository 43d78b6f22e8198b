"""Who will have to approve a decision that is not made yet, and until when: told while one chooses (SOP 7, 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tanggap.cases.at_hand import present_participants
from tanggap.cases.models import Case
from tanggap.casework.lengths import calendar_of, length
from tanggap.casework.rungs import Hand, Waiting, hands, ladder_of, rungs_of
from tanggap.clocks.calendar import working_time
from tanggap.clocks.workdays import due
from tanggap.core import time
from tanggap.people.models import Role, Staff
from tanggap.people.standing import heads_of
from tanggap.remedy.models import Decision, Solution
from tanggap.sop.parts import ApprovalLadder


@dataclass(frozen=True)
class RungAhead:
    """A rung that will have to say yes, and who may speak for it; `above` is the amount from which on it is asked, None
    where always.
    """

    role: str
    people: list[Hand]
    above: int | None

    @property
    def words(self) -> str:
        return str(dict(Role.choices).get(self.role, self.role))


def ladder_ahead(case: Case, table: Sequence[Solution], *, by: Staff) -> list[RungAhead]:
    """Every rung that a choice of this person among these alternatives may need, the lowest first.

    Who proposed one of them, or chooses, is not among those who may speak.
    """
    dearest = max((one.amount for one in table), default=0)
    decision = Decision(case=case, chosen_by=by, amount=dearest)
    waiting = Waiting(case, decision, tuple(table), (), tuple(present_participants(case.pk)))
    ladder = ladder_of(case, dearest)
    each = isinstance(ladder, ApprovalLadder) and ladder.all
    found: list[RungAhead] = []
    above: int | None = None
    for rung in rungs_of(case, dearest):
        found.append(RungAhead(rung.role, _nearest(waiting, rung.role), None if each else above))
        above = rung.up_to
    return found


def _nearest(waiting: Waiting, role: str) -> list[Hand]:
    """Those who may speak for it, whoever is there first; of heads those of the nearest unit that has any."""
    there = sorted(hands(waiting, role), key=lambda hand: hand.away)
    heads = {one.pk for one in heads_of(waiting.case.unit)} if role == Role.HEAD else set()
    return [hand for hand in there if (hand.instead_of or hand.staff).pk in heads] or there


def approve_by(case: Case) -> datetime | None:
    """Until when it would have to be approved, were it submitted now; None where the SOP promises nothing."""
    promised = length(case, "approval")
    if promised is None:
        return None
    working = working_time(calendar_of(case.unit)) if promised.working else None
    return due(time.now(), promised.minutes, (), working)
