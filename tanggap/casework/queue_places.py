"""Where visitors are received and what for: branches, services, counters, and who sits where.

A fresh installation has one branch, the organisation itself, with one service and one counter, made at first need.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.audit import trail
from tanggap.casework.lengths import calendar_of
from tanggap.channels.models import Counter, Kiosk, QueueService, Ticket
from tanggap.core import time
from tanggap.core.errors import NotFound, Stale, require
from tanggap.people.models import Role, Staff, Unit
from tanggap.people.standing import standing_of

NOT_THERE = _("Visitors are not received there.")
NO_COUNTER = _("There is no such counter.")
RECEIVES = (Role.FRONTDESK, Role.OFFICER, Role.HEAD, Role.MANAGER)
FIRST_SERVICES = (
    ("A", "Keluhan dan pertanyaan", "Complaints and questions", False),
    ("R", "Bicara tertutup", "Talk in private", True),
)
FIRST_COUNTER = "1"


def branches() -> list[Unit]:
    """The places that visitors come to: the organisation's own house, and each of its branches."""
    of_kind = Q(parent=None) | Q(kind=Unit.Kind.BRANCH)
    return list(Unit.objects.filter(of_kind, closed_at__isnull=True).order_by("path"))


def branch_of(code: str) -> Unit:
    """The branch with that code; raises NotFound."""
    found = next((one for one in branches() if one.code == code), None)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def receives_in(branch: Unit, by: Staff) -> bool:
    """Whether `by` works there: in that house, in a unit of it, or above it."""
    return any(one.pk == branch.pk for one in own_branches(by))


def own_branches(by: Staff) -> list[Unit]:
    """Those that `by` receives visitors in: where the units lie that this person works in or leads."""
    places = branches()
    held = Unit.objects.filter(pk__in=standing_of(by).units_of(*RECEIVES)).values_list("path", flat=True)
    worked_in = {max((one for one in places if path.startswith(one.path)), key=lambda one: len(one.path), default=None)
                 for path in held}  # fmt: skip
    return [one for one in places if one in worked_in]


def today(branch: Unit) -> date:
    """The day in that branch: numbers begin anew at its own midnight."""
    return time.local(time.now(), zone_of(branch)).date()


def zone_of(branch: Unit) -> str:
    """The time zone on whose wall clock that branch lives."""
    return calendar_of(branch).zone


def services(branch: Unit) -> list[QueueService]:
    """What visitors of that branch can take a number for."""
    if not QueueService.objects.exists():
        first = [
            QueueService(letter=letter, name_id=name_id, name_en=name_en, is_private=private, position=place)
            for place, (letter, name_id, name_en, private) in enumerate(FIRST_SERVICES)
        ]
        QueueService.objects.bulk_create(first, ignore_conflicts=True)
    return list(QueueService.objects.filter(Q(branch=None) | Q(branch=branch), is_active=True))


def service_of(branch: Unit, number: int) -> QueueService:
    """That one of them; raises NotFound."""
    found = next((one for one in services(branch) if one.pk == number), None)
    if found is None:
        raise NotFound(_("This is not offered here today."))
    return found


def counters(branch: Unit) -> list[Counter]:
    """Counters and rooms of that branch that are used."""
    rows = Counter.objects.filter(branch=branch, is_active=True).select_related("staff")
    if not (found := list(rows)) and not Counter.objects.filter(branch=branch).exists():
        Counter.objects.bulk_create([Counter(branch=branch, number=FIRST_COUNTER)], ignore_conflicts=True)
        found = list(rows.all())
    return found


def prints_at_once(branch: Unit) -> bool:
    """Whether the kiosk of that branch prints each number by itself."""
    return Kiosk.objects.filter(branch=branch, prints_at_once=True).exists()


def seat_of(by: Staff) -> Counter | None:
    """The counter where `by` sits now."""
    return Counter.objects.select_related("branch").filter(staff=by, is_active=True).first()


@transaction.atomic
def sit_down(counter: Counter, *, by: Staff) -> Counter:
    """Take that counter; whoever sat there is told when they call the next. One seat each."""
    require(counter.is_active and receives_in(counter.branch, by), _("You do not receive visitors there."))
    # Whoever moves to another counter at the same moment waits here.
    rows = {row.pk: row for row in Counter.objects.select_for_update().filter(Q(pk=counter.pk) | Q(staff=by))}
    before = rows[counter.pk].staff_id
    Counter.objects.filter(staff=by).exclude(pk=counter.pk).update(staff=None, paused_at=None)
    Counter.objects.filter(pk=counter.pk).update(staff=by, paused_at=None)
    counter.staff, counter.paused_at = by, None
    if before != by.pk:
        trail.record("counter_taken", counter, by=by, before=f"staff:{before}" if before else "")
    return counter


@transaction.atomic
def stand_up(counter: Counter, *, by: Staff) -> None:
    """The counter is closed until somebody sits down there."""
    if not Counter.objects.filter(pk=counter.pk, staff=by).update(staff=None, paused_at=None):
        raise Stale(_("Somebody else sits at this counter now. Choose yours first."))
    trail.record("counter_left", counter, by=by)


@transaction.atomic
def take_a_break(counter: Counter, *, over: bool, by: Staff) -> None:
    """A break begins or is over; nobody is called there meanwhile."""
    moment = None if over else time.now()
    if not Counter.objects.filter(pk=counter.pk, staff=by).update(paused_at=moment):
        raise Stale(_("Somebody else sits at this counter now. Choose yours first."))
    counter.paused_at = moment
    trail.record("counter_open_again" if over else "counter_break", counter, by=by)


def ticket_here(number: int, *, by: Staff) -> Ticket:
    """A ticket of a branch that `by` receives visitors in; raises NotFound for every other."""
    along = "service", "branch", "counter", "wanted", "sent_service", "sent_unit", "data_key"
    found = Ticket.objects.select_related(*along).filter(pk=number).first()
    if found is None or not receives_in(found.branch, by):
        raise NotFound(_("There is no such number."))
    return found
