"""The mail as it came, for those who work on the complaint: its head in plain words, its text, its HTML, its bytes.

Its head says who wrote it and from which address, so that on a hidden complaint it is for those who may know that; and
each opening is written down, as each look at how the complainant is reached is (U35).
"""

import base64
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tanggap.cases import access
from tanggap.cases.models import Case, Evidence, Reply
from tanggap.casework.acting import write_down
from tanggap.casework.redact import require_below
from tanggap.channels import inbound
from tanggap.channels.email import as_it_came, reader
from tanggap.channels.email.as_it_came import Head
from tanggap.channels.email.mail import Mail
from tanggap.channels.models import Inbound
from tanggap.channels.outbox import mail_host
from tanggap.core import files
from tanggap.core.errors import Forbidden, NotFound, TanggapError
from tanggap.people.models import Staff

# What the frame gets of pictures that came along; more of them are seen in the list of files.
MOST_PICTURES = 6 * 1024 * 1024
NO_MAIL = _("There is no such mail on this complaint.")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`mail` is None when it cannot be read in the time that a mail gets; its bytes are there all the same."""

    head: Head
    mail: Mail | None
    framed: bool  # it has an HTML part that can be shown
    asks_elsewhere: bool
    put_by_hand: int | None  # its number in the quarantine, when staff put it here


def open_mail(case: Case, number: int, *, by: Staff) -> Seen:
    """The mail of that reply (0: of the complaint itself). Raises NotFound, or Forbidden where it would tell who wrote.

    Side effects: an entry on the trail.
    """
    raw = _raw_of(case, number, by=by)
    note_opening(case, number, by=by)
    mail, row = _read(raw), _row_of(case, number)
    html = mail.html if mail else ""
    framed = bool(html) and bool(as_it_came.harmless(html, picture=lambda _cid: "", remote=False, own_host=mail_host()))
    return Seen(head=as_it_came.head_of(raw), mail=mail, framed=framed,
                asks_elsewhere=framed and as_it_came.asks_elsewhere(html),
                put_by_hand=row.pk if number and row is not None and row.problem else None)  # fmt: skip


def html_of(case: Case, number: int, *, remote: bool, by: Staff) -> str:
    """The HTML of that mail, made harmless; pictures that came along are those of our files, painted over or not."""
    mail = _read(_raw_of(case, number, by=by))
    if mail is None:
        return ""
    named = {one.cid: (files.safe_name(one.name), len(one.content)) for one in mail.enclosures if one.cid}
    on_file = {(one.file.shown_name, one.file.size): one.file for one in _files_of(case, number)}
    room = [MOST_PICTURES]

    def picture(cid: str) -> str:
        file = on_file.get(named.get(cid, ("", 0)))
        if file is None or not file.is_picture or file.size > room[0]:
            return ""
        try:
            blocks, headers = files.serve(file)
        except TanggapError:  # erased
            return ""
        content = b"".join(blocks)
        room[0] -= len(content)
        return f"data:{headers['Content-Type']};base64,{base64.b64encode(content).decode()}"

    return as_it_came.harmless(mail.html, picture=picture, remote=remote, own_host=mail_host())


def bytes_of(case: Case, number: int, *, by: Staff) -> bytes:
    """The mail byte for byte, for those who have files as they came. Side effects: an entry on the trail."""
    require_below(by, case)
    raw = _raw_of(case, number, by=by)
    note_opening(case, number, by=by)
    return raw


def note_opening(case: Case, number: int, *, by: Staff) -> None:
    """Somebody opens a mail as it came."""
    with transaction.atomic():
        write_down(case, "mail_opened", by=by, **({"reply": number} if number else {}))


def _raw_of(case: Case, number: int, *, by: Staff) -> bytes:
    if not access.sees_identity(by, case):
        raise Forbidden(_("The mail tells who wrote it; ask to see the identity first."))
    row = _row_of(case, number)
    raw = inbound.read_raw(row) if row is not None else b""
    if not raw:
        raise NotFound(NO_MAIL)
    return raw


def _row_of(case: Case, number: int) -> Inbound | None:
    if number:
        said = Reply.objects.filter(case=case, pk=number, inbound__isnull=False, withdrawn_at=None)
        reply = said.first() if number < 2**63 else None
        wanted = reply.inbound_id if reply else None
    else:
        wanted = case.inbound_id
    return Inbound.objects.select_related("key").filter(pk=wanted, media_type="message/rfc822").first()


def _files_of(case: Case, number: int) -> list[Evidence]:
    found = case.evidence.select_related("file__key")
    return list(found.filter(reply=number) if number else found.filter(reply=None, at__lte=case.received_at))


def _read(raw: bytes) -> Mail | None:
    try:
        return reader.read(raw)
    except (reader.TooHard, reader.Unreadable):
        return None
