"""The form of staff intake: which fields there are, what may be chosen, and the words that come of it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.cases.case import ContactKind, Medium, Severity, Temperature
from tanggap.cases.models import Party
from tanggap.casework.arrivals import LONGEST, Words
from tanggap.casework.beginning import Beginning
from tanggap.core import time
from tanggap.core.errors import Invalid
from tanggap.core.files import File
from tanggap.people import vault
from tanggap.people.models import Person, Staff, Unit
from tanggap.sop.models import current_edition
from tanggap.sop.procedure import Procedure
from tanggap.ui.formatting import phone
from tanggap.workspace.inbox_filters import category_choices, unit_options

WHO = ("name", "phone", "whatsapp", "email", "post", "member_no", "organization")
FIELDS = (
    "nonce", "from", "medium", "on_behalf", *WHO, "person_kind", "representative_name", "representative_phone",
    "representative_email", "committee",
    "privacy", "contact", "title", "body", "summary", "confirmed", "wish", "product", "occurred_on", "received_at",
    "type", "category", "category_other", "severity", "temperature", "accused", "about_unit", "language", "began",
    "mark", "answers_by",
)  # fmt: skip
# A website complaint is entered by the complainant on the portal, never by staff.
MEDIA = [Medium.PHONE, Medium.WALK_IN, Medium.LETTER, Medium.EMAIL, Medium.WHATSAPP]
ON_BEHALF = ("nobody", "representative", "committee", "staff_noticed")
SPOKEN_FOR = ("representative", "committee")
SPOKEN = {Medium.PHONE, Medium.WALK_IN}
# The choice that leads to the list of all categories.
OTHER = "?"
# What is asked about a category (R12) is called q-CODE.
ASKED = "q-"
MOST_OF_A_NAME = 80
LONGEST_CONVERSATION = timedelta(hours=12)


def options() -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in each field."""
    procedure, language = current_edition().procedure, (get_language() or "id")[:2]
    return {
        "medium": [(one.value, str(one.label)) for one in MEDIA],
        "on_behalf": [
            ("nobody", _("The complainant speaks")),
            ("representative", _("Somebody speaks for the complainant")),
            ("committee", _("A committee speaks for its member")),
            ("staff_noticed", _("I noticed it myself")),
        ],
        "committee": [(code, label.say(language)) for code, label in procedure.mandate.committees.items()],
        "person_kind": [(value, str(label)) for value, label in Person.Kind.choices],
        "contact": [("", _("A complaint")), *((value, str(label)) for value, label in ContactKind.choices)],
        "privacy": [
            ("", _("Ordinary")), ("confidential", _("Confidential: only named people see it")),
            ("anonymous", _("Anonymous: keep nothing about the person")),
        ],
        "category": category_choices(procedure, language),
        "severity": [(value, str(label)) for value, label in Severity.choices],
        "temperature": [(value, str(label)) for value, label in Temperature.choices],
        "accused": [(str(pk), name) for pk, name in _colleagues()],
        "about_unit": [(code, name) for code, name, _ids in unit_options(language)],
        "language": [("id", "Bahasa Indonesia"), ("en", "English")],
        "answers_by": [("", _("As it can be")), *((value, str(label)) for value, label in Party.Answers.choices)],
    }  # fmt: skip


def _colleagues() -> list[tuple[int, str]]:
    return list(Staff.objects.filter(is_active=True).order_by("full_name", "pk").values_list("pk", "full_name"))


def known_of(begun: Beginning) -> dict[str, str]:
    """What the form begins with, by field."""
    texts = {name: value for name, value in vars(begun).items() if name in FIELDS and isinstance(value, str) and value}
    arrived = begun.received_at
    # As people write it, with the signs of a keyboard.
    numbers = {
        name: phone(texts[name]).replace("\u2011", "-").replace("\u00a0", " ")
        for name in ("phone", "whatsapp", "representative_phone") if name in texts
    }  # fmt: skip
    return {
        **texts, **numbers, **{f"{ASKED}{code}": text for code, text in begun.answers.items()},
        "received_at": time.local(arrived).strftime("%Y-%m-%dT%H:%M") if arrived else "",
        "about_unit": begun.about_unit.code if begun.about_unit else "",
    }


