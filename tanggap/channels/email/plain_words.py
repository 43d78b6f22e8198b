"""What the refusal of a mail server means, in words for who is no mail administrator; its own words come along."""

import imaplib
import smtplib
import socket
import ssl
from typing import Any

from django.utils.translation import gettext as _

APP_PASSWORD = ("application-specific", "app password", "less secure", "web login required", "basic authentication")


def in_plain_words(problem: Exception, host: str, port: int) -> str:
    """One or two sentences: what it means, what to try, what the server said."""
    at: dict[str, Any] = {"host": host, "port": port, "said": said(problem)}
    cause = problem.__cause__ if isinstance(problem.__cause__, (OSError, smtplib.SMTPException)) else problem
    if isinstance(cause, socket.gaierror):
        return _("There is no server called %(host)s. Check how it is written.") % at
    if isinstance(cause, ConnectionRefusedError):
        return _("%(host)s does not listen on port %(port)s. Check the port and the kind of encryption.") % at
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _("%(host)s cannot prove who it is: its certificate is for another name, or has expired. "
                 "It said: %(said)s") % at  # fmt: skip
    if isinstance(cause, ssl.SSLError):
        return _("%(host)s speaks another kind of encryption on port %(port)s. Try the other kind. "
                 "It said: %(said)s") % at  # fmt: skip
    if isinstance(cause, TimeoutError):
        return _("%(host)s gave no answer on port %(port)s. A firewall may stand between, or the port is wrong.") % at
    if isinstance(cause, smtplib.SMTPAuthenticationError) or (
        isinstance(cause, imaplib.IMAP4.error) and _is_about_password(at["said"])
    ):
        return _not_let_in(at)
    if isinstance(cause, smtplib.SMTPNotSupportedError):
        return _("%(host)s does not offer what was asked for. Try the other kind of encryption. "
                 "It said: %(said)s") % at  # fmt: skip
    return _("%(host)s refused. It said: %(said)s") % at


def said(problem: Exception) -> str:
    """The words of the server, on one line."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(problem.recipients.values()))
    elif isinstance(problem, smtplib.SMTPResponseException):
        code, answer = problem.smtp_code, problem.smtp_error
    else:
        code, answer = 0, problem.args[0] if problem.args else str(problem)
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer or problem)
    return " ".join(f"{code or ''} {text}".split())[:300]


def _is_about_password(answer: str) -> bool:
    return any(word in answer.lower() for word in ("auth", "login", "password", "credential"))


def _not_let_in(at: dict[str, Any]) -> str:
    if any(word in at["said"].lower() for word in APP_PASSWORD):
        return _("%(host)s wants an app password: make one in the settings of that mail account. "
                 "It said: %(said)s") % at  # fmt: skip
    return _("%(host)s does not accept this name and password. Type both again; some providers want an app password. "
             "It said: %(said)s") % at  # fmt: skip
