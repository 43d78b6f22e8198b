"""The side panel of a case: who complains, promises, classification, tasks, compensation, feelings, links."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from tanggap.cases import access
from tanggap.cases.case import Impact, Medium
from tanggap.cases.letters import ON_PAPER
from tanggap.cases.models import Case, Participant, Party
from tanggap.cases.speaking import speaks_now
from tanggap.casework.available import Outlook
from tanggap.casework.clock_history import ClockHistory
from tanggap.casework.dossier import Dossier
from tanggap.casework.money import authority_of
from tanggap.casework.two_tracks import feelings_track, solution_track
from tanggap.casework.waits import waits
from tanggap.casework.wording import promise_inside
from tanggap.clocks.extensions import in_time
from tanggap.clocks.models import Extension
from tanggap.core import time
from tanggap.core.subject import split
from tanggap.people import vault
from tanggap.people.models import Person, Role, Staff
from tanggap.people.vault import Contact
from tanggap.reading.temperature import warmer
from tanggap.remedy.models import Decision, Redress, Solution, Task
from tanggap.workspace.acts_form import case_href
from tanggap.workspace.acts_people import language
from tanggap.workspace.promise_rows import pill_of

LINKS_SHOWN = 20
READERS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Complainant:
    """Who complains, as this reader may know it. `hidden` is "", confidential, sealed or anonymous."""

    name: str
    key: str
    contact: Contact = vault.NOBODY
    hidden: str = ""
    seen: bool = True
    kind: str = ""

    @property
    def page(self) -> str:
        """The address of everything else that is on file of them; "" where nobody is to know who it is."""
        subject, number = split(self.key)
        return reverse("person", args=[number]) if subject == "person" and not self.hidden else ""


def complainant(case: Case, on_file: Dossier, by: Staff) -> Complainant:
    """Name and contact points for those who may see them, else what the complainant is called here."""
    person = next((one.person for one in on_file.parties if one.role == "complainant"), None)
    hidden = "anonymous" if case.anonymous else "" if case.visibility == "open" else case.visibility
    if case.anonymous:
        return Complainant(name=_("Anonymous complainant"), key=case.key, hidden=hidden, seen=False)
    if not access.sees_identity(by, case):
        return Complainant(name=_("Complainant kept confidential"), key=case.key, hidden=hidden, seen=False)
    contact = vault.read_by_number(person.pk) if person else vault.NOBODY
    name = contact.name or contact.organization or case.shown_name or _("Complainant")
    kind = str(Person.Kind(person.kind).label) if person and person.kind != Person.Kind.UNKNOWN else ""
    return Complainant(name=name, key=person.key if person else case.key, contact=contact, hidden=hidden, kind=kind)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a reply goes to. `by` is email, post, both, phone (the track page says it, and one can call), "" (the track
    page alone), or hidden: a letter without content. Whoever writes may choose between `ways`.
    """

    name: str
    by: str
    ways: tuple[tuple[str, Any], ...] = ()


def recipient(case: Case, on_file: Dossier, who: Complainant) -> Recipient:
    """Whoever brought the complaint for somebody is written to, else the complainant; as this reader may know them."""
    speaking = next((one for one in on_file.parties if one.role == "representative" and speaks_now(one)), None)
    if speaking is None or not who.seen or speaking.person_id is None:
        own = next((one for one in on_file.parties if one.role == "complainant"), None)
        by = _way(case, who.contact, own.answers_by if own else "")
        both = case.medium == Medium.LETTER and who.contact.email and who.contact.post and not case.hidden
        return Recipient(name=who.name, by=by, ways=tuple(Party.Answers.choices) if both else ())
    contact = vault.read_by_number(speaking.person_id)
    name = contact.name or contact.organization or _("Representative")
    return Recipient(name=name, by=_way(case, contact))


def _way(case: Case, contact: vault.Contact, wished: str = "") -> str:
    if case.hidden:
        return "hidden"
    if contact.post and (not contact.email or wished in ON_PAPER) and (
        case.medium == Medium.LETTER or not (contact.phone or contact.whatsapp)
    ):
        return wished if wished == Party.Answers.BOTH and contact.email else "post"
    return "email" if contact.email else "phone" if contact.phone or contact.whatsapp else ""


