"""More time for a promise, asked for and answered before it is due. Who may do either is casework's to say."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tanggap.clocks import clock as clocks
from tanggap.clocks.models import Clock, Extension
from tanggap.clocks.rings import moment_after, pauses_of
from tanggap.core.db.plain import add, ask, change, rows
from tanggap.core.errors import Invalid, require
from tanggap.core.time import now

TOO_LATE = _("Time can only be added before it is over.")
SAY_WHY = _("Say why more time is needed.")
SAY_HOW_MUCH = _("Say how much more time is needed.")



def request(
    clock: Clock, minutes: int, reason: str, *, by: str, two_people: bool = False, at: datetime | None = None
) -> Extension:
    """Ask for so many minutes more; `clock` is locked. Raises Invalid without minutes or reason, Refused too late.

    Of one clock one request is open at a time.
    """
    if not reason.strip():
        raise Invalid(SAY_WHY, fields={"reason": SAY_WHY})
    if minutes <= 0:
        raise Invalid(SAY_HOW_MUCH, fields={"hours": SAY_HOW_MUCH})
    moment = at or now()
    require(in_time(clock, moment), TOO_LATE, code="too_late")
    known = rows(Extension, "clock_id = %s AND state = 'open'", clock.pk)
    require(not known, _("More time is asked for this promise already; it waits for an answer."), code="already_asked")
    [made] = add([Extension(
        clock=clock, minutes=minutes, reason=reason, two_people=two_people, asked_by=by, asked_at=moment,
    )])  # fmt: skip
    return made


def grant(asked: Extension, clock: Clock, *, by: str, remark: str = "", at: datetime | None = None) -> Clock:
    """Say yes before the promise is due; returns the clock as it runs on. Of two who answer, one is heard."""
    moment = at or now()
    require(in_time(clock, moment), TOO_LATE, code="too_late")
    _answer(asked, Extension.State.GRANTED, by, remark, moment)
    return clocks.extend(clock, asked.minutes, asked.reason, at=moment)


def refuse(asked: Extension, *, by: str, remark: str, at: datetime | None = None) -> None:
    """Say no, with a remark."""
    _answer(asked, Extension.State.REFUSED, by, remark, at or now())


def _answer(asked: Extension, state: Extension.State, by: str, remark: str, moment: datetime) -> None:
    answer = {"state": state, "answered_by": by, "answered_at": max(moment, asked.asked_at), "remark": remark}
    changed = change(Extension, "id = %s AND state = 'open'", asked.pk, **answer)
    require(changed, _("This was answered already. Look at the file again, please."), code="already_answered")
    for name, value in answer.items():
        setattr(asked, name, value)


def due_with(clock: Clock, minutes: int) -> datetime:
    """When the promise would be due with so many minutes more."""
    pauses = [(since, until) for since, until in pauses_of(clock) if until is not None]
    moment = moment_after(clock, clock.total_minutes + minutes, pauses)
    assert moment is not None, "only pauses without end leave a due moment unknown"
    return moment


def in_time(clock: Clock, moment: datetime) -> bool:
    """Whether more time can still be added to this promise."""
    return clock.is_open and clocks.can_stop(clock, moment)


def waiting(cases: "QuerySet[Any] | list[int]", *, most: int = 200, at: datetime | None = None) -> list[int]:
    """The numbers of the requests on these cases that wait for an answer, the most urgent first."""
    open_still = Q(clock__state="paused") | Q(clock__state="running", clock__due_at__gt=at or now())
    found = Extension.objects.filter(open_still, state="open", clock__broken_at=None, clock__case_id__in=cases)
    return list(found.order_by("clock__due_at", "pk").values_list("pk", flat=True)[:most])


def granted(clock: Clock) -> int:
    """How often this promise was given more time."""
    [(count,)] = ask("SELECT count(*) FROM clocks_extension WHERE clock_id = %s AND state = 'granted'", clock.pk)
    return int(count)


def follow(old: Clock, new: Clock) -> None:
    """A new target is a new clock: what was asked and granted for the old one belongs to it now."""
    change(Extension, "clock_id = %s", old.pk, clock=new)
