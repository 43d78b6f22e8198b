"""A mail becomes a complaint, or an answer on one, or waits for a person to look at it (R1, SOP 1).

Raw first: the bytes are kept and committed before anybody reads them. A mail grants nothing: who answers a letter of
ours is heard as the party it went to, and only from that party's own address (HARDENING T3, T4).
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tanggap.cases.models import Case, Party
from tanggap.casework import converse
from tanggap.casework.arrivals import LONGEST, Words
from tanggap.casework.directory import directory
from tanggap.casework.receive import receive
from tanggap.channels import inbound, problems
from tanggap.channels.email.bodies import Enclosure
from tanggap.channels.email.mail import Mail, read
from tanggap.channels.email.nature import Nature
from tanggap.channels.mailboxes import configured, incoming
from tanggap.channels.models import Inbound, Outbound
from tanggap.channels.outbox import mail_host
from tanggap.core import files
from tanggap.core.errors import Invalid, Stale
from tanggap.core.subject import split
from tanggap.people import vault
from tanggap.people.actors import VISITOR
from tanggap.people.vault import Contact
from tanggap.reading.language import language_of
from tanggap.sop.reach import reach_of

NOT_FOR_US = {Nature.BULK: problems.BULK, Nature.SPAM: problems.SPAM}
NOBODY_WROTE_IT = {
    Nature.BOUNCE: problems.BOUNCE, Nature.AUTOMATIC: problems.AUTOMATIC, Nature.OWN: problems.OWN,
}  # fmt: skip
_AGAIN = re.compile(r"^((re|fw|fwd|bls|balas|trs|terusan|aw|antw)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reading:
    """What became of a mail: `state` is of its raw row, `reference` the complaint's, `problem` a code."""

    state: str
    reference: str = ""
    problem: str = ""
    known: bool = False  # the very same bytes had arrived before


def take_mail(raw: bytes, *, mailbox: str = "files") -> Reading:
    """Keep a mail, then read it; the same bytes in the same mailbox count once.

    Side effects: a raw row, committed first; then all that `receive` or `converse.hear` write, in a second transaction.
    Never raises for what stands in the mail. Raises Invalid when it is larger than any mail may be.
    """
    row, is_new = inbound.keep_mail(mailbox, raw)
    if is_new or row.state == Inbound.State.RECEIVED:
        return read_kept(row)
    return Reading(row.state, _reference(row.case_key), row.problem, known=True)


def read_kept(row: Inbound, *, own: frozenset[str] | None = None) -> Reading:
    """Read one raw mail that waits. What the parser cannot read goes into quarantine.

    Raises what the story raises when it cannot take anything now (no SOP in force, no database): the mail goes on
    waiting, and the worker tries again. `own` are our own addresses, when they are known already.
    """
    own = _own_addresses() if own is None else own
    try:
        mail = read(inbound.read_raw(row), own_addresses=own)
    except Exception:
        log.exception("mail cannot be read", inbound=row.pk)
        return _put_aside(row, problems.UNREADABLE)
    try:
        with transaction.atomic():
            return _decide(row, mail)
    except Stale:  # another reader was faster
        row.refresh_from_db()
        return Reading(row.state, _reference(row.case_key), row.problem, known=True)


def read_due(limit: int) -> int:
    """Read what waits, at most `limit` mails; returns how many were read. One bad mail never stops the next."""
    done, own = 0, None
    for row in inbound.claim_unread(limit):
        try:
            own = _own_addresses() if own is None else own
            read_kept(row, own=own)
            done += 1
        except Exception:
            # Its lease runs out and it is tried again; after the fifth time a person has to look at it.
            log.exception("mail cannot be taken in", inbound=row.pk)
    return done


def _decide(row: Inbound, mail: Mail) -> Reading:
    if (ours := _ours(mail.message_ids)) and Outbound.objects.filter(uid__in=ours).exists():
        inbound.refuse(row, problems.OWN)
        return Reading(row.state, problem=row.problem)
    if mail.nature in NOBODY_WROTE_IT:
        inbound.refuse(row, NOBODY_WROTE_IT[mail.nature])
        return Reading(row.state, problem=row.problem)
    if mail.nature in NOT_FOR_US:
        return _put_aside(row, NOT_FOR_US[mail.nature])
    sender = _sender(mail)
    if sender is None:
        return _put_aside(row, problems.NO_SENDER)
    if not (mail.text or mail.subject or mail.enclosures):
        return _put_aside(row, problems.EMPTY)
    case = _answered(_ours(mail.answers))
    if case is None:
        return _file(row, mail, sender, follows=None)
    party = _party_at(case, sender.email)
    if party is None:
        return _put_aside(row, problems.OTHER_SENDER)
    if not case.is_open or not party.may_answer:
        return _file(row, mail, sender, follows=case)
    return _hear(row, mail, case, party)


