"""The identity vault: the only place that knows who a person is and how to reach them.

Ordinary identities lie in clear and can be searched. With a data key everything is sealed and no digest is kept:
nobody can look such a person up, and destroying the key makes them nobody.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace

from django.db import transaction
from django.db.models import Q, QuerySet

from tanggap.core import ring, time
from tanggap.core.db.making import make
from tanggap.core.db.plain import ask, first, rows
from tanggap.core.errors import Invalid
from tanggap.core.keys import DataKey, seal, unseal
from tanggap.people.contacts import (
    normalise_email,
    normalise_member_no,
    normalise_phone,
    phones_in,
    plain_line,
    plain_text,
)
from tanggap.people.models import ContactPoint, Identity, Person

LIMITS = {"name": 200, "organization": 200, "member_no": 60}
POINTS = tuple(ContactPoint.Kind.values)
BATCH = 1000


@dataclass(frozen=True)
class Contact:
    """Who somebody is, in clear; "" for what is not known. Never log it, never keep it."""

    name: str = ""
    email: str = ""
    phone: str = ""
    whatsapp: str = ""
    post: str = ""
    member_no: str = ""
    organization: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def __repr__(self) -> str:
        return "Contact(…)"  # tracebacks and logs must not tell


NOBODY = Contact()


def contact(**given: str) -> Contact:
    """What somebody typed, in its normal form; raises Invalid naming the field that cannot be taken."""
    return replace(NOBODY, **{field: _tidied(field, text or "") for field, text in given.items()})


@transaction.atomic
def keep(person: Person, *, key: DataKey | None = None, **given: str) -> Person:
    """Put into the vault what is given (fields of `Contact`); "" removes a value, what is not named stays.

    With `key` everything is sealed, also what was kept in clear before; what is sealed once stays sealed. A changed
    contact point loses its `verified_at`. Saves `person` when it is new. Raises Invalid.
    """
    tidy = contact(**given)
    if person.pk is None:
        person.save()
    # The person's row is the lock: two forms sent at once must not both write the same point.
    Person.objects.select_for_update().get(pk=person.pk)
    old = Identity.objects.select_related("key").filter(person=person).first()
    points = {point.kind: point for point in ContactPoint.objects.filter(person=person)}
    key = key or (old.key if old else None)
    before = _opened(old, points.values())
    after = replace(before, **{field: getattr(tidy, field) for field in given})
    ContactPoint.objects.filter(person=person).delete()
    Identity.objects.filter(person=person).delete()
    Identity.objects.create(**_identity(person, after, key))
    verified = {
        kind: point.verified_at for kind, point in points.items() if getattr(before, kind) == getattr(after, kind)
    }
    ContactPoint.objects.bulk_create(_points(person, after, key, verified))
    return person


@transaction.atomic
def keep_many(entries: Sequence[tuple[Person, Contact, DataKey | None]]) -> None:
    """Put many new persons into the vault (three inserts a thousand); persons without an id are saved and get one.

    The contacts come from `contact()`. Persons who are in the vault already do not belong here: an IntegrityError.
    """
    Person.objects.bulk_create([person for person, _, _ in entries if person.pk is None], batch_size=BATCH)
    identities, points = forge_many(entries)
    Identity.objects.bulk_create(identities, batch_size=BATCH)
    ContactPoint.objects.bulk_create(points, batch_size=BATCH)


def forge_many(
    entries: Iterable[tuple[Person, Contact, DataKey | None]],
) -> tuple[list[Identity], list[ContactPoint]]:
    """What the vault keeps of new persons, not written yet, for stories that write many rows at once."""
    entries = list(entries)
    identities = [make(Identity, **_identity(*entry)) for entry in entries]
    return identities, [point for entry in entries for point in _points(*entry, {})]


def read(person: Person) -> Contact:
    """Who this is; NOBODY when nothing is kept or it was forgotten. The caller has asked `access` first."""
    return read_many([person])[person.pk]


def read_by_number(person_id: int) -> Contact:
    """The same for the person with that number, in one query (two when it is sealed)."""
    found = ask(_BY_NUMBER, person_id)
    if not found:
        return NOBODY
    name, organization, member_no, sealed, key_id, *_point = found[0]
    key = first(DataKey, "id = %s", key_id) if key_id else None
    identity = Identity(name=name, organization=organization, member_no=member_no, sealed=sealed, key=key)
    return _opened(identity, [ContactPoint(kind=kind, value=value) for *_who, kind, value in found if kind])


# A person who was found to be another's double is still read as they gave themselves: letters about a complaint go to
# the address that was given with it, whoever says that two are one.
_BY_NUMBER = """
    SELECT i.name, i.organization, i.member_no, i.sealed, i.key_id, c.kind, c.value
    FROM people_identity i LEFT JOIN people_contactpoint c ON c.person_id = i.person_id WHERE i.person_id = %s"""


def read_many(persons: Iterable[Person]) -> dict[int, Contact]:
    """Who these are, by id, in two queries (three when one is sealed)."""
    ids = {person.pk for person in persons}
    identities = {one.pk: one for one in rows(Identity, "person_id = ANY(%s)", list(ids))}
    if sealed := [one for one in identities.values() if one.key_id]:
        keys = {key.pk: key for key in rows(DataKey, "id = ANY(%s)", [one.key_id for one in sealed])}
        for one in sealed:
            one.key = keys[one.key_id]
    points: dict[int, list[ContactPoint]] = {}
    for point in rows(ContactPoint, "person_id = ANY(%s)", list(ids)):
        points.setdefault(point.person_id, []).append(point)
    return {pk: _opened(identities.get(pk), points.get(pk, ())) for pk in ids}


def find_person(*, email: str = "", phone: str = "", member_no: str = "") -> Person | None:
    """The longest known person with one of these, tried in this order; sealed ones are never found. Raises Invalid.

    A hint for staff, never a proof: anybody can type anybody's address.
    """
    searches = [
        {"contact_points__digest": digest_of("email", normalise_email(email))} if email else None,
        {"contact_points__digest": digest_of("phone", normalise_phone(phone))} if phone else None,
        {"identity__member_no__in": _member_numbers(member_no)} if member_no.strip() else None,
    ]
    for search in filter(None, searches):
        person = Person.objects.filter(**search).select_related("merged_into").order_by("id").first()
        if person:
            return person.merged_into or person
    return None


def persons_with(*, email: str = "", phone: str = "", member_no: str = "") -> "QuerySet[Person] | None":
    """All persons with one of these, sealed ones excepted; None when nothing usable was given. Never a proof."""
    digests = [digest_of("phone", number) for number in phones_in(phone)]
    if email.strip():
        with suppress(Invalid):  # half an address is still being typed
            digests.append(digest_of("email", normalise_email(email)))
    found = Q(contact_points__digest__in=digests) if digests else Q()
    if member_no.strip():
        found |= Q(identity__member_no__in=_member_numbers(member_no))
    return Person.objects.filter(found) if found else None


def _member_numbers(typed: str) -> list[str]:
    """As it is kept, and as it may have been kept before numbers had a normal form."""
    return list({typed.strip(), normalise_member_no(typed)})


def verify(person: Person, kind: str) -> bool:
    """Whoever has that address or number has shown it; whether that was new."""
    fresh = ContactPoint.objects.filter(person=person, kind=kind, verified_at=None)
    return bool(fresh.update(verified_at=time.now()))


@transaction.atomic
def forget(person: Person) -> None:
    """Erase who this is. Of a sealed one the caller also destroys the case's data key, for copies in backups."""
    ContactPoint.objects.filter(person=person).delete()
    Identity.objects.filter(person=person).delete()
    person.forgotten_at = time.now()
    person.save(update_fields=["forgotten_at"])


