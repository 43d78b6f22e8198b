"""A mail becomes a complaint, or an answer on one, or waits for a person to look at it (R1, SOP 1).

Raw first: the bytes are kept and committed before anybody reads them. A mail grants nothing: who answers a letter of
ours is heard as the party it went to, and only from that party's own address (mail_threads.py). Nobody acts as staff.
"""

from dataclasses import dataclass

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import override

from tanggap.cases.models import Case, Party
from tanggap.casework import converse, mail_words
from tanggap.casework.converse import MOST_FILES
from tanggap.casework.doubles import prove
from tanggap.casework.lost_letters import hear_report
from tanggap.casework.mail_house import House, at_home
from tanggap.casework.mail_threads import Thread, ours, thread_of
from tanggap.casework.mails_together import BEGINS, file_together
from tanggap.casework.receive import receive
from tanggap.casework.say import LONGEST
from tanggap.channels import inbound, problems
from tanggap.channels.email.mail import Mail
from tanggap.channels.email.nature import Nature
from tanggap.channels.email.reader import TooHard, Unreadable, read, rest
from tanggap.channels.models import Inbound, Outbound
from tanggap.core import limits
from tanggap.core.db.joining import without_savepoints
from tanggap.core.errors import Stale
from tanggap.core.subject import split
from tanggap.people.actors import VISITOR
from tanggap.people.vault import Contact

NOT_FOR_US = {Nature.BULK: problems.BULK, Nature.SPAM: problems.SPAM, Nature.UNANSWERABLE: problems.UNANSWERABLE}
NOBODY_WROTE_IT = {
    Nature.BOUNCE: problems.BOUNCE, Nature.AUTOMATIC: problems.AUTOMATIC, Nature.OWN: problems.OWN,
}  # fmt: skip
# What one address may say by mail; a robot that answers ours goes beyond it, and waits for a person (T5).
SAYS = (("mail-says-hour", 20, 3600), ("mail-says-day", 60, 86_400))

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


def read_kept(row: Inbound, *, house: House | None = None, mail: Mail | None = None) -> Reading:
    """Read one raw mail that waits. What the parser cannot read goes into quarantine.

    Raises what the story raises when it cannot take anything now (no SOP in force, no database): the mail goes on
    waiting, and the worker tries again. `house` is what `at_home` says, and `mail` what stands in it, when that is
    known already.
    """
    house = at_home() if house is None else house
    if row.media_type == inbound.ONLY_HEAD:  # its bytes were never here, however often it is read
        return _put_aside(row, inbound.why_only_head(row))
    try:
        mail = mail or read(inbound.read_raw(row), own_addresses=house.own)
    except TooHard:
        log.warning("mail takes too long to be read", inbound=row.pk)
        return _put_aside(row, problems.TOO_HARD)
    except Unreadable as problem:
        log.warning("mail cannot be read", inbound=row.pk, problem=str(problem))
        return _put_aside(row, problems.UNREADABLE)
    try:
        with transaction.atomic(), without_savepoints():
            return _decide(row, mail, house)
    except Stale:  # another reader was faster
        row.refresh_from_db()
        return Reading(row.state, _reference(row.case_key), row.problem, known=True)
    except IntegrityError:
        # What is known of it was undone, for the same mail has been read already, from another of our mailboxes.
        if (before := _read_before(mail)) is None:
            raise
        inbound.mark_read(row, before)
        return Reading(Inbound.State.READ, _reference(before), known=True)


def read_due(limit: int) -> int:
    """Read what waits, at most `limit` mails and one that was tried before; returns how many were read.

    What begins complaints is filed together. All others are read alone, and so is a batch that failed: one bad mail
    never stops the next.
    """
    rows = inbound.claim_unread(limit)
    if not rows:
        rest()
        return 0
    try:
        house = at_home()
    except Exception:
        log.exception("no mail can be taken in", waiting=len(rows))
        return 0
    alone = file_together(rows, house)
    done = len(rows) - len(alone)
    rows.clear()
    while alone:  # each is let go when it was read: a large one takes much memory
        row, mail = alone.pop(0)
        try:
            read_kept(row, house=house, mail=mail)
            done += 1
        except Exception:
            # Its lease runs out and it is tried again; after the fifth time a person has to look at it.
            log.exception("mail cannot be taken in", inbound=row.pk)
    return done


