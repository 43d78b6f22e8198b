"""Phrases of the SOP for replies (U30): filled with what is on file, in the complainant's language, never sent by us.

What the file does not know stays a gap in pointed brackets, ⟨produk⟩, and a reply with a gap in it is not sent.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from tanggap.cases.letters import common, greeting
from tanggap.cases.models import Case
from tanggap.casework.links import token_of, track_url
from tanggap.casework.wording import date_in_words
from tanggap.core.errors import Invalid, NotFound
from tanggap.people.models import Staff
from tanggap.sop.letters import fill

_GAP = re.compile(r"⟨[^⟨⟩\n]{1,40}⟩")
UNFILLED = _("Fill in, or remove, what stands between ⟨ and ⟩ before you send.")
# Dates that were promised to the complainant; those among ourselves are no business of theirs.
TOLD = frozenset({"first_reply", "progress", "resolution"})
# What a gap is called, in Indonesian and in English.
GAPS = {
    "product": ("produk", "product"), "category": ("kategori", "category"), "due": ("tanggal", "date"),
}  # fmt: skip


class Filled(NamedTuple):
    """One phrase: its name for whoever chooses, its words for whoever is written to."""

    code: str
    label: str
    text: str


def phrases_of(case: Case, *, by: Staff) -> list[Filled]:
    """The phrases of the case's edition, filled for this case."""
    phrases = case.edition.procedure.phrases
    if not phrases:
        return []
    values = values_for(case, by)
    return [
        Filled(code, one.label.say(by.language), fill(one.text.say(case.language), values).strip())
        for code, one in phrases.items()
    ]


def phrase_in(case: Case, code: str, *, by: Staff) -> str:
    """The words of that phrase; raises NotFound when the edition has none of this name."""
    for one in phrases_of(case, by=by):
        if one.code == code:
            return one.text
    raise NotFound(_("The procedure of this complaint has no such phrase."))


def refuse_gaps(text: str) -> None:
    """Raises Invalid while something is still to be filled in."""
    if _GAP.search(text):
        raise Invalid(UNFILLED, fields={"body": UNFILLED})


def values_for(case: Case, by: Staff) -> dict[str, str]:
    """What the names in braces stand for here; a gap to be filled in where the file does not know it."""
    procedure, language = case.edition.procedure, case.language
    category = procedure.categories.get(case.category)
    known = {
        **common(case, track_url(token_of(case))),
        # Of a hidden case nobody's name goes into a text that others may read over a shoulder.
        "name": greeting(language) if case.hidden else case.shown_name or greeting(language),
        "staff": by.full_name,
        "unit": case.unit.name,
        "product": case.product,
        "category": category.label.say(language) if category else "",
        "due": date_in_words(case.next_due_at, language) if case.next_due_kind in TOLD and case.next_due_at else "",
    }
    return {name: value or _gap(name, language) for name, value in known.items()}


def _gap(name: str, language: str) -> str:
    indonesian, english = GAPS.get(name, (name, name))
    return f"⟨{english if language == 'en' else indonesian}⟩"
