"""The courtesy calls that are due after closing: those of the owner, or of the units that received the complaints."""

from typing import Any

from django.db.models import Q

from tanggap.cases import access
from tanggap.clocks.models import Clock, ClockState
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of
from tanggap.ui.deadline import clock_pill
from tanggap.workspace.acts_courtesy import COURTESY_CALL

AT_ONCE = 50
DESK = (Role.FRONTDESK, Role.OFFICER, Role.HEAD)


def calls_due(by: Staff, *, of_unit: bool) -> list[dict[str, Any]]:
    """A line for each, the nearest deadline first; two queries, however many they are."""
    standing = standing_of(by)
    mine = Q(owner__in={by.pk, *standing.acting_for})
    whose = Q(receiving_unit__in=standing.units_of(*DESK)) if of_unit else mine
    running = Clock.objects.filter(kind="courtesy_call", state=ClockState.RUNNING)
    cases = access.visible_to(by).filter(whose, state="closed", pk__in=running.values("case_id"))
    found = {case.pk: case for case in cases.select_related("data_key", "owner")[:AT_ONCE]}
    clocks = running.filter(case_id__in=found).order_by("due_at", "pk") if found else ()
    rows = []
    for clock in clocks:
        case = found[clock.case_id or 0]
        rows.append({
            "reference": case.reference, "case_title": case.title, "href": COURTESY_CALL.href(case),
            "by_whom": case.owner.full_name if case.owner else "",
            "pill": clock_pill(clock.due_at, started_at=clock.started_at),
        })  # fmt: skip
    return rows
