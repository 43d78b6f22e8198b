"""What is known of ourselves while mails are read."""

from dataclasses import dataclass

from tanggap.casework.directory import directory
from tanggap.channels.mailboxes import configured, incoming
from tanggap.people.models import Unit
from tanggap.sop.reach import reach_of


@dataclass(frozen=True)
class House:
    """Our addresses (in small letters), whose mailbox it is, who works here. Read once for many mails."""

    own: frozenset[str]
    units: dict[str, Unit]
    staff: frozenset[str]


def at_home() -> House:
    """What we write from, the address that the SOP tells people to write to, our mailboxes and our staff."""
    known, boxes = directory(), incoming()
    contact = reach_of(known.edition.procedure)
    of = {unit.pk: unit for unit in known.units.values() if unit.closed_at is None}
    mailboxes = (one.address.casefold() for one in boxes)
    return House(
        own=frozenset({configured().sender.casefold(), (contact.email or "").casefold(), *mailboxes} - {""}),
        units={f"email:{box.key}": of[box.unit_id] for box in boxes if box.unit_id in of},
        staff=frozenset(post.staff.email for post in known.posts),
    )
