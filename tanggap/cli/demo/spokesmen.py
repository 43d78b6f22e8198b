"""People of the demo: who came twice is proposed as one, and some of those who speak for others have a mandate."""

from contextlib import suppress
from datetime import timedelta

from tanggap.cases.models import Party
from tanggap.casework.doubles import find_all_doubles
from tanggap.casework.mandates import check_mandate
from tanggap.core import time
from tanggap.core.errors import TanggapError
from tanggap.people.models import Staff

MANDATES = 6
GOOD_FOR = (200, 10, 90)  # days; the second ends soon, so that its holder is reminded


def show_paper(case: int, *, by: Staff) -> None:
    """Whoever speaks for the members of a committee has brought its paper along."""
    party = Party.objects.filter(case=case, role=Party.Role.REPRESENTATIVE).select_related("case__data_key").first()
    if party is not None:
        with suppress(TanggapError):  # not at this desk
            check_mandate(party.case, until=None, by=by)


def show_mandates(*, by: Staff) -> None:
    """The front desk has seen the papers of every other one who speaks; who came twice waits to be decided."""
    speaking = Party.objects.filter(role=Party.Role.REPRESENTATIVE, case__data_key=None, case__closed_at=None)
    for number, party in enumerate(speaking.select_related("case").order_by("-pk")[: 2 * MANDATES : 2]):
        day = time.today() + timedelta(days=GOOD_FOR[number % len(GOOD_FOR)])
        # Whoever stands at this desk may not work on that one.
        with suppress(TanggapError):
            check_mandate(party.case, until=day, by=by)
    find_all_doubles()
