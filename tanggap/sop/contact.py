"""What an SOP file says about hard contacts: training, temperature, rest (R29, R51, R52)."""

from typing import Any, Literal

from pydantic import Field

from tanggap.sop.acts import Training as Kind
from tanggap.sop.text import Part, Text


class Training(Part):
    """Complaints that fit `when` are for somebody who is trained for `kind`: as advice, or as a rule (R51)."""

    kind: Kind
    when: list[dict[str, Any]] = Field(min_length=1)
    required: bool = False  # nobody else may be given them
    text: Text | None = None


class TemperatureRule(Part):
    """How angry a contact is: whether words are estimated, and whether an estimate alone calls somebody in."""

    estimate: bool = True
    estimate_calls: bool = False
    text: Text | None = None


class StatusRule(Part):
    """Who asks by telephone how a complaint stands is told after so many facts have matched; the tracking code alone is
    enough, and for a hidden complaint nothing else is (R19).
    """

    facts: int = Field(default=2, ge=1, le=4)
    accepted: list[Literal["phone", "member_no", "email", "name", "date"]] = Field(
        default=["phone", "member_no", "email", "date"], min_length=1
    )


class RestRule(Part):
    """After a hard contact nothing new comes to whoever had it, for so many minutes; it may be handed over (R52)."""

    minutes: int = Field(default=30, ge=5, le=480)
    text: Text | None = None
