"""Raw first: what arrives is kept as bytes before anybody reads it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tanggap.channels.models import Inbound
from tanggap.channels.problems import TOO_LARGE, TRIED_TOO_OFTEN, WITHHELD
from tanggap.channels.wake import wake
from tanggap.core.db import prepared
from tanggap.core.db.making import make
from tanggap.core.db.plain import change
from tanggap.core.errors import Invalid, Stale
from tanggap.core.keys import DataKey, seal_bytes, unseal_bytes
from tanggap.core.time import now

TRIES = 5
LARGEST_MAIL = 25 * 1024 * 1024
LARGEST_HEAD = 256 * 1024
ONLY_HEAD = "text/rfc822-headers"
FORGOTTEN = "application/x-forgotten"  # its bytes were given up after their time; the digest is still known
NUMBERED = b"X-Mail-Number: "  # all that is known of a mail that the server does not give out
READ_WITHIN = 60  # seconds
LARGE = 256 * 1024  # bytes of one that is not held in memory while others are read
_INSERT = """
INSERT INTO channels_inbound (channel, external_id, raw, sha256, media_type, key_id, received_at, state,
                              lease_until, case_key, attempts, problem)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', 0, '') ON CONFLICT (channel, external_id) DO NOTHING RETURNING id
"""
_WAITS = """SELECT id FROM channels_inbound WHERE state = 'received'
  AND (lease_until IS NULL OR lease_until <= %(now)s) AND"""
_CLAIM = f"""
UPDATE channels_inbound SET attempts = attempts + 1, lease_until = %(lease)s WHERE id = ANY(
  ARRAY({_WAITS} attempts = 0 ORDER BY received_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) ||
  ARRAY({_WAITS} attempts > 0 ORDER BY attempts, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED))
