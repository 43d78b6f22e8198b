"""What an act has read of its case while it holds the lock, so that it is not read again in the same act.

`casework.acting.lock` puts it on the case, and puts a new one there at the next act. Whoever changes what is kept here
changes it here too.
"""

from dataclasses import dataclass, field

from tanggap.audit.trail import End
from tanggap.clocks.models import Clock
from tanggap.core.db.plain import ask

# Staff or unit, and the role.
Part = tuple[int | None, int | None, str]


@dataclass
class AtHand:
    """`participants` of the present; the open `clocks`, once somebody has asked for them; the ends of audit chains."""

    participants: list[Part]
    clocks: list[Clock] | None = None
    ends: dict[str, End] = field(default_factory=dict)

    def excluded(self) -> set[int]:
        """Ids of those who are kept out."""
        return {staff for staff, _unit, role in self.participants if role == "excluded" and staff is not None}


def present_participants(case_id: int) -> list[Part]:
    """Who and which units take part in the case now."""
    question = "SELECT staff_id, unit_id, role FROM cases_participant WHERE case_id = %s AND until IS NULL"
    return [(staff, unit, role) for staff, unit, role in ask(question, case_id)]
