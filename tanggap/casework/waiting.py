"""Which files wait for a member of staff: the next step is theirs to do, or somebody with authority is needed."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from tanggap.cases.states import State
from tanggap.casework.available import NEXT
from tanggap.people.models import Role, Staff
from tanggap.people.standing import APPROVING, Standing, standing_of
from tanggap.remedy.models import Decision, DecisionOption
from tanggap.sop.procedure import Procedure

OPEN = ~Q(state=State.CLOSED)
# Those who do the work; heads and managers are asked when something is late or was escalated, and to approve.
AT_WORK = frozenset({Role.FRONTDESK, Role.OFFICER})


def waits_for(user: Staff, procedure: Procedure) -> Q:
    """Condition on open cases that `user` sees: they wait for this person, and not for the complainant.

    `procedure` is the one in force now; a case of an older edition may name other roles, and then shows under all open.
    """
    standing = standing_of(user)
    states: dict[frozenset[str], list[str]] = defaultdict(list)
    for state, act in NEXT.items():
        if roles := AT_WORK & set(procedure.needs(act).roles):
            states[roles].append(state)
    theirs = _of_those_above(standing)
    for roles, same in states.items():
        theirs |= Q(state__in=same) & _of(standing, roles)
    return (theirs & Q(waiting_since__isnull=True)) | to_approve(user, procedure)


def to_approve(user: Staff, procedure: Procedure) -> Q:
    """A decision waits for somebody in one of the user's roles, and the user did not make it."""
    standing = standing_of(user)
    wanted = Q()
    for role in {rung.role for each in (procedure.approval, *procedure.approval.ladders) for rung in each.rungs}:
        if units := _units(standing, {role}) | (standing.approving_in if role in APPROVING else frozenset()):
            # Without a note of who may speak (an older decision) it waits for every rung.
            wanted |= Q(case__unit__in=units) & (Q(waits_for__contains=role) | Q(waits_for=""))
    if not wanted:
        return Q(pk__in=())
    open_now = Decision.objects.filter(wanted, case=OuterRef("pk"), state=Decision.State.OPEN)
    theirs = DecisionOption.objects.filter(decision=OuterRef("pk"), solution__proposed_by=user)
    return Q(state=State.DECIDING) & Exists(open_now.exclude(chosen_by=user).exclude(Exists(theirs)))


def _of(standing: Standing, roles: frozenset[str]) -> Q:
    """Cases on which one of the roles is held: by a post, or by being owner or handler (access.roles_on)."""
    people = {standing.staff.pk, *standing.acting_for}
    found = Q(unit__in=_units(standing, roles)) | Q(owner__in=people)
    if Role.FRONTDESK in roles:
        found |= Q(receiving_unit__in=_units(standing, {Role.FRONTDESK}))
    if Role.OFFICER in roles:
        found |= Q(handler__in=people)
    return found


def _of_those_above(standing: Standing) -> Q:
    """What is late in the units one heads, and what was escalated in those one manages."""
    late = Q(unit__in=_units(standing, {Role.HEAD}), breached=True)
    return late | Q(unit__in=_units(standing, {Role.MANAGER}), escalation__gt=0)


def _units(standing: Standing, roles: frozenset[str] | set[str]) -> frozenset[int]:
    """Where one of these roles is held; nowhere when none is named."""
    return standing.units_of(*roles) if roles else frozenset()
