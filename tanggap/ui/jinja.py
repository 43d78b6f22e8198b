"""The Jinja2 environment of all pages: escaping on, gettext, icons, addresses and the formats of ui/formatting.py."""

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from inspect import signature
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from markupsafe import Markup

from tanggap.core import time
from tanggap.ui import avatars, deadline, formatting
from tanggap.ui.compiled import OneLanguage
from tanggap.ui.script_words import script_words

SPRITE = "ui/icons.svg"
HTMX = "django_htmx/htmx-2.min.js"


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The names in the sprite, so that a misspelt icon fails in the first test and not as a hole in a page."""
    root = ElementTree.parse(Path(__file__).parent / "static" / SPRITE).getroot()
    return frozenset(symbol.attrib["id"] for symbol in root)


@lru_cache(maxsize=1024)
def icon(name: str, size: int = 18, label: str = "") -> Markup:
    """One Tabler outline icon, `size` in CSS pixels. Hidden from screen readers unless `label` says what it means."""
    if name not in icon_names():
        raise LookupError(f"No icon {name!r} in the sprite; add it to scripts/icons.py and run it.")
    thick = " icon-small" if size < 16 else ""
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon{}" width="{}" height="{}" {}><use href="{}#{}"/></svg>').format(
        thick, size, size, told, static(SPRITE), name
    )


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route; raises NoReverseMatch."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=256)
def has_page(path: str) -> bool:
    """Whether this installation serves that address, so that menus never lead to a missing page."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _at_render_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja2 computes filters of constants while compiling, in whatever language was active then; this prevents it."""

    @pass_context
    @wraps(function)
    def filter_(_context: object, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return filter_


def _in(language: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, which need not ask for the language if it is one that speaks."""
    return partial(function, language=language) if "language" in signature(function).parameters else function


def attributes(given: dict[str, object]) -> Markup:
    """HTML attributes of a dict: True stands bare, False and None are left out (xmlattr would write "False")."""
    pairs = ((name, value) for name, value in given.items() if value is not None and value is not False)
    return Markup("").join(
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value) for name, value in pairs
    )


FILTERS: dict[str, Callable[..., Any]] = {
    "date": formatting.full_date,
    "month": formatting.month,
    "short_date": formatting.short_date,
    "day_date": formatting.day_date,
    "year_date": formatting.year_date,
    "time": formatting.clock_time,
    "date_time": formatting.date_time,
    "full_date_time": formatting.full_date_time,
    "near": formatting.near,
    "iso": formatting.iso,
    "stamp": formatting.stamp,
    "hour": formatting.hour,
    "duration": formatting.duration,
    "working_time": formatting.working_time,
    "working_days": formatting.working_days,
    "number": formatting.number,
    "percent": formatting.percent,
    "rupiah": formatting.rupiah,
    "rupiah_short": formatting.rupiah_short,
    "phone": formatting.phone,
    "file_size": formatting.file_size,
    "spoken": formatting.spoken,
    "capped": formatting.capped,
    "paragraphs": formatting.paragraphs,
    "named": formatting.named,
    "isolated": formatting.isolated,
    "attributes": attributes,
    "initials": avatars.initials,
    "hue": avatars.hue,
}


def words(text: str, **given: object) -> Markup:
    """`_("…")` of the templates. A gap in the sentence is filled with what is given, escaped."""
    return Markup(gettext(text)) % given


def words_in_context(context: str, text: str, **given: object) -> Markup:
    """`pgettext("…", "…")`."""
    return Markup(pgettext(context, text)) % given


def words_by_count(one: str, many: str, num: int, **given: object) -> Markup:
    """`ngettext("…", "…", n)`; the gap for the number is called `num`."""
    return Markup(ngettext(one, many, num)) % {"num": num, **given}


def words_in_context_by_count(context: str, one: str, many: str, num: int, **given: object) -> Markup:
    """`npgettext("…", "…", "…", n)`."""
    return Markup(npgettext(context, one, many, num)) % {"num": num, **given}


def remembered(macro: Callable[..., Markup], most: int = 2048) -> Callable[..., Markup]:
    """The same macro, which is asked once for the same arguments: `{% set mark = remembered(mark) %}` below it.

    For small pieces that stand in every row, and with a small `most` for larger ones that stand in every page.
    Arguments must be plain texts: a text and the same text marked as safe HTML are told apart as arguments, but not
    inside of one.
    """
    return lru_cache(maxsize=most, typed=True)(macro)


GLOBALS: dict[str, Any] = {
    "_": words,
    "pgettext": words_in_context,
    "ngettext": words_by_count,
    "npgettext": words_in_context_by_count,
    "static": static,
    "url": url,
    "icon": icon,
    "draw": icon,
    "has_page": has_page,
    "htmx": HTMX,
    "active_language": get_language,
    "clock_pill": deadline.clock_pill,
    "script_words": script_words,
    "this_moment": time.now,
    "remembered": remembered,
}


def environment(language: str = "", **options: Any) -> Environment:
    """Knows nothing of any request. With a language, its templates are compiled for that one (ui/compiled.py)."""
    options["undefined"] = StrictUndefined
    options["extensions"] = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made: Environment
    if language:
        made = OneLanguage(**options)
        made.language = language
        made.filters.update({name: _in(language, function) for name, function in FILTERS.items()})
    else:
        made = Environment(**options)
        made.filters.update({name: _at_render_time(function) for name, function in FILTERS.items()})
    made.globals.update(GLOBALS)
    return made
