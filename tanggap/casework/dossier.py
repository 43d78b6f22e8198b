"""Everything that lies on one file, read at once: however much there is, the rows come with one query.

A page about a case would otherwise ask fifteen tables one by one. Rows come back as ordinary instances, tied to each
other and to the case, so that texts open with its key and no property asks the database again.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from operator import attrgetter, itemgetter
from typing import Any

from django.db import models

from tanggap.audit import trail
from tanggap.audit.models import Entry
from tanggap.cases.models import Case, Evidence, LegalRisk, Link, Note, Participant, Party, Reply, UnmaskRequest
from tanggap.casework.event_words import SHOWN_AS_MESSAGE, Names, Said, for_staff
from tanggap.channels.models import Outbound
from tanggap.clocks.models import Calendar, Clock, Extension, Pause
from tanggap.core.db.plain import M, as_object, ask, rows
from tanggap.core.files import File
from tanggap.core.subject import split
from tanggap.people.models import Person, Staff, Unit
from tanggap.people.standing import roster_now
from tanggap.remedy.models import (
    Agreement,
    Approval,
    CallRequest,
    CheckPoint,
    Conflict,
    Contact,
    Deadlock,
    Decision,
    DecisionOption,
    Errand,
    Feeling,
    Guest,
    HandOver,
    Meeting,
    Offer,
    Redress,
    Review,
    Solution,
    Task,
    TaskEvidence,
    TaskRemark,
    Voucher,
)
from tanggap.voice.models import Feedback

_OWN = "case_id = %s"
_OF_DECISIONS = "decision_id IN (SELECT id FROM remedy_decision WHERE case_id = %s)"
_OF_REDRESS = "redress_id IN (SELECT id FROM remedy_redress WHERE case_id = %s)"
_OF_TASKS = "task_id IN (SELECT id FROM remedy_task WHERE case_id = %s)"
_OF_MEETINGS = "meeting_id IN (SELECT id FROM remedy_meeting WHERE case_id = %s)"
_OF_CLOCKS = "clock_id IN (SELECT id FROM clocks_clock WHERE case_id = %s)"

# What JSON holds in the same form as we do.
AS_IT_IS = (
    models.AutoField, models.BooleanField, models.CharField, models.ForeignKey, models.IntegerField, models.JSONField,
    models.TextField,
)  # fmt: skip

# Name of the list: its model, and the condition that finds the rows of one case.
SHELVES: dict[str, tuple[type[models.Model], str]] = {
    "parties": (Party, _OWN),
    "participants": (Participant, _OWN),
    "solutions": (Solution, _OWN),
    "decisions": (Decision, _OWN),
    "options": (DecisionOption, _OF_DECISIONS),
    "approvals": (Approval, _OF_DECISIONS),
    "offers": (Offer, _OWN),
    "contacts": (Contact, _OWN),
    "agreements": (Agreement, _OWN),
    "feelings": (Feeling, _OWN),
    "calls": (CallRequest, _OWN),
    "reviews": (Review, _OWN),
    "deadlocks": (Deadlock, _OWN),
    "conflicts": (Conflict, _OWN),
    "meetings": (Meeting, _OWN),
    "guests": (Guest, _OF_MEETINGS),
    "legal_risks": (LegalRisk, _OWN),
    "tasks": (Task, _OWN),
    "remarks": (TaskRemark, _OF_TASKS),
    "checklist": (CheckPoint, _OF_TASKS),
    "errands": (Errand, _OF_TASKS),
    "task_evidence": (TaskEvidence, _OF_TASKS),
    "redress": (Redress, _OWN),
    "vouchers": (Voucher, _OF_REDRESS),
    "hand_overs": (HandOver, _OF_REDRESS),
    "feedback": (Feedback, _OWN),
    "clocks": (Clock, _OWN),
    "calendars": (Calendar, "id IN (SELECT calendar_id FROM clocks_clock WHERE case_id = %s)"),
    "pauses": (Pause, _OF_CLOCKS),
    "extensions": (Extension, _OF_CLOCKS),
    "links": (Link, "case_id = %s OR other_id = %s"),
    "unmask_requests": (UnmaskRequest, _OWN),
    "replies": (Reply, _OWN),
    "notes": (Note, _OWN),
    "evidence": (Evidence, _OWN),
    "lost": (
        Outbound,
        "state = 'failed' AND settled_at IS NULL AND failed_at IS NOT NULL AND case_key = concat('case:', %s::bigint)",
    ),
}


@dataclass
class Dossier:
    """The rows of one case by kind, oldest first; `staff` and `units` are everybody and everything they name."""

    case: Case
    entries: list[Entry] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    solutions: list[Solution] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    options: list[DecisionOption] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    feelings: list[Feeling] = field(default_factory=list)
    calls: list[CallRequest] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    deadlocks: list[Deadlock] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    legal_risks: list[LegalRisk] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    remarks: list[TaskRemark] = field(default_factory=list)
    checklist: list[CheckPoint] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    task_evidence: list[TaskEvidence] = field(default_factory=list)
    redress: list[Redress] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    hand_overs: list[HandOver] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unmask_requests: list[UnmaskRequest] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    lost: list[Outbound] = field(default_factory=list)
    staff: dict[int, Staff] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        """Codes and keys as people call them."""
        return Names.of_people(self.case, self.staff.values(), self.units.values())

    @cached_property
    def told(self) -> list[tuple[Entry, Said]]:
        """The trail in words for staff, without what stands in the timeline as a message."""
        return [(entry, said) for entry in self.entries if (said := for_staff(entry, self.names)) is not None]

    def options_of(self, decision: Decision) -> list[Solution]:
        """The alternatives of that decision, the recommended one first."""
        ranked = sorted((one for one in self.options if one.decision_id == decision.pk), key=lambda one: one.rank)
        return [one.solution for one in ranked]

    def approvals_of(self, decision: Decision) -> list[Approval]:
        """What the rungs said about that decision."""
        return [one for one in self.approvals if one.decision_id == decision.pk]

    def decision(self, *states: str) -> Decision | None:
        """The newest decision of the present round in one of these states."""
        fitting = [one for one in self.decisions if one.round == self.case.round and one.state in states]
        return max(fitting, key=lambda one: one.attempt, default=None)


def facts_of(case: Case, kinds: Iterable[str]) -> Dossier:
    """Only rows of these kinds, without the people: one query, or none when no kind is asked for."""
    return _filled(case, sorted(kinds))


def read(case: Case) -> Dossier:
    """Everything: rows, trail (messages apart), files, and the people and units that they name; four queries."""
    found = _filled(case, SHELVES)
    # A message stands in the timeline itself; its entry would only say so once more.
    found.entries = trail.entries(case, without=SHOWN_AS_MESSAGE)
    _name(found)
    for one in found.clocks:
        one.known_pauses = [stop for stop in found.pauses if stop.clock_id == one.pk]
    return found


def _filled(case: Case, kinds: Iterable[str]) -> Dossier:
    found = Dossier(case)
    kinds = list(kinds)
    if not kinds:
        return found
    question = " UNION ALL ".join(_part(kind) for kind in kinds)
    for kind, shelf in ask(question, *[case.pk] * question.count("%s")):
        if shelf is not None:
            made = [as_row(SHELVES[kind][0], row) for row in json.loads(shelf)]
            setattr(found, kind, sorted(made, key=attrgetter("id")))
    _tie(found, kinds, {Case: {case.pk: case}})
    return found


def _part(kind: str) -> str:
    model, condition = SHELVES[kind]
    # The names come from the table above, never from outside.
    return f"SELECT '{kind}', json_agg(t)::text FROM {model._meta.db_table} AS t WHERE {condition}"  # noqa: S608


def as_row(model: type[M], row: dict[str, Any]) -> M:
    """One row of JSON as an object of that model."""
    names, columns, read = _shape(model)
    for column, as_value in read:
        row[column] = as_value(row[column])
    return as_object(model, names, {}, columns(row))


@cache
def _shape(model: type[models.Model]) -> tuple[list[str], Callable[[dict[str, Any]], tuple[Any, ...]], list[Any]]:
    """The attributes of a row, what takes their values out of JSON, and how some of these must be read."""
    fields = model._meta.concrete_fields
    read = [(one.column, _reader(one)) for one in fields if not isinstance(one, AS_IT_IS)]
    return [one.attname for one in fields], itemgetter(*(one.column for one in fields)), read


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """What turns its value in JSON into ours. Moments, of which every row has some, without Django's detours."""
    return _moment if isinstance(field, models.DateTimeField) else field.to_python


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _tie(found: Dossier, kinds: Iterable[str], known: dict[type[models.Model], dict[int, models.Model]]) -> None:
    """Foreign keys between rows that were read point at these very instances."""
    filled = [(SHELVES[kind][0], rows) for kind in kinds if (rows := getattr(found, kind))]
    for model, rows in filled:
        known.setdefault(model, {}).update({row.id: row for row in rows})
    for model, rows in filled:
        for name, number, related in _references(model):
            if targets := known.get(related):
                for row in rows:
                    if (target := targets.get(row.__dict__[number])) is not None:
                        row._state.fields_cache[name] = target


