"""The connection that Django keeps between requests (the name of this file is Django's)."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own; on a Unix socket it asks the kernel instead of the database whether the other end lives."""

    def is_usable(self) -> bool:
        """Whether the next question can be asked; asked once a request, so a journey to the database is much."""
        if self.connection is None or (self._is_local() and not self.errors_occurred and _is_quiet(self.connection)):
            return self.connection is not None
        return bool(super().is_usable())

    def _is_local(self) -> bool:
        # A server far away can vanish without a word; one on this machine cannot: its kernel closes what it held.
        return str(self.settings_dict["HOST"]).startswith("/")


def _is_quiet(connection: Any) -> bool:
    """Nothing lies there to be read: neither the end of the connection nor the word that the server is going down."""
    if connection.closed:
        return False
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    return not look.poll(0)
