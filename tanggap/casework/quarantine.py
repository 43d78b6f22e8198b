"""What arrived and could not be read as a complaint or an answer: people look at it, and decide (R13, DESIGN §6).

Nothing that waits is ever deleted; what was discarded or refused is forgotten after its time (retention.py). What was
refused because no person wrote it can be looked at in the same way.
"""

from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import transaction
from django.db.models import BinaryField, F, Func, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tanggap.audit import trail
from tanggap.cases import access
from tanggap.cases.models import Case, Evidence, Party, Reply
from tanggap.casework import mail_words
from tanggap.casework.acting import write_down
from tanggap.casework.beginning import Beginning
from tanggap.casework.mail_house import at_home
from tanggap.casework.mail_threads import VOICES
from tanggap.casework.read_mail import Reading, read_kept, say_for
from tanggap.channels import inbound, problems
from tanggap.channels.email.mail import Mail, head_of
from tanggap.channels.email.reader import TooHard, Unreadable, read
from tanggap.channels.models import Inbound
from tanggap.core.errors import Invalid, NotFound, Refused, Stale, require
from tanggap.core.subject import HasKey, split
from tanggap.core.time import now
from tanggap.people import vault
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of
from tanggap.reading.language import language_of

LOOKS_AFTER = (Role.FRONTDESK, Role.MANAGER, Role.ADMIN)
State = Inbound.State
WAITING, REFUSED, DISCARDED = State.QUARANTINED, State.REFUSED, State.DISCARDED
ANSWERS = (problems.OTHER_SENDER, problems.SEVERAL_SENDERS, problems.MERGED_AWAY)
NOTHING_HERE = _("There is no such message.")
MAIL = "message/rfc822"
LONGEST_REASON = 500
# Who wrote it and about what stands within so many bytes of it.
HEAD = Func(F("raw"), 1, 16_384, function="substring", output_field=BinaryField())

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Message:
    """A message as a person reads it; empty texts where it cannot be read at all."""

    row: Inbound
    why: Any
    sender: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    files: list[tuple[str, int]] = field(default_factory=list)  # names and sizes in bytes
    readable: bool = True
    proposed: Case | None = None
    case: Case | None = None

    @property
    def answers(self) -> bool:
        """Whether a letter of ours, and not only a number, says which complaint it may belong to."""
        return self.row.problem in ANSWERS


def source_key(row: Inbound) -> str:
    """What the trail and the intake page call it; its `key` is the one it may be sealed with."""
    return f"inbound:{row.pk}"


def looks_after(by: Staff) -> bool:
    """Whether `by` may see and settle what waits here."""
    return bool(standing_of(by).roles & set(LOOKS_AFTER))


def messages_in(state: str) -> QuerySet[Inbound]:
    """Those in that state, whatever door they came by; of their bytes only the head, for `brief`."""
    if state not in (WAITING, REFUSED, DISCARDED):
        raise NotFound(NOTHING_HERE)
    return Inbound.objects.filter(state=state).defer("raw").annotate(head=HEAD)


def find(number: int, *, by: Staff) -> Inbound:
    """That message, for whoever looks after them; raises NotFound."""
    row = Inbound.objects.select_related("key").filter(pk=number).first() if looks_after(by) else None
    if row is None or row.state not in (WAITING, REFUSED, DISCARDED, State.READ) or not _was_here(row):
        raise NotFound(NOTHING_HERE)
    return row


def look_into(row: Inbound, *, by: Staff) -> Message:
    """What stands in it. What a hostile mail does to a reader is kept from us: nothing is run, loaded or drawn."""
    why = problems.explain(row.problem)
    proposed, case = _seen(row.proposed_key, by), _seen(row.case_key, by)
    mail = _mail_of(row)
    if mail is None:
        return Message(row, why, readable=False, proposed=proposed, case=case)
    sender = mail.sender
    return Message(
        row, why, sender.address if sender else "", sender.name if sender else "", mail.subject, mail.text,
        [(one.name, len(one.content)) for one in mail.enclosures], True, proposed, case,
    )  # fmt: skip


def brief(row: Inbound) -> Message:
    """Who wrote it and about what, for a list; of a sealed one nothing."""
    why = problems.explain(row.problem)
    if row.media_type not in (MAIL, inbound.ONLY_HEAD) or row.key_id is not None:
        return Message(row, why, readable=False)
    sender, subject = head_of(bytes(row.head))  # type: ignore[attr-defined]
    return Message(row, why, sender.address if sender else "", sender.name if sender else "", subject)


