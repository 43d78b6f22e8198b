"""The tree of units: who heads them, who works there, what is open, and what may be given this year."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.cases.case import Medium
from tanggap.casework import unit_tree
from tanggap.casework.calendars import may_choose
from tanggap.casework.lengths import calendar_of
from tanggap.casework.waiting import OPEN
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.people.models import Post, Role, Staff, Unit
from tanggap.people.standing import standing_of
from tanggap.remedy.models import Budget
from tanggap.sop.models import current_edition
from tanggap.ui.formatting import spoken_language
from tanggap.workspace.staff import open_work

MONEY_READERS = (Role.HEAD, Role.MANAGER, Role.QUALITY, Role.AUDITOR, Role.ADMIN)


@door("staff")
@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """GET /desk/units/: the whole tree."""
    user: Staff = request.user  # type: ignore[assignment]
    units = list(Unit.objects.order_by("path"))
    posts, load, budgets = _posts(), open_in(user), _budgets()
    rows = [_facts(unit, units, posts, load, budgets, user) for unit in units]
    return render(request, "workspace/units.html", {"rows": rows, "year": time.today().year})


@door("staff")
@require_safe
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """GET /desk/units/CODE/"""
    user: Staff = request.user  # type: ignore[assignment]
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    units = list(Unit.objects.order_by("path"))
    facts = _facts(unit, units, _posts(), open_in(user), _budgets(), user)
    line = [one for one in units if one.pk in unit.line()]
    children = [one for one in units if one.parent_id == unit.pk]
    load = open_work(user)
    context = {
        "load": {post.staff_id: load[post.staff_id] for post in facts["posts"]}, "answers": answers_for(unit),
        "may_keep": unit_tree.may_keep(user, unit),
        "facts": facts, "unit": unit, "line": line, "children": children, "year": time.today().year,
        "calendar": calendar_of(unit), "may_choose": may_choose(user, unit),
    }  # fmt: skip
    return render(request, "workspace/unit_page.html", context)


def answers_for(unit: Unit) -> dict[str, list[str]]:
    """What the SOP in force sends to that unit: types, categories of its own, media."""
    procedure, language = current_edition().procedure, spoken_language()
    return {
        "types": [one.label.say(language) for one in procedure.types.values() if one.unit == unit.code],
        "categories": [one.label.say(language) for one in procedure.categories.values() if one.unit == unit.code],
        "media": [str(Medium(one).label) for one in Medium if procedure.duty(one) == unit.code],
    }


def open_in(user: Staff) -> Counter[int]:
    """How many open cases each unit answers for, among those that `user` may see."""
    cases = access.visible_to(user).filter(OPEN).order_by()
    return Counter(dict(cases.values_list("unit").annotate(n=Count("pk"))))


def _facts(
    unit: Unit, units: list[Unit], posts: dict[int, list[Post]], load: Counter[int], budgets: dict[int, Budget],
    user: Staff,
) -> dict[str, Any]:  # fmt: skip
    below = [one.pk for one in units if one.path.startswith(unit.path)]
    here = posts.get(unit.pk, [])
    return {
        "unit": unit,
        "depth": len(unit.line()) - 1,
        "heads": [post.staff for post in here if post.role == Role.HEAD],
        "posts": here,
        "people": len({post.staff_id for post in here}),
        "open": load[unit.pk],
        "open_below": sum(load[pk] for pk in below),
        "money": _money(unit, budgets.get(unit.pk)) if _reads_money(user, unit) else None,
    }


def _reads_money(user: Staff, unit: Unit) -> bool:
    standing = standing_of(user)
    return any(standing.has(role, unit) for role in MONEY_READERS)


def _money(unit: Unit, budget: Budget | None) -> dict[str, int] | None:
    """Whole rupiah of this year; a unit that has not given anything yet has the budget of the SOP."""
    if budget is not None:
        return {"limit": budget.limit, "spent": budget.spent, "reserved": budget.reserved, "left": budget.left}
    limit = current_edition().procedure.budget(unit.code)
    return {"limit": limit, "spent": 0, "reserved": 0, "left": limit} if limit else None


def _posts() -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.in_force().filter(staff__is_active=True).select_related("staff").order_by("role", "pk"):
        found[post.unit_id].append(post)
    return found


def _budgets() -> dict[int, Budget]:
    return {budget.unit_id: budget for budget in Budget.objects.filter(year=time.today().year)}
