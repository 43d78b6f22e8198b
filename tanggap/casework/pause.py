"""Promises may wait for a reason that is told, and may be extended before they are due, never after."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework import promises
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.say import check_text, write_to
from tanggap.casework.wording import date_in_words
from tanggap.clocks import clock
from tanggap.clocks.models import Clock
from tanggap.core.errors import Invalid, require
from tanggap.people.models import Staff

MOST_HOURS = 400


@transaction.atomic
def pause(case: Case, *, reason: str, by: Staff, version: int | None = None) -> None:
    """The promises that the SOP names stand still, for the reason given."""
    begin(case, "pause", by=by, version=version)
    check_text(reason, "reason", longest=500)
    demand(case, "pause", reason=reason)
    # Of a hidden case the reason is sealed here too: clocks know no keys.
    stopped = promises.pause(case, case.sealed(reason))
    require(stopped, _("No promise is running that could be paused."), code="nothing_to_pause")
    case.put()
    write_down(case, "paused", by=by, private={"reason": reason}, promises=sorted(one.kind for one in stopped))


@transaction.atomic
def resume(case: Case, *, by: Staff, version: int | None = None) -> None:
    """They run on; the time in between does not count."""
    begin(case, "resume", by=by, version=version)
    demand(case, "resume")
    moved = promises.resume(case)
    require(moved, _("No promise is paused."), code="nothing_to_resume")
    case.put(waiting_since=None)
    write_down(case, "resumed", by=by, promises=sorted(one.kind for one in moved))


@transaction.atomic
def extend(case: Case, *, kind: str, hours: int, reason: str, by: Staff, version: int | None = None) -> Clock:
    """More time for one promise, in (working) hours, asked for before it is due; the complainant is told why."""
    begin(case, "extend", by=by, version=version)
    check_text(reason, "reason", longest=2_000)
    if not 1 <= hours <= MOST_HOURS:
        raise Invalid(_("Extend by 1 to 400 hours."), fields={"hours": _("1 to 400")})
    demand(case, "extend", reason=reason)
    running = next((one for one in clock.running(case.pk) if one.kind == kind), None)
    require(running, _("No such promise is running."), code="not_now")
    assert running is not None
    before = running.due_at
    extended = clock.extend(running, hours * 60, case.sealed(reason))
    case.put()
    promises.settle(case)
    write_down(case, "extended", by=by, private={"reason": reason}, promise=kind, before=before.isoformat(),
               after=extended.due_at.isoformat())  # fmt: skip
    write_to(case, "extended", reason=reason, due=date_in_words(extended.due_at, case.language))
    return extended
