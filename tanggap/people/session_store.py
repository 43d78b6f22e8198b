"""Sessions in the database (settings.SESSION_ENGINE), read with one plain query: every page of the workspace reads one.

A session that was deleted, or whose staff lost their rights, ends with the next request, whichever process serves it;
so sessions are not kept in the memory of a process. Who it belongs to is looked up next, so the same query says
whether the roster has changed.
"""

from functools import cache
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from tanggap.core import time
from tanggap.core.db.plain import ask
from tanggap.people.roster import marks_of_roster
from tanggap.people.standing import roster_at


@cache
def _question() -> str:
    found = "FROM django_session WHERE session_key = %s AND expire_date > %s"
    return f"SELECT session_data, expire_date, {marks_of_roster()} {found}"


class SessionStore(DatabaseSessions):
    """The same rows as Django's own store."""

    def _get_session_from_db(self) -> Any:
        found = ask(_question(), self.session_key, time.now())
        if not found:
            self._session_key = None
            return None
        data, expires, *mark = found[0]
        roster_at(tuple(mark))
        return self.model(session_key=self.session_key, session_data=data, expire_date=expires)
