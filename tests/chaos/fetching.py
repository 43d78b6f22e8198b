"""A fetcher that never rests, to be killed: `python -m tests.chaos.fetching`.

It looks into every mailbox again and again, whether it is due or not, so that two of them are always at it at once.
"""

from tanggap.cli.command import database, set_up


def main() -> None:
    set_up()
    from tanggap.channels.email.fetch import fetch_due
    from tanggap.channels.models import Mailbox

    with database():
        while True:
            Mailbox.objects.update(next_at=None)
            fetch_due()


if __name__ == "__main__":
    main()
