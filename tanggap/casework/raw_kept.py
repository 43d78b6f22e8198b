"""Is what arrived still there, byte for byte, whatever door it came by? Part of `tanggap verify`."""

from collections.abc import Iterator

from django.db import connection

# The digest is of the bytes as they lie there, sealed or not, so nothing has to be opened for it.
_CHANGED = "SELECT id, channel FROM channels_inbound WHERE sha256 IS DISTINCT FROM sha256(raw) ORDER BY id"
_WITHOUT = """
    SELECT c.reference, c.entered_by FROM cases_case c
    LEFT JOIN channels_inbound i ON i.id = c.inbound_id AND i.state = 'read' WHERE i.id IS NULL ORDER BY c.id"""
_NOWHERE = """
    SELECT i.id, i.channel, i.case_key FROM channels_inbound i
    LEFT JOIN cases_case c ON i.case_key = 'case:' || c.id WHERE i.case_key <> '' AND c.id IS NULL ORDER BY i.id"""


def astray() -> Iterator[str]:
    """A sentence for each message that was changed, each complaint without one, and each that leads nowhere."""
    for number, channel in _asked(_CHANGED):
        yield f"message {number} ({channel}): its bytes are not those that arrived"
    for reference, entered_by in _asked(_WITHOUT):
        yield f"{reference} ({entered_by}): what arrived is not there"
    for number, channel, key in _asked(_NOWHERE):
        yield f"message {number} ({channel}) became {key}, which is not there"


def _asked(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
