"""Who works on a case: participants come and go with the story."""

from tanggap.cases.at_hand import present_participants
from tanggap.cases.case import Visibility
from tanggap.cases.models import Case, Participant, Party
from tanggap.cases.notices import excluded_from
from tanggap.core import time
from tanggap.core.db.plain import add, change
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import heads_of, line_of, post_holders, stand_ins, standing_of


def add_participant(
    case: Case, role: Participant.Role, *, staff: Staff | None = None, unit: Unit | None = None
) -> None:
    """Put somebody, or a unit, on the case in that role; nothing happens when they are there already."""
    part = (staff.pk if staff else None, unit.pk if unit else None, role.value)
    known = case.at_hand.participants if case.at_hand else present_participants(case.pk)
    if part in known:
        return
    add([Participant(case=case, role=role, staff=staff, unit=unit, since=time.now())])
    known.append(part)


def end_participants(case: Case, role: Participant.Role) -> None:
    """Nobody has that role on the case any more; that they had it stays on file."""
    change(Participant, "case_id = %s AND role = %s AND until IS NULL", case.pk, role.value, until=time.now())
    if case.at_hand is not None:
        case.at_hand.participants = [part for part in case.at_hand.participants if part[2] != role]


def people_to_tell(case: Case, unit: Unit, handler: Staff | None = None) -> list[Staff]:
    """The handler and the heads of the unit, their stand-ins, without those who are kept out."""
    found = {staff.pk: staff for staff in heads_of(unit)}
    if handler is not None:
        found[handler.pk] = handler
    for staff in list(found.values()):
        found.update({other.pk: other for other in stand_ins(staff)})
    return _without_excluded(case, list(found.values()))


def frontdesk_of(case: Case) -> list[Staff]:
    """Customer service for this case: its owner, and the front desk that received it (R35)."""
    if case.hidden:
        return _without_excluded(case, [case.owner] if case.owner else [])
    desk = post_holders(Role.FRONTDESK, case.receiving_unit)
    return _without_excluded(case, [*([case.owner] if case.owner else []), *desk])


def workers_on(case: Case) -> list[Staff]:
    """Owner and handler: those who are told first."""
    return _without_excluded(case, [staff for staff in (case.owner, case.handler) if staff is not None])


def holders_of(case: Case, role: str) -> list[Staff]:
    """Who holds that post for the unit of the case or above it, whether or not they may see the case; its heads."""
    if role == Role.HEAD:
        return _without_excluded(case, heads_of(case.unit))
    return _without_excluded(
        case, [staff for staff in post_holders(role) if standing_of(staff).has(role, case.unit_id)]
    )


def kept_out_of(case: Case) -> set[int]:
    """Ids of those who must not hear of the case: who was kept out when it came, and who leads the accused today."""
    out = excluded_from(case)
    if case.visibility == Visibility.SEALED:
        for party in case.parties.filter(role=Party.Role.ACCUSED, staff__isnull=False).select_related("staff"):
            out |= {staff.pk for staff in line_of(party.staff)}
    return out


def _without_excluded(case: Case, people: list[Staff]) -> list[Staff]:
    out = kept_out_of(case)
    return list({staff.pk: staff for staff in people if staff.is_active and staff.pk not in out}.values())