def digest_of(kind: str, value: str) -> bytes:
    """What a contact point is looked up by. Phone and WhatsApp share one: it is the same number."""
    family = "phone" if kind == ContactPoint.Kind.WHATSAPP else kind
    return ring.mac("contact", f"{family}:{value.lower()}".encode())


def _tidied(field: str, text: str) -> str:
    if not text.strip():
        return ""
    if field == "email":
        return normalise_email(text)
    if field in ("phone", "whatsapp"):
        return normalise_phone(text, field=field)
    if field == "post":
        return plain_text(text, field=field, limit=500)
    line = plain_line(text, field=field, limit=LIMITS[field])
    return normalise_member_no(line) if field == "member_no" else line


def _identity(person: Person, who: Contact, key: DataKey | None) -> dict:
    known = {field: getattr(who, field) for field in LIMITS}
    if key is None:
        return {"person": person, **known}
    return {"person": person, "key": key, "sealed": seal(json.dumps(known), key)}


def _points(person: Person, who: Contact, key: DataKey | None, verified: Mapping) -> list[ContactPoint]:
    kept = [(kind, getattr(who, kind)) for kind in POINTS if getattr(who, kind)]
    return [
        make(
            ContactPoint,
            person=person,
            kind=kind,
            value=seal(value, key),
            digest=None if key else digest_of(kind, value),
            key=key,
            verified_at=verified.get(kind),
        )
        for kind, value in kept
    ]


def _opened(identity: Identity | None, points: Iterable[ContactPoint]) -> Contact:
    if identity is None or (identity.key and identity.key.destroyed):
        return NOBODY
    known = json.loads(unseal(identity.sealed, identity.key)) if identity.key else vars(identity)
    reach = {point.kind: unseal(point.value, identity.key) for point in points}
    return Contact(**{field.name: reach.get(field.name) or known.get(field.name, "") for field in fields(Contact)})
