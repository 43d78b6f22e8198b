"""The only door to cases: which rows somebody may see, and one case by its reference or its code.

Ordinary cases are seen by the units that answer for them or received them, and above. Confidential cases are seen by
named people only; sealed cases too, and never by those who are kept out, for whom they do not exist.
"""

from collections.abc import Iterable

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Participant, Party
from tanggap.core import secrets
from tanggap.core.errors import NotFound
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of

READERS = frozenset({Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER, Role.QUALITY, Role.AUDITOR})
IDENTITY_ROLES = (Participant.Role.OWNER, Participant.Role.CONFIDENTIALITY, Participant.Role.UNMASKED)
# Roles that are written on the case itself as well, as owner and handler; and being kept out gives no right at all.
KEPT_ON_CASE = (Participant.Role.OWNER, Participant.Role.HANDLER, Participant.Role.EXCLUDED)
ABSENT = _("There is no such complaint, or you may not see it.")
WRONG_CODE = _("The number and the code do not belong together. Look at your receipt and try again.")


@dataclass(frozen=True)
class Reach:
    """Why somebody sees cases: `ways`, each of which one index answers, less the cases that they are kept out of.

    Both forms come from here, so that a list that reads way by way shows exactly what `visible_to` allows.
    """

    ways: tuple[Q, ...]
    kept_out: Q

    def either(self) -> Q:
        """All ways as one condition."""
        return reduce(or_, self.ways) & ~self.kept_out


def reach_of(user: Staff) -> Reach | None:
    """The ways on which this person sees cases now; None for somebody who sees none."""
    if not getattr(user, "is_active", False):
        return None
    standing = standing_of(user)
    people = {user.pk, *standing.acting_for}
    named = Exists(_on_it(people).exclude(role=Participant.Role.EXCLUDED))
    beside = Participant.objects.filter(staff__in=people, until__isnull=True).exclude(role__in=KEPT_ON_CASE)
    # Owner and handler lie on the case too: the column finds the row by its index, the participant gives the right.
    ways = [
        Q(named, owner__in=people),
        Q(named, handler__in=people),
        Q(named, ~Q(visibility="open")),
        Q(visibility="open", pk__in=beside.values("case_id")),
    ]
    if standing.root:
        ways = [Q(visibility="open"), Q(named, ~Q(visibility="open"))]
    elif units := standing.units_of(*READERS):
        # What a unit received it sees by `receiving_unit`; as participant it is asked for its other roles only.
        ours = Participant.objects.filter(unit__in=units, until__isnull=True).exclude(role=Participant.Role.RECEIVER)
        ways += [
            Q(visibility="open", unit__in=units),
            Q(visibility="open", receiving_unit__in=units),
            Q(visibility="open", branch__in=units),
            Q(visibility="open", pk__in=ours.values("case_id")),
        ]
    return Reach(tuple(ways), Q(Exists(_on_it(people).filter(role=Participant.Role.EXCLUDED))))


def visible_to(user: Staff) -> QuerySet[Case]:
    """The cases that this member of staff may see. Feeds every list, count, search, export and report."""
    reach = reach_of(user)
    return Case.objects.none() if reach is None else Case.objects.filter(reach.either())


def _on_it(people: Iterable[int]) -> QuerySet[Participant]:
    """The rows that put one of these people on the case of the outer query, in whatever role, until further notice."""
    return Participant.objects.filter(case=OuterRef("pk"), staff__in=people, until__isnull=True)


def get_case(user: Staff, reference: str) -> Case:
    """The case with that reference; raises NotFound both when it is absent and when it may not be seen."""
    wanted = visible_to(user).filter(reference=reference.strip().upper())
    found = wanted.select_related("unit", "receiving_unit", "owner", "handler", "data_key", "edition").first()
    if found is None:
        raise NotFound(ABSENT)
    return found


def sees_identity(user: Staff, case: Case) -> bool:
    """Who complains is seen by all who see an ordinary case, and by owner and confidentiality officers of a hidden one."""
    if not case.hidden:
        return True
    return case.participants.filter(staff_id=user.pk, role__in=IDENTITY_ROLES, until__isnull=True).exists()


def roles_on(user: Staff, case: Case) -> frozenset[str]:
    """The roles in which somebody may act on this case: posts whose unit answers for it, received it, or lies above.

    A deputy has the roles of whoever is absent. Owner and handler act as officers, wherever their post is.
    """
    if not visible_to(user).filter(pk=case.pk).exists():
        return frozenset()
    standing = standing_of(user)
    mine = case.participants.filter(staff_id__in={user.pk, *standing.acting_for}, until__isnull=True)
    return roles_of_participant(user, case, mine.values_list("role", flat=True))


def roles_of_participant(user: Staff, case: Case, mine: Iterable[str]) -> frozenset[str]:
    """The same for a case that the user was already found to see; `mine` are his or her roles as a participant."""
    standing, mine = standing_of(user), set(mine)
    roles = {role for role in standing.roles if standing.has(role, case.unit_id)}
    if standing.has(Role.FRONTDESK, case.receiving_unit_id):
        roles.add(Role.FRONTDESK)
    if mine & {Participant.Role.OWNER, Participant.Role.HANDLER}:
        roles.add(Role.OFFICER)
    if Participant.Role.OWNER in mine:
        roles.add(Role.FRONTDESK)
    if Participant.Role.APPROVER in mine:
        roles |= {role for role in (Role.HEAD, Role.MANAGER) if role in standing.roles}
    if Participant.Role.CONFIDENTIALITY in mine:
        roles.add(Role.CONFIDENTIALITY)
    return frozenset(str(role) for role in roles)


def by_code(reference: str, code: str) -> Party:
    """The complainant's party for reference and tracking code; raises NotFound, the same for wrong and for absent.

    A failure always takes one slow check, so that its time tells nothing. The caller slows guesses with limits.
    """
    case = Case.objects.select_related("data_key").filter(reference=reference.strip().upper()[:16]).first()
    if case is not None and not case.code_hash:
        if secrets.same_code(code, secrets.tracking_code(case.pk, case.code_generation)):
            return _complainant(case)
        case = None
    if secrets.slow_check(code, case.code_hash if case else None) and case is not None:
        return _complainant(case)
    raise NotFound(WRONG_CODE, code="wrong_code")


def by_token(token: str) -> Party:
    """The complainant's party for the secret in a link; raises NotFound."""
    case = Case.objects.select_related("data_key").filter(link_digest=secrets.digest(token)).first()
    if case is None:
        raise NotFound(WRONG_CODE, code="wrong_code")
    return _complainant(case)


def by_party(party_id: int, generation: int) -> Party:
    """The party of a track session that was opened with that generation of the code; raises NotFound when renewed."""
    party = Party.objects.select_related("case__data_key", "case__unit", "case__edition").filter(pk=party_id).first()
    if party is None or party.case.code_generation != generation or not party.may_read:
        raise NotFound(WRONG_CODE, code="wrong_code")
    return party


def _complainant(case: Case) -> Party:
    """Whoever holds the code reads as the complainant, or as the representative who brought the complaint."""
    parties = list(case.parties.filter(may_read=True, role__in=["complainant", "representative"]).order_by("pk"))
    if not parties:
        raise NotFound(WRONG_CODE, code="wrong_code")
    party = next((each for each in parties if each.role == "representative"), parties[0])
    party.case = case
    return party