@transaction.atomic
def discard(row: Inbound, reason: str, *, by: Staff) -> None:
    """Nothing will be done with it, for that reason. It is kept, and can be brought back. Raises Invalid, Stale.

    What is discarded already stays so; a button pressed twice does it once.
    """
    reason = reason.replace("\0", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _("Say in a few words why nothing has to be done with it.")
        raise Invalid(sentence, fields={"reason": sentence})
    if not _move(row, [WAITING, REFUSED], DISCARDED):
        return
    said = {"reason": reason}
    trail.record_many([trail.Event(verb="message_discarded", subject=source_key(row), by=by, private=said)])


@transaction.atomic
def bring_back(row: Inbound, *, by: Staff) -> None:
    """It waits again: it was discarded by mistake, or a machine is thought to be a person after all."""
    if not _move(row, [DISCARDED, REFUSED], WAITING):
        return
    trail.record("message_brought_back", source_key(row), by=by)


def read_again(row: Inbound, *, by: HasKey) -> Reading:
    """Read it anew, after something was mended; what still cannot be read waits on. Raises Stale."""
    trail.record("message_read_again", source_key(row), by=by)
    inbound.release(row)
    row.refresh_from_db()
    if row.state != State.RECEIVED:
        raise Stale(_("Somebody else has settled this message meanwhile."))
    return read_kept(row, house=at_home())


@transaction.atomic
def put_on(row: Inbound, case: Case, party: Party, *, by: Staff) -> None:
    """It belongs to that complaint, as the words of that party; who says so stands on the file.

    Nobody is added to the file, and nothing is sent to whoever wrote it. Raises Refused where the party may not be
    heard there. Put there already, it is not put there twice.
    """
    here = Inbound.objects.select_for_update().only("state", "case_key").get(pk=row.pk)  # whoever pressed twice waits
    if here.state == State.READ and here.case_key == case.key:
        return
    require(case.is_open, _("This complaint is closed. Open it again first, or record a new one."))
    voice = party.case_id == case.pk and party.role in VOICES and party.may_answer
    require(voice, _("Choose whose words these are: the complainant or a representative."))
    mail = _mail_of(row) if row.media_type == MAIL else None
    if mail is None:
        raise Refused(_("This message cannot be read, so it cannot be put on a file."))
    say_for(party, case, mail, kept=row)
    _settle(row, case)
    write_down(case, "message_put_here", by=by, inbound=source_key(row))
    trail.record("message_put_on", source_key(row), by=by, case="" if case.anonymous else case.key)


def put_by_hand(row: Inbound, *, by: Staff) -> Reply | None:
    """What was said on a complaint by that message because staff put it there, when `by` sees that complaint."""
    if row.state != State.READ or not row.problem or (case := _seen(row.case_key, by)) is None:
        return None
    return Reply.objects.filter(case=case, inbound=row, withdrawn_at=None).select_related("case__data_key").first()


@transaction.atomic
def take_off(row: Inbound, *, by: Staff) -> Case:
    """It was put on the wrong complaint: its words and files leave that file, also for the complainant there.

    The message waits again, with its bytes as they came; both acts stay on the trail. What the complaint waited for
    when it was put there has to be asked again. Raises Stale.
    """
    said = put_by_hand(row, by=by)
    stale = Stale(_("This message does not stand on that complaint any more."))
    if said is None or not Reply.objects.filter(pk=said.pk, withdrawn_at=None).update(withdrawn_at=now()):
        raise stale
    case = said.case
    Evidence.objects.filter(case=case, reply=said).delete()  # the files are in the message, and come along again
    opened = inbound.opened(row)
    if not Inbound.objects.filter(pk=row.pk, state=State.READ).update(state=WAITING, case_key="", **opened):
        raise stale
    row.refresh_from_db()
    write_down(case, "message_taken_off", by=by, inbound=source_key(row), reply=said.pk)
    trail.record("message_taken_back", source_key(row), by=by, case="" if case.anonymous else case.key)
    return case


def begin_intake(number: int, by: Staff) -> Beginning:
    """What the intake page begins with when it is opened from a message: its sender, its words and its files."""
    row = find(number, by=by)
    mail = _mail_of(row)
    if mail is None:
        return Beginning(medium="email", received_at=row.received_at, case_key=row.case_key)
    language = language_of(f"{mail.subject}\n{mail.text}")
    with override(language):
        text, files = mail_words.kept(mail.text or mail.subject, mail.enclosures)
    sender = _contact(mail)
    return Beginning(
        medium="email", name=sender.name, email=sender.email, title=mail_words.title_of(mail.subject), body=text,
        language=language, received_at=row.received_at, files=files, case_key=row.case_key,
    )  # fmt: skip


def message_filed(number: int, case: Case, by: Staff) -> None:
    """The complaint that was recorded from a message is on file; the message has become it."""
    row = Inbound.objects.select_for_update(of=("self",)).get(pk=find(number, by=by).pk)
    if row.case_key == case.key:
        return
    if row.case_key:
        raise Refused(_("From this message a complaint was recorded already."), code="already_done")
    _settle(row, case)
    trail.record("message_recorded", source_key(row), by=by, case="" if case.anonymous else case.key)


def _settle(row: Inbound, case: Case) -> None:
    """It has become that case, or part of it; of a hidden one its bytes lie sealed from now on."""
    states = [WAITING, REFUSED, DISCARDED]
    moved = Inbound.objects.filter(pk=row.pk, state__in=states).update(
        state=State.READ, case_key=case.key, lease_until=None, **inbound.sealed_with(row, case.data_key)
    )
    if not moved:
        raise Stale(_("Somebody else has settled this message meanwhile."))
    row.state, row.case_key = State.READ, case.key


def _move(row: Inbound, before: list[Any], after: Any) -> bool:
    """Whether it was moved now; False when it lies there already."""
    if not Inbound.objects.filter(pk=row.pk, state__in=before).update(state=after, lease_until=None):
        row.refresh_from_db(fields=["state"])
        if row.state != after:
            raise Stale(_("Somebody else has settled this message meanwhile."))
        return False
    row.state = after
    return True


def _was_here(row: Inbound) -> bool:
    """What was read without anybody's help never lay here."""
    return row.state != State.READ or bool(row.problem)


def _seen(key: str, by: Staff) -> Case | None:
    number = split(key)[1] if key else None
    return next(iter(access.seen_among(by, [number])), None) if number else None


def _mail_of(row: Inbound) -> Mail | None:
    if row.media_type not in (MAIL, inbound.ONLY_HEAD):
        return None
    try:
        return read(inbound.read_raw(row))
    except (TooHard, Unreadable) as problem:
        log.info("message cannot be looked into", inbound=row.pk, problem=type(problem).__name__)
        return None


def _contact(mail: Mail) -> vault.Contact:
    if mail.sender is None:
        return vault.NOBODY
    try:
        return vault.contact(name=mail.sender.name[: vault.LIMITS["name"]], email=mail.sender.address)
    except Invalid:
        return vault.NOBODY