@cache
def _references(model: type[models.Model]) -> list[tuple[str, str, type[models.Model]]]:
    """Its foreign keys: the attribute, the attribute of the number, and what it points at."""
    return [(one.name, one.attname, one.related_model) for one in model._meta.concrete_fields if one.is_relation]  # type: ignore[misc]


def _name(found: Dossier) -> None:
    """Look up the people, units and files that the rows and the trail name, each kind once."""
    case, roster = found.case, roster_now()
    found.staff = {pk: roster.staff[pk] for pk in _ids(found, Staff) | _actors(found.entries) if pk in roster.staff}
    facts = (entry.facts.get(name) for entry in found.entries for name in ("unit", "before"))
    named = {code for code in facts if isinstance(code, str)}
    own = _ids(found, Unit)
    found.units = {pk: unit for pk, unit in roster.units.items() if pk in own or unit.code in named}
    known: dict[type[models.Model], dict[int, Any]] = {Case: {case.pk: case}, Staff: found.staff, Unit: found.units}
    if persons := _ids(found, Person):
        known[Person] = {one.pk: one for one in rows(Person, "id = ANY(%s)", list(persons))}
    if files := _ids(found, File):
        known[File] = File.objects.select_related("key").in_bulk(files)
    _tie(found, SHELVES, known)


def _ids(found: Dossier, model: type[models.Model]) -> set[int]:
    ids: set[int] = set()
    for kind, (shelf, _condition) in SHELVES.items():
        if rows := getattr(found, kind):
            for _name, number, related in _references(shelf):
                if related is model:
                    ids |= {row.__dict__[number] for row in rows} - {None}
    return ids


def _actors(entries: Iterable[Entry]) -> set[int]:
    keys = {entry.actor for entry in entries}
    keys |= {value for entry in entries for value in entry.facts.values()
             if isinstance(value, str) and value.startswith("staff:")}  # fmt: skip
    return {number for kind, number in map(split, keys) if kind == "staff" and number}
