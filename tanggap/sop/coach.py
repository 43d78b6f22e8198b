"""What an SOP says of the coach: what a first reply needs, what stops one, and own words and phrases (R45, R50).

Without [coach] it only advises. The shipped rules and phrases lie in `tanggap/reading/coach/`.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field

from tanggap.reading.coach import LANGUAGES, Additions
from tanggap.reading.coach.rules import good_pattern
from tanggap.sop.letters import PHRASE_NAMES, names_in, stray_brace
from tanggap.sop.text import Part, Text, Words

Element = Literal["apology", "sympathy", "responsibility", "help", "date"]
Warned = Literal["blame", "defensive", "denial", "formula", "promise", "others", "internal"]
Stopping = Literal[
    "blame", "defensive", "denial", "formula", "promise", "others", "internal", "amount", "late", "past", "language"
]
# What a suggested phrase may name besides: what happened, in the complainant's words.
NAMES = PHRASE_NAMES | {"what"}
MOST_WORDS = 200


class OwnWords(Part):
    """Expressions that are warned of besides the shipped ones, by language."""

    id: list[Words] = Field(default=[], max_length=MOST_WORDS)
    en: list[Words] = Field(default=[], max_length=MOST_WORDS)


class Coach(Part):
    """How replies are looked at before they go."""

    first_reply: list[Element] = Field(default=[])
    stops: list[Stopping] = Field(default=[])
    reason: bool = True  # whether it may be sent all the same, with a reason
    warn: dict[Warned, OwnWords] = Field(default={})
    phrases: dict[Element, Text] = Field(default={})

    @cached_property
    def additions(self) -> Additions:
        """Its own words, as the reading takes them."""
        return Additions(tuple(
            (kind, language, pattern)
            for kind, own in self.warn.items() for language in LANGUAGES for pattern in getattr(own, language)
        ))  # fmt: skip


def check_coach(coach: Coach) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What does not fit, as (key path below [coach], sentence)."""
    for kind, own in coach.warn.items():
        for language in LANGUAGES:
            for place, pattern in enumerate(getattr(own, language)):
                if not good_pattern(pattern, language):
                    yield ("warn", kind, language, place), _(
                        "“%(words)s” cannot be looked for. Write the words as they are said; (a|b) is either of two, "
                        "[a] perhaps a, and begin* any word that begins so."
                    ) % {"words": pattern}
    for kind, phrase in coach.phrases.items():
        for language in LANGUAGES:
            text, path = phrase.say(language), ("phrases", kind, language)
            for name in sorted(names_in(text) - NAMES):
                yield path, _("A phrase knows no {%(name)s}. It may use: %(known)s.") % {
                    "name": name, "known": ", ".join(f"{{{each}}}" for each in sorted(NAMES))}  # fmt: skip
            if stray_brace(text):
                yield path, _("A brace stands alone. A name is written {so}, in small letters.")
