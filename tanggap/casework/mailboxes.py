"""The accounts at mail servers, kept by administrators: tried before they are trusted, sealed, each change recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tanggap.audit.trail import record
from tanggap.casework.organisation import may_administer, pass_step
from tanggap.channels import mailboxes, outbox
from tanggap.channels.email import fetch
from tanggap.channels.email.plain_words import in_plain_words
from tanggap.channels.email.send import forget_server_pause
from tanggap.channels.email.server import Later, Never, Smtp, Unreachable
from tanggap.channels.mailboxes import Account
from tanggap.channels.models import Mailbox, Outbound
from tanggap.core import limits, time
from tanggap.core.errors import Invalid, NotFound, Refused
from tanggap.core.typed import an_email, one_line
from tanggap.people.models import Staff, Unit
from tanggap.people.organisation import profile

TRIES, WINDOW_SECONDS = 20, 15 * 60
LONGEST = 253


def account_typed(kind: str, given: Mapping[str, str], *, before: Account | None) -> Account:
    """What was typed, completed with what is usual. An empty password is the one that was there. Raises Invalid."""
    fields: dict[str, Any] = {}
    address = an_email(given.get("address", ""), fields, "address")
    usual = mailboxes.usual(kind, address)
    host = "".join(given.get("host", "").split()).lower() or usual["host"]
    tls = given.get("tls", "") or usual["tls"]
    if tls not in mailboxes.WAYS:
        fields["tls"] = _("Choose one of these.")
    if not host or len(host) > LONGEST or any(sign in host for sign in "\0/@:?#"):
        fields["host"] = _("Write the name of the server only, like mail.example.org.")
    typed_port = given.get("port", "").strip()
    port = mailboxes.PORTS[kind].get(tls, 0) if not typed_port else int(typed_port) if _is_number(typed_port) else 0
    if not 0 < port < 65_536:
        fields["port"] = _("A port is a number between 1 and 65535. Leave it empty for the usual one.")
    user = one_line(given.get("user", "")) or (address if kind == Mailbox.Kind.IN or given.get("password") else "")
    password = given.get("password", "").replace("\0", "") or _earlier_password(given.get("kept", ""), before)
    if kind == Mailbox.Kind.IN and not password:
        fields["password"] = _("Write the password of this mail account.")
    if fields:
        raise Invalid(_("Please look at the marked fields."), fields=fields)
    return Account(address, host, port, user[:LONGEST], password[:1000], tls)


@dataclass(frozen=True)
class Receiving:
    """What becomes of what arrives there: who receives it, and whether answers can carry an address of their own."""

    unit: Unit | None = None
    takes_plus: bool = False


def receiving_typed(given: Mapping[str, str]) -> Receiving:
    """What was typed of it. Raises Invalid for a unit that is not there any more."""
    code = given.get("unit", "").replace("\0", "")
    unit = Unit.objects.filter(code=code, closed_at=None).first() if code else None
    if code and unit is None:
        raise Invalid(_("Please look at the marked fields."), fields={"unit": _("Choose one of these.")})
    return Receiving(unit, takes_plus=given.get("takes_plus") == "1")


def carried(password: str) -> str:
    """The password as the next try of the form brings it along: sealed, so that it need not be typed once more."""
    return mailboxes.close("mailbox form", password) if password else ""


def try_outgoing(account: Account, *, by: Staff) -> None:
    """Send a letter to the administrator; Refused with the server's answer in plain words."""
    _count(by)
    server = Smtp(mailboxes.address_of(account))
    try:
        server.deliver(account.address, by.email, _test_letter(account, by))
    except (Unreachable, Later, Never) as problem:
        cause = problem.__cause__ if isinstance(problem.__cause__, Exception) else problem
        raise Refused(in_plain_words(cause, account.host, account.port), code="mail_server") from problem
    finally:
        server.close()


def try_incoming(account: Account, *, by: Staff) -> int:
    """Sign in and count the mails; Refused with the server's answer in plain words."""
    _count(by)
    return fetch.try_to_sign_in(account)


@transaction.atomic
def keep(
    kind: str, account: Account, *, box: Mailbox | None, by: Staff, receiving: Receiving | None = None
) -> Mailbox:
    """Keep it, new or in the place of another; letters leave by it, or it is read, from now on. Recorded."""
    may_administer(by)
    values: dict[str, Any] = {"address": account.address, "sealed": mailboxes.sealed(account)}
    if kind == Mailbox.Kind.IN and receiving is not None:
        values |= {"unit": receiving.unit, "takes_plus": receiving.takes_plus}
    if kind == Mailbox.Kind.OUT:
        box = Mailbox.objects.select_for_update().filter(kind=kind, is_active=True).first()
    if box is None:
        box = Mailbox.objects.create(kind=kind, **values)
    else:
        before = mailboxes.account_of(box)
        if (before.host, before.user) != (account.host, account.user):
            values |= {"uid_validity": 0, "last_uid": 0}  # another mailbox: begin at its end
        Mailbox.objects.filter(pk=box.pk).update(**values, version=F("version") + 1, next_at=None, problem="")
        box.refresh_from_db()
    unit = receiving.unit.code if receiving and receiving.unit else ""
    record("mailbox_kept", box, by=by, kind=kind, unit=unit, private={"address": account.address, "host": account.host})
    pass_step("mailbox", by=by)
    forget_server_pause()
    return box


@transaction.atomic
def give_up(box: Mailbox, *, by: Staff) -> None:
    """It is used no more, and its password is kept no more; the row stays, for what came by it names it. Recorded."""
    may_administer(by)
    Mailbox.objects.filter(pk=box.pk).update(is_active=False, sealed="", version=F("version") + 1)
    record("mailbox_given_up", box, by=by, kind=box.kind)


@transaction.atomic
def send_what_waited(*, by: Staff) -> int:
    """Letters that found no server leave after all; returns how many."""
    may_administer(by)
    count = outbox.again(Outbound.objects.filter(state=Outbound.State.UNSENT))
    if count:
        record("letters_sent_again", "outbox:0", by=by, count=count)
    return count


def waiting_letters() -> int:
    """How many letters found no server, counted up to 1,000."""
    return Outbound.objects.filter(state=Outbound.State.UNSENT).order_by()[:1000].count()


def find(kind: str, pk: int) -> Mailbox:
    """An account that is in use; raises NotFound."""
    box = Mailbox.objects.filter(kind=kind, pk=pk, is_active=True).first()
    if box is None:
        raise NotFound(_("There is no such mailbox."))
    return box


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5


def _earlier_password(kept: str, before: Account | None) -> str:
    if kept:
        try:
            return mailboxes.open_("mailbox form", kept)
        except Refused:
            return ""  # the page was older than the key ring; the password is asked for again
    return before.password if before else ""


def _count(by: Staff) -> None:
    limits.hit("mail-try", by.key, limit=TRIES, per_seconds=WINDOW_SECONDS)


def _test_letter(account: Account, by: Staff) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = account.address, by.email
    message["Subject"] = gettext("Test letter from %(organisation)s") % {
        "organisation": profile().name(by.language) or "Tanggap"}  # fmt: skip
    message["Date"] = format_datetime(time.local(time.now()))
    message["Message-ID"] = make_msgid(domain="tanggap.invalid")
    message["Auto-Submitted"] = "auto-generated"
    body = gettext("This letter shows that complaints can be answered by email. It needs no reply.")
    message.set_content(f"{body}\n\n{settings.BASE_URL}".strip())
    return message.as_bytes()