def waiting(case: Case, on_file: Dossier) -> list[dict[str, Any]]:
    """Why promises stand still, which of them, and until when."""
    said = language()
    return [
        {"words": one.words, "until": one.expected, "promises": [promise_inside(kind, said) for kind in one.kinds]}
        for one in waits(case, said, on_file=on_file)
    ]  # fmt: skip


def extensions(on_file: Dossier, by: Staff, outlook: Outlook) -> list[dict[str, Any]]:
    """The requests for more time that wait for an answer; the reader may answer those of others."""
    names, moment = {one.key: one.full_name for one in on_file.staff.values()}, time.now()
    return [
        {
            "row": one, "promise": promise_inside(one.clock.kind, language()), "who": names.get(one.asked_by, ""),
            "mine_to_answer": outlook.can("approve_extension") and one.asked_by != by.key,
        }
        for one in on_file.extensions
        if one.state == Extension.State.OPEN and in_time(one.clock, moment)
    ]  # fmt: skip


def classification(case: Case) -> dict[str, Any]:
    """Type, category, impacts and answers in words."""
    procedure, said = case.edition.procedure, language()
    one = procedure.types.get(case.type)
    lineage = [entry.label.say(said) for entry in procedure.lineage(case.category)]
    impacts = [(label, str(Impact(value).label)) for name, label in _impacts() if (value := getattr(case, name))]
    return {
        "type": one.label.say(said) if one else case.type, "category": lineage[0] if lineage else case.category,
        "parents": list(reversed(lineage[1:])), "impacts": impacts, "answers": _answers(case),
        "tags": [procedure.values[code].say(said) for code in case.tags if code in procedure.values],
    }  # fmt: skip


def _impacts() -> list[tuple[str, str]]:
    return [
        ("impact_satisfaction", _("Satisfaction")), ("impact_reputation", _("Reputation")),
        ("impact_money", _("Money")), ("impact_law", _("Law")),
    ]  # fmt: skip


def _answers(case: Case) -> list[tuple[str, str]]:
    text = str(case.answers_text)
    given = json.loads(text) if text else {}
    asked, said = case.edition.procedure.asked, language()
    rows = []
    for code, answer in given.items():
        question = asked.get(code)
        chosen = question.choices.get(answer) if question and question.choices else None
        rows.append((question.label.say(said) if question else code, chosen.say(said) if chosen else str(answer)))
    return rows


def tasks(on_file: Dossier, told: list[ClockHistory]) -> list[dict[str, Any]]:
    """Tasks with what was said on them; those that are still to be done first."""
    order = {Task.State.OPEN: 0, Task.State.PLANNED: 1, Task.State.DONE: 2, Task.State.CANCELLED: 3}
    clocks = {one.clock.subject: one for one in told if one.clock.kind == "task"}
    rows = sorted(on_file.tasks, key=lambda task: (order[Task.State(task.state)], task.pk))
    return [
        {
            "task": task, "who": task.assignee.full_name if task.assignee else task.unit.name,
            "open": task.state in {Task.State.OPEN, Task.State.PLANNED},
            "pill": pill_of(clocks[task.key]) if task.key in clocks and task.state == Task.State.OPEN else None,
            "remarks": [one for one in on_file.remarks if one.task_id == task.pk],
            "points": len(points := [one for one in on_file.checklist if one.task_id == task.pk]),
            "ticked": sum(one.done_at is not None for one in points),
            "files": sum(one.task_id == task.pk for one in on_file.task_evidence),
            "errand": next((one for one in on_file.errands if one.task_id == task.pk and one.revoked_at is None), None),
        }
        for task in rows
    ]  # fmt: skip


def redress(on_file: Dossier, by: Staff) -> list[dict[str, Any]]:
    """What was set aside or given, with its voucher."""
    vouchers = {one.redress_id: one for one in on_file.vouchers}
    arrived = {one.redress_id: one for one in on_file.hand_overs}
    rows = [one for one in on_file.redress if one.state != Redress.State.RELEASED]
    return [{"row": one, "voucher": (voucher := vouchers.get(one.pk)), "arrived": arrived.get(one.pk),
             "printable": voucher is not None and one.granted_by_id == by.pk and not voucher.over} for one in rows]


