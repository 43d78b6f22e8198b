"""From the filled form to the words of a complaint, and what the person should know before it is sent."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.cases.models import Case
from tanggap.casework.arrivals import Receipt, Words
from tanggap.casework.receive import Once, receive
from tanggap.casework.written_waiting import keep, receive_written
from tanggap.core.files import File
from tanggap.people.actors import VISITOR
from tanggap.portal.form import Form
from tanggap.portal.steps import THEIRS, category, contact_given, represented
from tanggap.sop.procedure import Procedure


def send(form: Form, procedure: Procedure, *, network: str) -> Receipt:
    """Take the complaint in, once per form: a second click or a reload gets the same receipt. Raises Invalid.

    `network` is where the browser is, for counting letters.
    """
    content = json.dumps([form.values, form.files], sort_keys=True).encode()
    once = Once("portal", form.nonce, hashlib.sha256(content).digest())
    words = replace(words_of(form, procedure), network=network)
    if number := form.get("ticket"):
        return receive_written(words, number, by=VISITOR, once=once)
    return receive(words, by=VISITOR, once=once)


def share(form: Form, procedure: Procedure) -> None:
    """What was written for a number of the queue is there for whoever calls it, unless it is to stay hidden."""
    if not (number := form.get("ticket")):
        return
    hidden = form.anonymous or form.confidential or procedure.sealed(category(form))
    keep(number, None if hidden or not form.get("body") else _begun(form))


def _begun(form: Form) -> dict[str, Any]:
    """In the fields of the intake at the desk."""
    own = {name: str(form.get(name)) for name in ("name", "phone", "whatsapp", "email", "member_no", "organization")}
    values = {
        **own, "body": form.get("body"), "wish": form.get("wish"), "category": category(form),
        "occurred_on": form.get("occurred_on"), "answers": form.get("answers") or {}, "files": form.files,
        "language": (get_language() or "id")[:2],
    }  # fmt: skip
    if form.get("on_behalf") in ("representative", "committee"):
        values |= {
            "on_behalf": "representative", "representative_name": own["name"], "representative_phone": own["phone"],
            **{name: form.get(f"behalf_{name}") for name in THEIRS}, "whatsapp": "", "member_no": "",
            "organization": "",
        }  # fmt: skip
    return values


def words_of(form: Form, procedure: Procedure) -> Words:
    """The complaint as it was typed; of an anonymous one nothing that was typed about the person."""
    asked = {one.code for one in procedure.questions(category(form))}
    answers = {code: text for code, text in (form.get("answers") or {}).items() if code in asked and text.strip()}
    who: dict[str, Any] = {}
    if not form.anonymous:
        behalf = form.get("on_behalf") or "nobody"
        own = contact_given(form.values)
        who = {"complainant": own} if behalf == "nobody" else {
            "on_behalf": behalf, "complainant": represented(form.values), "representative": own,
        }  # fmt: skip
    return Words(
        body=str(form.get("body")), wish=str(form.get("wish")), category=category(form), answers=answers,
        occurred_on=date.fromisoformat(form.get("occurred_on").strip()) if form.get("occurred_on") else None,
        anonymous=form.anonymous, confidential=form.confidential, language=(get_language() or "id")[:2],
        files=tuple(uploads(form)), **who,
    )  # fmt: skip


def uploads(form: Form) -> list[File]:
    """The files of this form that are still there, in the order they were added."""
    found = {file.public_id: file for file in File.objects.filter(public_id__in=form.files, claimed=False)}
    return [found[public_id] for public_id in form.files if public_id in found]


@dataclass(frozen=True)
class Readers:
    """Who will read the complaint, in a lead and a sentence."""

    lead: str
    more: str
    hidden: bool


def readers(form: Form, procedure: Procedure) -> Readers:
    """Who will read it, said before it is sent."""
    language = (get_language() or "id")[:2]
    unit = procedure.units.get(procedure.duty("web"))
    return _readers(
        unit.label.say(language) if unit else "", sealed=procedure.sealed(category(form)), anonymous=form.anonymous,
        confidential=form.confidential,
    )  # fmt: skip


def readers_of(case: Case) -> Readers:
    """The same of a complaint that is on file."""
    sealed, confidential = case.visibility == "sealed", case.visibility == "confidential"
    return _readers(case.receiving_unit.name, sealed=sealed, anonymous=case.anonymous, confidential=confidential)


def _readers(unit: str, *, sealed: bool, anonymous: bool, confidential: bool) -> Readers:
    lead = _("Who will read this?")
    if sealed:
        more = _("Only the confidentiality officers. Whoever it is about, and everybody above them, cannot find it.")
        return Readers(lead, more, True)
    if anonymous:
        more = _("The receiving officer and those who must deal with it. We keep no name and no exact time.")
        return Readers(lead, more, True)
    if confidential:
        more = _("Your name: only the officer in charge and the confidentiality officers. Each look is written down.")
        return Readers(lead, more, True)
    more = _("%(unit)s, then the department that has to put it right. Nobody outside our organisation.")
    return Readers(lead, more % {"unit": unit}, False)
