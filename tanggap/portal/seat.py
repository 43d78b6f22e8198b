"""Who follows a complaint: a short signed cookie after reference and code, or after the link, were shown once."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tanggap.cases import access
from tanggap.cases.models import Party
from tanggap.core.errors import NotFound

COOKIE = "__Host-track" if settings.SECURE else "track"
SECONDS = 2 * 60 * 60
SALT = "tanggap.portal.track"


def take_seat(response: HttpResponse, party: Party) -> HttpResponse:
    """For two hours this browser may follow the case; a renewed code ends it at once."""
    value = signing.dumps([party.pk, party.case.code_generation], salt=SALT)
    response.set_cookie(COOKIE, value, max_age=SECONDS, secure=settings.SECURE, httponly=True, samesite="Lax")
    return response


def leave(response: HttpResponse) -> HttpResponse:
    """The browser forgets it."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def seated(request: HttpRequest) -> Party | None:
    """The party this browser may act as; None when the cookie is absent, old, forged, or the code was renewed."""
    try:
        party_id, generation = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
        return access.leads_to(access.by_party(int(party_id), int(generation)))
    except (signing.BadSignature, ValueError, TypeError, NotFound):
        return None
