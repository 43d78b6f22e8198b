"""Categories and letters of a draft: what a page asks for, made in the text of the SOP."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.casework import drafting
from tanggap.core.errors import Invalid, NotFound, Stale, require
from tanggap.people.models import Staff, Unit
from tanggap.sop import editing
from tanggap.sop.letters import LETTERS
from tanggap.sop.models import Edition
from tanggap.sop.schema import read
from tanggap.sop.text import LANGUAGES

Both = Mapping[str, str]
CODE = re.compile(r"[a-z][a-z0-9_-]{0,49}")
LONGEST = {"label": 120, "examples": 200, "notice": 2_000}
MISSING = {
    "label": _("Write the name."),
    "examples": _("Write the examples in both languages, or in none."),
    "notice": _("Write the notice in both languages, or in none."),
    "hint": _("Write the hint in both languages, or in none."),
}


@dataclass(frozen=True, kw_only=True)
class CategoryFacts:
    """A category as it is to be. `promises` are lengths as the file writes them ("3 working days"), by kind."""

    label: Both
    type: str
    parent: str = ""
    unit: str = ""
    examples: Both = field(default_factory=dict)
    notice: Both = field(default_factory=dict)
    sealed: bool = False
    emergency: bool = False
    questions: Sequence[str] = ()
    promises: Mapping[str, str] | None = None

    def check(self) -> None:
        """Raise Invalid for names that are missing or too long, and for words in one language only."""
        problems: dict[str, Any] = {}
        for part, most in LONGEST.items():
            said: Both = getattr(self, part)
            for language in LANGUAGES:
                text = said.get(language, "")
                if len(text) > most:
                    problems[f"{part}_{language}"] = _("At most %(most)d characters, please.") % {"most": most}
                elif not text and (part == "label" or any(said.values())):
                    problems[f"{part}_{language}"] = MISSING[part]
        if problems:
            raise Invalid(_("Please look at the marked fields."), fields=problems)

    def values(self) -> dict[str, Any]:
        """The names of its table; what is not said is taken out."""
        return {
            "type": self.type, "parent": self.parent or None, "label": dict(self.label), "unit": self.unit or None,
            "examples": _said(self.examples), "questions": list(self.questions) or None,
            "sealed": self.sealed or None, "emergency": self.emergency or None, "notice": _said(self.notice),
        }  # fmt: skip


def add_category(code: str, facts: CategoryFacts, *, by: Staff) -> Edition:
    """A new category, behind its brothers and sisters. Raises Invalid, SopProblems, Stale."""
    facts.check()
    if not CODE.fullmatch(code):
        sentence = _("Small letters, digits, - and _, beginning with a letter; at most 50.")
        raise Invalid(sentence, fields={"code": sentence})

    def change(text: str) -> str:
        known = tomllib.loads(text)["categories"]
        if code in known:
            sentence = _("There is a category with this code already.")
            raise Invalid(sentence, fields={"code": sentence})
        if any(each["label"] == facts.label and each.get("parent", "") == facts.parent for each in known.values()):
            # Sent twice, or thought of twice.
            sentence = _("There is a category with this name already.")
            raise Invalid(sentence, fields={"label_id": sentence})
        same = [one for one, each in known.items() if each.get("parent", "") == facts.parent]
        place = same[-1] if same else facts.parent if facts.parent in known else list(known)[-1]
        text = editing.add(text, ("categories", code), facts.values(), after=("categories", place))
        return _promised(_with_unit(text, facts.unit), code, facts.promises)

    return drafting.edit(change, what="category_added", about=code, by=by)


def change_category(code: str, facts: CategoryFacts, *, seen: str, by: Staff) -> Edition:
    """Other words, another place, other rules for a category; its code stays. `seen`: its mark when it was opened."""
    facts.check()

    def change(text: str) -> str:
        _see(text, "categories", code)
        see_same(text, "categories", code, seen)
        known = tomllib.loads(text)["categories"]
        wanted = facts.values()
        wanted["questions"] = _in_their_order(wanted["questions"], known[code].get("questions", []))
        values = {name: value for name, value in wanted.items() if value != known[code].get(name)}
        text = editing.put(text, ("categories", code), values)
        return _promised(_with_unit(text, facts.unit), code, facts.promises)

    return drafting.edit(change, what="category_changed", about=code, by=by)


def retire_category(code: str, *, retired: bool, by: Staff) -> Edition:
    """It is offered no more, with whatever lies below it; or offered again. Complaints that have it keep it."""

    def change(text: str) -> str:
        _see(text, "categories", code)
        text = editing.put(text, ("categories", code), {"retired": retired or None})
        require(not retired or read(text).offered, _("One category at least must be offered."), code="last")
        return text

    what = "category_retired" if retired else "category_offered"
    return drafting.edit(change, what=what, about=code, by=by)


def never_published(draft: Edition) -> frozenset[str]:
    """The categories of a draft that no edition before it knew. All others stay: complaints may have them."""
    ever: set[str] = set()
    for known in Edition.objects.exclude(state=Edition.State.DRAFT).values_list("content__categories", flat=True):
        ever.update(known or {})
    return frozenset(draft.procedure.categories) - ever


def remove_category(code: str, *, by: Staff) -> Edition:
    """A category that is in this draft alone goes; its own promises go with it. Refused for all others."""

    def change(text: str) -> str:
        _see(text, "categories", code)
        fresh = never_published(drafting.the_draft())
        require(code in fresh, _("Complaints may have this category. It can be retired, not removed."), code="in_use")
        known = tomllib.loads(text)["categories"]
        below = [one for one, each in known.items() if each.get("parent") == code]
        require(not below, _("It has sub-reasons. Move or remove them first."), code="below")
        require(len(known) > 1, _("One category at least must stay."), code="last")
        return editing.remove(_promised(text, code, {}), ("categories", code))

    return drafting.edit(change, what="category_removed", about=code, by=by)


def move_category(code: str, *, up: bool, by: Staff) -> Edition:
    """One place up or down among those with the same parent; at the end it stays where it is."""

    def change(text: str) -> str:
        _see(text, "categories", code)
        known = tomllib.loads(text)["categories"]
        row = [one for one, each in known.items()
               if (each.get("parent"), each["type"]) == (known[code].get("parent"), known[code]["type"])]  # fmt: skip
        place = row.index(code) + (-1 if up else 1)
        if not 0 <= place < len(row):
            return text
        return editing.exchange(text, ("categories", code), ("categories", row[place]))

    return drafting.edit(change, what="category_moved", about=code, by=by)


def change_letter(code: str, *, subject: Both, body: Both, seen: str, by: Staff) -> Edition:
    """Other words for a letter; one that the edition leaves out is added. `seen`: its mark when it was opened."""

    def change(text: str) -> str:
        if code not in LETTERS:
            raise NotFound(_("There is no such letter."))
        see_same(text, "letters", code, seen)
        values = {"subject": dict(subject), "body": dict(body)}
        known = tomllib.loads(text)["letters"]
        if code not in known:
            return editing.add(text, ("letters", code), values, after=("letters", list(known)[-1]))
        changed = {name: value for name, value in values.items() if not _same(value, known[code][name])}
        return editing.put(text, ("letters", code), changed)

    return drafting.edit(change, what="letter_changed", about=code, by=by)


def mark(edition: Edition, table: str, code: str) -> str:
    """A mark of what the draft says of that category or letter; it differs as soon as anything of it does."""
    return mark_of(edition.source, table, code)


def own_promises(edition: Edition, code: str) -> dict[str, str]:
    """The lengths that the draft promises for that category whatever else holds, as the file writes them."""
    return _own_promises(tomllib.loads(edition.source), code)


def all_own_promises(edition: Edition) -> dict[str, dict[str, str]]:
    """The same for all categories that have any."""
    content = tomllib.loads(edition.source)
    found = {code: _own_promises(content, code) for code in content["categories"]}
    return {code: promises for code, promises in found.items() if promises}


def _own_promises(content: Mapping[str, Any], code: str) -> dict[str, str]:
    return {
        kind: each["within"] for kind, rule in content["promises"].items() for each in rule.get("exceptions", [])
        if each.get("category") == code and set(each) == {"category", "within"}
    }  # fmt: skip


def mark_of(text: str, table: str, code: str) -> str:
    """The same of the text of a draft."""
    content = tomllib.loads(text)
    said = [content.get(table, {}).get(code), _own_promises(content, code) if table == "categories" else {}]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]


def see_same(text: str, table: str, code: str, seen: str) -> None:
    """Who changes another piece of the draft is in nobody's way."""
    if mark_of(text, table, code) != seen:
        raise Stale(drafting.STALE)


