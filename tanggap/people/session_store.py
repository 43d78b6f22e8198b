"""Sessions in the database (settings.SESSION_ENGINE), read with one plain query: every page of the workspace reads one.

A session that was deleted, or whose staff lost their rights, ends with the next request, whichever process serves it;
so sessions are not kept in the memory of a process.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from tanggap.core import time
from tanggap.core.db.plain import ask

FOUND = "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessions):
    """The same rows as Django's own store."""

    def _get_session_from_db(self) -> Any:
        found = ask(FOUND, self.session_key, time.now())
        if not found:
            self._session_key = None
            return None
        return self.model(session_key=self.session_key, session_data=found[0][0], expire_date=found[0][1])
