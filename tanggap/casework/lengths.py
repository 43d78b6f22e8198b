"""How long something may take for one case: what its edition of the SOP says, on which calendar."""

from datetime import datetime

from tanggap.cases.models import Case
from tanggap.clocks.calendar import default_calendar, working_time
from tanggap.clocks.models import Calendar
from tanggap.clocks.workdays import due
from tanggap.core.db.plain import first
from tanggap.people.models import Unit
from tanggap.sop.parts import Promise
from tanggap.sop.procedure import Procedure


def calendar_of(unit: Unit) -> Calendar:
    """The working calendar of a unit; the ordinary office's where it has none of its own."""
    own = first(Calendar, "code = %s", unit.calendar_code) if unit.calendar_code else None
    return own or default_calendar()


def length(case: Case, kind: str, procedure: Procedure | None = None) -> Promise | None:
    """What the case's edition promises for that kind, or None."""
    procedure = procedure or case.edition.procedure
    found = procedure.promise(
        kind, severity=case.severity or None, type=case.type or None, category=case.category or None,
        medium=case.medium, oral=not case.written,
    )  # fmt: skip
    return found if found and found.minutes else None


def reopen_until(case: Case) -> datetime | None:
    """Until when a closed case may be opened again; None while it is open, or where no window was promised.

    What was closed elsewhere was promised no window by us.
    """
    promised = length(case, "reopen")
    if case.closed_at is None or (case.entered_by == "import" and case.closings == 1):
        return None
    if promised is None:
        return case.closed_at
    working = working_time(calendar_of(case.receiving_unit)) if promised.working else None
    return due(case.closed_at, promised.minutes, (), working)
