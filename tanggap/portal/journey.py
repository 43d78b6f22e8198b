"""Garis janji for whoever complains: what was done and when, where it is now, until when the next stop is reached."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tanggap.cases.case import Kind
from tanggap.cases.models import Case
from tanggap.cases.states import State
from tanggap.casework.lengths import length
from tanggap.casework.timeline import Moment
from tanggap.portal.promised import Promised
from tanggap.portal.story import Tracked
from tanggap.ui import formatting

# Where the line stands in each state.
PLACE = {
    State.RECEIVED: "answered", State.ASSESSED: "answered", State.INVESTIGATING: "looked_into",
    State.DECIDING: "looked_into", State.APPROVED: "looked_into", State.OFFERED: "choose",
    State.PUTTING_RIGHT: "carried_out", State.FOLLOWING_UP: "judged", State.CLOSED: "closed",
}  # fmt: skip
# What begins a round anew: what was chosen and carried out before it is no stop of this round.
AGAIN = frozenset({"declined", "dissatisfied", "reopened", "review_overturned"})
ENDED = frozenset({"closed", "referred", "rejected", "withdrawn", "deadlocked", "merged"})


class Stop(NamedTuple):
    """One stop: what it is called when it is reached and before, and which word says when it was or will be."""

    name: str
    reached: str
    ahead: str
    at: datetime | None
    until: str


def journey(seen: Tracked) -> list[dict[str, Any]]:
    """The line of the promise, ready for the macro of that name."""
    stops = list(_stops(seen))
    if seen.case.state == State.CLOSED:
        # Only what has happened: whoever withdrew has chosen and judged nothing.
        kept = [one for one in stops if one.at is not None]
        return [*(_shown(seen.case, one, "done", seen) for one in kept), _end(seen)]
    names = [one.name for one in stops]
    place = names.index(PLACE[State(seen.case.state)]) if PLACE[State(seen.case.state)] in names else len(names) - 1
    if stops[place].at is not None and place + 1 < len(stops):
        place += 1
    return [
        _shown(seen.case, one, "done" if number < place else "current" if number == place else "next", seen)
        for number, one in enumerate(stops)
    ]


def _stops(seen: Tracked) -> Iterator[Stop]:
    case, unit = seen.case, seen.case.unit.name
    this_round = [one for one in seen.events if one.at >= _round_began(seen)]
    answer = next((one for one in seen.moments if one.kind == "said" and one.author), None)
    yield Stop("received", _("We received it"), "", case.received_at, "")
    who = answer.author.split()[0] if answer else ""
    yield Stop(
        "answered", _("%(who)s answered you") % {"who": who} if who else _("An officer has read it"),
        _("An officer reads and answers"), answer.at if answer else None, _until(seen.promise("first_reply")),
    )  # fmt: skip
    if case.kind == Kind.CONTACT:  # a question is answered; nothing is decided, chosen or judged
        return
    yield Stop(
        "looked_into", _("Looked into by %(unit)s") % {"unit": unit}, _("The department looks into it"),
        _when(this_round, "approved", "approved_conditionally", "resolved_at_once", "offered"),
        _until(seen.promise("progress", "resolution")),
    )  # fmt: skip
    chosen = _when(this_round, "accepted")
    asked = case.edition.procedure.consent_required(case.type) and not _when(this_round, "proceeded")
    if chosen or seen.offer or asked:
        yield Stop("choose", _("You chose a solution"), _("You choose a solution"), chosen, _answer_by(seen))
    yield Stop(
        "carried_out", _("The solution was carried out"), _("The solution is carried out"),
        _when(this_round, "put_right", "resolved_at_once"), _carried_out_by(seen),
    )  # fmt: skip
    yield Stop(
        "judged", _("You judged the result"), _("You judge the result"),
        seen.feedback.at if seen.feedback else None, _asked_after(seen),
    )  # fmt: skip
    if case.state == State.FOLLOWING_UP and seen.feedback:
        yield Stop("closing", "", _("We finish the file"), None, "")


def _shown(case: Case, stop: Stop, state: str, seen: Tracked) -> dict[str, Any]:
    if state != "done":
        return {"label": stop.ahead, "note": stop.until, "state": state}
    note = _at(case, stop.at) if stop.at else ""
    if stop.name == "answered" and stop.at and not case.anonymous:
        waited = (stop.at - case.received_at).total_seconds() // 60
        note += " · " + formatting.duration(waited) if waited >= 1 else ""
    return {"label": stop.reached, "note": note, "state": state}


def _end(seen: Tracked) -> dict[str, Any]:
    last = next((one for one in reversed(seen.events) if one.verb in ENDED), None)
    closed = seen.case.closed_at
    return {"label": last.words.rstrip(".") if last else _("Closed"), "state": "done",
            "note": _at(seen.case, closed) if closed else ""}  # fmt: skip


def _round_began(seen: Tracked) -> datetime:
    return max((one.at for one in seen.events if one.verb in AGAIN), default=seen.case.received_at)


def _when(events: list[Moment], *verbs: str) -> datetime | None:
    return next((one.at for one in reversed(events) if one.verb in verbs), None)


def _at(case: Case, moment: datetime) -> str:
    """Of an anonymous complaint no more than the day is shown."""
    shown: Callable[[datetime], str] = formatting.full_date if case.anonymous else formatting.full_date_time
    return shown(moment)


def _until(promise: Promised | None) -> str:
    if promise is None:
        return ""
    if promise.paused:
        return _("Waits; the date moves along.")
    until = {"what": promise.words, "until": formatting.full_date_time(promise.due_at)}
    if promise.kind == "progress":
        return _("%(what)s: at the latest %(until)s.") % until
    return _("At the latest %(until)s") % until


def _answer_by(seen: Tracked) -> str:
    if seen.offer is None:
        return ""
    return _("We wait until %(until)s") % {"until": formatting.full_date(seen.offer.answer_by)}


def _carried_out_by(seen: Tracked) -> str:
    if not seen.options:
        return _until(seen.promise("resolution"))
    days = sorted({one.working_days for one in seen.options})
    first, last = (formatting.working_time(number * 480) for number in (days[0], days[-1]))
    if first == last:
        return _("Within %(time)s") % {"time": first}
    return _("%(first)s to %(last)s, as you choose") % {"first": first, "last": last}


def _asked_after(seen: Tracked) -> str:
    """Until when it is asked how it was; before the solution is carried out only how long after it."""
    if (promise := seen.promise("follow_up")) is not None:
        return _until(promise)
    promised = length(seen.case, "follow_up")
    if promised is None:
        return ""
    time = formatting.working_time(promised.minutes) if promised.working else formatting.duration(promised.minutes)
    return _("We ask you %(time)s after it") % {"time": time}
