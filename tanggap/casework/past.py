"""Complaints that were handled elsewhere: register entry, answer and events, at the data's own times."""

from collections.abc import Iterator

from tanggap.audit import trail
from tanggap.cases.models import Reply
from tanggap.casework.arrivals import Arrival
from tanggap.casework.figures import minutes_between
from tanggap.casework.register import worked_minutes
from tanggap.core.db.copying import Rows
from tanggap.core.db.making import make
from tanggap.core.subject import HasKey, key_of
from tanggap.learning.models import RegisterEntry


def past_rows(arrivals: list[Arrival], *, by: HasKey) -> tuple[Rows, Rows]:
    """What is known of the past of imported complaints, to be written; nothing for others. Events: `past_events`."""
    told = [arrival for arrival in arrivals if arrival.words.past is not None]
    entries = [_entry(arrival, by=by) for arrival in told if arrival.case.closed_at]
    return entries, [reply for arrival in told if (reply := _answer(arrival))]


def _entry(arrival: Arrival, *, by: HasKey) -> RegisterEntry:
    case, past, calendar = arrival.case, arrival.words.past, arrival.calendar
    assert past is not None and case.closed_at is not None
    return make(
        RegisterEntry, case=case, closing=1, source=RegisterEntry.Source.IMPORT, reference=case.reference,
        edition_label=f"{arrival.edition.code} {arrival.edition.number}", kind=case.kind, medium=case.medium,
        unit=case.unit, type=case.type, category=case.category, severity=case.severity, outcome=case.outcome,
        stored_solution=case.sealed(past.solution), received_at=case.received_at,
        first_reply_at=case.first_reply_at, closed_at=case.closed_at,
        first_reply_minutes=worked_minutes(case, case.first_reply_at, calendar),
        first_reply_elapsed=minutes_between(case.received_at, case.first_reply_at) if case.first_reply_at else None,
        resolution_minutes=worked_minutes(case, case.closed_at, calendar),
        resolution_elapsed=minutes_between(case.received_at, case.closed_at), promises_broken=int(past.late),
        by=key_of(by),
    )  # fmt: skip


def _answer(arrival: Arrival) -> Reply | None:
    case, past = arrival.case, arrival.words.past
    if past is None or not past.answer.strip():
        return None
    at = past.replied_at or past.closed_at or past.forwarded_at or case.received_at
    return make(
        Reply, case=case, kind=Reply.Kind.LETTER, stored_body=case.sealed(past.answer), language=case.language,
        medium=case.medium, at=at, visible_at=at,
    )  # fmt: skip


def past_events(arrival: Arrival, *, by: HasKey) -> Iterator[trail.Event]:
    """What happened elsewhere, for the trail: when it was handed to whoever answered for it, and when closed."""
    case, past = arrival.case, arrival.words.past
    if past is None:
        return
    if past.forwarded_at is not None:
        yield trail.Event(verb="forwarded", subject=case, by=by, at=past.forwarded_at, new=True, facts={
            "unit": case.unit.code, **past.facts})  # fmt: skip
    if past.closed_at is not None:
        yield trail.Event(verb="closed", subject=case, by=by, at=past.closed_at, new=True, facts={
            "outcome": case.outcome, "closing": 1, "source": "import"})  # fmt: skip