def typed(post: Mapping[str, str]) -> dict[str, str]:
    """What was sent, by field, with the answers to what was asked."""
    asked = {name: post[name] for name in post if name.startswith(ASKED) and len(name) <= MOST_OF_A_NAME}
    return {**{name: post.get(name, "") for name in FIELDS}, **asked}


def chosen_category(given: Mapping[str, str]) -> str:
    """The one of the numbered choices, or that of the whole list."""
    return given["category_other"] if given["category"] == OTHER else given["category"]


def began(given: Mapping[str, str]) -> datetime | None:
    """When the conversation began by the page that was opened then; nothing that cannot be."""
    sent, now = given["began"], time.now()
    if not (sent.isascii() and sent.isdigit() and len(sent) < 14):
        return None
    moment = datetime.fromtimestamp(int(sent), tz=UTC)
    return moment if now - LONGEST_CONVERSATION <= moment <= now else None


def words_of(given: dict[str, str], *, files: tuple[File, ...], by: Staff) -> Words:
    """The complaint as it was told to `by`; raises Invalid naming every field that cannot be taken."""
    problems: dict[str, Any] = {}
    offered, procedure = options(), current_edition().procedure
    given = {**given, "category": chosen_category(given)}
    chosen = {name: _chosen(given, name, offered[name], problems) for name in offered}
    who = _contact({name: given[name] for name in WHO}, problems)
    speaker = _speaker(given, offered["committee"], problems)
    if not given["body"].strip():
        problems["body"] = _("Write down what happened, in the complainant's own words.")
    wished = _answers_by(given, chosen["answers_by"], problems)
    kind = _kind(given, procedure, chosen["category"], problems)
    answers = _answers(given, procedure, chosen["category"], problems)
    if len(given["summary"]) > LONGEST["wish"]:
        problems["summary"] = _("This is too long: at most %(most)d characters, please.") % {"most": LONGEST["wish"]}
    if given["confirmed"] and not given["summary"].strip():
        problems["summary"] = _("Write down what you said back, or take the tick away.")
    occurred_on, received_at = _day(given, problems), _moment(given, problems)
    if problems:
        raise Invalid(_("Some of it cannot be taken as it is."), fields=problems)
    spoken_for = chosen["on_behalf"] in SPOKEN_FOR
    anonymous = chosen["privacy"] == "anonymous"
    return Words(
        body=given["body"], title=given["title"].strip(), wish=given["wish"].strip(), product=given["product"].strip(),
        medium=chosen["medium"], entered_by="desk", on_behalf=chosen["on_behalf"] or "nobody",
        written=chosen["medium"] not in SPOKEN, language=chosen["language"] or "id",
        complainant=who if who and not anonymous else None,
        representative=speaker if spoken_for and speaker and not anonymous else None,
        kind="contact" if chosen["contact"] else "complaint", contact=chosen["contact"],
        person_kind=chosen["person_kind"] or "unknown", anonymous=anonymous,
        confidential=chosen["privacy"] == "confidential", type=kind, category=chosen["category"],
        answers=answers, answers_by=wished, severity=chosen["severity"],
        temperature=chosen["temperature"], occurred_on=occurred_on, received_at=received_at,
        about_unit=Unit.objects.filter(code=chosen["about_unit"]).first() if chosen["about_unit"] else None,
        accused=Staff.objects.get(pk=chosen["accused"]) if chosen["accused"] else None, files=files,
        source=given["from"],
    )  # fmt: skip


