"""Values that the palette sets on the case it was opened on, or on the complaints that are picked in the list.

"assign Bob" is done at once and can be taken back. "severity high" changes promises and asks for a reason, so it opens
the act's form filled in. What is picked in the list goes to the page that says first what would change.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from tanggap.cases.case import Impact, Severity, Temperature
from tanggap.cases.models import Case
from tanggap.casework.available import Outlook
from tanggap.core.text import fold
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now
from tanggap.sop.models import procedure_in_force
from tanggap.sop.procedure import Procedure
from tanggap.workspace import acts_classify
from tanggap.workspace.acts_form import Act, case_href
from tanggap.workspace.acts_people import staff_options
from tanggap.workspace.palette_match import Option

LANGUAGES = ("id", "en")


class Word(NamedTuple):
    """One value of one field: its words on the page, and the folded ones that find it in both languages."""

    field: str
    value: str
    label: str
    words: str
    set_by: str
    found_by: str


def on_case(case: Case, look: Outlook, by: Staff) -> list[Option]:
    """What this person may set on the case now."""
    found: list[Option] = []
    act = next((one for one in (acts_classify.ASSESS, acts_classify.RECLASSIFY) if look.can(one.name)), None)
    if act is not None:
        found += _classifying(case, act)
    for one in (acts_classify.FORWARD, acts_classify.HAND_OVER):
        if look.can(one.name):
            found += [
                Option(f"{one.label}: {name}", f"{one.href(case)}?unit={pk}", one.icon, _form(), words,
                       _forward_words(), alone=False)
                for pk, name, words in _units() if pk != case.unit_id
            ]  # fmt: skip
    if look.can("assign"):
        found += _assigning(case, by)
    return found


def on_picked(references: list[str], by: Staff) -> list[Option]:
    """What can be done with the complaints that are picked in the list; the page of it says first what changes."""
    many = _("%(count)s selected") % {"count": len(references)}

    def href(act: str, **chosen: object) -> str:
        pairs = [("pick", one) for one in references] + [(name, str(value)) for name, value in chosen.items()]
        return f"{reverse(f'bulk_{act}')}?{urlencode([*pairs, ('show', '1')] if chosen else pairs)}"

    _edition, procedure = procedure_in_force()
    return [
        Option(_("Assign"), href("assign"), "user-check", many, _assign_words()),
        Option(_("Forward"), href("forward"), "arrow-forward-up", many, _forward_words()),
        Option(_("Classify"), href("classify"), "tag", many, _category_words()),
        *(Option(_("Assign to %(name)s") % {"name": name}, href("assign", handler=pk), "user-check", many, words,
                 _assign_words(), alone=False) for pk, name, words in _people(staff_options(), by)),
        *(Option(f"{acts_classify.FORWARD.label}: {name}", href("forward", unit=pk), "arrow-forward-up", many, words,
                 _forward_words(), alone=False) for pk, name, words in _units()),
        *(Option(f"{one.label}: {one.words}", href("classify", category=one.value), "tag", many, one.found_by,
                 one.set_by, alone=False) for one in _categories(procedure)),
    ]  # fmt: skip


def _classifying(case: Case, act: Act) -> Iterator[Option]:
    procedure = case.edition.procedure
    for one in [*_vocabulary(), *_categories(procedure)]:
        if str(getattr(case, one.field)) == one.value:
            continue
        given = {one.field: one.value}
        if one.field == "category":
            given["type"] = procedure.categories[one.value].type
        alone = one.field in ("severity", "temperature")
        yield Option(f"{one.label}: {one.words}", f"{act.href(case)}?{urlencode(given)}", act.icon, _form(),
                     one.found_by, one.set_by, alone=alone)  # fmt: skip


def _assigning(case: Case, by: Staff) -> Iterator[Option]:
    where = case_href(case, "case_assign_now")
    for pk, name, words in _people(staff_options(case.unit), by):
        if pk != case.handler_id:
            yield Option(
                _("Assign to %(name)s") % {"name": name}, f"{acts_classify.ASSIGN.href(case)}?handler={pk}",
                acts_classify.ASSIGN.icon, _("at once"), words, _assign_words(), where,
                urlencode({"handler": pk, "version": case.version}), alone=False,
            )  # fmt: skip


def _form() -> str:
    return _("form, filled in")


def _people(groups: Iterable[tuple[str, Iterable[dict[str, object]]]], by: Staff) -> list[tuple[int, str, str]]:
    """Number, name and the folded words of each, once; oneself is "me" too."""
    own = _in_both(lambda: pgettext("typed for oneself", "me myself"))
    found: dict[int, tuple[int, str, str]] = {}
    for _heading, people in groups:
        for one in people:
            pk, name = int(str(one["value"])), str(one["label"])
            found[pk] = (pk, name, f"{fold(name)} {own}" if pk == by.pk else fold(name))
    return list(found.values())


def _units() -> list[tuple[int, str, str]]:
    return [(one.pk, one.name, fold(f"{one.name_id} {one.name_en}")) for one in roster_now().units.values()]


def _vocabulary() -> list[Word]:
    """Severity, emotion and impacts with their values."""
    here = (get_language() or "id")[:2]
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = list(_values())
    return [
        Word(one.field, one.value, one.label, one.words,
             " ".join(fold(said[language][at].set_by) for language in LANGUAGES),
             " ".join(fold(said[language][at].found_by) for language in LANGUAGES))
        for at, one in enumerate(said[here if here in said else "id"])
    ]  # fmt: skip


def _values() -> Iterator[Word]:
    urgent = {Severity.CRITICAL.value: pgettext("typed for critical", "urgent emergency")}
    for value, words in Severity.choices:
        label = _("Severity")
        yield Word("severity", value, label, str(words), label, f"{words} {urgent.get(value, '')}")
    feeling = pgettext("typed for the emotion", "emotion mood temperature feeling")
    for value, words in Temperature.choices:
        yield Word("temperature", value, _("Emotion"), str(words), feeling, str(words))
    for field, name in acts_classify.IMPACTS:
        for value, words in Impact.choices:
            yield Word(field, value, str(name), str(words), str(name), str(words))


def _categories(procedure: Procedure) -> list[Word]:
    here = (get_language() or "id")[:2]
    return [
        Word("category", code, _("Category"), one.label.say(here), _category_words(),
             fold(" ".join(one.label.say(language) for language in LANGUAGES)))
        for code, one in procedure.categories.items()
    ]  # fmt: skip


def _assign_words() -> str:
    return _in_both(lambda: pgettext("typed to assign", "assign handler give to"))


def _forward_words() -> str:
    return _in_both(lambda: pgettext("typed to forward", "forward hand over to department"))


def _category_words() -> str:
    return _in_both(lambda: pgettext("typed to classify", "category classify label"))


def _in_both(say: Callable[[], str]) -> str:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(fold(say()))
    return " ".join(found)
