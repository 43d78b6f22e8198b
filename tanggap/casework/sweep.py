"""One pass of the worker over everything that is due: mails, changed calendars, clocks, letters; and clearing away.

Promises and mail servers are two halves. The worker runs them side by side (cli/working.py): a server that hangs holds
up letters, never a promise.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from tanggap.casework import (
    doubles,
    drafting,
    left_waiting,
    letters_in,
    lost_letters,
    mandates,
    queue_closing,
    read_mail,
    recounting,
    retention,
    vouchers,
    work,
)
from tanggap.channels import idempotency, sending
from tanggap.channels.email import fetch
from tanggap.channels.web import drafts
from tanggap.clocks import ringing
from tanggap.core import files, limits, time
from tanggap.people import kept_forms
from tanggap.people.organisation import profile
from tanggap.people.standing import remembered

BATCH = 100
# Their cases are locked while they ring, so no more than what takes a fraction of a second.
RINGS, ROUNDS = 250, 40
# Whoever is killed with a batch leaves it to the next so much later.
LEASE_SECONDS = 20

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """How much was done in one pass."""

    read: int = 0
    rung: int = 0
    sent: int = 0
    recounted: bool = False
    expired: int = 0
    failed: int = 0

    def __bool__(self) -> bool:
        return bool(self.read or self.rung or self.sent or self.recounted or self.expired)


def sweep() -> Swept:
    """Both halves, one after the other, some of each; one bad row never stops the next."""
    fetch_mail()
    swept = keep_promises()
    swept.sent = carry_letters()
    swept.read += read_scans()
    return swept


def keep_promises() -> Swept:
    """Ring what is due, and read what came in; talks with nobody but our own database."""
    with time.at_home_in(profile().zone):
        return _keep_promises()


def carry_mail() -> int:
    """Look into the mailboxes whose turn it is, send what is due, read a scan; how many mails, letters and scans.

    Reading a scan takes seconds, so it stands here, where no promise waits for it.
    """
    return fetch_mail() + carry_letters() + read_scans()


def read_scans() -> int:
    """The scan of one letter that waits to be read."""
    try:
        return letters_in.read_scans()
    except Exception:
        log.exception("a scan could not be read")
        return 0


def carry_letters() -> int:
    """A batch of the letters that are due; how many left."""
    with time.at_home_in(profile().zone):
        return sending.send_due(BATCH)


def _keep_promises() -> Swept:
    # First what moves promises: what is due later by now must not ring before.
    publish_due()
    recounted = count_anew()
    swept = ring_due()
    swept.recounted = recounted
    for _round in range(ROUNDS):
        if swept.rung % RINGS or not swept.rung:
            break
        swept.rung += ring_due().rung
    swept.read = read_mail.read_due(BATCH)
    lost_letters.tell_lost()
    remind_of_waiting()
    swept.expired = expire_vouchers()
    find_doubles()
    return swept


def publish_due() -> None:
    """The edition that two people agreed on takes effect on its day."""
    try:
        drafting.publish_due()
    except Exception:
        log.exception("the edition could not be published")


def expire_vouchers() -> int:
    """A batch of the vouchers that nobody redeemed in time; their money is free again."""
    try:
        return vouchers.expire_due()
    except Exception:
        log.exception("vouchers could not be ended")
        return 0


def remind_of_waiting() -> int:
    """Now and then: messages that nobody has looked at for a working day."""
    try:
        return left_waiting.remind_due()
    except Exception:
        log.exception("nobody could be told of messages that wait")
        return 0


def find_doubles() -> int:
    """Now and then: which of the persons of the last days seem to be one, and which mandates end soon."""
    try:
        return doubles.find_due(also=mandates.remind_due)
    except Exception:
        log.exception("doubles could not be looked for")
        return 0


def fetch_mail() -> int:
    """Look into the mailboxes whose turn it is; how many mails were kept, to be read with the next promises."""
    try:
        return fetch.fetch_due()
    except Exception:
        log.exception("mailboxes could not be read")
        return 0


def count_anew() -> bool:
    """A batch of the clocks that follow a changed calendar."""
    try:
        return recounting.count_due()
    except Exception:
        log.exception("promises could not be counted anew")
        recounting.put_off()
        return False


def ring_due(cases: Collection[int] | None = None) -> Swept:
    """A batch of the clocks that are due, of these cases or all, oldest first."""
    claimed = ringing.claim_due(time.now(), RINGS, LEASE_SECONDS, cases=cases)
    with remembered():
        rung, failed = work.ring_all(claimed)
    return Swept(rung=rung, failed=failed)


def clear_away() -> None:
    """Forget what is only kept for a time: answered requests, forms never sent, counters, uploads nobody claimed."""
    # First, for it lets go of files.
    retention.forget_due()
    drafts.purge()
    idempotency.purge()
    limits.purge()
    files.purge()
    kept_forms.purge()
    queue_closing.close_days()