def _answers_by(given: Mapping[str, str], wished: str, problems: dict[str, Any]) -> str:
    """How somebody who wrote a letter wishes to be answered; only in a way in which we can."""
    if given["medium"] != Medium.LETTER:
        return ""
    if wished in (Party.Answers.POST, Party.Answers.BOTH) and not given["post"].strip():
        problems["post"] = _("Write the postal address, so that we can answer by post.")
    if wished in (Party.Answers.EMAIL, Party.Answers.BOTH) and not given["email"].strip():
        problems["email"] = _("Write the email address, so that we can answer by email.")
    return wished


def _speaker(given: dict[str, str], committees: list[tuple[str, str]], problems: dict[str, Any]) -> vault.Contact:
    """Who speaks for the complainant: a person, or a committee by its name and whoever came from it."""
    typed = {name: given[f"representative_{name}"] for name in ("name", "phone", "email")}
    who = _contact(typed, problems, "representative_")
    if given["on_behalf"] == "committee":
        who = replace(who, organization=dict(committees).get(given["committee"], ""))
    if given["on_behalf"] in SPOKEN_FOR and given["privacy"] != "anonymous" and not any(asdict(who).values()):
        missing = "representative_name" if given["on_behalf"] == "representative" or not committees else "committee"
        problems.setdefault(missing, _("Write down who speaks for the complainant."))
    return who


def _kind(given: Mapping[str, str], procedure: Procedure, category: str, problems: dict[str, Any]) -> str:
    """The type; a category that was chosen says it."""
    if category in procedure.categories:
        return procedure.categories[category].type
    if given["type"] and given["type"] not in procedure.types:
        problems["type"] = _("Choose one of these.")
        return ""
    return given["type"]


def _answers(
    given: Mapping[str, str], procedure: Procedure, category: str, problems: dict[str, Any]
) -> dict[str, str]:
    """What was answered to the questions of the category; on the telephone nobody is held up by one that is not."""
    answers: dict[str, str] = {}
    for one in procedure.questions(category):
        name = ASKED + one.code
        said = given.get(name, "").strip()
        allowed = [*one.choices] if one.kind == "choice" else ["yes", "no"] if one.kind == "yes_no" else []
        if len(said) > LONGEST["wish"]:
            problems[name] = _("This is too long: at most %(most)d characters, please.") % {"most": LONGEST["wish"]}
        elif said and allowed and said not in allowed:
            problems[name] = _("Choose one of these.")
        elif said:
            answers[one.code] = said
    return answers


def _chosen(given: dict[str, str], name: str, offered: list[tuple[str, str]], problems: dict[str, Any]) -> str:
    value = given[name]
    if value and value not in dict(offered):
        problems[name] = _("Choose one of these.")
    if name == "medium" and not value:
        problems[name] = _("Say how it came to us.")
    return value


def _contact(given: dict[str, str], problems: dict[str, Any], prefix: str = "") -> vault.Contact:
    """Each field by itself, so that every mistake is named at once."""
    tidy: dict[str, str] = {}
    for name, typed in given.items():
        try:
            tidy[name] = asdict(vault.contact(**{name: typed}))[name]
        except Invalid as problem:
            problems[prefix + name] = next(iter(problem.fields.values()), problem.sentence)
    return vault.Contact(**tidy)


def _day(given: dict[str, str], problems: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(given["occurred_on"]) if given["occurred_on"] else None
    except ValueError:
        problems["occurred_on"] = _("Write the date as year-month-day.")
        return None


def _moment(given: dict[str, str], problems: dict[str, Any]) -> datetime | None:
    """When a letter arrived, on the wall clock of the installation; empty means now."""
    try:
        moment = datetime.fromisoformat(given["received_at"]) if given["received_at"] else None
    except ValueError:
        problems["received_at"] = _("Write date and time as year-month-day hour:minute.")
        return None
    if moment is not None and moment.tzinfo is None:
        return moment.replace(tzinfo=time.default_zone())
    return moment
