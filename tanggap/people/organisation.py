"""The organisation as every page and letter needs it: name, first language, zone, ways to reach it, hue, logo.

Remembered by each process for some seconds: it changes on a few days of an installation's life, and is asked for by
every page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tanggap.core import time
from tanggap.people.models import Organisation, Unit

FRESH_SECONDS = 30
KEY = "organisation-profile"
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Profile:
    """What is known; `own` says whether somebody has filled in the pages about the organisation."""

    own: bool = False
    names: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    language: str = settings.LANGUAGE_CODE
    zone: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    address: dict[str, str] = field(default_factory=dict)
    hue: int | None = None
    logo: str = ""  # the content's name in the store, which is also its address

    def name(self, language: str) -> str:
        """The name in that language; empty until there is one."""
        return self.names.get(language[:2]) or self.names.get("id", "")


def profile() -> Profile:
    """The profile of this moment, or of some seconds ago."""
    return cache.get_or_set(KEY, _read, FRESH_SECONDS)


def forget_profile() -> None:
    """It has changed: this process shows it at once, others within seconds."""
    cache.delete_many([KEY, "reach", "office-hours", *(f"organisation:{language}" for language in LANGUAGES)])


def _read() -> Profile:
    root = Unit.objects.filter(parent=None).order_by("pk").only("name_id", "name_en").first()
    names = {"id": root.name_id, "en": root.name_en} if root else {}
    row = Organisation.objects.select_related("logo").first()
    if row is None:
        return Profile(names=names)
    return Profile(
        own=True, names=names, kind=row.kind, language=row.language, zone=row.zone, phone=row.phone,
        whatsapp=row.whatsapp, email=row.email,
        address={"id": row.address_id, "en": row.address_en or row.address_id} if row.address_id else {},
        hue=row.hue, logo=(row.logo.stripped_sha256 or row.logo.sha256) if row.logo else "",
    )  # fmt: skip


def at_home(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after LocaleMiddleware: the zone of the organisation; its language for who asks for none of ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            found = profile()
        except (OperationalError, InterfaceError):
            return get_response(request)  # the database is away: whoever needs it is told so further inside
        if found.language != settings.LANGUAGE_CODE and not asks_for_one(request):
            translation.activate(found.language)
            request.LANGUAGE_CODE = found.language
        with time.at_home_in(found.zone):
            return get_response(request)

    return middleware


def asks_for_one(request: HttpRequest) -> bool:
    """Whether the visitor has chosen one of our languages, or the browser speaks one."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in LANGUAGES:
        return True
    spoken = request.headers.get("Accept-Language", "").lower().split(",")
    return any(one.strip()[:2] in LANGUAGES for one in spoken)
