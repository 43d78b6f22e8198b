"""Units in the settings: the tree, and making, changing, moving, closing and opening them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tanggap.casework import handing_on
from tanggap.casework import unit_tree as story
from tanggap.casework.unit_tree import KINDS, Facts
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Refused, Stale, TanggapError
from tanggap.people.models import Post, Staff, Unit
from tanggap.people.standing import heads_of
from tanggap.workspace.settings_given import (
    a_unit,
    filled,
    open_units,
    see_other,
    status_of,
    the_unit,
    told,
    typed,
    version_of,
)

FIELDS = ("name_id", "name_en", "kind", "parent", "code")


@door("admin")
@require_safe
def unit_tree(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/units/: the whole tree, with what this administrator may change."""
    posts: dict[int, int] = {}
    for unit_id in Post.objects.in_force().values_list("unit_id", flat=True):
        posts[unit_id] = posts.get(unit_id, 0) + 1
    rows = [
        {"unit": unit, "depth": min(len(unit.line()) - 1, 4), "posts": posts.get(unit.pk, 0),
         "may_keep": story.may_keep(_by(request), unit)}
        for unit in Unit.objects.order_by("path")
    ]  # fmt: skip
    return render(request, "workspace/settings_units.html", {"rows": rows})


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/units/new/?parent=CODE {name_id, name_en, kind, parent, code}"""
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            made = story.make(_facts(request), by=_by(request))
            said = _("%(name)s is there. Give somebody a post in it, and let an SOP edition send complaints to it.")
            messages.success(request, said % {"name": made.name})
            return see_other(reverse("unit", args=[made.code]))
        except (Invalid, Refused) as refused:
            problem = refused
    start = {"parent": request.GET.get("parent", "").replace("\0", ""), "kind": Unit.Kind.DEPARTMENT}
    return _form(request, None, filled(request, FIELDS, start), problem)


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_change(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/settings/units/CODE/ {name_id, name_en, kind, parent, version}"""
    unit = the_unit(code)
    _see(request, unit)
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            story.change(unit, _facts(request), version=version_of(request), by=_by(request))
            messages.success(request, _("%(name)s is saved.") % {"name": unit.name})
            return see_other(reverse("unit", args=[unit.code]))
        except (Invalid, Refused) as refused:
            problem = refused
            unit.refresh_from_db()
    stands = {"name_id": unit.name_id, "name_en": unit.name_en, "kind": unit.kind,
              "parent": unit.parent.code if unit.parent else ""}  # fmt: skip
    return _form(request, unit, filled(request, FIELDS, stands), problem)


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: HttpRequest, code: str) -> HttpResponse:
    """GET, POST /desk/settings/units/CODE/close/ {to, version}: what it would mean, and doing it."""
    unit = the_unit(code)
    _see(request, unit)
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            moved = story.close(unit, to=a_unit(request, "to"), version=version_of(request), by=_by(request))
            said = ngettext(
                "%(unit)s is closed. %(num)s complaint has moved.",
                "%(unit)s is closed. %(num)s complaints have moved.", moved,
            )  # fmt: skip
            messages.success(request, said % {"unit": unit.name, "num": moved})
            return see_other(reverse("settings_units"))
        except (Invalid, Refused) as refused:
            problem = refused
            unit.refresh_from_db()
    return render(request, "workspace/settings_unit_close.html", {
        **told(problem), "unit": unit, "seen": story.look_at_closing(unit), "to": typed(request, "to"),
        "units": [(one, name) for one, name in open_units() if one != unit.code],
    }, status=status_of(problem))  # fmt: skip


@door("admin")
@require_POST
def unit_open(request: HttpRequest, code: str) -> HttpResponse:
    """POST /desk/settings/units/CODE/open/"""
    unit = the_unit(code)
    try:
        story.open_again(unit, by=_by(request))
        messages.success(request, _("%(name)s is open again.") % {"name": unit.name})
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("settings_units"))


def _form(
    request: HttpRequest, unit: Unit | None, given: dict[str, Any], problem: TanggapError | None
) -> HttpResponse:
    units = [(code, name) for code, name in open_units() if unit is None or code != unit.code]
    above = heads_of(unit.parent) if unit is not None and unit.parent is not None else []
    kinds = [{"value": kind.value, "label": str(kind.label)} for kind in KINDS]
    return render(request, "workspace/settings_unit.html", {
        **told(problem), "unit": unit, "given": given, "units": units, "kinds": kinds, "above": above,
        "stale": isinstance(problem, Stale), "open": handing_on.open_in(unit) if unit is not None else 0,
    }, status=status_of(problem))  # fmt: skip


def _facts(request: HttpRequest) -> Facts:
    given = {name: typed(request, name) for name in ("name_id", "name_en", "kind", "code")}
    return Facts(**given, parent=a_unit(request, "parent"))


def _see(request: HttpRequest, unit: Unit) -> None:
    if not story.may_keep(_by(request), unit):
        raise Forbidden(story.NOT_YOU)


def _by(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
