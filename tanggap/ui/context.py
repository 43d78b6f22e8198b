"""What every page knows about its request: language, theme, organisation, path."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from markupsafe import Markup

from tanggap.core.errors import NotFound
from tanggap.people import kept_forms
from tanggap.people.sessions import seconds_left
from tanggap.sop.models import current_edition
from tanggap.sop.parts import Reach
from tanggap.sop.reach import reach_of
from tanggap.sop.render import words
from tanggap.ui.branding import brand
from tanggap.ui.filling import accounts, share
from tanggap.ui.guide import help_for
from tanggap.ui.keys import keys_of
from tanggap.ui.switching import address_of

FORM_TOKEN = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
WHOSE = Markup(f'<input type="hidden" name="{kept_forms.WHOSE}" value="{{}}">')
THEMES = ("light", "dark")
FRESH_SECONDS = 60


def look(request: HttpRequest) -> dict[str, Any]:
    """Context processor (settings.TEMPLATES). `theme` is light, dark or system, from the cookie `tema`."""
    chosen = request.COOKIES.get("tema", "")
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    # Once per page: each token is masked anew, and a page of forms would make a dozen.
    token = SimpleLazyObject(lambda: get_token(request))
    return {
        "language": language,
        "theme": chosen if chosen in THEMES else "system",
        "keys": SimpleLazyObject(lambda: keys_of(getattr(request, "user", None))),
        "session_left": lambda: min(seconds_left(request)),
        "organisation": SimpleLazyObject(lambda: organisation_name(language)),
        "brand": SimpleLazyObject(brand),
        "reach": SimpleLazyObject(reach),
        "promise_length": lambda kind: promise_length(kind, language),
        "conflict_policy": SimpleLazyObject(has_conflict_policy),
        "path": request.path,
        "switched": getattr(request, "switched", False),
        "switch_to": SimpleLazyObject(lambda: address_of(request)),
        "help_href": SimpleLazyObject(lambda: help_for(request)),
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(lambda: FORM_TOKEN.format(token) + _whose(request)),
        "filling": SimpleLazyObject(share),
        "demo_accounts": SimpleLazyObject(accounts),
    }


def _whose(request: HttpRequest) -> Markup:
    """In the workspace a form says on whose page it was; it comes back to nobody else (people/kept_forms.py)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith("/desk/"):
        return Markup("")
    return WHOSE.format(kept_forms.mark_of(user))


def reach() -> Reach:
    """How people reach the organisation, remembered for a minute."""
    return cache.get_or_set("reach", _read_reach, FRESH_SECONDS)


def known_phone() -> tuple[str, str]:
    """Number and link to call when something is broken, the database perhaps too: the last one that was known."""
    try:
        found = reach()
        cache.set("phone", known := (found.phone or "", found.phone_link), None)
    except DatabaseError:
        known = cache.get("phone", ("", ""))
    return known


def _read_reach() -> Reach:
    try:
        return reach_of(current_edition().procedure)
    except NotFound:
        # Before the first SOP is published there is only what the organisation has said itself.
        return reach_of(None)


def promise_length(kind: str, language: str) -> str:
    """How long that takes at the longest, in words, remembered for a minute; "" where nothing is promised."""
    return cache.get_or_set(f"promise:{kind}:{language}", lambda: _read_promise(kind), FRESH_SECONDS)


def _read_promise(kind: str) -> str:
    try:
        promise = current_edition().procedure.promise(kind)
    except NotFound:
        return ""
    return words.length(promise.written) if promise else ""


def has_conflict_policy() -> bool:
    """Whether the procedure in force says what is done about conflicts, remembered for a minute."""
    return cache.get_or_set("conflict-policy", _read_conflict, FRESH_SECONDS)


def _read_conflict() -> bool:
    try:
        return current_edition().procedure.conflict is not None
    except NotFound:
        return False


def organisation_name(language: str) -> str:
    """The name of the root unit, remembered for a minute; the setting ORGANISATION_NAME until there is one."""
    return cache.get_or_set(f"organisation:{language}", lambda: _read_name(language), FRESH_SECONDS)


def _read_name(language: str) -> str:
    from tanggap.people.models import Unit

    root = Unit.objects.filter(kind="organisation", parent=None).only("name_id", "name_en").first()
    if root is None:
        return getattr(settings, "ORGANISATION_NAME", "Tanggap")
    return (root.name_en if language == "en" else root.name_id) or root.name_id
