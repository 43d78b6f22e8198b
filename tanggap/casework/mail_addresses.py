"""Which addresses are ours, and whose mailbox each of them is."""

from tanggap.casework.mail_house import at_home
from tanggap.channels.mailboxes import incoming
from tanggap.people.organisation import profile

DOOR = "door"  # the mailbox of what comes in by the mail door to an address that is read nowhere else


def mailbox_of(address: str) -> str | None:
    """The mailbox that a mail to that address belongs to; None when it is none of ours. What follows a + is not looked
    at."""
    name, _at, domain = address.casefold().strip("<>").rpartition("@")
    plain = f"{name.partition('+')[0]}@{domain}"
    for box in incoming():
        if box.address.casefold() == plain:
            return box.key
    return DOOR if plain in at_home().own | {profile().email.casefold()} - {""} else None
