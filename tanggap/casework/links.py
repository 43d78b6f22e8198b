"""Addresses in letters and on receipts: always from the configured base, never from the request (T20)."""

from urllib.parse import quote

from django.conf import settings

from tanggap.cases.models import Case
from tanggap.core import secrets


def token_of(case: Case) -> str:
    """The 128-bit secret of the tracking link; it follows from the number, its generation and the key ring.

    So every letter can carry the link again and the database never holds it. A hidden case has none.
    """
    if case.hidden:
        return ""
    return secrets.hmac_code("track link", f"{case.reference}:{case.code_generation}", 26)


def track_url(token: str) -> str:
    """Where the complainant follows the case; without a token the page that asks for number and code."""
    return f"{settings.BASE_URL}/t/{quote(token)}" if token else f"{settings.BASE_URL}/track/"


def errand_token(number: int, generation: int) -> str:
    """The 130-bit secret that opens one task to an outside party; a renewed link makes the older one worthless."""
    return secrets.hmac_code("errand link", f"{number}:{generation}", 26)


def errand_url(token: str) -> str:
    """Where an outside party does its task."""
    return f"{settings.BASE_URL}/errand/{token}/"


def objection_key(case: Case, number: int) -> str:
    """The 130-bit secret by which the complainant says that nobody speaks for them; it opens nothing to read."""
    return secrets.hmac_code("objection link", f"{case.reference}:{number}", 26)


def objection_url(case: Case, number: int) -> str:
    """Where they say so; `number` is that of their party."""
    return f"{settings.BASE_URL}/objection/{number}-{objection_key(case, number)}/"


def queue_url(token: str) -> str:
    """Where a visitor follows the own number."""
    return f"{settings.BASE_URL}/queue/t/{token}/"


def desk_url(case: Case) -> str:
    """Where staff work on the case."""
    return f"{settings.BASE_URL}/desk/cases/{case.reference}/"
