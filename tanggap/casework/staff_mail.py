"""Letters to staff, with the address of the file."""

from collections.abc import Iterable
from datetime import timedelta

from tanggap.cases import letters
from tanggap.cases.models import Case
from tanggap.casework.links import desk_url
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import queue_many
from tanggap.people.models import Staff


def mail_staff(case: Case, letter: str, people: Iterable[Staff], *, wait: int = 0, **facts: str) -> None:
    """Queue that letter of the SOP to each of them, in their own language; it leaves after so many seconds."""
    letters = letters_to(case, letter, people, **facts)
    for one in letters:
        one.due_at += timedelta(seconds=wait)
    queue_many(letters)


def letters_to(case: Case, letter: str, people: Iterable[Staff], **facts: str) -> list[Outbound]:
    """The same letters, not queued yet, for stories that write several."""
    return letters.for_staff(case, letter, people, desk_url=desk_url(case), **facts)
