"""The pages of the complaint form: their order, what each reads from its fields, and when it may be opened."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tanggap.casework.arrivals import LONGEST, storable
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.people import vault
from tanggap.portal.form import Form
from tanggap.sop.parts import Question
from tanggap.sop.procedure import Procedure

NUMBERED = 6
ANSWER_LONGEST = 2_000
YES_NO = ("yes", "no")
_NUMBER = re.compile(r"(Rp ?)?[0-9]{1,15}([.,][0-9]{1,12}){0,6}", re.ASCII)
KEEP = ("anonymous", "confidential")
ON_BEHALF = ("nobody", "representative", "committee")
CONTACT = ("name", "email", "phone", "whatsapp", "member_no", "organization")
THEIRS = ("name", "email", "phone")
Errors = dict[str, Any]
NOT_STORABLE = _("There is a character in it that cannot be stored. Please remove it.")


@dataclass(frozen=True)
class Step:
    """One page: its last part of the address, its place among the numbered steps, and its reader."""

    slug: str
    number: int
    label: Any
    read: Callable[[QueryDict, Form, Procedure], tuple[dict[str, Any], Errors]]


def reasons(procedure: Procedure, topic: str) -> list[Any]:
    """The reasons below a topic, to choose the nearest."""
    return [each for each in procedure.offered.values() if each.parent == topic] if topic else []


def category(form: Form) -> str:
    """The nearest category that was chosen; "" for something else."""
    return str(form.get("reason") or form.get("topic") or "")


def notices(form: Form, procedure: Procedure) -> list[Any]:
    """What the SOP wants said before the form goes on, the nearest reason first."""
    return [each.notice for each in procedure.lineage(category(form)) if each.notice]


def route(form: Form, procedure: Procedure) -> list[str]:
    """The pages that this visitor goes through, in order; it follows from the answers so far."""
    way = ["topic"]
    if reasons(procedure, form.get("topic")):
        way.append("reason")
    if notices(form, procedure) or procedure.is_emergency(category(form)):
        way.append("notice")
    way += ["story", "details", "wish", "you"]
    if not form.anonymous:
        way.append("contact")
    return [*way, "check"]


def after(slug: str, form: Form, procedure: Procedure) -> str:
    """The page behind this one."""
    way = route(form, procedure)
    return way[way.index(slug) + 1] if slug in way else way[0]


def before(slug: str, form: Form, procedure: Procedure) -> str:
    """The page in front of this one; "" for the first."""
    way = route(form, procedure)
    place = way.index(slug) if slug in way else 0
    return way[place - 1] if place else ""


def first_open(form: Form, procedure: Procedure) -> str:
    """The first page that still needs an answer before the complaint can be sent."""
    if "topic" not in form.values:
        return "topic"
    if not str(form.get("body")).strip():
        return "story"
    missing = [one for one in procedure.questions(category(form)) if one.required and not _answer(form, one)]
    return "details" if missing else "check"


def may_open(slug: str, form: Form, procedure: Procedure) -> bool:
    """Whether the page is on this visitor's way and everything before it is answered."""
    way = route(form, procedure)
    return slug in way and way.index(slug) <= way.index(first_open(form, procedure))


def _answer(form: Form, question: Question) -> str:
    return str(form.values.get("answers", {}).get(question.code, "")).strip()


# ---- what each page reads


