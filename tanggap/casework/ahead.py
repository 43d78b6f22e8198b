"""Who will have to approve a decision that is not made yet, and until when: told while one chooses (SOP 7, 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tanggap.cases.models import Case
from tanggap.casework.lengths import calendar_of, length
from tanggap.clocks.calendar import working_time
from tanggap.clocks.workdays import due
from tanggap.core import time
from tanggap.people.models import Role, Staff
from tanggap.people.standing import heads_of, post_holders, roster_now, stand_ins, standing_of


@dataclass(frozen=True)
class Speaker:
    """Somebody who may speak for a rung; `away` today, and who stands in then."""

    staff: Staff
    away: bool
    stand_in: Staff | None


@dataclass(frozen=True)
class RungAhead:
    """A rung that will have to say yes; `above` is the amount from which on it is asked, None where always."""

    role: str
    people: list[Speaker]
    above: int | None

    @property
    def words(self) -> str:
        return str(dict(Role.choices).get(self.role, self.role))


def ladder_ahead(case: Case, amounts: Iterable[int]) -> list[RungAhead]:
    """Every rung that a choice among solutions of these amounts may need, the lowest first."""
    rungs: list[RungAhead] = []
    above: int | None = None
    for rung in case.edition.procedure.approval_rungs(max(amounts, default=0)):
        rungs.append(RungAhead(rung.role, [_speaker(one) for one in _holders(rung.role, case)], above))
        above = rung.up_to
    return rungs


def _holders(role: str, case: Case) -> list[Staff]:
    """Those who hold that role where this case is."""
    if role == Role.HEAD:
        return heads_of(case.unit)
    return [one for one in post_holders(role) if standing_of(one).has(role, case.unit_id)]


def _speaker(staff: Staff) -> Speaker:
    away = staff.pk in roster_now().away()
    return Speaker(staff, away, next(iter(stand_ins(staff)), None) if away else None)


def approve_by(case: Case) -> datetime | None:
    """Until when it would have to be approved, were it submitted now; None where the SOP promises nothing."""
    promised = length(case, "approval")
    if promised is None:
        return None
    working = working_time(calendar_of(case.unit)) if promised.working else None
    return due(time.now(), promised.minutes, (), working)
