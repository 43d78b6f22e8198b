"""Where a complainant can turn to outside of us, as an SOP file names it."""

from typing import Any

from pydantic import Field

from tanggap.sop.text import Code, Part, Text, Words


class External(Part):
    """Where a complainant can turn to when we do not agree (R41); with what one needs to know to go there.

    Without `types`, `categories` and `when` it is for everybody; what is meant for such a case stands first.
    """

    code: Code
    label: Text
    text: Text
    types: list[Code] = Field(default=[])
    categories: list[Code] = Field(default=[])  # with their sub-reasons
    when: list[dict[str, Any]] = Field(default=[])  # in the language of core.conditions
    address: Text | None = None
    phone: Words | None = None
    web: Words | None = None
    cost: Text | None = None
    within: Text | None = None  # until when one can turn there

    @property
    def for_everybody(self) -> bool:
        """Whether it is meant for every complaint alike."""
        return not (self.types or self.categories or self.when)
