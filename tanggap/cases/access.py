"""The only door to cases: which rows somebody may see, and one case by its reference or its code.

Ordinary cases are seen by the units that answer for them or received them, and above. Confidential cases are seen by
named people only; sealed cases too, and never by those who are kept out, for whom they do not exist.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Link, Participant, Party
from tanggap.cases.speaking import is_on_hold
from tanggap.cases.states import State
from tanggap.core import secrets
from tanggap.core.db.plain import ask, first, rows_along
from tanggap.core.errors import NotFound
from tanggap.people.models import Role, Staff
from tanggap.people.roster import in_force
from tanggap.people.standing import APPROVING, roster_now, standing_of
from tanggap.sop.models import edition_of

READERS = frozenset({Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER, Role.QUALITY, Role.AUDITOR})
IDENTITY_ROLES = (Participant.Role.OWNER, Participant.Role.CONFIDENTIALITY, Participant.Role.UNMASKED)
# As owner or handler one is written on the case itself; being kept out gives no right.
BESIDE = tuple(set(Participant.Role) - {Participant.Role.OWNER, Participant.Role.HANDLER, Participant.Role.EXCLUDED})
MOST_MERGES = 5  # one after the other
ABSENT = _("There is no such complaint, or you may not see it.")
ON_HOLD = _("This complaint cannot be shown at the moment: we are finding out for whom you speak. Call us, please.")
WRONG_CODE = _("The number and the code do not belong together. Look at your receipt and try again.")


def visible_to(user: Staff) -> QuerySet[Case]:
    """The cases that this member of staff may see. Feeds every list, count, search, export and report.

    Ordinary cases: of the units where they read, those they own or handle, and those where they or their units have
    another part. Hidden cases: where they are named, and nowhere else. Whoever stands in for somebody sees, and is kept
    out of, what that person is.

    Every part of the condition can be answered by an index of its own, so that PostgreSQL either walks a list in its
    order or puts the parts together; keep it so (tests/cases/test_access.py looks at the plan). `sees` says the same
    of one case.
    """
    if not getattr(user, "is_active", False):
        return Case.objects.none()
    standing = standing_of(user)
    people = {user.pk, *standing.acting_for}
    mine = Participant.objects.filter(case=OuterRef("pk"), staff__in=people, until__isnull=True)
    ordinary = Q(visibility="open")
    if not standing.root:
        near = _near(people, standing.units_of(*READERS))
        if standing.approving_in:
            # Whoever was handed approvals sees what waits for one, and nothing else.
            near |= Q(state=State.DECIDING, unit__in=standing.approving_in)
        ordinary &= near
    # As a value and not as EXISTS, which PostgreSQL would turn into a table of all that the person ever worked on.
    named = mine.exclude(role=Participant.Role.EXCLUDED).exclude(_lapsed_office(user)).values("case_id")[:1]
    hidden = ~Q(visibility="open") & Q(pk=Subquery(named))
    return Case.objects.filter(ordinary | hidden, ~Exists(mine.filter(role=Participant.Role.EXCLUDED)))


def _lapsed_office(user: Staff) -> Q:
    """Parts that were taken as confidentiality officer count for whoever still holds that office, in person only."""
    office = Q(role=Participant.Role.CONFIDENTIALITY)
    return office & ~Q(staff=user.pk) if standing_of(user).has(Role.CONFIDENTIALITY) else office


def _near(people: set[int], units: frozenset[int]) -> Q:
    """What ties ordinary cases to these people and units: columns of the case, and parts taken beside them."""
    columns = Q(owner__in=people) | Q(handler__in=people)
    part = Q(staff__in=people, role__in=BESIDE)
    if units:
        columns |= Q(unit__in=units) | Q(receiving_unit__in=units) | Q(branch__in=units)
        part |= Q(unit__in=units) & ~Q(role=Participant.Role.RECEIVER)  # that is `receiving_unit`
    # An array is read first and then looked up; as a subquery its size would be guessed, and guessed wrong.
    beside = ArraySubquery(Participant.objects.filter(part, until__isnull=True).values("case_id"))
    among = Func(F("pk"), beside, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())
    return columns | Q(among)


@dataclass(frozen=True)
class Doorway:
    """What decides who may see one case: some of its columns, and its present participants (staff, unit, role)."""

    visibility: str
    people: frozenset[int | None]
    units: frozenset[int | None]
    participants: tuple[tuple[int | None, int | None, str], ...]
    deciding_in: int | None = None  # the unit whose decision waits for approval

    def parts_of(self, people: Iterable[int]) -> set[str]:
        """The roles in which these people are on the case."""
        wanted = set(people)
        return {role for staff, _unit, role in self.participants if staff in wanted}


_DOORWAY = """
    SELECT c.visibility, CASE c.state WHEN 'deciding' THEN c.unit_id END, c.owner_id, c.handler_id, c.unit_id,
           c.receiving_unit_id, c.branch_id, p.staff_id, p.unit_id, p.role
    FROM cases_case c LEFT JOIN cases_participant p ON p.case_id = c.id AND p.until IS NULL WHERE c.id = %s"""
_DOORWAYS = _DOORWAY.replace("SELECT", "SELECT c.id,").replace("= %s", "= ANY(%s)")


def doorway(case: Case) -> Doorway | None:
    """How it stands in the database now; None when there is no such case."""
    found = ask(_DOORWAY, case.pk)
    return _doorway(found) if found else None


def _doorway(found: Sequence[tuple[Any, ...]]) -> Doorway:
    visibility, deciding_in, *ids = found[0][:7]
    present = tuple(row[7:] for row in found if row[9] is not None)
    return Doorway(visibility, frozenset(ids[:2]), frozenset(ids[2:]), present, deciding_in)


def seen_among(user: Staff, numbers: Collection[int]) -> list[Case]:
    """Of the cases with these numbers those that this person sees, the newest first; two small questions."""
    if not numbers:
        return []
    doors: dict[int, list[tuple[Any, ...]]] = {}
    for number, *row in ask(_DOORWAYS, list(numbers)):
        doors.setdefault(number, []).append(tuple(row))
    seen = [number for number, found in doors.items() if sees(user, _doorway(found))]
    return rows_along(Case, "data_key", "cases_case.id = ANY(%s) ORDER BY received_at DESC", seen)


def doorway_at_hand(case: Case) -> Doorway | None:
    """The same without a query, for an act that has the case locked and has read it under the lock."""
    if case.at_hand is None:
        return doorway(case)
    people = frozenset({case.owner_id, case.handler_id})
    units = frozenset({case.unit_id, case.receiving_unit_id, case.branch_id})
    deciding_in = case.unit_id if case.state == State.DECIDING else None
    return Doorway(case.visibility, people, units, tuple(case.at_hand.participants), deciding_in)


def sees(user: Staff, case: Doorway) -> bool:
    """Whether `visible_to` would have it; the two are compared in tests/cases/test_seeing_one.py."""
    if not getattr(user, "is_active", False):
        return False
    standing = standing_of(user)
    people = {user.pk, *standing.acting_for}
    if Participant.Role.EXCLUDED in case.parts_of(people):
        return False
    if case.visibility != "open":
        own, lent = case.parts_of({user.pk}), case.parts_of(standing.acting_for) - {Participant.Role.CONFIDENTIALITY}
        if not standing.has(Role.CONFIDENTIALITY):
            own = own - {Participant.Role.CONFIDENTIALITY}
        return bool(own | lent)
    if standing.root or people & case.people or case.parts_of(people) & set(BESIDE):
        return True
    units = standing.units_of(*READERS)
    beside = {unit for _staff, unit, role in case.participants if role != Participant.Role.RECEIVER}
    return bool(units & case.units or units & beside or case.deciding_in in standing.approving_in)


def ordinary() -> QuerySet[Case]:
    """Every case that is not hidden, for the command line, behind which nobody in particular stands."""
    return Case.objects.filter(visibility="open", data_key__isnull=True)


def get_case(user: Staff, reference: str) -> Case:
    """The case with that reference; raises NotFound both when it is absent and when it may not be seen."""
    # An address may hold a NUL, which the database would refuse with a fault.
    case = first(Case, "reference = %s", reference.replace("\0", " ").strip().upper())
    door = doorway(case) if case is not None else None
    if case is None or door is None or not sees(user, door):
        raise NotFound(ABSENT)
    put_at_hand(case)
    return case


def put_at_hand(case: Case) -> None:
    """Ties to a case the unit, the people and the edition that it names, as the process knows them at this moment.

    A key may have been destroyed meanwhile, so it is never taken from memory.
    """
    known = roster_now()
    places = {
        "unit": known.units, "receiving_unit": known.units, "branch": known.units, "owner": known.staff,
        "handler": known.staff,
    }  # fmt: skip
    for name, remembered in places.items():
        if (found := remembered.get(getattr(case, f"{name}_id"))) is not None:
            case._state.fields_cache[name] = found
    if "edition" not in case._state.fields_cache:
        case.edition = edition_of(case.edition_id)


def sees_identity(user: Staff, case: Case) -> bool:
    """Who complains is seen by all who see an ordinary case, by owner and confidentiality officers of a hidden one."""
    if not case.hidden:
        return True
    return case.participants.filter(staff_id=user.pk, role__in=identity_roles(user), until__isnull=True).exists()


def identity_roles(user: Staff) -> tuple[str, ...]:
    """The parts on a hidden case that show this person who complained; an office only while it is held."""
    if standing_of(user).has(Role.CONFIDENTIALITY):
        return IDENTITY_ROLES
    return tuple(role for role in IDENTITY_ROLES if role != Participant.Role.CONFIDENTIALITY)


def roles_on(user: Staff, case: Case, door: Doorway | None = None) -> frozenset[str]:
    """The roles in which somebody may act on this case: posts whose unit answers for it, received it, or lies above.

    A deputy has the roles of whoever is absent. Wherever their post is, the handler acts as an officer, and the owner,
    who answers to the complainant, as the front desk: he or she does not propose for the party that is responsible.
    Without a `door` it is asked how the case stands now.
    """
    door = door or doorway(case)
    if door is None or not sees(user, door):
        return frozenset()
    return roles_of_participant(user, case, door.parts_of({user.pk, *standing_of(user).acting_for}))


def roles_of_participant(user: Staff, case: Case, mine: Iterable[str]) -> frozenset[str]:
    """The same for a case that the user was already found to see; `mine` are his or her roles as a participant."""
    standing, mine = standing_of(user), set(mine)
    roles = {role for role in standing.roles if standing.has(role, case.unit_id)}
    if standing.has(Role.FRONTDESK, case.receiving_unit_id):
        roles.add(Role.FRONTDESK)
    if Participant.Role.HANDLER in mine:
        roles.add(Role.OFFICER)
    if Participant.Role.OWNER in mine:
        roles.add(Role.FRONTDESK)
    if Participant.Role.APPROVER in mine:
        roles |= {role for role in (Role.HEAD, Role.MANAGER) if role in standing.roles}
    if Participant.Role.CONFIDENTIALITY in mine and standing.has(Role.CONFIDENTIALITY):
        roles.add(Role.CONFIDENTIALITY)
    return frozenset(str(role) for role in roles)


def lent_roles(user: Staff, unit_id: int | None) -> frozenset[str]:
    """The roles whose approvals were handed to this person in that unit; they count for the word on a decision only."""
    lenders, roster = {pk for pk, _limit in standing_of(user).approving_for}, roster_now()
    posts = (post for pk in lenders for post in in_force(roster.posts_of.get(pk, ())) if post.role in APPROVING)
    line = set(roster.units[unit_id].line()) if unit_id in roster.units else set()
    return frozenset(str(post.role) for post in posts if post.unit_id in line)


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


def leads_to(party: Party) -> Party:
    """Whose page this secret opens: of a merged complaint that of the other one, where it was proven to be one person.

    Asked anew at each visit, so that taking the merge back closes the way at once. A representative's mandate is for
    one complaint only, and a hidden complaint is opened by its own code alone.
    """
    now = party
    for _step in range(MOST_MERGES):
        case = now.case
        if case.merged_into_id is None or case.hidden or now.role != Party.Role.COMPLAINANT:
            break
        proven = Link.objects.filter(case=case, other=case.merged_into_id, how=Link.How.MERGED).exclude(proof="")
        other = Party.objects.select_related("case__data_key", "case__unit", "case__edition").filter(
            case=case.merged_into_id, role=Party.Role.COMPLAINANT, may_read=True, case__data_key__isnull=True
        )
        found = other.first() if proven.exists() else None
        if found is None:
            break
        now = found
    if now is not party:
        now.came_by = party.case.reference
    return now


def _complainant(case: Case) -> Party:
    """Whoever holds the code reads as the complainant, or as the representative who brought the complaint."""
    side = case.parties.filter(role__in=["complainant", "representative"]).select_related("mandate").order_by("pk")
    if any(is_on_hold(each) for each in side):
        raise NotFound(ON_HOLD, code="on_hold")  # the code is in the hands of whoever may be shown nothing now
    parties = [each for each in side if each.may_read]
    if not parties:
        raise NotFound(WRONG_CODE, code="wrong_code")
    party = next((each for each in parties if each.role == "representative"), parties[0])
    party.case = case
    return party