def read_topic(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    topic = post.get("topic")
    tops = {each.code for each in procedure.offered.values() if each.parent is None}
    if topic is None or topic not in tops | {"other"}:
        return {}, {"topic": _("Choose what is nearest. If nothing fits, choose the last one.")}
    chosen = "" if topic == "other" else topic
    kept = form.get("reason") if chosen == form.get("topic") else ""
    return {"topic": chosen, "reason": kept}, {}


def read_reason(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    reason = post.get("reason")
    known = {each.code for each in reasons(procedure, form.get("topic"))}
    if reason is None or reason not in known | {"other"}:
        return {}, {"reason": _("Choose what is nearest. If nothing fits, choose the last one.")}
    return {"reason": "" if reason == "other" else reason}, {}


def read_nothing(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    return {}, {}


def read_story(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    body = post.get("body", "")
    errors = _text_errors({"body": (body, LONGEST["body"])})
    if not body.strip():
        errors["body"] = _("Tell us what happened, in your own words.")
    return {"body": body}, errors


def read_details(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    asked = procedure.questions(category(form))
    answers = {one.code: post.get(f"q-{one.code}", "") for one in asked}
    errors = _text_errors({f"q-{code}": (text, ANSWER_LONGEST) for code, text in answers.items()})
    for one in asked:
        name, text = f"q-{one.code}", answers[one.code].strip()
        if one.required and not text:
            errors.setdefault(name, _("We need this to find out what happened."))
        elif text and (sentence := _wrong_answer(one, text)):
            errors.setdefault(name, sentence)
    occurred = post.get("occurred_on", "").strip()
    when = date_of(occurred)
    if occurred and when is None:
        errors["occurred_on"] = _("Write the date like 2026-11-19, or choose it from the calendar.")
    elif when is not None and when > time.today():
        errors["occurred_on"] = _("This date lies in the future. When did it happen?")
    return {"answers": answers, "occurred_on": occurred}, errors


def _wrong_answer(question: Question, text: str) -> Any:
    """What is wrong with the answer; "" for one that can be kept."""
    if question.kind == "choice" and text not in question.choices:
        return _("Choose one of these.")
    if question.kind == "yes_no" and text not in YES_NO:
        return _("Choose one of these.")
    if question.kind == "date" and date_of(text) is None:
        return _("Write the date like 2026-11-19, or choose it from the calendar.")
    if question.kind == "number" and not _NUMBER.fullmatch(text):
        return _("Write a number in figures, like 3 or 1.250.000.")
    return ""


def read_wish(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    wish = post.get("wish", "")
    return {"wish": wish}, _text_errors({"wish": (wish, LONGEST["wish"])})


def read_you(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    return {"keep": [each for each in KEEP if each in post.getlist("keep")]}, {}


def read_contact(post: QueryDict, form: Form, procedure: Procedure) -> tuple[dict[str, Any], Errors]:
    typed = {name: post.get(name, "") for name in (*CONTACT, "behalf_name", "behalf_email", "behalf_phone")}
    behalf = post.get("on_behalf", "nobody")
    values: dict[str, Any] = {**typed, "on_behalf": behalf if behalf in ON_BEHALF else "nobody"}
    errors = _text_errors({name: (text, 250) for name, text in typed.items()})
    errors |= _contact_errors({name: typed[name] for name in CONTACT if name not in errors})
    if values["on_behalf"] != "nobody":
        theirs = {name: typed[f"behalf_{name}"] for name in THEIRS if f"behalf_{name}" not in errors}
        errors |= {f"behalf_{name}": sentence for name, sentence in _contact_errors(theirs).items()}
        if not typed["behalf_name"].strip():
            errors.setdefault("behalf_name", _("Whose complaint is it? Write their name."))
        if not typed["name"].strip():
            errors.setdefault("name", _("Write your own name too, so that we know who speaks for them."))
    return values, errors


def contact_given(values: Mapping[str, Any]) -> vault.Contact | None:
    """Who complains, as the vault keeps it; None when nothing was given. Raises Invalid."""
    contact = vault.contact(**{name: str(values.get(name, "")) for name in CONTACT})
    return contact if contact else None


def represented(values: Mapping[str, Any]) -> vault.Contact:
    """For whom somebody complains. Raises Invalid."""
    return vault.contact(**{name: str(values.get(f"behalf_{name}", "")) for name in THEIRS})


def _contact_errors(given: Mapping[str, str]) -> Errors:
    errors: Errors = {}
    for name, text in given.items():
        try:
            vault.contact(**{name: text})
        except Invalid as problem:
            errors[name] = problem.fields.get(name, problem.sentence)
    return errors


def _text_errors(texts: Mapping[str, tuple[str, int]]) -> Errors:
    errors: Errors = {}
    for name, (text, most) in texts.items():
        if len(text) > most:
            errors[name] = _("This is too long: at most %(most)d characters, please.") % {"most": most}
        elif not storable(text):
            errors[name] = NOT_STORABLE
    return errors


def date_of(text: str) -> date | None:
    """The date that was typed; None when it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


STEPS = {
    step.slug: step
    for step in (
        Step("topic", 1, _("What it is about"), read_topic),
        Step("reason", 1, _("What it is about"), read_reason),
        Step("notice", 1, _("What it is about"), read_nothing),
        Step("story", 2, _("Your story"), read_story),
        Step("details", 3, _("When and where"), read_details),
        Step("wish", 4, _("What you expect"), read_wish),
        Step("you", 5, _("About you"), read_you),
        Step("contact", 5, _("About you"), read_contact),
        Step("check", 6, _("Check"), read_nothing),
    )
}
