"""What will follow once it is on file: who gets it, and by when we answer. Told before it is saved."""

from dataclasses import dataclass
from datetime import datetime

from tanggap.cases.fields import values_of
from tanggap.cases.models import Case
from tanggap.casework.call_in import level_for
from tanggap.casework.directory import directory
from tanggap.casework.lengths import length
from tanggap.clocks.calendar import working_time
from tanggap.clocks.workdays import due
from tanggap.core import time
from tanggap.core.db.making import make
from tanggap.people.models import Unit
from tanggap.sop.parts import Escalation


@dataclass(frozen=True)
class Foretold:
    """`unit` once the type is known; `answer_at` is the first answer, `solved_at` the end; None where nothing is
    promised. `level` is the step of the ladder to which it goes at once.
    """

    unit: Unit | None
    answer_at: datetime | None
    solved_at: datetime | None
    level: Escalation | None
    sealed: bool


def foretell(
    *, type: str, category: str, severity: str, temperature: str, medium: str, written: bool,
    received_at: datetime | None = None,
) -> Foretold:  # fmt: skip
    """As the SOP in force has it for a complaint with these values that comes in now, or came then."""
    known = directory()
    procedure = known.edition.procedure
    receiving = known.unit(procedure.duty(medium))
    case = make(
        Case, edition=known.edition, type=type, category=category, severity=severity, temperature=temperature,
        medium=medium, written=written, formal=True, unit=receiving, receiving_unit=receiving, kind="complaint",
        received_at=received_at or time.now(),
    )  # fmt: skip
    calendar = known.calendar_of(receiving)

    def until(kind: str) -> datetime | None:
        promised = length(case, kind, procedure)
        if promised is None:
            return None
        return due(case.received_at, promised.minutes, (), working_time(calendar) if promised.working else None)

    unit = known.unit(procedure.route(values_of(case))) if type else None
    return Foretold(unit, until("first_reply"), until("resolution"), level_for(case),
                    sealed=bool(category and procedure.sealed(category)))  # fmt: skip
