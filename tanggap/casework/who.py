"""Who is it? Persons whom the reader may know, found by number, address or name; always a hint, never a proof (T3).

One person may stand in the vault several times, once for each time they came to us. Those that were found to be one
point at the oldest (`merged_into`), and are shown as one; each is still read as it was given. Whoever is sealed has no
digest and no name in clear, so nobody finds them here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from tanggap.cases import search
from tanggap.cases.access import identity_roles, visible_to
from tanggap.cases.models import Case, Participant, Party
from tanggap.core.text import fold
from tanggap.people import vault
from tanggap.people.contacts import normalise_member_no, phones_in
from tanggap.people.models import ContactPoint, Person, Staff
from tanggap.people.vault import Contact

SPEAKS = (Party.Role.COMPLAINANT, Party.Role.REPRESENTATIVE)
MOST, MOST_CASES = 30, 100


@dataclass
class Known:
    """One person, as the reader may know them: the oldest row, the others that are the same, and what each gave."""

    person: Person
    names: list[str] = field(default_factory=list)
    gave: list[Contact] = field(default_factory=list)
    why: list[str] = field(default_factory=list)  # of: phone, email, member_no, name
    cases: int = 0
    open: int = 0

    @property
    def name(self) -> str:
        return self.names[0] if self.names else ""


def likely(*, phone: str = "", email: str = "", member_no: str = "", name: str = "", by: Staff) -> list[Known]:
    """Whom `by` may know of those with this number, address or member number, the likeliest first.

    A name alone finds nobody here; beside another sign it makes one likelier.
    """
    found = vault.persons_with(email=email, phone=phone, member_no=member_no)
    if found is None:
        return []
    asked = {
        "phone": set(phones_in(phone)), "email": {email.strip().lower()} - {""},
        "member_no": {normalise_member_no(member_no)} - {""}, "name": {fold(name).strip()} - {""},
    }  # fmt: skip
    known = known_among(found.values_list("pk", flat=True)[: MOST * 4], by=by)
    for one in known:
        has: dict[str, set[str]] = {name: set() for name in asked}
        for gave in one.gave:
            has["phone"] |= {gave.phone, gave.whatsapp}
            has["email"].add(gave.email)
            has["member_no"].add(normalise_member_no(gave.member_no))
            has["name"].add(fold(gave.name).strip())
        one.why = [sign for sign, wanted in asked.items() if wanted & has[sign]]
    return sorted(known, key=lambda one: (-len(one.why), -one.cases, one.person.pk))[:MOST]


def find_people(typed: str, *, by: Staff) -> list[Known]:
    """Persons by telephone number, address, member number or name, of those whom `by` may know."""
    typed = typed.replace("\0", " ").strip()[:200]
    if not typed:
        return []
    by_sign = vault.persons_with(
        phone=typed, email=typed if "@" in typed else "", member_no="" if " " in typed else typed
    )
    numbers = list(by_sign.values_list("pk", flat=True)[: MOST * 4]) if by_sign is not None else []
    if any(sign.isalpha() for sign in typed) and "@" not in typed:
        numbers += _named(typed, by)
    return known_among(numbers, by=by)[:MOST]


def _named(typed: str, by: Staff) -> list[int]:
    """Those whose name holds every word that was typed, by the stems that complaints are found by."""
    cases = search.find(visible_to(by).filter(visibility="open"), typed)[:MOST_CASES]
    parties = Party.objects.filter(case__in=list(cases), role__in=SPEAKS, person__isnull=False)
    persons = {one.person_id: one.person for one in parties.select_related("person") if one.person}
    words = fold(typed).split()
    read = vault.read_many(persons.values())
    return [pk for pk, who in read.items() if all(word in fold(f"{who.name} {who.organization}") for word in words)]


def known_among(numbers: Iterable[int], *, by: Staff, apart: bool = False) -> list[Known]:
    """Of these persons those with an ordinary complaint that `by` may see, newest complaint first.

    Those who were found to be one are one, with everything that they gave, unless each is wanted `apart`.
    """
    roots = Person.objects.filter(pk__in=list(numbers)).values_list("pk", "merged_into_id")
    together = {pk: pk for pk, _root in roots} if apart else same_as({merged or pk for pk, merged in roots})
    seen: dict[int, list[bool]] = {}
    newest: dict[int, int] = {}
    for person, case, state in _ordinary(by, together):
        seen.setdefault(person, []).append(state != "closed")
        newest[together[person]] = max(newest.get(together[person], 0), case)
    persons = Person.objects.in_bulk([*seen, *newest])
    read = vault.read_many(persons[pk] for pk in sorted(seen))
    known: dict[int, Known] = {}
    for pk in sorted(seen):
        one = known.setdefault(together[pk], Known(persons[together[pk]]))
        one.gave.append(read[pk])
        one.cases, one.open = one.cases + len(seen[pk]), one.open + sum(seen[pk])
        if (name := read[pk].name or read[pk].organization) and name not in one.names:
            one.names.append(name)
    return sorted(known.values(), key=lambda one: -newest[one.person.pk])


def same_as(roots: Iterable[int]) -> dict[int, int]:
    """These persons and everybody who was found to be one of them, each with the oldest."""
    roots = set(roots)
    others = Person.objects.filter(merged_into__in=roots).values_list("pk", "merged_into_id")
    return {**{pk: pk for pk in roots}, **{pk: int(root or pk) for pk, root in others}}


def _ordinary(by: Staff, persons: Iterable[int]) -> list[tuple[int, int, str]]:
    """Of each person the ordinary cases that `by` may see: who, which, in what state."""
    cases = visible_to(by).filter(visibility="open", parties__person__in=list(persons), parties__role__in=SPEAKS)
    return list(cases.order_by().values_list("parties__person", "pk", "state").distinct()[: MOST * MOST_CASES])


def cases_naming(by: Staff, persons: Iterable[int]) -> QuerySet[Case]:
    """The cases on which this reader may know these persons' names: the same rule as access.sees_identity."""
    entrusted = Participant.objects.filter(
        case=OuterRef("pk"), staff=by, role__in=identity_roles(by), until__isnull=True
    )
    concerned = Party.objects.filter(case=OuterRef("pk"), person__in=list(persons))
    seen = visible_to(by).filter(Q(data_key__isnull=True) | Exists(entrusted), Exists(concerned))
    return seen.select_related("unit", "owner", "handler", "data_key").order_by("-received_at", "-pk")


def points_of(persons: Iterable[int]) -> list[ContactPoint]:
    """How these can be reached, with when each was shown to be theirs; the shown ones first."""
    points = ContactPoint.objects.filter(person__in=list(persons), key__isnull=True).order_by("kind", "pk")
    return sorted(points, key=lambda one: one.verified_at is None)
