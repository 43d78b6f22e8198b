"""Promises may wait for a reason that is told, and run on by themselves when it is meant to be over."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case
from tanggap.casework import promises, waits
from tanggap.casework.acting import begin, demand, write_down
from tanggap.casework.lengths import calendar_of
from tanggap.casework.say import check_text
from tanggap.clocks.calendar import working_time
from tanggap.clocks.workdays import due
from tanggap.core import time
from tanggap.core.errors import Invalid, require
from tanggap.people.models import Staff
from tanggap.sop.parts import PauseReason

CHOOSE = _("Choose one of the reasons of the SOP.")
LATER = _("Choose a day after today.")
MOST_DAYS = 730
TOO_FAR = _("Choose a day within the next two years.")
TOO_LONG = _("The SOP does not let it wait that long for this reason.")


@transaction.atomic
def pause(
    case: Case, *, why: str = "", reason: str = "", until: date | None = None, by: Staff, version: int | None = None
) -> None:
    """The promises stand still that the SOP names for that reason (`why` is its code), until the end of that day.

    Without a day, as long as the SOP allows; `reason` says more, for staff. Where the SOP lists no reasons, the words
    are the reason, and those promises wait that wait for an answer too.
    """
    begin(case, "pause", by=by, version=version)
    cause = _cause(case, why)
    check_text(reason, "reason", longest=500, required=cause is None)
    # What the SOP calls it is a reason too.
    demand(case, "pause", reason=reason or (cause.label.say(case.language) if cause else ""))
    expected = _expected(case, cause, until)
    kinds = cause.promises if cause else case.edition.procedure.pauses_on_ask
    # Of a hidden case the words are sealed here too: clocks know no keys.
    stopped = waits.pause(case, why or case.sealed(reason), kinds, expected=expected)
    require(stopped, _("No promise is running that could be paused."), code="nothing_to_pause")
    waits.watch(case)
    case.put()
    write_down(
        case, "paused", by=by, private={"reason": reason} if reason else None, why=why,
        expected=expected.isoformat() if expected else None, promises=sorted(one.kind for one in stopped),
    )  # fmt: skip


def _cause(case: Case, why: str) -> PauseReason | None:
    """The reason of the SOP; None where it lists none."""
    known = case.edition.procedure.pauses
    if not known and not why:
        return None
    if why not in known:
        raise Invalid(CHOOSE, fields={"why": CHOOSE})
    return known[why]


def _expected(case: Case, cause: PauseReason | None, day: date | None) -> datetime | None:
    """Until when: the end of that day, or as long as the SOP allows; raises Invalid for a day beyond that."""
    most = _longest(case, cause)
    if day is None:
        return most
    if day <= time.today():
        raise Invalid(LATER, fields={"until": LATER})
    if most is not None and day > time.local(most).date():
        raise Invalid(TOO_LONG, fields={"until": TOO_LONG})
    if day > time.today() + time.days(MOST_DAYS):
        raise Invalid(TOO_FAR, fields={"until": TOO_FAR})
    return datetime.combine(day + time.days(1), datetime.min.time(), time.default_zone())


def _longest(case: Case, cause: PauseReason | None) -> datetime | None:
    if cause is None or cause.most is None:
        return None
    hours = case.edition.procedure.organisation.working_day_hours
    working = working_time(calendar_of(case.receiving_unit)) if cause.most.working else None
    return due(time.now(), cause.most.minutes(hours), (), working)


@transaction.atomic
def resume(case: Case, *, by: Staff, version: int | None = None) -> None:
    """They run on; the time in between does not count, and nothing is waited for any more."""
    begin(case, "resume", by=by, version=version)
    demand(case, "resume")
    moved = waits.resume(case)
    require(moved, _("No promise is paused."), code="nothing_to_resume")
    promises.turn(case, drop=("documents", promises.PAUSE))
    case.put(waiting_since=None)
    write_down(case, "resumed", by=by, promises=sorted(one.kind for one in moved))
