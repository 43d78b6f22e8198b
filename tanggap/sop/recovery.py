"""What an SOP says of service recovery: what the front line may solve at once, and the call after closing."""

from collections.abc import Collection

from pydantic import Field

from tanggap.sop.acts import ClosedWell, RoleName, Severity
from tanggap.sop.text import Code, Part, Text


class AtOnce(Part):
    """Up to how much whoever receives a complaint may solve it at once, what may be given, and for what (R25).

    Without a list everything is meant. A category holds for its sub-reasons too.
    """

    up_to: dict[RoleName, int] = Field(min_length=1)
    types: list[Code] = Field(default=[])
    except_categories: list[Code] = Field(default=[])
    except_severities: list[Severity] = Field(default=[])
    redress: list[Code] | None = None
    text: Text | None = None

    def limit(self, roles: Collection[str]) -> int | None:
        """Up to how much somebody with these roles may; None where the SOP names none of them."""
        return max((amount for role, amount in self.up_to.items() if role in roles), default=None)

    def enough_for(self, amount: int) -> list[str]:
        """The roles whose limit reaches that amount, the lowest limit first."""
        able = [(limit, role) for role, limit in self.up_to.items() if limit >= amount]
        return [role for _limit, role in sorted(able, key=lambda pair: pair[0])]

    def leaves_out(self, *, type: str, lineage: Collection[str], severity: str) -> str:
        """Why such a complaint is not solved at once: type, category or severity; "" when it may be."""
        if self.types and type and type not in self.types:
            return "type"
        if set(lineage) & set(self.except_categories):
            return "category"
        return "severity" if severity in self.except_severities else ""


class CourtesyCall(Part):
    """The call after closing (R48): after which endings, and what is asked; its date is [promises.courtesy_call]."""

    outcomes: list[ClosedWell] = Field(default=["upheld", "partly_upheld", "resolved_at_once"], min_length=1)
    text: Text | None = None