def authority(case: Case, by: Staff) -> list[tuple[str, int]]:
    """How much this reader may give at once, and how much the head may, as the SOP has it; the most of any kind."""
    procedure = case.edition.procedure
    mine = max((authority_of(by, case, kind) for kind in procedure.redress), default=0)
    head = max((procedure.authority(Role.HEAD, kind) for kind in procedure.redress), default=0)
    above = [(_("head of department"), head)] if mine < head else []
    return [(_("Your authority"), mine), *above]


def awaited(on_file: Dossier) -> list[Solution]:
    """What the decision that waits for approval would give, the recommended alternative first."""
    decision = on_file.decision(Decision.State.OPEN)
    return [one for one in on_file.options_of(decision) if one.redress_kind][:1] if decision else []


def tracks(on_file: Dossier) -> list[dict[str, Any]]:
    """The two tracks of service recovery, each with how much of it is done."""
    pairs = (
        (_("Solution"), solution_track(on_file), False), (_("Feelings"), feelings_track(on_file, language()), True),
    )  # fmt: skip
    return [
        {
            "heading": heading, "stops": stops, "done": sum(one.done for one in stops), "all": len(stops),
            "records": records,
        }
        for heading, stops, records in pairs
    ]  # fmt: skip


def links(case: Case, on_file: Dossier, by: Staff) -> list[Case]:
    """The other complaints that this one is tied to, as far as the reader may see them."""
    ids = {one.case_id for one in on_file.links} | {one.other_id for one in on_file.links}
    return access.seen_among(by, ids - {case.pk})[:LINKS_SHOWN]


def merged(case: Case, on_file: Dossier, linked: list[Case]) -> dict[str, Any] | None:
    """Into what it was merged, as far as the reader may see that, and whether its code opens it."""
    if case.merged_into_id is None:
        return None
    tie = next((one for one in on_file.links if one.other_id == case.merged_into_id and one.how == "merged"), None)
    other = next((one for one in linked if one.pk == case.merged_into_id), None)
    return {
        "reference": other.reference if other else _("another complaint"), "opens": bool(tie and tie.proof),
        "href": case_href(other) if other else "",
    }  # fmt: skip


def participants(on_file: Dossier) -> list[dict[str, Any]]:
    """Who works on it; who is kept out is nobody's to read here."""
    now_on = [one for one in on_file.participants if one.until is None and one.role != Participant.Role.EXCLUDED]
    return [
        {
            "name": one.staff.full_name if one.staff else one.unit.name,
            "role": str(Participant.Role(one.role).label),
            "key": one.staff.key if one.staff else one.unit.key,
        }
        for one in now_on
    ]  # fmt: skip


def readers(on_file: Dossier) -> list[dict[str, Any]]:
    """Who opened a hidden case, or looked how the complainant is reached, the latest first, each once."""
    names = {one.key: one.full_name for one in on_file.staff.values()}
    latest = {(one.actor, one.verb): one.at for one in on_file.entries if one.verb in {"read", "contact_seen"}}
    rows = [
        {"name": names.get(key, ""), "key": key, "at": at, "contact": verb == "contact_seen"}
        for (key, verb), at in latest.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:READERS_SHOWN]


def unmask(case: Case, on_file: Dossier, by: Staff, outlook: Outlook, who: Complainant) -> dict[str, Any]:
    """What the reader may do about a hidden identity: ask, wait, or answer somebody else's request."""
    waiting = [one for one in on_file.unmask_requests if one.answered_at is None]
    mine = any(one.asked_by_id == by.pk for one in waiting)
    may_ask = bool(who.hidden) and not case.anonymous and not who.seen and not mine and outlook.can("note")
    to_answer = [one for one in waiting if one.asked_by_id != by.pk] if outlook.can("unmask") else []
    return {"may_ask": may_ask, "mine": mine, "to_answer": to_answer}


class Feels(NamedTuple):
    """How the complainant feels: what an officer confirmed, else an estimate; and how later words sound beside it."""

    mood: str
    confirmed: bool
    turn: int


def feels(case: Case) -> Feels:
    turn = warmer(case.temperature_estimate, case.temperature)
    return Feels(case.temperature or case.temperature_estimate, bool(case.temperature), turn)
