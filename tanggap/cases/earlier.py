"""Earlier complaints of whoever is on the telephone: a hint for staff, never a proof of who it is."""

from tanggap.cases import access
from tanggap.cases.models import Case
from tanggap.people.models import Staff
from tanggap.people.vault import persons_with

MOST = 5


def earlier_cases(user: Staff, *, email: str = "", phone: str = "", member_no: str = "") -> list[Case]:
    """The newest cases that `user` may see of people with one of these; sealed identities are never found."""
    people = persons_with(email=email, phone=phone, member_no=member_no)
    if people is None:
        return []
    cases = access.visible_to(user).filter(parties__person__in=people, visibility="open").distinct()
    return list(cases.select_related("unit", "data_key").order_by("-received_at", "-pk")[:MOST])
