"""Before anything is written: is it whole, who receives it, who may see it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tanggap.cases.models import Case, Participant
from tanggap.cases.states import State
from tanggap.casework.arrivals import Arrival, Words, check
from tanggap.casework.directory import Directory
from tanggap.casework.felt import felt_at_arrival
from tanggap.casework.recuse import found_by_rule, in_line
from tanggap.core import time
from tanggap.core.db.making import make
from tanggap.core.errors import Invalid
from tanggap.core.keys import DataKey
from tanggap.core.subject import HasKey
from tanggap.people.models import Person, Staff
from tanggap.people.standing import line_of, stand_ins
from tanggap.sop.models import Edition


def prepare(many: Sequence[Words], *, directory: Directory) -> list[Arrival]:
    """Check each and give it its place; raises Invalid before anything is written."""
    return [_arrival(check(_completed(words, directory.edition)), directory=directory) for words in many]


def _completed(words: Words, edition: Edition) -> Words:
    """The type follows from the category; unknown ones are refused, except from an import, which brings its own."""
    if edition.state == Edition.State.IMPORTED:
        return words
    procedure = edition.procedure
    problems = {}
    if words.category and words.category not in procedure.categories:
        problems["category"] = _("This category does not exist.")
    if words.type and words.type not in procedure.types:
        problems["type"] = _("This type does not exist.")
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    if words.category and not words.type:
        return replace(words, type=procedure.categories[words.category].type)
    return words


def _arrival(words: Words, *, directory: Directory) -> Arrival:
    procedure = directory.edition.procedure
    sealed = bool(words.category and procedure.sealed(words.category)) or words.accused is not None
    hidden = sealed or words.confidential or words.anonymous
    moment = time.now()
    received = _coarse(words.received_at or moment) if words.anonymous else (words.received_at or moment)
    receiving = words.receiver or directory.unit(procedure.duty(words.medium))
    if sealed and words.type:
        receiving = directory.unit(procedure.unit_for(words.type, words.category))
    case = make(
        Case, kind=words.kind, contact=words.contact, formal=words.formal, written=words.written, medium=words.medium,
        entered_by=words.entered_by, on_behalf=words.on_behalf, language=words.language,
        visibility="sealed" if sealed else "confidential" if hidden else "open", anonymous=words.anonymous,
        edition=directory.edition, state=State.RECEIVED, type=words.type, category=words.category,
        severity=words.severity, temperature=words.temperature,
        temperature_estimate=felt_at_arrival(words, procedure), occurred_on=words.occurred_on,
        unit=(words.unit if words.past else None) or receiving, receiving_unit=receiving,
        about_unit=words.about_unit, branch=words.branch,
        received_at=received, recorded_at=received if words.anonymous else moment, active_at=received,
        acknowledged_at=received,
    )  # fmt: skip
    _remember_past(case, words)
    known = words.anonymous or words.complainant is None
    return Arrival(
        words=words, edition=directory.edition, calendar=directory.calendar_of(receiving), case=case,
        data_key=DataKey.forge() if hidden else None,
        person=None if known else make(Person, kind=words.person_kind, language=words.language),
        person_is_new=not known,
        spokesman=Person(language=words.language) if words.representative else None,
    )  # fmt: skip


def _remember_past(case: Case, words: Words) -> None:
    """A complaint that was handled elsewhere comes in the state its data tells, and its unit answers for it."""
    past = words.past
    if past is None:
        return
    case.state, case.outcome, case.closed_at = past.state, past.outcome, past.closed_at
    case.first_reply_at, case.resolved_at = past.replied_at, past.closed_at
    case.closings = 1 if past.closed_at else 0
    case.breached = past.late
    case.active_at = past.closed_at or past.replied_at or past.forwarded_at or case.received_at


def _coarse(moment: datetime) -> datetime:
    """The hour: of an anonymous complaint nothing finer is kept (A1)."""
    return moment.replace(minute=0, second=0, microsecond=0)


def name_people(arrival: Arrival, *, by: HasKey, directory: Directory) -> None:
    """Owner, officers and those who are kept out. A hidden case is seen by the named ones alone.

    Whose turn it is follows from the reference, so it must have one.
    """
    case, words = arrival.case, arrival.words
    if words.accused is not None:
        line = [words.accused, *line_of(words.accused)]
        around = [*line, *(deputy for staff in line for deputy in stand_ins(staff))]
        arrival.kept_out = tuple({staff.pk: staff for staff in around}.values())
    around = found_by_rule(words, case.receiving_unit, sealed=case.visibility == "sealed", directory=directory)
    if around:
        arrival.kept_out = tuple({staff.pk: staff for staff in (*arrival.kept_out, *around)}.values())
        # Of a sealed one nobody reads who is kept out of it.
        arrival.aside = () if case.visibility == "sealed" else tuple(around)
    shut = {staff.pk for staff in arrival.kept_out}
    named: list[tuple[Staff, str]] = []
    entrusted = directory.holders(directory.edition.procedure.confidential_role) if arrival.data_key else []
    officers = [staff for staff in entrusted if staff.pk not in shut]
    owner = words.owner or _owner(arrival, by=by, directory=directory, officers=officers)
    if owner is not None and owner.pk in shut and not arrival.data_key:
        owner = next((one for one in in_line(case.receiving_unit) if one.pk not in shut), None)
    if owner is not None and owner.pk not in shut:
        case.owner = owner
        named.append((owner, Participant.Role.OWNER))
    named += [(staff, Participant.Role.CONFIDENTIALITY) for staff in officers]
    arrival.named = tuple(named)


def _owner(arrival: Arrival, *, by: HasKey, directory: Directory, officers: list[Staff]) -> Staff | None:
    if arrival.words.past is not None:
        return None
    turn = int(arrival.case.reference.rpartition("-")[2])
    if arrival.case.visibility == "sealed":
        return officers[turn % len(officers)] if officers else None
    if isinstance(by, Staff) and by not in arrival.kept_out:
        return by
    if arrival.words.receiver is not None and arrival.case.receiving_unit == arrival.words.receiver:
        return directory.answering(arrival.words.receiver, turn)
    return directory.on_duty(arrival.case.receiving_unit, arrival.words.medium, turn)
