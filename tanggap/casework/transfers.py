"""How often a complaint was passed on from one department to another: counted, and capped by the SOP (R25)."""

from dataclasses import dataclass

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.people.models import Role, Staff


@dataclass(frozen=True)
class Transfers:
    """How often it was passed on, and at most how often by the SOP; None where it sets no cap."""

    count: int
    most: int | None

    @property
    def at_the_cap(self) -> bool:
        return self.most is not None and self.count >= self.most

    @property
    def shown(self) -> bool:
        """Whether anybody needs to read of it."""
        return self.count > 0


def transfers_of(case: Case) -> Transfers:
    """For a page; what the organisation moves when units or posts change counts as none."""
    return Transfers(case.transfers, case.edition.procedure.max_hand_overs)


def at_the_cap(case: Case) -> bool:
    """Whether it was passed on as often as the SOP lets it; then only a manager may do so once more."""
    return transfers_of(case).at_the_cap


def manages(by: Staff, case: Case) -> bool:
    """Whether this person acts on the case as a manager."""
    return Role.MANAGER in access.roles_on(by, case, access.doorway_at_hand(case))
