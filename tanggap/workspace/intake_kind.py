"""What kind it is: types and likely categories as numbered choices, what to ask, what to warn of, what to promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tanggap.casework.foretell import Foretold, foretell
from tanggap.casework.suggest import Likely, likely_categories
from tanggap.core import time
from tanggap.people.models import Staff
from tanggap.reading.danger import may_be_hurt
from tanggap.sop.models import current_edition
from tanggap.sop.parts import Emergency, Question
from tanggap.sop.procedure import Procedure
from tanggap.workspace.intake_form import MEDIA, OTHER, SPOKEN, chosen_category

# Alt with a digit picks; the last four are the severities, so types and categories share the first six.
DIGITS, FOR_KINDS = "1234567890", 6
MOST_TYPES = 4
WORTH_SAYING = 3


class Choice(NamedTuple):
    """One numbered choice; `note` says what stands behind a suggestion."""

    value: str
    label: str
    digit: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the middle of the form shows for what was typed so far."""

    type: str
    category: str
    types: list[Choice]
    categories: list[Choice]
    suggested: bool
    groups: list[tuple[str, list[tuple[str, str]]]]
    questions: list[Question]
    notices: list[str]
    danger: Emergency | None
    ahead: Foretold


def kind_of(given: dict[str, str], *, by: Staff) -> Kind:
    """For the form as it stands; what is no choice of the edition counts as not chosen."""
    procedure, language = current_edition().procedure, (get_language() or "id")[:2]
    category = chosen_category(given)
    category = category if category in procedure.offered else ""
    type = procedure.categories[category].type if category else given["type"]
    type = type if type in procedure.types else ""
    likely = likely_categories(given["body"], procedure, by=by, type=type)
    types = [
        Choice(code, one.label.say(language), _digit(place))
        for place, (code, one) in enumerate(procedure.types.items())
    ]
    numbered = min(len(types), MOST_TYPES)
    return Kind(
        type=type, category=category, types=types, suggested=bool(likely),
        categories=_categories(procedure, language, type, category, likely, first=numbered),
        groups=_groups(procedure, language, type), questions=procedure.questions(category),
        notices=[one.notice.say(language) for one in procedure.lineage(category) if one.notice],
        danger=_danger(procedure, category, likely, given["body"]), ahead=_ahead(given, type, category),
    )  # fmt: skip


def severities(options: Iterable[tuple[str, str]]) -> list[Choice]:
    """The severities with the last digits."""
    given = list(options)
    first = len(DIGITS) - len(given)
    return [Choice(value, label, _digit(first + place)) for place, (value, label) in enumerate(given)]


def _digit(place: int) -> str:
    return DIGITS[place] if 0 <= place < len(DIGITS) else ""


def _categories(
    procedure: Procedure, language: str, type: str, category: str, likely: list[Likely], *, first: int
) -> list[Choice]:
    """The chosen one stays in sight; then what the story suggests, else what stands first in the SOP; then the rest."""
    room = FOR_KINDS - first - 1
    notes = {one.code: _behind(one) for one in likely}
    top = [code for code, one in procedure.offered.items() if one.parent is None and type and one.type == type]
    shown = [*dict.fromkeys([*notes, *top])][:room]
    if category and category not in shown:
        shown = [category, *shown[: room - 1]]
    found = [
        Choice(code, procedure.categories[code].label.say(language), _digit(first + place), notes.get(code, ""))
        for place, code in enumerate(shown)
    ]
    return [*found, Choice(OTHER, _("Other…") if found else _("Choose from the list…"), _digit(first + len(shown)))]


def _behind(one: Likely) -> str:
    if not one.like or one.of < WORTH_SAYING:
        return ""  # of one or two nothing follows
    return ngettext("%(like)s of %(num)s similar", "%(like)s of %(num)s similar", one.of) % {
        "like": one.like, "num": one.of}  # fmt: skip


def _groups(procedure: Procedure, language: str, type: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every category below its type; of a chosen type only its own."""
    def lines(of: str) -> list[tuple[str, str]]:
        return [
            (code, "\u2003" * (len(list(procedure.lineage(code))) - 1) + one.label.say(language))
            for code, one in procedure.offered.items() if one.type == of
        ]

    return [(one.label.say(language), lines(code)) for code, one in procedure.types.items() if type in ("", code)]


def _danger(procedure: Procedure, category: str, likely: list[Likely], body: str) -> Emergency | None:
    """Help comes before the complaint: for a category that the SOP marks, and for words of illness and injury."""
    if procedure.emergency is None:
        return None
    marked = procedure.is_emergency(category) or bool(likely and procedure.is_emergency(likely[0].code))
    return procedure.emergency if marked or may_be_hurt(body) else None


def _ahead(given: dict[str, str], type: str, category: str) -> Foretold:
    medium = given["medium"] if given["medium"] in MEDIA else "phone"
    try:
        typed = datetime.fromisoformat(given["received_at"]) if given["received_at"] else None
    except ValueError:
        typed = None
    if typed is not None and typed.tzinfo is None:
        typed = typed.replace(tzinfo=time.default_zone())
    return foretell(
        type=type, category=category, severity=given["severity"], temperature=given["temperature"], medium=medium,
        written=medium not in SPOKEN, received_at=typed,
    )  # fmt: skip

