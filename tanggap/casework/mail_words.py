"""What a mail says, as a complaint keeps it: a title, words that are not too long, files, and remarks on these."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases.models import Case
from tanggap.casework.arrivals import LONGEST, Words
from tanggap.casework.mail_house import House
from tanggap.channels.email.bodies import Enclosure
from tanggap.channels.email.mail import Mail
from tanggap.channels.models import Inbound
from tanggap.core import files
from tanggap.core.errors import Invalid
from tanggap.people import vault
from tanggap.people.vault import Contact
from tanggap.reading.language import language_of

ROOM_FOR_REMARKS = 5_000
MOST_REMARKS = 20
# Signs that turn the order of letters around, so that “exe.jpg” looks like “gpj.exe” (HARDENING T1).
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_AGAIN = re.compile(r"^((re|fw|fwd|bls|balas|trs|terusan|aw|antw)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def sender_of(mail: Mail) -> Contact | None:
    """Who wrote it; None when there is no address that could be answered."""
    if mail.sender is None:
        return None
    for name in (mail.sender.name[: vault.LIMITS["name"]], ""):  # a name that cannot be kept is no reason
        try:
            return vault.contact(name=name, email=mail.sender.address)
        except Invalid:
            continue
    return None


def begun(mail: Mail, sender: Contact, *, row: Inbound, house: House, follows: Case | None = None) -> Words:
    """The complaint that it begins, in its own language; what answers a closed one is a question that follows it."""
    language = language_of(f"{mail.subject}\n{mail.text}")
    with override(language):
        body, taken = kept(mail.text or mail.subject, mail.enclosures)
    return Words(
        body=body, title=title_of(mail.subject), medium="email", entered_by="mail", language=language,
        complainant=sender, kind="contact" if follows else "complaint", contact="question" if follows else "",
        follows=follows, files=taken, kept=row, message_id=mail.answerable_id, receiver=house.units.get(row.channel),
    )  # fmt: skip


def title_of(subject: str) -> str:
    """The subject without “Re:” and “Fwd:”, as long as a title may be."""
    title = _AGAIN.sub("", subject.translate(_TURNING)).strip()
    return title if len(title) <= LONGEST["title"] else title[: LONGEST["title"] - 1].rstrip() + "…"


def kept(
    text: str, enclosures: tuple[Enclosure, ...], *, longest: int = LONGEST["body"]
) -> tuple[str, tuple[files.File, ...]]:
    """The words and the files of a mail, in the language that is spoken now.

    Words that are longer than a complaint may be come along whole in a file. Of what cannot be kept or opened a line
    under the words says so; it stays in the mail as it arrived.
    """
    body, enclosures = _body(text, enclosures, longest - ROOM_FOR_REMARKS)
    taken, remarks = _files(enclosures)
    return body + "".join(f"\n\n{line}" for line in remarks[:MOST_REMARKS]), taken


def _body(text: str, enclosures: tuple[Enclosure, ...], most: int) -> tuple[str, tuple[Enclosure, ...]]:
    if not text.strip():
        return _("(no words, only files)"), enclosures
    if len(text) <= most:
        return text, enclosures
    whole = Enclosure("message.txt", "text/plain", text.encode())
    return text[:most].rstrip() + "…\n\n" + _("[The whole text is in the file message.txt.]"), (whole, *enclosures)


def _files(enclosures: Iterable[Enclosure]) -> tuple[tuple[files.File, ...], list[str]]:
    taken: list[files.File] = []
    remarks: list[str] = []
    room = files.MOST_BYTES_TOGETHER
    for one in enclosures:
        if one.wrapping:
            remarks.append(_WRAPPINGS[one.wrapping]() % {"name": one.name[:100]})
        if len(one.content) > room:
            remarks.append(_("[%(name)s is too large to be kept here.]") % {"name": one.name[:100]})
            continue
        try:
            taken.append(files.take_in(one.content, one.name))
            room -= len(one.content)
        except Invalid as problem:
            remarks.append(f"[{one.name[:100]}: {problem.sentence}]")
    return tuple(taken), remarks


_WRAPPINGS = {
    "tnef": lambda: _("[%(name)s holds its files in a form that only Outlook opens. Ask for them in another form.]"),
    "encrypted": lambda: _("[%(name)s is encrypted; only the key of who it was meant for opens it.]"),
    "signed": lambda: _("[%(name)s holds the words within a signature; a mail program opens it.]"),
}
