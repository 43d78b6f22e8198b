"""Two persons who seem to be one: found, proposed, decided by staff, taken back. Nothing of a case moves by it.

Only a contact point that both have shown to be theirs ties two persons by itself (they answered our letter at it);
everything else is a proposal, and a name alone is not even that. Being found to be one gives nobody anything to read.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.casework.who import MOST, Known, known_among
from tanggap.core import time
from tanggap.core.db.plain import ask
from tanggap.core.errors import Forbidden, NotFound, require
from tanggap.core.subject import HasKey, key_of
from tanggap.core.text import fold
from tanggap.people import vault
from tanggap.people.actors import WORKER
from tanggap.people.contacts import normalise_member_no
from tanggap.people.models import ContactPoint, Double, Person, Role, Staff
from tanggap.people.standing import standing_of
from tanggap.people.vault import Contact

DECIDES = (Role.FRONTDESK, Role.HEAD, Role.MANAGER, Role.QUALITY)
# A name counts only beside the same organisation or the same address.
STRONG = frozenset({"phone", "email", "member_no"})
LATELY, MOST_AT_ONCE, MOST_SHOWN = 2, 5_000, 200
NONE_SUCH = _("There is no such person, or you may not see who it is.")
NOT_YOURS = _("This is for the front desk, a head or quality to decide.")
DECIDED = _("Somebody has decided this already. Look at it again, please.")
EVERY = timedelta(minutes=10)
# Of each of these persons the oldest other one with the same number, address or member number, or with the same name in
# the same organisation. Each part goes through an index, so a million persons cost no more than a thousand.
_CANDIDATES = """
    SELECT p.person_id, (SELECT min(q.person_id) FROM people_contactpoint q
        WHERE q.digest = p.digest AND q.person_id < p.person_id)
    FROM people_contactpoint p WHERE p.person_id = ANY(%(these)s) AND p.digest IS NOT NULL
    UNION SELECT i.person_id, (SELECT min(j.person_id) FROM people_identity j
        WHERE j.member_no = i.member_no AND j.member_no <> '' AND j.person_id < i.person_id)
    FROM people_identity i WHERE i.person_id = ANY(%(these)s) AND i.member_no <> ''
    UNION SELECT i.person_id, (SELECT min(j.person_id) FROM people_identity j
        WHERE lower(j.organization) = lower(i.organization) AND lower(j.name) = lower(i.name)
        AND j.organization <> '' AND j.person_id < i.person_id)
    FROM people_identity i WHERE i.person_id = ANY(%(these)s) AND i.organization <> '' AND i.name <> ''"""
_NEWEST = """
    SELECT id FROM (SELECT id, created_at FROM people_person WHERE id < %s ORDER BY id DESC LIMIT %s) p
    WHERE %s::timestamptz IS NULL OR created_at > %s"""


class _Looked:
    before: datetime | None = None


_looked = _Looked()


def find_doubles() -> int:
    """Propose those among the persons of the last days; how many. The worker does it again and again."""
    since = time.now() - time.days(LATELY)
    return _propose(row[0] for row in ask(_NEWEST, 2**62, MOST_AT_ONCE, since, since))


def find_due(*, also: Callable[[], int]) -> int:
    """The same, at most once in so many minutes and process; and what else is looked at so seldom."""
    if _looked.before is not None and time.now() - _looked.before < EVERY:
        return 0
    _looked.before = time.now()
    return find_doubles() + also()


def find_all_doubles() -> int:
    """Propose those among everybody on file, after an import; how many."""
    below, found = 2**62, 0
    while these := [row[0] for row in ask(_NEWEST, below, MOST_AT_ONCE, None, None)]:
        found, below = found + _propose(these), min(these)
    return found


@transaction.atomic
def _propose(these: Iterable[int]) -> int:
    pairs = {(older, newer) for newer, older in _candidates(list(these)) if older}
    persons = Person.objects.in_bulk({number for pair in pairs for number in pair})
    read = vault.read_many(persons.values())
    new: dict[tuple[int, int], Double] = {}
    for older, newer in sorted(pairs):
        first, second = sorted(persons[pk].merged_into_id or pk for pk in (older, newer))
        why = signs(read[older], read[newer])
        if first != second and (STRONG & set(why) or ("name" in why and len(why) > 1)):
            new.setdefault((first, second), Double(older_id=first, newer_id=second, why=why))
    known = set(Double.objects.filter(newer__in=[pair[1] for pair in new]).values_list("older_id", "newer_id"))
    made = [double for pair, double in new.items() if pair not in known]
    Double.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    return len(made)


def _candidates(these: list[int]) -> list[tuple[int, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"these": these})
        return cursor.fetchall()


def signs(one: Contact, other: Contact) -> list[str]:
    """Why these two seem to be one, the strongest first."""
    found = []
    if {one.phone, one.whatsapp} & {other.phone, other.whatsapp} - {""}:
        found.append("phone")
    found += ["email"] if one.email and one.email == other.email else []
    numbers = [normalise_member_no(each.member_no) for each in (one, other)]
    found += ["member_no"] if numbers[0] and numbers[0] == numbers[1] else []
    for name in ("name", "organization", "post"):
        first, second = (" ".join(fold(getattr(each, name)).split()) for each in (one, other))
        found += [name] if first and first == second else []
    return found


@transaction.atomic
def join(one: Person, other: Person, *, why: Collection[str] = ("staff",), by: HasKey) -> Double | None:
    """They are one: the newer points at the older. None when they are that already, or were said to be two."""
    first, second = _roots([one.pk, other.pk])
    if first == second:
        return None
    double, _new = Double.objects.get_or_create(older_id=first, newer_id=second, defaults={"why": list(why)})
    if double.state == Double.State.DIFFERENT:
        return None
    _join(double, by)
    return double


def _roots(numbers: list[int]) -> list[int]:
    """The oldest rows of these two, which are locked; the older first."""
    locked = Person.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    return sorted(person.merged_into_id or person.pk for person in locked)


def _join(double: Double, by: HasKey) -> None:
    first, second = _roots([double.older_id, double.newer_id])
    require(first != second, DECIDED, code="already_decided")
    moved = [second, *Person.objects.filter(merged_into=second).order_by("pk").values_list("pk", flat=True)]
    _decide(double, Double.State.PROPOSED, Double.State.SAME, by, moved=moved)
    Person.objects.filter(pk__in=moved).update(merged_into=first)
    _write_down("persons_joined", double, by)


@transaction.atomic
def say_same(double: Double, *, by: Staff) -> None:
    """Staff say that a proposal is right."""
    see(double, by=by)
    _join(double, by)


@transaction.atomic
def say_different(double: Double, *, by: Staff) -> None:
    """Staff say that these are two; nobody is asked again."""
    see(double, by=by)
    _decide(double, Double.State.PROPOSED, Double.State.DIFFERENT, by)
    _write_down("persons_kept_apart", double, by)


@transaction.atomic
def take_back(double: Double, *, by: Staff) -> None:
    """As it was before the decision; whoever was found to be one with them by another decision stays so."""
    see(double, by=by)
    before = double.state
    require(before != Double.State.PROPOSED, DECIDED, code="already_decided")
    if before == Double.State.SAME and double.moved:
        gone, *others = double.moved
        list(Person.objects.select_for_update().filter(pk__in=[double.older_id, gone]).order_by("pk"))
        root = Person.objects.get(pk=gone).merged_into_id
        Person.objects.filter(pk=gone).update(merged_into=None)
        Person.objects.filter(pk__in=others, merged_into=root).update(merged_into=gone)
    _decide(double, before, Double.State.PROPOSED, by, moved=[])
    _write_down("persons_parted", double, by)


@transaction.atomic
def prove(person: Person, kind: str) -> None:
    """An answer came to a letter that went to that address alone: it is theirs, and ties them to whoever proved it too.

    An address that was typed, at whatever door, proves nothing, and neither does a mail that begins something.
    """
    if not vault.verify(person, kind):
        return
    own = ContactPoint.objects.filter(person=person, kind=kind, digest__isnull=False).first()
    if own is None:
        return
    others = ContactPoint.objects.filter(digest=own.digest, verified_at__isnull=False).exclude(person=person)
    oldest = others.select_related("person").order_by("person_id").first()
    if oldest is not None:
        join(oldest.person, person, why=["verified"], by=WORKER)


def proposals(*, by: Staff, state: str = Double.State.PROPOSED) -> list[tuple[Double, Known, Known]]:
    """The newest of which `by` may know both, with both."""
    found = list(Double.objects.filter(state=state).order_by("-pk")[:MOST_SHOWN])
    if state == Double.State.PROPOSED:  # two may have become one by way of a third
        roots = dict(Person.objects.filter(pk__in=[pk for one in found for pk in (one.older_id, one.newer_id)])
                     .values_list("pk", Coalesce("merged_into_id", "pk")))  # fmt: skip
        found = [one for one in found if roots[one.older_id] != roots[one.newer_id]]
    known = _both(found, by)
    return [(one, *known[one.pk]) for one in found if one.pk in known]


def proposals_about(persons: Collection[int], *, by: Staff) -> list[tuple[Double, Known, Known]]:
    """What is to be decided about these, of which `by` may know both."""
    about = Q(older__in=persons) | Q(newer__in=persons)
    found = list(Double.objects.filter(about, state=Double.State.PROPOSED).order_by("-pk")[:MOST])
    known = _both(found, by)
    return [(one, *known[one.pk]) for one in found if one.pk in known]


def see(double: Double, *, by: Staff) -> tuple[Known, Known]:
    """Both of them; raises NotFound unless `by` may know both, Forbidden for whoever does not decide on it."""
    known = _both([double], by)
    if double.pk not in known:
        raise NotFound(NONE_SUCH)
    if not standing_of(by).roles & set(DECIDES):
        raise Forbidden(NOT_YOURS)
    return known[double.pk]


def _both(doubles: Collection[Double], by: Staff) -> Mapping[int, tuple[Known, Known]]:
    """Each of the two by itself, as they came to us."""
    numbers = {number for one in doubles for number in (one.older_id, one.newer_id)}
    known = {one.person.pk: one for one in known_among(numbers, by=by, apart=True)}
    return {
        one.pk: (known[one.older_id], known[one.newer_id])
        for one in doubles
        if one.older_id in known and one.newer_id in known
    }


def _decide(double: Double, before: str, after: str, by: HasKey, *, moved: list[int] | None = None) -> None:
    decided = after != Double.State.PROPOSED
    done = Double.objects.filter(pk=double.pk, state=before).update(
        state=after, decided_by=key_of(by) if decided else "", decided_at=time.now() if decided else None,
        moved=moved or [],
    )  # fmt: skip
    require(done, DECIDED, code="already_decided")
    double.refresh_from_db()


def _write_down(verb: str, double: Double, by: HasKey) -> None:
    """On the trail of both."""
    for own, other in ((double.older, double.newer), (double.newer, double.older)):
        trail.record(verb, own, by=by, other=other.key, why=",".join(double.why))
