"""Mails that begin complaints, filed together: what a batch has in common is asked and written once.

Only those about which nothing has to be asked go together. Everything else is left to be read alone (read_mail.py), and
so is the whole batch when it fails, so that no mail harms another.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db import transaction

from tanggap.casework import mail_words
from tanggap.casework.mail_house import House
from tanggap.casework.mail_threads import belongs_to_none
from tanggap.casework.receive import receive_many
from tanggap.channels import inbound, problems
from tanggap.channels.email.mail import Mail
from tanggap.channels.email.nature import Nature
from tanggap.channels.email.reader import Unreadable, is_ordinary, read
from tanggap.channels.models import Inbound
from tanggap.core import limits
from tanggap.core.db.joining import without_savepoints
from tanggap.people.actors import VISITOR
from tanggap.people.vault import Contact

# What one address may begin by mail; a robot that answers ours goes beyond it, and waits for a person (T5).
BEGINS = (("mail-begins-hour", 3, 3600), ("mail-begins-day", 10, 86_400))
# The trail of all others waits while a batch is written.
MOST_TOGETHER = 50
FEWEST_TOGETHER = 2

Left = list[tuple[Inbound, Mail | None]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Beginner:
    """A mail that begins a complaint, and who wrote it."""

    row: Inbound
    mail: Mail
    sender: Contact

    @property
    def who(self) -> str:
        return self.sender.email.casefold()


def file_together(rows: Sequence[Inbound], house: House) -> Left:
    """File those that can be filed together; returns the others, in their order, with what was read of them."""
    seen = {row.pk: _opened(row, house) for row in rows}
    beginners = _without_twins([one for row in rows if (one := _beginner(row, seen[row.pk], house))])
    filed: set[int] = set()
    for start in range(0, len(beginners), MOST_TOGETHER):
        batch = beginners[start : start + MOST_TOGETHER]
        if len(batch) < FEWEST_TOGETHER:
            break
        try:
            with transaction.atomic(), without_savepoints():
                _file(batch, house)
        except Exception:  # whatever it was and whichever of them: each of them is told alone
            log.exception("mails cannot be filed together", mails=len(batch))
        else:
            filed |= {one.row.pk for one in batch}
    return [(row, seen[row.pk]) for row in rows if row.pk not in filed]


def _opened(row: Inbound, house: House) -> Mail | None:
    """What stands in it, where that can be told at once."""
    if row.attempts > 1 or row.media_type == inbound.ONLY_HEAD or "raw" in row.get_deferred_fields():
        return None
    raw = inbound.read_raw(row)
    try:
        return read(raw, own_addresses=house.own) if is_ordinary(raw) else None
    except Unreadable:
        return None


def _beginner(row: Inbound, mail: Mail | None, house: House) -> Beginner | None:
    """From a person elsewhere, with some content, and nothing in it names a complaint or a letter of ours."""
    if mail is None or mail.nature != Nature.PERSON or not belongs_to_none(mail):
        return None
    sender = mail_words.sender_of(mail)
    if sender is None or sender.email.casefold() in house.staff or not (mail.text or mail.subject or mail.enclosures):
        return None
    return Beginner(row, mail, sender)


def _without_twins(beginners: list[Beginner]) -> list[Beginner]:
    """Without what lies, or lay, in another of our mailboxes as well."""
    twins = Counter(twin for one in beginners if (twin := one.mail.twin))
    known = inbound.known_twins(twins) if twins else set()
    return [one for one in beginners if (twin := one.mail.twin) is None or (twins[twin] == 1 and twin not in known)]


def _file(batch: list[Beginner], house: House) -> None:
    shares = limits.shares(BEGINS, [one.who for one in batch])
    taken = []
    for one in batch:
        shares[one.who] -= 1
        if shares[one.who] < 0:
            inbound.quarantine(one.row, problems.LOOP)
        else:
            taken.append(one)
    if not taken:
        return
    words = [mail_words.begun(one.mail, one.sender, row=one.row, house=house) for one in taken]
    receipts = receive_many(words, by=VISITOR)
    inbound.mark_many_read(
        [one.row for one in taken], [f"case:{receipt.case_id}" for receipt in receipts],
        [one.mail.twin for one in taken],
    )  # fmt: skip
