"""A letter of the SOP as somebody would get it: filled with samples, or with what is known of a complaint they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases import letters
from tanggap.cases.access import get_case, sees_identity
from tanggap.cases.models import Case
from tanggap.casework.wording import date_in_words, promises_in_words
from tanggap.core import time
from tanggap.people import vault
from tanggap.people.models import Staff
from tanggap.people.organisation import profile
from tanggap.sop.letters import allowed, fill, names_in, stray_brace
from tanggap.sop.procedure import Procedure
from tanggap.sop.reach import reach_of

LANGUAGES = ("id", "en")
Both = Mapping[str, str]
ADDRESS = "https://keluhan.example/track/…"
OBJECTION = "https://keluhan.example/objection/…"


@dataclass(frozen=True)
class Shown:
    """Subject and body in one language, filled."""

    language: str
    subject: str
    body: str


def preview(
    procedure: Procedure, code: str, subject: Both, body: Both, *, case: Case | None, by: Staff
) -> list[Shown]:  # fmt: skip
    """Both languages; a name that the letter does not know stays as it was typed, in its braces."""
    found = []
    for language in LANGUAGES:
        values = {name: text for name, text in _samples(procedure, language).items() if name in allowed(code)}
        if case is not None:
            values |= _known(case, by, language, allowed(code))
        filled = [_fill(text[language], values) for text in (subject, body)]
        found.append(Shown(language, *filled))
    return found


def visible_case(reference: str, by: Staff) -> Case:
    """The complaint whose facts are wanted; raises NotFound for one that is not there for this person."""
    return get_case(by, reference)


def wrong_lines(code: str, text: str) -> list[tuple[int, str]]:
    """The lines, from 1, on which a name stands that this letter does not know, or a brace alone; with their words."""
    return [
        (number, line.strip()) for number, line in enumerate(text.split("\n"), 1)
        if names_in(line) - allowed(code) or stray_brace(line)
    ]  # fmt: skip


def _fill(text: str, values: Mapping[str, str]) -> str:
    left = {name: f"{{{name}}}" for name in names_in(text)}
    return fill(text, {**left, **values})


def _known(case: Case, by: Staff, language: str, names: frozenset[str]) -> dict[str, str]:
    """What can be said of that complaint now; of a hidden one no more than its number."""
    facts = {**letters.common(case, ADDRESS), "staff": by.full_name, "unit": case.unit.name}
    party = letters.spokesperson(case)
    if party is not None and party.person_id is not None and sees_identity(by, case):
        facts["name"] = vault.read_by_number(party.person_id).name or letters.greeting(language)
    if case.hidden:
        facts = {name: text if name in letters.SAFE else letters.hidden_text(language) for name, text in facts.items()}
    return {name: text for name, text in facts.items() if name in names}


def _samples(procedure: Procedure, language: str) -> dict[str, str]:
    """Something likely for every name that any letter may use."""
    moment = time.now()
    with override(language):
        due = date_in_words(moment + timedelta(days=3), language)
        promised = [("first_reply", moment + timedelta(days=1)), ("resolution", moment + timedelta(days=7))]
        organisation = profile().name(language) if profile().own else procedure.organisation.name.say(language)
        first, *_rest = procedure.units.values()
        return {
            "name": "Ratna Wulandari", "reference": f"{procedure.prefix}26-04817", "organisation": organisation,
            "track_url": ADDRESS, "objection_url": OBJECTION, "tracking_code": "7K3M-9QPX",
            "contact": reach_of(procedure).line(language),
            "unit": first.label.say(language), "promises": promises_in_words(promised, language), "due": due,
            "reopen_until": due, "valid_until": due, "staff": "Dimas Prakoso", "promise": _("Our solution"),
            "message": _("We have asked the depot and will call you tomorrow morning."),
            "reason": _("The laboratory needs two more days for its test."),
            "solutions": f"1. {_('A new gallon, brought to you today')}\n2. {_('Your money back')}",
            "solution": _("A new gallon, brought to you today"), "external": "BPSK", "other_reference": "K26-04790",
            "voucher_code": "VC-7K3M", "redress": _("A voucher of Rp50,000"), "amount": "Rp60.000",
            "answer": _("Granted"), "remark": _("Please ask the depot first."), "level": "2",
            "task": _("Bring a new gallon"), "agreement": _("A new gallon, brought to you today"),
            "when": due, "place": _("Our office"), "agenda": _("How the gallons are checked"),
            "mediator": "Maya Anggraini", "way": _("By phone"), "theirs": _("The order that was lost"),
            "offered": _("A new gallon, brought to you today"), "matter": _("question"),
        }  # fmt: skip
