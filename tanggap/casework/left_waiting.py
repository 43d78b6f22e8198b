"""Nothing is left lying (R13): what waits in quarantine for longer than a working day, those on duty are written to.

Once for each message, by letter and in the bell.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Notice
from tanggap.cases.notices import tell_of
from tanggap.casework.directory import Directory, directory
from tanggap.casework.mail_house import at_home
from tanggap.casework.quarantine import LOOKS_AFTER, source_key
from tanggap.channels.models import Inbound, Outbound
from tanggap.channels.outbox import make_mail, queue_many
from tanggap.clocks.calendar import default_calendar, working_time
from tanggap.core import time
from tanggap.core.db.plain import ask
from tanggap.core.errors import NotFound
from tanggap.people.actors import WORKER
from tanggap.people.models import Staff, Unit

WORKING_DAY = timedelta(hours=8)
TOO_LONG = _("For longer than a working day")
# Further back everybody was told long ago, and no question has to look there.
LOOKED_BACK = timedelta(days=30)
AT_ONCE = 500
TOLD = "message_waits"
EVERY = timedelta(minutes=5)
_UNTOLD = """
    SELECT i.id FROM channels_inbound i
    WHERE i.state = 'quarantined' AND i.received_at > %s AND i.received_at < %s AND NOT EXISTS (
      SELECT FROM audit_entry e WHERE e.subject = 'inbound:' || i.id AND e.verb = 'message_waits')
    ORDER BY i.received_at, i.id LIMIT %s FOR UPDATE OF i SKIP LOCKED"""


class _Looked:
    before: datetime | None = None


def remind_due() -> int:
    """`remind`, at most once in so many minutes and process."""
    if _Looked.before is not None and timedelta() <= time.now() - _Looked.before < EVERY:
        return 0
    _Looked.before = time.now()
    try:
        return remind()
    except NotFound:  # without an SOP in force nobody is on duty
        return 0


@transaction.atomic
def remind() -> int:
    """Write to those on duty about every message that has waited too long by now; how many messages.

    Side effects: an entry on the trail of each message, one letter and one line in the bell for each who is told.
    """
    late = _late()
    if not late:
        return 0
    known, units = directory(), at_home().units
    told: dict[int, list[Inbound]] = defaultdict(list)
    people: dict[int, Staff] = {}
    events = []
    for row in late:
        on_duty = _on_duty(known, units.get(row.channel))
        events.append(trail.Event(
            verb=TOLD, subject=source_key(row), by=WORKER, facts={"told": [one.key for one in on_duty]},
        ))  # fmt: skip
        for one in on_duty:
            people[one.pk] = one
            told[one.pk].append(row)
    trail.record_many(events)
    queue_many([_letter(people[pk], rows) for pk, rows in told.items()])
    for pk, rows in told.items():
        # One line however many there are; it leads to the oldest.
        tell_of([people[pk]], Notice.Kind.MAIL_WAITS, source_key(rows[0]))
    return len(late)


def too_long(rows: Sequence[Inbound]) -> set[int]:
    """The numbers of those that a working day of the ordinary office has passed by."""
    if not rows:
        return set()
    now, working = time.now(), working_time(default_calendar())
    return {row.pk for row in rows if working.elapsed(row.received_at, now) >= WORKING_DAY}


def _late() -> list[Inbound]:
    """Those of which nobody has been told. They are locked, so that two workers do not tell of the same."""
    now = time.now()
    locked = [number for (number,) in ask(_UNTOLD, now - LOOKED_BACK, now - WORKING_DAY, AT_ONCE)]
    # Another worker may have told of some between that question and the lock.
    told = set(Entry.objects.filter(verb=TOLD, subject__in=[f"inbound:{number}" for number in locked])
               .values_list("subject", flat=True))  # fmt: skip
    rows = list(Inbound.objects.filter(pk__in=locked).defer("raw").order_by("received_at", "pk"))
    late = too_long(rows)
    return [row for row in rows if row.pk in late and source_key(row) not in told]


def _on_duty(known: Directory, unit: Unit | None) -> list[Staff]:
    """Who receives what comes by mail there; where nobody does, whoever looks after these messages at all."""
    duty = known.unit(known.edition.procedure.duty("email"))
    now = time.now()
    people = (known.receivers(unit, "email", now).people if unit else []) or known.receivers(duty, "email", now).people
    return people or next((found for role in LOOKS_AFTER if (found := known.holders(role))), [])


def _letter(staff: Staff, rows: list[Inbound]) -> Outbound:
    """How many and where; nothing that stands in them."""
    with override(staff.language):
        subject = _("Messages wait in quarantine")
        body = ngettext(
            "%(count)d message has waited in quarantine for longer than a working day. Nobody has been answered yet.",
            "%(count)d messages have waited in quarantine for longer than a working day. Nobody has been answered yet.",
            len(rows),
        ) % {"count": len(rows)}
        return make_mail(
            staff.email, str(subject), f"{body}\n\n{settings.BASE_URL}/desk/quarantine/", language=staff.language
        )
