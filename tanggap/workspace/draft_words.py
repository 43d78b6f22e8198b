"""What the places of an SOP are called on pages: parts, letters, names in braces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.casework.wording import promise_inside
from tanggap.sop.differences import Difference, words
from tanggap.sop.procedure import Procedure
from tanggap.ui.formatting import spoken_language

Two = tuple[Procedure | None, Procedure | None]
# Of these, every entry is a thing with a name; of all others the part itself is.
ENTRIES = ("categories", "letters", "questions", "units", "promises", "types", "phrases", "redress", "pauses",
           "external")  # fmt: skip

# Values that are codes of other things.
NAMED = {"parent": "categories", "category": "categories", "type": "types", "unit": "units", "questions": "questions"}


@dataclass
class Piece:
    """One thing that differs: a category, a letter, the order of the categories; and each of its values that does."""

    part: str
    name: str
    added: bool = False
    gone: bool = False
    rows: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The names of what differs, for a line."""
        if self.added or self.gone:
            return ""
        return ", ".join(dict.fromkeys(name.split(" › ")[0] for name, _pieces in self.rows if name))


def pieces_of(found: Iterable[Difference], procedures: Two) -> list[Piece]:
    """The differences by the thing that they are about, in the order in which they come."""
    made: dict[tuple[str, ...], Piece] = {}
    for one in found:
        path = tuple(map(str, one.path))
        key = path[:2] if path[0] in ENTRIES else path[:1]
        if key not in made:
            made[key] = _piece(key, procedures)
        rest = [_step(step) for step in one.path[len(key):]]
        before, after = _value(one, one.before, procedures), _value(one, one.after, procedures)
        made[key].rows.append((" › ".join(rest), words(before, after)))
    return list(made.values())


def _piece(key: tuple[str, ...], procedures: Two) -> Piece:
    part = _parts(get_language() or "").get(key[0], key[0])
    if len(key) == 1:
        return Piece(part, "")
    if key[1] == "#order":
        return Piece(part, _("Order"))
    known = [procedure is not None and key[1] in _table(procedure, key[0]) for procedure in procedures]
    return Piece(part, _name_of(key[0], key[1], procedures), added=not known[0], gone=not known[1])


def _table(procedure: Procedure, part: str) -> Mapping[str, Any]:
    found = getattr(procedure, "asked" if part == "questions" else part, None)
    return found if isinstance(found, dict) else {}


def _step(step: str | int) -> str:
    known = _names(get_language() or "")
    return str(step + 1) if isinstance(step, int) else known.get(step, step)


def _value(one: Difference, value: str | None, procedures: Two) -> str:
    """The value in words; codes get their names."""
    if value is None:
        return ""
    if one.path[-1] == "#order":
        return ", ".join(_name_of(str(one.path[0]), code, procedures) for code in value.split(", "))
    named = NAMED.get(str(one.path[-1])) if one.path[0] in ENTRIES else None
    if named is not None:
        return ", ".join(_name_of(named, code, procedures) for code in value.split(", "))
    return {"True": _("yes"), "False": _("no")}.get(value, value)


def letter_name(code: str) -> str:
    """What a letter is called."""
    return _letters(get_language() or "").get(code, code)


def _name_of(part: str, code: str, procedures: Two) -> str:
    """The label of an entry, in the draft or in the edition in force."""
    if part == "letters":
        return letter_name(code)
    if part == "promises":
        return promise_inside(code, spoken_language())
    for procedure in reversed(procedures):
        entry = _table(procedure, part).get(code) if procedure is not None else None
        if (label := getattr(entry, "label", None)) is not None:
            return label.say(spoken_language())
    return code


@lru_cache
def _parts(_language: str) -> dict[str, str]:
    return {
        "categories": _("Categories"), "letters": _("Letters"), "questions": _("Questions"), "units": _("Units"),
        "promises": _("Promises"), "types": _("Types"), "phrases": _("Phrases"), "organisation": _("Organisation"),
        "steps": _("Steps"), "routing": _("Routing"), "acts": _("Acts"), "redress": _("Compensation"),
        "escalation": _("Escalation"), "pauses": _("Pauses"), "external": _("Outside bodies"), "title": _("Title"),
        "training": _("Training"), "temperature": _("Temperature"), "rest": _("Rest after hard contacts"),
    }  # fmt: skip


@lru_cache
def _names(_language: str) -> dict[str, str]:
    return {
        "id": _("Indonesian"), "en": _("English"), "label": _("name"), "notice": _("notice to the complainant"),
        "subject": _("subject"), "body": _("text"), "parent": _("reason above"), "type": _("type"),
        "unit": _("unit that answers"), "examples": _("examples"), "emergency": _("emergency"),
        "retired": _("offered no more"), "sealed": _("sealed"),
        "questions": _("questions"), "exceptions": _("exceptions"), "within": _("length of time"),
        "category": _("category"), "hint": _("hint"), "kind": _("kind"), "choices": _("choices"),
        "required": _("required"),
    }  # fmt: skip


@lru_cache
def _letters(_language: str) -> dict[str, str]:
    return {
        "acknowledgement": _("Acknowledgement of receipt"), "code-renewed": _("New tracking code"),
        "contact-received": _("Receipt of a question or request"), "thanks-received": _("Receipt of thanks"),
        "contact-reply": _("Reply to a question, a request or thanks"),
        "reply": _("Reply"), "question": _("Question to the complainant"), "forwarded": _("Who is looking into it"),
        "extended": _("More time is needed"), "offer": _("Offer of solutions"),
        "offer-reminder": _("Reminder of the offer"), "proceeding": _("We are carrying it out"),
        "agreed": _("What was agreed"),
        "declined-confirmed": _("The decline is confirmed"), "lapsed": _("The offer has lapsed"),
        "feedback-request": _("How was it?"), "closed": _("The complaint is closed"),
        "reopened": _("Opened again (letter)"),
        "rejected": _("The complaint is rejected"), "referred": _("Referred elsewhere"), "deadlock": _("No agreement"),
        "withdrawn": _("Withdrawal confirmed"), "merged": _("Joined with another complaint"),
        "unmasked": _("Your name was seen"), "redress": _("What we give"),
        "assigned": _("To staff: a complaint is yours"), "approval-requested": _("To staff: please approve"),
        "extension-requested": _("To staff: more time is asked for"),
        "extension-answered": _("To staff: answer about more time"), "sent-back": _("To staff: sent back"),
        "decision-approved": _("To staff: approved"), "task": _("To staff: a task"),
        "handed-over": _("To staff: handed over"), "escalated": _("To staff: escalated"),
        "mentioned": _("To staff: mentioned"), "due-soon": _("To staff: due soon"), "overdue": _("To staff: overdue"),
    }  # fmt: skip
