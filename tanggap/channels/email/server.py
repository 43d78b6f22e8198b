"""Where mail goes: one SMTP server, as a mailbox or TANGGAP_EMAIL_URL names it (mailboxes.py).

`smtp://user:password@host:587?from=keluhan@example.co.id` (`smtps://` speaks TLS from the first byte; with a password
STARTTLS is required, without one it is used where offered; `tls=starttls`, `offered`, `ssl` or `none` decides
otherwise), `console://` prints, `none://` keeps letters without sending them.
"""

import smtplib
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import Refused

TIMEOUT = 20  # seconds for one answer of the server
LETTERS_PER_CONNECTION = 100
ENCRYPTIONS = ("starttls", "offered", "ssl", "none")


class Unreachable(Exception):
    """The server as a whole cannot be used now; every letter waits."""


class Later(Exception):
    """This letter was not taken now, and may be tried again."""


class Never(Exception):
    """The server will not take this letter, however often it is tried."""


@dataclass(frozen=True)
class Address:
    """The parts of EMAIL_URL."""

    scheme: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: str = "none"
    sender: str = ""


class Server(Protocol):
    """What can take letters; `deliver` raises Unreachable, Later or Never."""

    def deliver(self, sender: str, to: str, message: bytes) -> None: ...

    def close(self) -> None: ...


@lru_cache(maxsize=8)
def parse(url: str) -> Address:
    """Read an EMAIL_URL; Refused with one sentence when it is wrong."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    tls = query.get("tls") or ("ssl" if parts.scheme == "smtps" else "starttls" if parts.password else "offered")
    try:
        port = parts.port or {"ssl": 465, "starttls": 587}.get(tls, 25)
    except ValueError:
        port = 0
    wrong = parts.scheme not in ("smtp", "smtps", "console", "none") or tls not in ENCRYPTIONS
    if wrong or (parts.scheme.startswith("smtp") and not (parts.hostname and port)):
        raise Refused(
            _("TANGGAP_EMAIL_URL is not understood. Write it like smtp://user:password@host:587."),
            code="email_url",
        )
    return Address(
        parts.scheme,
        parts.hostname or "",
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls,
        query.get("from", ""),
    )


class Smtp:
    """One conversation with an SMTP server, begun at the first letter and renewed every hundred."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.connection: smtplib.SMTP | None = None
        self.letters = 0

    def deliver(self, sender: str, to: str, message: bytes) -> None:
        connection = self._connected()
        self.letters += 1
        try:
            connection.sendmail(sender, [to], message, self._options(connection, to))
        except smtplib.SMTPRecipientsRefused as refusal:
            _refuse(*next(iter(refusal.recipients.values())), refusal)
        except smtplib.SMTPResponseException as refusal:
            _refuse(refusal.smtp_code, refusal.smtp_error, refusal)
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError) as problem:
            raise Never(f"The mail server cannot carry this address: {problem}") from problem
        except (smtplib.SMTPException, OSError) as problem:
            # Cut in the middle: whether the letter was taken is unknown. It goes again with the same Message-ID.
            self.close()
            raise Later(f"The connection was cut: {problem}") from problem

    def close(self) -> None:
        if self.connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.connection.quit()
        self.connection, self.letters = None, 0

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None and self.letters >= LETTERS_PER_CONNECTION:
            self.close()
        if self.connection is None:
            try:
                self.connection = self._connect()
            except (smtplib.SMTPException, OSError) as problem:
                raise Unreachable(str(problem)) from problem
        return self.connection

    def _connect(self) -> smtplib.SMTP:
        to, context = self.address, ssl.create_default_context()
        if to.tls == "ssl":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)
        try:
            connection.ehlo_or_helo_if_needed()
            if to.tls == "offered" and connection.has_extn("starttls"):
                # Nobody promised a certificate; against a mere listener even an unknown one helps.
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                connection.starttls(context=context)
            elif to.tls == "starttls":
                connection.starttls(context=context)
            if to.user:
                connection.login(to.user, to.password)
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _options(connection: smtplib.SMTP, to: str) -> list[str]:
        options = ["BODY=8BITMIME"] if connection.has_extn("8bitmime") else []
        if to.isascii():
            return options
        if not connection.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("SMTPUTF8 is missing")
        return [*options, "SMTPUTF8"]


class Console:
    """Prints letters, for development."""

    def deliver(self, sender: str, to: str, message: bytes) -> None:
        sys.stdout.write(f"{message.decode('utf-8', 'replace')}\n{'-' * 60}\n")
        sys.stdout.flush()

    def close(self) -> None:
        return None


def open_server(address: Address) -> Server:
    """The server to give letters to."""
    return Console() if address.scheme == "console" else Smtp(address)


def _refuse(code: int, answer: bytes | str, cause: Exception) -> None:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    if 500 <= code < 600:
        raise Never(f"{code} {text}") from cause
    raise Later(f"{code} {text}") from cause