def _in_their_order(wanted: list[str] | None, before: Sequence[str]) -> list[str] | None:
    """Questions that were asked already keep their order; a page knows none."""
    kept = [one for one in before if one in (wanted or ())]
    return kept + [one for one in wanted or () if one not in kept] or None


def _said(both: Both) -> dict[str, str] | None:
    return dict(both) if any(both.values()) else None


def _same(typed: Both, stands: Both) -> bool:
    """The same words, whatever stands around them; the schema takes that away too."""
    return all(typed[name].strip() == stands[name].strip() for name in typed)


def _promised(text: str, code: str, wanted: Mapping[str, str] | None) -> str:
    """The text with these lengths for that category, and with no others that hold for it alone."""
    if wanted is None:
        return text
    for kind, rule in tomllib.loads(text)["promises"].items():
        before = rule.get("exceptions", [])
        after = [each for each in before if not (each.get("category") == code and set(each) == {"category", "within"})]
        if not wanted.get(kind) and len(after) == len(before):
            continue
        if wanted.get(kind):
            own = {"category": code, "within": wanted[kind]}
            if own in before:
                continue
            after.append(own)
        text = editing.put(text, ("promises", kind), {"exceptions": after or None})
    return text


def _with_unit(text: str, code: str) -> str:
    """A unit that people have made is known to the SOP from the moment something is sent to it."""
    known = tomllib.loads(text)["units"]
    unit = Unit.objects.filter(code=code, closed_at=None).first() if code and code not in known else None
    if unit is None:
        return text
    kind = unit.kind if unit.kind in {"branch", "office"} else None
    values = {"label": {"id": unit.name_id, "en": unit.name_en}, "kind": kind}
    return editing.add(text, ("units", code), values, after=("units", list(known)[-1]))


def _see(text: str, table: str, code: str) -> None:
    if code not in tomllib.loads(text)[table]:
        raise NotFound(_("The draft has no such category."))