def _file(row: Inbound, mail: Mail, sender: Contact, *, follows: Case | None) -> Reading:
    """A new complaint; what answers a closed one is taken as a question that follows it, until somebody has read it."""
    language = language_of(f"{mail.subject}\n{mail.text}")
    with override(language):
        body, enclosures = _body(mail.text or mail.subject, mail.enclosures)
        taken, left_out = _kept_files(enclosures)
        words = Words(
            body=body + left_out, title=_title(mail.subject), medium="email", entered_by="mail", language=language,
            complainant=sender, kind="contact" if follows else "complaint", follows=follows, files=taken, kept=row,
        )  # fmt: skip
    receipt = receive(words, by=VISITOR)
    inbound.mark_read(row, f"case:{receipt.case_id}")
    return Reading(Inbound.State.READ, receipt.reference)


def _hear(row: Inbound, mail: Mail, case: Case, party: Party) -> Reading:
    """An answer to a letter of ours: only what was written this time, without our letter below it."""
    with override(case.language):
        text, enclosures = _body(mail.words, mail.enclosures)
        taken, left_out = _kept_files(enclosures)
    converse.hear(case, text=text + left_out, attachments=taken, medium="email", by=party)
    inbound.mark_read(row, case.key)
    return Reading(Inbound.State.READ, case.reference)


def _put_aside(row: Inbound, problem: str) -> Reading:
    inbound.quarantine(row, problem)
    return Reading(row.state, problem=problem)


def _own_addresses() -> frozenset[str]:
    """What we write from, and the address that the SOP tells people to write to."""
    contact = reach_of(directory().edition.procedure)
    mailboxes = (one.address.casefold() for one in incoming())
    return frozenset({configured().sender.casefold(), (contact.email or "").casefold(), *mailboxes} - {""})


def _sender(mail: Mail) -> Contact | None:
    """Who wrote it; None when there is no address that could be answered."""
    if mail.sender is None:
        return None
    try:
        return vault.contact(name=mail.sender.name[: vault.LIMITS["name"]], email=mail.sender.address)
    except Invalid:
        return None


def _answered(ours: Sequence[uuid.UUID]) -> Case | None:
    """The complaint whose letter it answers. Our Message-IDs hold 122 random bits; nobody guesses one."""
    if not ours:
        return None
    letters = Outbound.objects.filter(uid__in=ours).exclude(case_key="")
    key = letters.order_by("-pk").values_list("case_key", flat=True).first()
    return Case.objects.filter(pk=split(key)[1]).first() if key else None


def _ours(message_ids: Iterable[str]) -> list[uuid.UUID]:
    """Those that look like Message-IDs of our letters."""
    end = f"@{mail_host()}>"
    return [uid for one in message_ids if one.endswith(end) and (uid := _uid(one[1 : -len(end)]))]


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _party_at(case: Case, email: str) -> Party | None:
    """The complainant or representative with that very address."""
    parties = case.parties.filter(role__in=["complainant", "representative"], person__isnull=False)
    for party in parties.select_related("person").order_by("pk"):
        if vault.read(party.person).email.casefold() == email.casefold():
            return party
    return None


def _title(subject: str) -> str:
    title = _AGAIN.sub("", subject).strip()
    return title if len(title) <= LONGEST["title"] else title[: LONGEST["title"] - 1].rstrip() + "…"


def _body(text: str, enclosures: tuple[Enclosure, ...]) -> tuple[str, tuple[Enclosure, ...]]:
    """The words, and when they are longer than a complaint may be, all of them in a file of their own."""
    if not text.strip():
        return _("(no words, only files)"), enclosures
    most = LONGEST["body"] - 5_000  # room for what must be said of files that cannot be kept
    if len(text) <= most:
        return text, enclosures
    whole = Enclosure("message.txt", "text/plain", text.encode())
    return text[:most].rstrip() + "…\n\n" + _("[The whole text is in the file message.txt.]"), (whole, *enclosures)


def _kept_files(enclosures: Iterable[Enclosure]) -> tuple[tuple[files.File, ...], str]:
    """The files that can be kept, and a line for each that cannot; it stays in the mail as it arrived."""
    taken: list[files.File] = []
    left_out: list[str] = []
    room = files.MOST_BYTES_TOGETHER
    for one in enclosures:
        if len(one.content) > room:
            left_out.append(_("[%(name)s is too large to be kept here.]") % {"name": one.name[:100]})
            continue
        try:
            taken.append(files.take_in(one.content, one.name))
            room -= len(one.content)
        except Invalid as problem:
            left_out.append(f"[{one.name[:100]}: {problem.sentence}]")
    return tuple(taken), "".join(f"\n\n{line}" for line in left_out[:20])


def _reference(case_key: str) -> str:
    if not case_key:
        return ""
    return Case.objects.filter(pk=split(case_key)[1]).values_list("reference", flat=True).first() or ""
