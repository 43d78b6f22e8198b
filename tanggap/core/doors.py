"""The declared rule of every route: who may come in. A route without a rule fails the start.

    @door("public")                  anybody
    @door("party")                   whoever holds the secret of a case; the view finds the party itself
    @door("staff")                   anybody who is signed in
    @door("quality", "manager")      signed in, and holding one of these roles now
    @door("machine")                 a bearer token; the API checks it

Signing in and roles are enforced for every declared route by `people/entrance.py`, before the view runs.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC, PARTY, STAFF, MACHINE = "public", "party", "staff", "machine"
OPEN = frozenset({PUBLIC, PARTY, MACHINE})
# What comes from others has rules of its own: admin asks `has_permission`, allauth signs in, the API has `auth=`.
VIEWS_OF_OTHERS = ("allauth.", "ninja.")
ADMIN = "admin"


def door(*who: str) -> Callable[[View], View]:
    """Declare who may come in by this view: one of the words above, or names of roles (any one of them is enough)."""
    if not who or (set(who) & (OPEN | {STAFF}) and len(who) > 1):
        raise ImproperlyConfigured("a door is one of public, party, staff, machine, or a list of roles")

    def declare(view: View) -> View:
        view.door = frozenset(who)  # type: ignore[attr-defined]
        return view

    return declare


def door_of(view: Callable[..., Any]) -> frozenset[str] | None:
    """What was declared; None when nothing was."""
    return getattr(view, "door", None)


def has_rules_of_its_own(view: Callable[..., Any]) -> bool:
    """Is this a view of allauth or the API, each of which lets nobody in by itself?"""
    inner = getattr(view, "view_class", view)
    return f"{inner.__module__}.".startswith(VIEWS_OF_OTHERS)


def routes(patterns: Iterable[Any], prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every route with its address pattern, included ones too; those of Django's admin excepted."""
    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address, one
        elif isinstance(one, URLResolver) and one.app_name != ADMIN:
            yield from routes(one.url_patterns, address)


def require_doors(patterns: Iterable[Any]) -> None:
    """Raise ImproperlyConfigured, naming them, when there are routes without a rule."""
    without = [
        address
        for address, route in routes(patterns)
        if door_of(route.callback) is None and not has_rules_of_its_own(route.callback)
    ]
    if without:
        raise ImproperlyConfigured(f"no door is declared (core/doors.py) for: {', '.join(without)}")
