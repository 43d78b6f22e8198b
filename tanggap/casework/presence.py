"""Who else has this case open, and who is writing on it; so that two people do not answer the same complaint."""

from datetime import timedelta
from typing import NamedTuple

from tanggap.cases.models import Case
from tanggap.core import time
from tanggap.core.db.plain import ask
from tanggap.people.models import Staff
from tanggap.people.standing import roster_now

# A page says every fifteen seconds that it is still open; one that has missed two turns has been closed.
GONE = timedelta(seconds=40)
FORGOTTEN = timedelta(minutes=5)

_HERE = """
    WITH gone AS (DELETE FROM cases_presence WHERE seen_at < %s)
    INSERT INTO cases_presence (case_id, staff_id, writing, seen_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (case_id, staff_id) DO UPDATE SET writing = excluded.writing, seen_at = excluded.seen_at
    RETURNING id"""
_OTHERS = """
    SELECT staff_id, writing FROM cases_presence
    WHERE case_id = %s AND staff_id <> %s AND seen_at > %s ORDER BY writing DESC, staff_id"""
_NEWS = """
    SELECT count(*), coalesce(max(id), 0) FROM cases_reply
    WHERE case_id = %s AND id > %s AND author_id IS DISTINCT FROM %s AND withdrawn_at IS NULL"""


class Other(NamedTuple):
    """Somebody else who has the case open."""

    name: str
    key: str
    writing: bool


class Around(NamedTuple):
    """What an open page is told: who else is there, and how many messages came since it was loaded."""

    others: list[Other]
    news: int
    newest: int


def be_here(case: Case, *, writing: bool, seen: int, by: Staff) -> Around:
    """This person has the page open, and perhaps writes; `seen` is the newest message that the page shows.

    The face has found the case for this person, so that he or she may see it; the others passed the same door.
    """
    moment = time.now()
    ask(_HERE, moment - FORGOTTEN, case.pk, by.pk, writing, moment)
    [(count, newest)] = ask(_NEWS, case.pk, seen, by.pk)
    return Around(others(case, by=by), count, newest)


def others(case: Case, *, by: Staff) -> list[Other]:
    """Who else has it open now, those who write first."""
    known = roster_now().staff
    found = ask(_OTHERS, case.pk, by.pk, time.now() - GONE)
    return [Other(known[pk].full_name, known[pk].key, writing) for pk, writing in found if pk in known]


def leave(case: Case, *, by: Staff) -> None:
    """The page was closed."""
    ask("DELETE FROM cases_presence WHERE case_id = %s AND staff_id = %s RETURNING id", case.pk, by.pk)
