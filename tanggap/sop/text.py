"""The smallest pieces of an SOP file: a text in both languages, a length of time, and the model they share."""

import re
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

LANGUAGES = ("id", "en")

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=50)]


class Part(BaseModel):
    """A piece of an SOP file: unknown names are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Text(Part):
    """The same words in Indonesian and English."""

    id: Words
    en: Words

    def say(self, language: str) -> str:
        """The words in that language; Indonesian when the language is not one of ours."""
        return self.en if language.startswith("en") else self.id


TimeUnit = Literal["minutes", "hours", "days"]
_WITHIN = re.compile(r"^(\d{1,6}) (working )?(minute|hour|day)s?$")


class Within(Part):
    """A length of time as it is written in the file: `4 working hours`, `3 working days`, `7 days`."""

    amount: int
    unit: TimeUnit
    working: bool

    def minutes(self, working_day_hours: int) -> int:
        """In minutes; a working day counts as that many hours."""
        per_day = working_day_hours * 60 if self.working else 24 * 60
        return self.amount * {"minutes": 1, "hours": 60, "days": per_day}[self.unit]


def parse_within(value: Any) -> Any:
    """`"4 working hours"` → the fields of Within; raises ValueError with a sentence that gives the pattern."""
    if not isinstance(value, str):
        return value
    found = _WITHIN.match(value.strip())
    if not found or int(found[1]) == 0:
        raise ValueError(
            _("Write a length of time such as “30 minutes”, “4 working hours”, “3 working days” or “7 days”.")
        )
    return {"amount": int(found[1]), "unit": f"{found[3]}s", "working": bool(found[2])}


Duration = Annotated[Within, BeforeValidator(parse_within)]


class Moment(Part):
    """A point on the way of a promise: `80 %` of its time, `due`, or a length of time after the due moment."""

    percent: int = 100
    after: Within | None = None


_PERCENT = re.compile(r"^([1-9]\d?) ?%$")
_AFTER = re.compile(r"^(.+) after$")


def parse_moment(value: Any) -> Any:
    """`"1 working day after"` → the fields of Moment; raises ValueError with a sentence that gives the pattern."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text == "due":
        return {}
    if found := _PERCENT.match(text):
        return {"percent": int(found[1])}
    try:
        return {"after": parse_within(_AFTER.match(text)[1])}  # type: ignore[index]
    except (TypeError, ValueError):
        sentence = _("Write “80 %” of the time, “due”, or how long after it, such as “1 working day after”.")
        raise ValueError(sentence) from None


At = Annotated[Moment, BeforeValidator(parse_moment)]
