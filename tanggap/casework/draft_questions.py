"""The questions of a draft: what complainants are asked about a category, made in the text of the SOP."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.casework import drafting
from tanggap.casework.draft_pieces import CODE, MISSING, Both, mark_of, see_same
from tanggap.core.errors import Invalid, NotFound
from tanggap.people.models import Staff
from tanggap.sop import editing
from tanggap.sop.models import Edition
from tanggap.sop.text import LANGUAGES

LONGEST = {"label": 200, "hint": 300}
LONGEST_CHOICE, MOST_CHOICES = 120, 40


@dataclass(frozen=True, kw_only=True)
class QuestionFacts:
    """A question as it is to be; the choices of one language stand beside those of the other, line by line."""

    label: Both
    hint: Both = field(default_factory=dict)
    kind: str = "text"
    required: bool = False
    choices: Mapping[str, list[str]] = field(default_factory=dict)

    def check(self) -> None:
        """Raise Invalid for words that are missing or too long, and choices that do not pair."""
        problems: dict[str, Any] = {}
        for part, most in LONGEST.items():
            said: Both = getattr(self, part)
            for language in LANGUAGES:
                text = said.get(language, "")
                if len(text) > most:
                    problems[f"{part}_{language}"] = _("At most %(most)d characters, please.") % {"most": most}
                elif not text and part == "label":
                    problems[f"{part}_{language}"] = _("Write the question.")
                elif not text and any(said.values()):
                    problems[f"{part}_{language}"] = MISSING["hint"]
        if self.kind == "choice":
            problems |= self._wrong_choices()
        if problems:
            raise Invalid(_("Please look at the marked fields."), fields=problems)

    def _wrong_choices(self) -> dict[str, Any]:
        lines = {language: self.choices.get(language, []) for language in LANGUAGES}
        for language, each in lines.items():
            if len(each) < 2:
                return {f"choices_{language}": _("Write at least two choices, each on a line of its own.")}
            if len(each) > MOST_CHOICES or any(len(line) > LONGEST_CHOICE for line in each):
                return {f"choices_{language}": _("At most %(most)d choices of %(long)d characters, please.") % {
                    "most": MOST_CHOICES, "long": LONGEST_CHOICE}}  # fmt: skip
            if len(set(each)) < len(each):
                return {f"choices_{language}": _("One choice stands there twice.")}
        if len(lines["id"]) != len(lines["en"]):
            return {"choices_en": _("Write as many choices in English as in Indonesian, in the same order.")}
        return {}


def add_question(code: str, facts: QuestionFacts, *, category: str = "", by: Staff) -> Edition:
    """A new question, asked about that category at once when one is named. Raises Invalid, SopProblems."""
    facts.check()
    if not CODE.fullmatch(code):
        sentence = _("Small letters, digits, - and _, beginning with a letter; at most 50.")
        raise Invalid(sentence, fields={"code": sentence})

    def change(text: str) -> str:
        content = tomllib.loads(text)
        known = content.get("questions", {})
        if code in known:
            sentence = _("There is a question with this code already.")
            raise Invalid(sentence, fields={"code": sentence})
        if any(each["label"] == facts.label for each in known.values()):
            sentence = _("There is such a question already.")
            raise Invalid(sentence, fields={"label_id": sentence})
        text = _with_choices(editing.add(text, ("questions", code), _values(facts)), code, facts, {})
        if category in content["categories"]:
            asked = [*content["categories"][category].get("questions", []), code]
            text = editing.put(text, ("categories", category), {"questions": asked})
        return text

    return drafting.edit(change, what="question_added", about=code, by=by)


def change_question(code: str, facts: QuestionFacts, *, seen: str, by: Staff) -> Edition:
    """Other words, another kind, other choices. `seen`: its mark when it was opened."""
    facts.check()

    def change(text: str) -> str:
        before = _known(text, code)
        see_same(text, "questions", code, seen)
        values = {name: value for name, value in _values(facts).items() if value != before.get(name)}
        return _with_choices(editing.put(text, ("questions", code), values), code, facts, before)

    return drafting.edit(change, what="question_changed", about=code, by=by)


def remove_question(code: str, *, by: Staff) -> Edition:
    """It is asked about nothing any more. Answers that were given keep their question: it stands in their edition."""

    def change(text: str) -> str:
        _known(text, code)
        for category, each in tomllib.loads(text)["categories"].items():
            if code in each.get("questions", []):
                left = [one for one in each["questions"] if one != code]
                text = editing.put(text, ("categories", category), {"questions": left or None})
        return editing.remove(_without_choices(text, code), ("questions", code))

    return drafting.edit(change, what="question_removed", about=code, by=by)


def mark(edition: Edition, code: str) -> str:
    """A mark of what the draft says of that question."""
    return mark_of(edition.source, "questions", code)


def _known(text: str, code: str) -> dict[str, Any]:
    known: dict[str, dict[str, Any]] = tomllib.loads(text).get("questions", {})
    if code not in known:
        raise NotFound(_("The draft has no such question."))
    return known[code]


def _values(facts: QuestionFacts) -> dict[str, Any]:
    return {
        "label": dict(facts.label), "hint": dict(facts.hint) if any(facts.hint.values()) else None,
        "kind": facts.kind if facts.kind != "text" else None, "required": facts.required or None,
    }  # fmt: skip


def _with_choices(text: str, code: str, facts: QuestionFacts, before: Mapping[str, Any]) -> str:
    """The choices as they are to be, in a table of their own; one that keeps its words in a language keeps its code."""
    old: dict[str, dict[str, str]] = before.get("choices", {})
    wanted: dict[str, dict[str, str]] = {}
    pairs = zip(facts.choices.get("id", []), facts.choices.get("en", []), strict=True) if facts.kind == "choice" else ()
    for said, also in pairs:
        label = {"id": said, "en": also}
        same = (one for one, each in old.items() if one not in wanted and (each["id"] == said or each["en"] == also))
        wanted[next(same, None) or _free(also, wanted.keys() | old.keys())] = label
    if wanted == old and list(wanted) == list(old):
        return text
    text = _without_choices(text, code)
    return editing.add(text, ("questions", code, "choices"), wanted, after=("questions", code)) if wanted else text


def _without_choices(text: str, code: str) -> str:
    try:
        return editing.remove(text, ("questions", code, "choices"))
    except KeyError:
        return editing.put(text, ("questions", code), {"choices": None})


def _free(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
    plain = plain if plain[:1].isalpha() else f"c_{plain}"
    return next(code for code in (plain, *(f"{plain}_{number}" for number in range(2, 100))) if code not in taken)
