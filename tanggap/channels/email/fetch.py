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

from tanggap.channels.email.plain_words import in_plain_words
from tanggap.channels.inbound import keep_mail
from tanggap.channels.mailboxes import Account, account_of, incoming
from tanggap.channels.models import Mailbox
from tanggap.core.errors import Invalid, Refused
from tanggap.core.time import now

TIMEOUT = 20  # seconds for one answer of the server
EVERY = timedelta(minutes=1)
AFTER_A_FAULT = timedelta(minutes=5)
LEASE = timedelta(minutes=10)
BATCH = 50
FOLDER = "INBOX"
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
    kept, problem, wait = 0, "", EVERY
    try:
        with signed_in(account_of(box)) as (server, _count):
            kept = _take_new(server, box)
            wait = EVERY if kept < BATCH else timedelta(0)
    except (imaplib.IMAP4.error, OSError, Refused) as fault:
        problem, wait = str(fault)[:500] or type(fault).__name__, AFTER_A_FAULT
        log.warning("mailbox cannot be read", mailbox=box.pk, problem=problem)
    Mailbox.objects.filter(pk=box.pk).update(looked_at=now(), next_at=now() + wait, problem=problem)
    return kept


def _take_new(server: imaplib.IMAP4, box: Mailbox) -> int:
    validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0) or 1
    if box.uid_validity == 0:
        _note(box, validity, _end_of(server))
        return 0
    if validity != box.uid_validity:
        # The server has numbered everything anew: what came since the last look is looked at again, and counts once.
        since = f"{box.looked_at or now():%d-%b-%Y}"
        uids, box.last_uid = _search(server, f"SINCE {since}"), 0
    else:
        uids = [uid for uid in _search(server, f"UID {box.last_uid + 1}:*") if uid > box.last_uid]
    kept = 0
    for uid in uids[:BATCH]:
        kept += _take_one(server, box, uid)
        _note(box, validity, uid)
    return kept


def _take_one(server: imaplib.IMAP4, box: Mailbox, uid: int) -> int:
    answer, data = server.uid("FETCH", str(uid), "(BODY.PEEK[])")
    raw = next((part[1] for part in data or [] if isinstance(part, tuple)), None)
    if answer != "OK" or raw is None:
        return 0  # somebody has deleted it meanwhile
    try:
        _row, new = keep_mail(box.key, raw, read_here=False)
    except Invalid:
        log.warning("mail is too large to be taken", mailbox=box.pk, uid=uid)
        return 0
    with suppress(imaplib.IMAP4.error):
        server.uid("STORE", str(uid), "+FLAGS", "(\\Seen)")
    return int(new)


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
    Mailbox.objects.filter(pk=box.pk).update(uid_validity=validity, last_uid=uid)
    box.uid_validity, box.last_uid = validity, uid


def _text(data: object) -> str:
    found = data[0] if isinstance(data, list) and data else b""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)
