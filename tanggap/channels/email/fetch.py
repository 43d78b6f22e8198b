"""Reading mailboxes (IMAP): what is new is kept byte for byte, then marked as seen; nothing is ever deleted there.

The first look only notes where the mailbox ends, so that years of old mail do not become complaints. Each mail is
committed before the next is asked for, and counts once by its bytes: whoever is killed in between repeats the last one.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog
from django.db.models import Q

from tanggap.channels import problems
from tanggap.channels.email.plain_words import in_plain_words
from tanggap.channels.inbound import LARGEST_HEAD, LARGEST_MAIL, NUMBERED, keep_head, keep_mail
from tanggap.channels.mailboxes import Account, account_of, incoming
from tanggap.channels.models import Mailbox
from tanggap.core import limits
from tanggap.core.errors import Refused
from tanggap.core.time import now

TIMEOUT = 20  # seconds for one answer of the server
EVERY = timedelta(minutes=1)
AFTER_A_FAULT = timedelta(minutes=5)
LEASE = timedelta(minutes=2)  # longer than one mail takes; begun anew with each
BATCH = 50
MOST_REFUSALS = 3  # of one mail, before it is left to a person
FOLDER = "INBOX"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NEXT = re.compile(rb"UIDNEXT (\d+)")

log = structlog.get_logger(__name__)


def fetch_due() -> int:
    """Look into every mailbox whose turn it is; returns how many mails were kept. A bad server never stops the next."""
    return sum(_look(box) for box in incoming() if _claimed(box))


def try_to_sign_in(account: Account) -> int:
    """Sign in and count what lies there; Refused with the server's answer in plain words."""
    try:
        with signed_in(account) as (_server, count):
            return count
    except (imaplib.IMAP4.error, OSError) as problem:
        raise Refused(in_plain_words(problem, account.host, account.port), code="mail_server") from problem


@contextmanager
def signed_in(account: Account) -> "Iterator[tuple[imaplib.IMAP4, int]]":
    """A conversation with the folder open, and how many mails lie there; ended in good order."""
    context = ssl.create_default_context()
    if account.tls == "ssl":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(account.host, account.port, timeout=TIMEOUT)
    try:
        if account.tls == "starttls":
            server.starttls(ssl_context=context)
        server.login(account.user, account.password)
        answer, data = server.select(FOLDER)
        if answer != "OK":
            raise imaplib.IMAP4.error(_text(data))
        yield server, int(data[0] or 0)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()


def _claimed(box: Mailbox) -> bool:
    """Of several workers one looks; the condition is the lock."""
    due = Q(next_at=None) | Q(next_at__lte=now())
    return bool(Mailbox.objects.filter(due, pk=box.pk, is_active=True).update(next_at=now() + LEASE))


def _look(box: Mailbox) -> int:
    kept, wait, values = 0, EVERY, {}
    try:
        with signed_in(account_of(box)) as (server, _count):
            looked_at = now()
            kept, more = _take_new(server, box)
            wait, values = (timedelta(0) if more else EVERY), {"looked_at": looked_at, "problem": ""}
    except (imaplib.IMAP4.error, OSError, Refused) as fault:
        # When it was looked at last stays as it is: from there on is looked again, should the server number anew.
        values, wait = {"problem": str(fault)[:500] or type(fault).__name__}, AFTER_A_FAULT
        log.warning("mailbox cannot be read", mailbox=box.pk, problem=values["problem"])
    Mailbox.objects.filter(pk=box.pk).update(next_at=now() + wait, **values)
    return kept


def _take_new(server: imaplib.IMAP4, box: Mailbox) -> tuple[int, bool]:
    """How many mails are new to us, and whether there are more."""
    validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0) or 1
    end = _end_of(server)
    if box.uid_validity == 0:
        _note(box, validity, end)
        return 0, False
    if validity != box.uid_validity:
        # The server has numbered everything anew: what came since the last look is looked at again, and counts once. It
        # counts days in its own zone, so that the day before is looked at as well.
        since = f"{(box.looked_at or now()) - timedelta(days=1):%d-%b-%Y}"
        uids = _search(server, f"SINCE {since}")
        _note(box, validity, uids[0] - 1 if uids else end)
    else:
        uids = [uid for uid in _search(server, f"UID {box.last_uid + 1}:*") if uid > box.last_uid]
    kept = 0
    for uid in uids[:BATCH]:
        kept += _take_one(server, box, uid)
        _note(box, validity, uid)
    return kept, len(uids) > BATCH


def _take_one(server: imaplib.IMAP4, box: Mailbox, uid: int) -> int:
    """Keep it, and only when that is committed mark it as seen; whoever dies in between does it once more."""
    size = _size(server, uid)
    if size is None:
        return 0  # somebody has deleted it meanwhile
    if size > LARGEST_MAIL:
        head = _content(server, box, uid, "BODY.PEEK[HEADER]") or b""
        new = keep_head(box.key, head[:LARGEST_HEAD], problems.TOO_LARGE)
    else:
        raw = _content(server, box, uid, "BODY.PEEK[]")
        new = raw is not None and keep_mail(box.key, raw, read_here=False)[1]
    try:
        server.uid("STORE", str(uid), "+FLAGS", "(\\Seen)")
    except imaplib.IMAP4.abort:
        raise  # the link broke: this mail is dealt with once more
    except imaplib.IMAP4.error as refusal:
        log.info("mail cannot be marked as seen", mailbox=box.pk, uid=uid, problem=str(refusal)[:200])
    return int(new)


def _size(server: imaplib.IMAP4, uid: int) -> int | None:
    answer, data = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
    if answer != "OK":
        raise imaplib.IMAP4.error(_text(data))
    found = next((size for part in data or [] if part and (size := _SIZE.search(_line(part)))), None)
    return int(found[1]) if found else None


def _content(server: imaplib.IMAP4, box: Mailbox, uid: int, what: str) -> bytes | None:
    """None when it has been deleted. A mail that the server does not give out is asked for again at the next looks;
    then it waits, without its bytes, for a person, and no longer holds up what came after it."""
    answer, data = server.uid("FETCH", str(uid), f"({what})")
    if answer == "OK":
        return next((part[1] for part in data or [] if isinstance(part, tuple)), None)
    if limits.allowed("mail-withheld", f"{box.key} {box.uid_validity} {uid}", limit=MOST_REFUSALS, per_seconds=86_400):
        raise imaplib.IMAP4.error(_text(data))
    keep_head(box.key, NUMBERED + f"{uid}\r\n\r\n".encode(), problems.WITHHELD)
    return None


def _search(server: imaplib.IMAP4, what: str) -> list[int]:
    answer, data = server.uid("SEARCH", what)
    if answer != "OK":
        raise imaplib.IMAP4.error(_text(data))
    return sorted(int(uid) for uid in (data[0] or b"").split())


def _end_of(server: imaplib.IMAP4) -> int:
    """The highest number that has been given out."""
    _answer, data = server.status(FOLDER, "(UIDNEXT)")
    found = _NEXT.search((data[0] if data else b"") or b"")
    return int(found[1]) - 1 if found else max(_search(server, "ALL"), default=0)


def _note(box: Mailbox, validity: int, uid: int) -> None:
    Mailbox.objects.filter(pk=box.pk).update(uid_validity=validity, last_uid=uid, next_at=now() + LEASE)
    box.uid_validity, box.last_uid = validity, uid


def _line(part: object) -> bytes:
    found = part[0] if isinstance(part, tuple) else part
    return found if isinstance(found, bytes) else b""


def _text(data: object) -> str:
    found = data[0] if isinstance(data, list) and data else b""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)
