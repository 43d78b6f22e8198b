"""EMAIL_URL as Django's own mail settings, for the few letters that Django and allauth send themselves."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 10


def django_mail(url: str) -> dict[str, Any]:
    """The EMAIL_* settings; `console://` prints, `none://` sends nothing."""
    parts = urlsplit(url)
    sender = parse_qs(parts.query).get("from", [""])[0] or unquote(parts.username or "")
    common = {"DEFAULT_FROM_EMAIL": sender if "@" in sender else "tanggap@localhost", "EMAIL_TIMEOUT": SECONDS}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", **common}
    if parts.scheme == "none":
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", **common}
    wrapped = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if wrapped else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": wrapped,
        "EMAIL_USE_TLS": not wrapped and bool(parts.username),
        **common,
    }
