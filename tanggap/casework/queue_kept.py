"""What visitors come for, and the counters that receive them, as managers and administrators keep them (R3, U41)."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.casework.queue_places import branches
from tanggap.channels.models import Counter, Kiosk, QueueService
from tanggap.core.errors import Forbidden, Invalid, NotFound, Stale
from tanggap.core.typed import one_line
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import standing_of

KEEPERS = (Role.MANAGER, Role.ADMIN)
LONGEST_NAME, LONGEST_NUMBER = 80, 12
STALE = _("Somebody else has changed this meanwhile. Look at what stands there now, then save again.")
THERE = _("There is one with this already.")


@dataclass(frozen=True, kw_only=True)
class ServiceGiven:
    """A service as it is to be; without a branch it is offered in every one."""

    letter: str
    name_id: str
    name_en: str
    branch: Unit | None = None
    is_private: bool = False
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class CounterGiven:
    """A counter or room as it is to be; without services it is for all of them."""

    branch: Unit | None
    number: str
    kind: str = Counter.Kind.COUNTER
    services: tuple[QueueService, ...] = ()
    is_active: bool = True


def may_keep(by: Staff, branch: Unit | None = None) -> bool:
    """For one branch whoever manages or administers it; for all of them only at the top."""
    place = branch or next(iter(branches()), None)
    standing = standing_of(by)
    return place is not None and any(standing.has(role, place) for role in KEEPERS)


def services_kept() -> list[QueueService]:
    """All of them, those that are not offered any more too."""
    return list(QueueService.objects.select_related("branch").order_by("-is_active", "position", "letter"))


def counters_kept() -> list[Counter]:
    """All of them, by branch."""
    rows = Counter.objects.select_related("branch", "staff").prefetch_related("services")
    return list(rows.order_by("branch__path", "-is_active", "kind", "number"))


@transaction.atomic
def keep_service(service: QueueService | None, given: ServiceGiven, *, version: int = 0, by: Staff) -> QueueService:
    """A new one, or another in its place; numbers that were given out keep their letter. Raises Invalid, Stale."""
    problems: dict[str, Any] = {}
    letter = given.letter.strip().upper()
    if not (letter.isascii() and letter.isalpha() and len(letter) <= 2):
        problems["letter"] = _("One or two letters, like A or CS.")
    for name in ("name_id", "name_en"):
        text = one_line(getattr(given, name))
        if not text or len(text) > LONGEST_NAME:
            problems[name] = _("Write a name of at most %(most)d characters.") % {"most": LONGEST_NAME}
    _unless(problems)
    _may(by, given.branch)
    taken = QueueService.objects.filter(letter=letter, is_active=True).exclude(pk=service.pk if service else None)
    clashes = taken if given.branch is None else taken.filter(branch=None) | taken.filter(branch=given.branch)
    if given.is_active and clashes.exists():
        raise Invalid(THERE, fields={"letter": THERE})
    values = {
        "letter": letter, "name_id": one_line(given.name_id), "name_en": one_line(given.name_en),
        "branch": given.branch, "is_private": given.is_private, "is_active": given.is_active,
    }  # fmt: skip
    if service is None:
        service = QueueService.objects.create(**values, position=QueueService.objects.count())
    else:
        _may(by, service.branch)
        _change(QueueService, service, version, values)
    trail.record("queue_service_kept", service, by=by, letter=letter, offered=given.is_active)
    return service


@transaction.atomic
def keep_counter(counter: Counter | None, given: CounterGiven, *, version: int = 0, by: Staff) -> Counter:
    """A new one, or another in its place; whoever sits at one that is used no more stands up. Raises Invalid, Stale."""
    number, problems = one_line(given.number), {}
    if not number or len(number) > LONGEST_NUMBER:
        problems["number"] = _("Write a number or a short name, at most %(most)d characters.") % {
            "most": LONGEST_NUMBER}  # fmt: skip
    if given.kind not in Counter.Kind.values:
        problems["kind"] = _("Choose one of these.")
    if given.branch is None:
        problems["branch"] = _("Choose a branch.")
    _unless(problems)
    _may(by, given.branch)
    values: dict[str, Any] = {
        "branch": given.branch, "number": number, "kind": given.kind, "is_active": given.is_active,
    }  # fmt: skip
    if not given.is_active:
        values |= {"staff": None, "paused_at": None}
    try:
        with transaction.atomic():
            if counter is None:
                counter = Counter.objects.create(**values)
            else:
                _may(by, counter.branch)
                _change(Counter, counter, version, values)
    except IntegrityError as problem:
        raise Invalid(THERE, fields={"number": THERE}) from problem
    counter.services.set(given.services)
    trail.record("queue_counter_kept", counter, by=by, number=number, used=given.is_active)
    return counter


def kiosks_kept() -> list[tuple[Unit, bool]]:
    """Each branch, and whether its kiosk prints each number by itself."""
    printing = set(Kiosk.objects.filter(prints_at_once=True).values_list("branch", flat=True))
    return [(one, one.pk in printing) for one in branches()]


@transaction.atomic
def keep_kiosk(branch: Unit, *, prints_at_once: bool, by: Staff) -> None:
    """How the kiosk of that branch is to behave from now on."""
    _may(by, branch)
    Kiosk.objects.update_or_create(branch=branch, defaults={"prints_at_once": prints_at_once})
    trail.record("queue_kiosk_kept", branch, by=by, prints_at_once=prints_at_once)


def find_service(number: int) -> QueueService:
    """That service; raises NotFound."""
    found = QueueService.objects.filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise NotFound(_("There is no such service."))
    return found


def find_counter(number: int) -> Counter:
    """That counter; raises NotFound."""
    found = Counter.objects.select_related("branch").filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise NotFound(_("There is no such counter."))
    return found


def _may(by: Staff, branch: Unit | None) -> None:
    if not may_keep(by, branch):
        raise Forbidden(_("What is offered to visitors is kept by whoever manages or administers that branch."))


def _change(model: Any, row: Any, version: int, values: dict[str, Any]) -> None:
    if not model.objects.filter(pk=row.pk, version=version).update(**values, version=F("version") + 1):
        raise Stale(STALE)
    row.refresh_from_db()


def _unless(problems: dict[str, Any]) -> None:
    if problems:
        raise Invalid(_("Please look at the marked fields."), fields=problems)
