"""A case as the API shows it to one member of staff, from rows that were read at once (casework/dossier.py)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from tanggap.api import shapes
from tanggap.api import showing_parts as part
from tanggap.cases import access
from tanggap.cases.models import Case, Party
from tanggap.cases.states import State
from tanggap.casework import dossier as files_on
from tanggap.casework.available import outlook
from tanggap.casework.clock_history import promises_of
from tanggap.casework.dossier import Dossier
from tanggap.casework.facts import answers_of
from tanggap.casework.timeline import Moment, for_people_inside
from tanggap.casework.waits import waits
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.people.vault import Contact
from tanggap.sop.rules import Missing


def row(case: Case) -> dict[str, Any]:
    """What a line of a list says; needs unit, owner, handler and data_key beside the case."""
    due = shapes.Due(kind=case.next_due_kind, due_at=case.next_due_at) if case.next_due_at else None
    return {
        "reference": case.reference, "state": case.state, "kind": case.kind, "channel": case.medium,
        "title": case.title, "complainant": case.shown_name, "unit": part.unit(case.unit),
        "owner": part.staff(case.owner), "handler": part.staff(case.handler), "type": case.type,
        "category": case.category, "severity": case.severity, "temperature": case.temperature,
        "temperature_estimate": case.temperature_estimate,
        "outcome": case.outcome, "round": case.round, "version": case.version,
        "visibility": case.visibility, "anonymous": case.anonymous, "received_at": case.received_at,
        "closed_at": case.closed_at, "next_promise": due, "breached": case.breached,
    }  # fmt: skip


def shown(case: Case, by: Staff) -> shapes.CaseFile:
    """The whole file for that reader, with what may be done and what is missing."""
    on_file = files_on.read(case)
    view = outlook(case, by, on_file)
    open_face = sees_identity(by, on_file)
    people = contacts(on_file) if open_face else {}
    return shapes.CaseFile(
        **row(case), **_words(case), identity_visible=open_face,
        contact=people.get(Party.Role.COMPLAINANT), representative=people.get(Party.Role.REPRESENTATIVE),
        next_act=view.next_act, missing=_wanted(view.missing),
        acts=[shapes.ActShown(act=one.act, primary=one.primary, missing=_wanted(one.missing)) for one in view.acts],
        solutions=[part.solution(one) for one in on_file.solutions],
        decision=_newest(on_file), decisions=[part.decision(one, on_file) for one in on_file.decisions],
        offers=[part.offer(one) for one in on_file.offers],
        tasks=[part.task(one, on_file, view) for one in on_file.tasks],
        redress=[part.redress(one, on_file, by) for one in on_file.redress],
        promises=[part.promise_told(one, case) for one in promises_of(on_file)],
        waits=[part.wait(one) for one in waits(case, (get_language() or "id")[:2], on_file=on_file)],
        extensions=[part.extension(one, on_file) for one in on_file.extensions],
        feedback=[part.feedback(one) for one in on_file.feedback],
        feelings=[part.feeling(one) for one in on_file.feelings],
        contacts=[part.contact_made(one) for one in on_file.contacts],
        agreements=[part.agreement(one) for one in on_file.agreements],
        calls=[part.call(one, open_face) for one in on_file.calls],
        reviews=[part.review(one) for one in on_file.reviews],
        conflicts=[part.conflict(one) for one in on_file.conflicts],
        meetings=[part.meeting(one, on_file) for one in on_file.meetings],
        deadlocks=[part.deadlock(one) for one in on_file.deadlocks], legal_risk=case.legal_risk,
        legal_risk_note=next((one.note for one in reversed(on_file.legal_risks) if one.lifted_at is None), ""),
        unmask_requests=[part.unmask(one) for one in on_file.unmask_requests], links=links(on_file, by),
        files=[part.file(one) for one in on_file.evidence],
    )  # fmt: skip


def _words(case: Case) -> dict[str, Any]:
    return {
        "state_words": str(State(case.state).label), "language": case.language, "entered_by": case.entered_by,
        "on_behalf": case.on_behalf, "edition": str(case.edition), "receiving_unit": part.unit(case.receiving_unit),
        "about_unit": part.unit(case.about_unit), "body": case.body, "desired_outcome": case.wish,
        "product": case.product, "answers": answers_of(case), "occurred_on": case.occurred_on, "tags": case.tags,
        "impact_satisfaction": case.impact_satisfaction, "impact_reputation": case.impact_reputation,
        "impact_money": case.impact_money, "impact_law": case.impact_law, "escalation": case.escalation,
        "transfers": case.transfers, "waiting_since": case.waiting_since, "promise_record": case.promises,
        "first_reply_minutes": case.first_reply_minutes, "first_reply_elapsed": case.first_reply_elapsed,
        "resolution_minutes": case.resolution_minutes, "resolution_elapsed": case.resolution_elapsed,
    }  # fmt: skip


def sees_identity(by: Staff, on_file: Dossier) -> bool:
    """The same as access.sees_identity, from rows that were read already."""
    if not on_file.case.hidden:
        return True
    mine = (one.role for one in on_file.participants if one.staff_id == by.pk and one.until is None)
    return any(role in access.identity_roles(by) for role in mine)


def contacts(on_file: Dossier) -> dict[str, shapes.ContactShown]:
    """Who complains and who represents them, by role; the caller has asked whether the reader may see it."""
    known = [party for party in on_file.parties if party.person is not None]
    who = vault.read_many([party.person for party in known if party.person is not None])
    return {party.role: contact(who[party.person_id]) for party in known if party.person_id in who}


def contact(who: Contact) -> shapes.ContactShown:
    return shapes.ContactShown(
        name=who.name, email=who.email, phone=who.phone, whatsapp=who.whatsapp, member_no=who.member_no,
        organization=who.organization,
    )  # fmt: skip


def moments(case: Case, by: Staff) -> list[shapes.MomentShown]:
    """The timeline for staff, oldest first."""
    on_file = files_on.read(case)
    people = contacts(on_file) if sees_identity(by, on_file) else {}
    complainant = people.get(Party.Role.COMPLAINANT)
    name = complainant.name if complainant else ""
    return [moment(one) for one in for_people_inside(case, name=name, dossier=on_file)]


def moment(one: Moment) -> shapes.MomentShown:
    return shapes.MomentShown(
        kind=one.kind, at=one.at, author=one.author, words=one.words, text=one.text, channel=one.medium,
        step=one.step, id=one.pk, files=[part.file(each) for each in one.files],
    )  # fmt: skip


def links(on_file: Dossier, by: Staff) -> list[shapes.LinkShown]:
    """The linked cases that this reader may see too; the others do not exist."""
    case = on_file.case
    others = {one.pk: one.other_id if one.case_id == case.pk else one.case_id for one in on_file.links}
    if not others:
        return []
    seen = dict(access.visible_to(by).filter(pk__in=others.values()).values_list("pk", "reference"))
    return [
        shapes.LinkShown(how=one.how, reference=seen[others[one.pk]]) for one in on_file.links if others[one.pk] in seen
    ]


def _newest(on_file: Dossier) -> shapes.DecisionShown | None:
    found = [one for one in on_file.decisions if one.round == on_file.case.round]
    return part.decision(max(found, key=lambda one: one.attempt), on_file) if found else None


def _wanted(missing: Iterable[Missing]) -> list[shapes.Wanted]:
    return [shapes.Wanted(code=one.code, sentence=str(one.sentence)) for one in missing]
