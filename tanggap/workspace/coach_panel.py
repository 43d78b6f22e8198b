"""What the coach found, as the list beside a text and the lines below its words."""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.cases.models import Case
from tanggap.casework.coach import suggestion
from tanggap.people.models import Staff
from tanggap.reading.coach import Advice, Finding

# The pieces as they stand in the list: letter, the elements that make one, and which of them is suggested first.
REPLY = (("A", ("apology",)), ("S", ("sympathy",)), ("A", ("responsibility",)), ("P", ("help", "date")))
CALL = (("1", ("apology",)), ("2", ("restatement",)), ("3", ("wish",)), ("4", ("date",)))
WARNING = 5  # how a warning is underlined; 1 to 4 are the pieces
SHOWN = 12  # more warnings than that nobody reads at once
FOUND_ONCE = frozenset({"language"})


@dataclass(kw_only=True)
class Panel:
    """What stands in the list."""

    parts: list[dict[str, Any]]
    warnings: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0  # of all warnings; the list shows the first ones
    title: str = ""

    @property
    def said(self) -> str:
        """The same in a line, for whoever listens."""
        found = sum(one["state"] == "found" for one in self.parts)
        words = _("%(number)s of %(count)s") % {"number": found, "count": len(self.parts)}
        gap = next((one for one in self.parts if one["state"] != "found"), None)
        if gap:
            lacks = _("missing") if gap["state"] == "missing" else gap["hint"]
            words = f"{words}. {gap['words'] or gap['name']}: {lacks}"
        if not self.count:
            return words
        looked = ngettext("%(num)s thing to look at", "%(num)s things to look at", self.count) % {"num": self.count}
        return f"{words}. {looked}."


def panel_of(case: Case, advice: Advice | None, *, of: str = "reply", by: Staff) -> Panel:
    """The list for that advice; without one, as it is before anything is written."""
    rows = REPLY if of == "reply" else CALL
    parts = [_part(letter, kinds, advice, of) for letter, kinds in rows]
    gap = next((one for one in parts if one["state"] == "missing"), None)
    if advice is not None and gap is not None:
        gap["phrase"] = suggestion(case, gap["kind"], of=of, by=by)
    found = advice.warnings if advice is not None and of == "reply" else []
    warnings = [_warning(one) for one in found[:SHOWN]]
    title = _("Guide for the call") if of == "call" else ""
    return Panel(parts=parts, warnings=warnings, count=len(found), title=title)


def marks_of(text: str, advice: Advice, panel: Panel) -> list[list[int]]:
    """[from, to, look] for the lines below the words, as scripts count letters; a warning goes before what is good."""
    looks = {kind: place for place, part in enumerate(panel.parts, 1) for kind in part["kinds"]}
    over = bytearray(len(text))
    # Of a sentence that does two things the later piece is the rarer one, and has the line.
    for one in sorted(advice.findings, key=lambda one: looks.get(one.kind, WARNING)):
        if one.kind not in FOUND_ONCE:
            over[one.start : one.end] = bytes([looks.get(one.kind, WARNING)]) * (one.end - one.start)
    edges = [0, *(place for place in range(1, len(text)) if over[place] != over[place - 1]), len(text)]
    # Where a smiley stands, which counts for two in a script.
    wide = [place for place, letter in enumerate(text) if letter > "\uffff"]
    return [
        [start + bisect_left(wide, start), end + bisect_left(wide, end), over[start]]
        for start, end in pairwise(edges) if end > start and over[start]
    ]  # fmt: skip


def _warning(one: Finding) -> dict[str, Any]:
    words = "" if one.kind in FOUND_ONCE else one.words
    return {"words": words, "why": _why(one.kind), "start": one.start, "end": one.end, "kind": one.kind}


def _part(letter: str, kinds: tuple[str, ...], advice: Advice | None, of: str) -> dict[str, Any]:
    states = [advice.state(kind) if advice else "missing" for kind in kinds]
    state = states[0] if len(set(states)) == 1 else "weak"
    first = next((kind for kind, one in zip(kinds, states, strict=True) if one != "found"), kinds[0])
    name, words = _name(kinds[0], of)
    return {
        "letter": letter, "name": name, "english": of == "reply", "words": words, "state": state, "kind": first,
        "kinds": kinds, "hint": _hint(first, state, of), "phrase": "",
    }  # fmt: skip


def _name(kind: str, of: str) -> tuple[str, str]:
    if of == "call":
        return {
            "apology": _("Apologise"), "restatement": _("Say back what you heard, and have it confirmed"),
            "wish": _("Ask what would put it right"), "date": _("Say by when you are in touch"),
        }[kind], ""  # fmt: skip
    return {
        "apology": ("Apologize", _("say sorry")), "sympathy": ("Sympathize", _("see how it feels")),
        "responsibility": ("Accept", _("take responsibility")), "help": ("Prepare", _("ready to help")),
    }[kind]  # fmt: skip


def _hint(kind: str, state: str, of: str) -> str:
    if kind == "apology" and state == "weak":
        return _("Say what you are sorry for.")
    if of == "call":
        return {
            "apology": _("Write down that you apologised, and for what."),
            "restatement": _("Write down what you repeated, and that it was confirmed."),
            "wish": _("Write down what the complainant would like."),
            "date": _("Write down what you promised, with day and hour."),
        }[kind]  # fmt: skip
    return {
        "apology": _("Begin with a sincere apology, without “if” and “but”."),
        "sympathy": _("Say that you see what it meant for this person."),
        "responsibility": _("Say what went wrong on our side, without blaming anybody."),
        "help": _("Name the next step and its date, such as “before Friday, 5 pm”."),
        "date": _("Name the date, such as “before Friday, 5 pm”."),
    }[kind]  # fmt: skip


def _why(kind: str) -> str:
    return {
        "blame": _("sounds like blame. Say what we do now; leave out what the complainant did."),
        "defensive": _("defends us. Say what it was like for the complainant, and what we do."),
        "denial": _("denies what was told. Say what we found, and how we found it."),
        "formula": _("is a formula. Say it in your own words, about this case."),
        "promise": _("promises what nobody can be sure of. Promise what you do yourself."),
        "others": _("may be of somebody else. Leave out whom it does not concern."),
        "internal": _("is a word among ourselves. Say it so that an outsider understands it."),
        "amount": _("is more than you may give and than was approved. Have it approved first."),
        "late": _("is later than the date that was promised. Name an earlier one, or ask for more time."),
        "past": _("has passed already."),
        "language": _("This is not the language in which the complainant wrote to us."),
    }[kind]  # fmt: skip