RETURNING id, octet_length(raw)
"""
_MARK = """
UPDATE channels_inbound AS kept
SET state = 'read', case_key = given.case_key, twin = given.twin, lease_until = NULL, problem = ''
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bytea[]) AS given (id, attempts, case_key, twin)
WHERE kept.id = given.id AND kept.state = 'received' AND kept.attempts = given.attempts
"""


def forge(
    channel: str,
    external_id: str,
    raw: bytes,
    *,
    key: DataKey | None = None,
    media_type: str = "application/json",
    state: str = Inbound.State.RECEIVED,
) -> Inbound:
    """A row that is not saved yet, for stories that write many at once."""
    kept = seal_bytes(raw, key)
    return make(
        Inbound,
        channel=channel,
        external_id=external_id,
        raw=kept,
        sha256=hashlib.sha256(kept).digest(),
        media_type=media_type,
        key=key,
        state=state,
        received_at=now(),
    )


def keep_raw(
    channel: str,
    external_id: str,
    raw: bytes,
    *,
    key: DataKey | None = None,
    media_type: str = "application/json",
    state: str = Inbound.State.RECEIVED,
    lease_seconds: int = 0,
) -> tuple[Inbound, bool]:
    """Store it once; (row, True) when new, (the row of the first time, False) when it had arrived before.

    With `lease_seconds` the caller reads it at once and the worker only when that much time has passed without success.
    Side effects: one row; the worker is woken at commit when it is to read it.
    """
    row = forge(channel, external_id, raw, key=key, media_type=media_type, state=state)
    if lease_seconds:
        row.lease_until = row.received_at + timedelta(seconds=lease_seconds)
    values = [
        channel, external_id, row.raw, row.sha256, media_type, key and key.pk, row.received_at, state, row.lease_until,
    ]  # fmt: skip
    inserted = prepared.answers(_INSERT, values)
    if not inserted:
        return Inbound.objects.select_related("key").get(channel=channel, external_id=external_id), False
    [(row.pk,)] = inserted
    row._state.adding = False
    if state == Inbound.State.RECEIVED and not lease_seconds:
        wake()
    return row, True


def keep_mail(mailbox: str, raw: bytes, *, read_here: bool = True) -> tuple[Inbound, bool]:
    """`keep_raw` for a mail, named by its own digest. Raises Invalid when it is over 25 MB.

    The caller reads it at once, or leaves it to the worker.
    """
    if len(raw) > LARGEST_MAIL:
        raise Invalid(_("This mail is larger than 25 MB."), code="mail_too_large")
    return keep_raw(
        f"email:{mailbox}"[:40], hashlib.sha256(raw).hexdigest(), raw, media_type="message/rfc822",
        lease_seconds=READ_WITHIN if read_here else 0,
    )  # fmt: skip


def keep_head(mailbox: str, head: bytes, problem: str) -> bool:
    """What is known of a mail that cannot be taken as it is, for a person who looks for it; True when it is new."""
    external = hashlib.sha256(head).hexdigest()
    row, new = keep_raw(
        f"email:{mailbox}"[:40], external, head, media_type=ONLY_HEAD, state=Inbound.State.QUARANTINED
    )
    if new:
        quarantine(row, problem)
    return new


def why_only_head(row: Inbound) -> str:
    """Why there is no more of that mail: the server gave nothing at all, or it was too large."""
    return WITHHELD if read_raw(row).startswith(NUMBERED) else TOO_LARGE


def read_raw(row: Inbound) -> bytes:
    """The bytes as they arrived; empty when their key was destroyed."""
    return unseal_bytes(row.raw, row.key)


@transaction.atomic
def claim_unread(limit: int = 50, *, lease_seconds: int = 60) -> list[Inbound]:
    """Take what is to be read, oldest first; a reader that dies loses its lease and another takes over.

    Of what was tried before only one is taken, besides `limit` others, the one that was tried least: should it be what
    killed its reader, it harms nothing else. What failed too often is quarantined instead. The bytes of large ones are
    read when they are looked at.
    """
    values = {"now": now(), "lease": now() + timedelta(seconds=lease_seconds), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        sizes = dict(cursor.fetchall())
    waiting = Inbound.objects.select_related("key")
    large = [pk for pk, size in sizes.items() if size > LARGE]
    rows = list(waiting.filter(pk__in=sizes.keys() - set(large)))
    rows += waiting.defer("raw").filter(pk__in=large) if large else ()
    rows.sort(key=lambda row: (row.received_at, row.pk))
    for row in rows:
        if row.attempts > TRIES:
            quarantine(row, TRIED_TOO_OFTEN)
    return [row for row in rows if row.state == Inbound.State.RECEIVED]


def sealed_with(row: Inbound, key: DataKey | None) -> dict[str, object]:
    """The values of its bytes under that key, to be written; none where it has a key already, or there is none."""
    if key is None or row.key_id is not None:
        return {}
    raw = seal_bytes(bytes(row.raw), key)
    return {"raw": raw, "sha256": hashlib.sha256(raw).digest(), "key_id": key.pk}


def opened(row: Inbound) -> dict[str, object]:
    """The opposite: the values of its bytes as they arrived, to be written; none where no key lies on them."""
    if row.key is None:
        return {}
    raw = read_raw(row)
    return {"raw": raw, "sha256": hashlib.sha256(raw).digest(), "key_id": None}


def mark_read(
    row: Inbound, case_key: str = "", *, twin: bytes | None = None, key: DataKey | None = None
) -> None:
    """It has become a case, or part of one. Call it in that transaction; raises Stale if another reader was faster.

    `twin` is what it is known again by: of two that have it, the second fails, is tried again, and finds the first.
    With the `key` of that case its bytes are sealed from now on.
    """
    changed = change(
        Inbound, "id = %s AND state = %s AND attempts = %s", row.pk, Inbound.State.RECEIVED.value, row.attempts,
        state=Inbound.State.READ, case_key=case_key, lease_until=None, problem="", twin=twin, **sealed_with(row, key),
    )  # fmt: skip
    if not changed:
        raise Stale(_("This message was already read."), code="already_read")


def mark_many_read(rows: Sequence[Inbound], case_keys: Sequence[str], twins: Sequence[bytes | None]) -> None:
    """`mark_read` for mails that became complaints together: all of them, or Stale is raised."""
    given = [[row.pk for row in rows], [row.attempts for row in rows], list(case_keys), list(twins)]
    if prepared.execute(_MARK, given).rowcount != len(rows):
        raise Stale(_("This message was already read."), code="already_read")


def known_twins(twins: Iterable[bytes]) -> set[bytes]:
    """Which of these were read before, from another of our mailboxes."""
    wanted = list(twins)
    found = prepared.answers("SELECT twin FROM channels_inbound WHERE twin = ANY(%s::bytea[])", [wanted])
    return {bytes(twin) for (twin,) in found}


def quarantine(row: Inbound, problem: str, *, proposed: str = "") -> None:
    """It cannot be read now: list it for people, hurt nobody else.

    `proposed` is the key of the case that it may belong to, for whoever looks at it.
    """
    row.state, row.problem, row.proposed_key = Inbound.State.QUARANTINED, problem, proposed
    Inbound.objects.filter(pk=row.pk, attempts=row.attempts).exclude(state=Inbound.State.READ).update(
        state=row.state, problem=problem, proposed_key=proposed, lease_until=None
    )


def refuse(row: Inbound, problem: str) -> None:
    """Nobody has to look at it: a machine wrote it. It is kept with the reason. Raises Stale like `mark_read`."""
    changed = Inbound.objects.filter(pk=row.pk, state=Inbound.State.RECEIVED, attempts=row.attempts).update(
        state=Inbound.State.REFUSED, problem=problem, lease_until=None
    )
    if not changed:
        raise Stale(_("This message was already read."), code="already_read")
    row.state, row.problem = Inbound.State.REFUSED, problem


def release(row: Inbound) -> None:
    """Back from quarantine, to be read anew."""
    Inbound.objects.filter(pk=row.pk, state=Inbound.State.QUARANTINED).update(
        state=Inbound.State.RECEIVED, attempts=0, lease_until=None, problem=""
    )
    wake()
