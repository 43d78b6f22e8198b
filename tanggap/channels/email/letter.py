"""An outbox row as the message that is sent."""

from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from html import escape

from tanggap.channels.email.headers import MESSAGE_ID
from tanggap.channels.mailboxes import answers_to
from tanggap.channels.models import Outbound
from tanggap.channels.outbox import mail_host
from tanggap.core.keys import unseal
from tanggap.core.time import local
from tanggap.people.logo import picture
from tanggap.people.organisation import profile

LOGO = "logo@tanggap"


class Erased(Exception):
    """The key of the letter was destroyed; there is nothing left to send."""


def build(letter: Outbound, sender: str) -> tuple[str, bytes]:
    """(the address, the message); the same row makes the same Message-ID at every try. Raises Erased."""
    if letter.key is not None and letter.key.destroyed:
        raise Erased
    to = ascii_domain(unseal(letter.to_address, letter.key))
    message = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    message["From"] = sender or default_sender()
    if (answers := answers_to(message["From"], case_key=letter.case_key, party_key=letter.party_key)) is not None:
        message["Reply-To"] = answers
    message["To"] = to
    message["Subject"] = unseal(letter.subject, letter.key)
    message["Date"] = format_datetime(local(letter.created_at))
    message["Message-ID"] = letter.message_id
    message["Content-Language"] = letter.language
    if letter.automatic:
        # Other robots must not answer us, nor mail servers report to us: that is how mail storms begin.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(unseal(letter.body_text, letter.key), cte="quoted-printable")
    if letter.body_html:
        _add_html(message, unseal(letter.body_html, letter.key), letter.language)
    if letter.appointment:
        _add_appointment(message, unseal(letter.appointment, letter.key))
    return to, _thread_lines(letter) + message.as_bytes()


def _thread_lines(letter: Outbound) -> bytes:
    """Where it stands in the talk with them, so that their program shows one talk: their mail, and our first letter.

    Written by hand, for the standard library breaks long Message-IDs.
    """
    first = None
    if letter.case_key and letter.party_key:
        found = Outbound.objects.filter(case_key=letter.case_key, party_key=letter.party_key).order_by("pk")
        first = found.values_list("pk", "message_id", "answers").first()
    pk, message_id, answers = first or (letter.pk, "", letter.answers)
    before = [one for one in (answers, message_id if pk != letter.pk else "") if MESSAGE_ID.fullmatch(one)]
    if not before:
        return b""
    return f"In-Reply-To: {before[-1]}\r\nReferences: {(chr(13) + chr(10) + ' ').join(before)}\r\n".encode("ascii")


def _add_html(message: EmailMessage, html: str, language: str) -> None:
    """The same words for who reads letters with pictures: the logo comes along, nothing is loaded from anywhere."""
    logo = picture()
    if logo is not None:
        name = escape(profile().name(language), quote=True)
        html = html.replace("<body>", f'<body><p><img src="cid:{LOGO}" alt="{name}" height="40"></p>', 1)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if logo is not None:
        kind, _slash, form = logo[1].partition("/")
        part = list(message.iter_parts())[1]
        part.add_related(logo[0], maintype=kind, subtype=form, cid=f"<{LOGO}>", disposition="inline")  # type: ignore[attr-defined]


def _add_appointment(message: EmailMessage, file: str) -> None:
    """For programs that ask "accept?" as one more reading of the letter, for all others as a file to open."""
    method = "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in file else "REQUEST"
    message.add_alternative(file, subtype="calendar", cte="base64", params={"method": method})
    message.add_attachment(file.encode(), maintype="application", subtype="ics", filename="invite.ics")


def ascii_domain(address: str) -> str:
    """An international domain as mail servers write it: `a@münchen.de` → `a@xn--mnchen-3ya.de`."""
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def default_sender() -> str:
    """The address that letters come from when EMAIL_URL names none."""
    return f"tanggap@{mail_host()}"
