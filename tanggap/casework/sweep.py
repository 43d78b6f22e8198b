"""One pass of the worker over everything that is due: mails, clocks, letters; and leavings to clear away."""

from dataclasses import dataclass

from tanggap.casework import read_mail, work
from tanggap.channels import idempotency, sending
from tanggap.channels.web import drafts
from tanggap.clocks import ringing
from tanggap.core import files, limits, time
from tanggap.people.standing import remembered

BATCH = 100
# Their cases are locked while they ring, so no more than what takes a fraction of a second.
RINGS = 250
LEASE_SECONDS = 60


@dataclass
class Swept:
    """How much was done in one pass."""

    read: int = 0
    rung: int = 0
    sent: int = 0
    failed: int = 0

    def __bool__(self) -> bool:
        return bool(self.read or self.rung or self.sent)


def sweep() -> Swept:
    """Read what came in, ring what is due and send what is due, a batch of each; one bad row never stops the next."""
    swept = ring_due()
    swept.read = read_mail.read_due(BATCH)
    swept.sent = sending.send_due(BATCH)
    return swept


def ring_due() -> Swept:
    """A batch of the clocks that are due, oldest first."""
    claimed = ringing.claim_due(time.now(), RINGS, LEASE_SECONDS)
    with remembered():
        rung, failed = work.ring_all(claimed)
    return Swept(rung=rung, failed=failed)


def clear_away() -> None:
    """Forget what is only kept for a time: answered requests, forms never sent, counters, uploads nobody claimed."""
    drafts.purge()
    idempotency.purge()
    limits.purge()
    files.purge()
