"""The call log as one person may read it: the own calls, and those of the units where one answers or leads."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.channels.models import Call, Callback
from tanggap.core.keyset import Order
from tanggap.core.subject import split
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of

NEWEST = Order("newest", "started_at", descending=True)
READS = (Role.FRONTDESK, Role.HEAD, Role.MANAGER, Role.QUALITY, Role.AUDITOR)
DESK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)


@dataclass(frozen=True)
class Line:
    """One call as it is shown; number and name are "" where the reader may not know whom it concerns."""

    call: Call
    number: str
    name: str
    note: str
    case: Case | None

    @property
    def lasted(self) -> str:
        """ "02:18", or "1:02:18"."""
        if self.call.ended_at is None:
            return ""
        minutes, seconds = divmod(int((self.call.ended_at - self.call.started_at).total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes:02}:{seconds:02}"


def calls_seen_by(by: Staff) -> QuerySet[Call]:
    """Calls about a confidential complaint are read by whoever was on the telephone, and nobody else."""
    units = standing_of(by).units_of(*READS)
    return Call.objects.filter(Q(officer=by) | Q(unit__in=units, data_key=None))


def lines(calls: Sequence[Call], *, by: Staff) -> list[Line]:
    """With the complaints that the reader sees; two queries, however many calls."""
    numbers = {split(call.case_key)[1] or 0 for call in calls if call.case_key}
    seen = {case.key: case for case in access.seen_among(by, numbers)}
    return [_line(call, seen.get(call.case_key)) for call in calls]


def _line(call: Call, case: Case | None) -> Line:
    if call.data_key_id is not None and case is None:
        return Line(call, "", "", "", None)
    return Line(call, call.number, call.name, call.note, case)


def open_callbacks(by: Staff, *, of_unit: bool = True) -> QuerySet[Callback]:
    """The calls that we owe: those of this person, or of the units where he or she works; the nearest first."""
    standing = standing_of(by)
    mine = Q(owner__in={by.pk, *standing.acting_for})
    whose = mine | Q(unit__in=standing.units_of(*DESK)) if of_unit else mine
    return Callback.objects.filter(whose, state=Callback.State.OPEN).select_related("data_key", "owner").order_by(
        "due_at", "pk")  # fmt: skip
