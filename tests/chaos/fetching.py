"""A fetcher that never rests, to be killed (see nursery.py).

It looks into every mailbox again and again, whether it is due or not, so that two of them are always at it at once.
"""

from tanggap.channels.email.fetch import fetch_due
from tanggap.channels.models import Mailbox


def main() -> None:
    while True:
        Mailbox.objects.update(next_at=None)
        fetch_due()
