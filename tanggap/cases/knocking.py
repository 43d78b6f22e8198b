"""Somebody knocks with number and code: guesses are slowed, and a wrong code looks like an absent complaint (T8)."""

from tanggap.cases import access
from tanggap.cases.models import Party
from tanggap.core import limits
from tanggap.core.errors import NotFound

PERIOD = 15 * 60
PER_REFERENCE, PER_ADDRESS = 10, 30


def knock(reference: str, code: str, *, address: str) -> Party:
    """The complainant's party for number and code; raises NotFound, or TooMany after too many failures.

    Only failures are counted, per number (also of complaints that do not exist) and per address, so that whoever has
    the code may look as often as they like. `address` is only counted by, never kept (core/limits.py).
    """
    number = reference.strip().upper()[:16]
    limits.refuse_beyond("track reference", number, limit=PER_REFERENCE)
    limits.refuse_beyond("track address", address, limit=PER_ADDRESS)
    try:
        return access.by_code(reference, code)
    except NotFound:
        limits.hit("track reference", number, limit=PER_REFERENCE, per_seconds=PERIOD)
        limits.hit("track address", address, limit=PER_ADDRESS, per_seconds=PERIOD)
        raise
