"""Who may be spoken to now about a complaint: whoever speaks for the complainant with a mandate that holds, else they.

A representative whose mandate has ended, has expired, is suspended or has not begun is told nothing new: letters, calls
and what staff write down on behalf of "the complainant's side" go to the complainant. Every door asks here.
"""

from tanggap.cases.models import Case, Party
from tanggap.core import time
from tanggap.core.db.plain import rows

SIDE = (Party.Role.COMPLAINANT, Party.Role.REPRESENTATIVE)
_THEIRS = "case_id = %s AND role IN ('complainant', 'representative') ORDER BY id"


def speaks_now(party: Party) -> bool:
    """Whether this one may be spoken to at this moment; what was only told counts until something else is known."""
    if party.role not in SIDE or not party.may_read:
        return False
    if party.role == Party.Role.COMPLAINANT or party.mandate_id is None:
        return True
    assert party.mandate is not None
    return party.mandate.in_force_at(time.now())


def voices(case: Case) -> list[Party]:
    """All of them, the representative first."""
    found = [one for one in rows(Party, _THEIRS, case.pk) if speaks_now(one)]
    for one in found:
        one.case = case
    return sorted(found, key=lambda one: one.role != Party.Role.REPRESENTATIVE)


def voice(case: Case) -> Party | None:
    """The one of them whom we write to, and who speaks when staff enter what was said."""
    return next(iter(voices(case)), None)


def spoken_for(case: Case) -> bool:
    """Whether somebody else speaks for the complainant now."""
    return any(one.role == Party.Role.REPRESENTATIVE for one in voices(case))


def code_is_lent(case: Case) -> bool:
    """Whether the code is in the hands of a representative, so that it is no way in for the complainant."""
    return any(
        one.role == Party.Role.REPRESENTATIVE and (one.may_read or is_on_hold(one))
        for one in rows(Party, _THEIRS, case.pk)
    )


def is_on_hold(party: Party) -> bool:
    """Whether the complainant has objected to this representative and staff have not settled it yet."""
    if party.role != Party.Role.REPRESENTATIVE or party.mandate is None:
        return False
    return party.mandate.suspended_at is not None and party.mandate.ended_at is None
