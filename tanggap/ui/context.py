"""What every page knows about its request: language, theme, organisation, path."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tanggap.core.errors import NotFound
from tanggap.sop.models import current_edition
from tanggap.sop.parts import Reach
from tanggap.ui.filling import accounts, share

THEMES = ("light", "dark")
FRESH_SECONDS = 60


def look(request: HttpRequest) -> dict[str, Any]:
    """Context processor (settings.TEMPLATES). `theme` is light, dark or system, from the cookie `tema`."""
    chosen = request.COOKIES.get("tema", "")
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return {
        "language": language,
        "theme": chosen if chosen in THEMES else "system",
        "organisation": SimpleLazyObject(lambda: organisation_name(language)),
        "reach": SimpleLazyObject(reach),
        "path": request.path,
        # Once per page: each token is masked anew, and a page of forms would make a dozen.
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
        "filling": SimpleLazyObject(share),
        "demo_accounts": SimpleLazyObject(accounts),
    }


def reach() -> Reach:
    """How people reach the organisation, from the SOP in force, remembered for a minute."""
    return cache.get_or_set("reach", _read_reach, FRESH_SECONDS)


def _read_reach() -> Reach:
    try:
        return current_edition().procedure.organisation.contact
    except NotFound:
        # Before the first SOP is published there is nothing to tell yet.
        return Reach()


def organisation_name(language: str) -> str:
    """The name of the root unit, remembered for a minute; the setting ORGANISATION_NAME until there is one."""
    return cache.get_or_set(f"organisation:{language}", lambda: _read_name(language), FRESH_SECONDS)


def _read_name(language: str) -> str:
    from tanggap.people.models import Unit

    root = Unit.objects.filter(kind="organisation", parent=None).only("name_id", "name_en").first()
    if root is None:
        return getattr(settings, "ORGANISATION_NAME", "Tanggap")
    return (root.name_en if language == "en" else root.name_id) or root.name_id