def _decide(row: Inbound, mail: Mail, house: House) -> Reading:
    if mail.nature in NOBODY_WROTE_IT or _is_our_own(mail):
        if mail.nature == Nature.BOUNCE:
            hear_report(inbound.read_raw(row))
        return _refuse(row, NOBODY_WROTE_IT.get(mail.nature, problems.OWN))
    if mail.nature in NOT_FOR_US:
        return _put_aside(row, NOT_FOR_US[mail.nature])
    sender = mail_words.sender_of(mail)
    if sender is None:
        return _put_aside(row, problems.NO_SENDER)
    if not (mail.text or mail.subject or mail.enclosures):
        return _put_aside(row, problems.EMPTY)
    thread = thread_of(mail, sender.email)
    if sender.email.casefold() in house.staff and (thread is None or thread.party is None):
        return _put_aside(row, problems.FROM_STAFF, thread)
    if thread is None:
        return _file(row, mail, sender, house)
    if thread.party is None:
        return _put_aside(row, thread.problem, thread)
    if thread.party.role == Party.Role.REPRESENTATIVE and not thread.party.may_answer:
        return _put_aside(row, problems.OTHER_SENDER, thread)  # whoever speaks for nobody any more is no voice on it
    if not thread.case.is_open or not thread.party.may_answer:
        return _file(row, mail, sender, house, follows=thread)
    return _hear(row, mail, thread.case, thread.party, sender)


def _file(row: Inbound, mail: Mail, sender: Contact, house: House, *, follows: Thread | None = None) -> Reading:
    """A new complaint; what answers a closed one is taken as a question that follows it, until somebody has read it."""
    if not limits.within(BEGINS, sender.email.casefold()):
        return _put_aside(row, problems.LOOP, follows)
    words = mail_words.begun(mail, sender, row=row, house=house, follows=follows.case if follows else None)
    with override(words.language):
        receipt = receive(words, by=VISITOR)
    inbound.mark_read(row, f"case:{receipt.case_id}", twin=mail.twin)
    return Reading(Inbound.State.READ, receipt.reference)


def _hear(row: Inbound, mail: Mail, case: Case, party: Party, sender: Contact) -> Reading:
    """An answer to a letter of ours: only what was written this time, without our letter below it."""
    if not limits.within(SAYS, sender.email.casefold()):
        return _put_aside(row, problems.LOOP, Thread(case))
    say_for(party, case, mail, kept=row)
    if party.person is not None:  # what it answers went to that address and nowhere else
        prove(party.person, "email")
    inbound.mark_read(row, case.key, twin=mail.twin, key=case.data_key)
    return Reading(Inbound.State.READ, case.reference)


def say_for(party: Party, case: Case, mail: Mail, *, kept: Inbound) -> None:
    """What stands in the mail, as that party's words on the complaint, whole and with all its files."""
    with override(case.language):
        # Whoever answers with nothing but a photograph did not write the subject: it is that of our letter.
        ours = mail.enclosures and mail_words.title_of(mail.subject) != mail.subject.strip()
        words = mail.words or mail.text or ("" if ours else mail.subject)
        text, taken = mail_words.kept(words, mail.enclosures, longest=LONGEST)
    said = converse.hear(case, text=text, attachments=taken[:MOST_FILES], medium="email", kept=kept, by=party)
    for first in range(MOST_FILES, len(taken), MOST_FILES):
        converse.attach_files(case, taken[first : first + MOST_FILES], by=party, reply=said)


def _put_aside(row: Inbound, problem: str, thread: Thread | None = None) -> Reading:
    """A person looks at it; nothing is told to who sent it."""
    inbound.quarantine(row, problem, proposed=thread.case.key if thread else "")
    return Reading(row.state, problem=problem)


def _refuse(row: Inbound, problem: str) -> Reading:
    inbound.refuse(row, problem)
    return Reading(row.state, problem=problem)


def _is_our_own(mail: Mail) -> bool:
    return bool(letters := ours(mail.message_ids)) and Outbound.objects.filter(uid__in=letters).exists()


def _read_before(mail: Mail) -> str | None:
    """The key of what the same mail became that lay in another of our mailboxes as well."""
    if mail.twin is None:
        return None
    return Inbound.objects.filter(twin=mail.twin).values_list("case_key", flat=True).first()


def _reference(case_key: str) -> str:
    if not case_key:
        return ""
    return Case.objects.filter(pk=split(case_key)[1]).values_list("reference", flat=True).first() or ""
