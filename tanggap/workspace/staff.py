"""Who works here: posts and open work; an administrator gives and takes roles."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.cases import access
from tanggap.casework.waiting import OPEN
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, NotFound, Refused
from tanggap.people.models import Absence, Deputy, Post, Role, Staff, Unit
from tanggap.people.posts import appoint, end_post
from tanggap.people.standing import standing_of
from tanggap.workspace.inbox_filters import unit_options
from tanggap.workspace.inbox_rows import Listed, as_rows, for_rows

ROWS = 20


@door("staff")
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """GET /desk/staff/?q=: everybody, with posts in force and the open cases that the reader may see."""
    user: Staff = request.user  # type: ignore[assignment]
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    people = Staff.objects.filter(Q(full_name__icontains=typed) | Q(email__icontains=typed)) if typed else Staff.objects
    held: dict[int, list[Post]] = {}
    for post in Post.objects.in_force().select_related("unit"):
        held.setdefault(post.staff_id, []).append(post)
    load = open_work(user)
    rows = [
        {"staff": one, "posts": held.get(one.pk, []), "open": load[one.pk]}
        for one in people.order_by("-is_active", "full_name", "pk")
    ]
    return render(request, "workspace/staff.html", {"rows": rows, "q": typed})


@door("staff")
@require_safe
def staff_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/staff/ID/"""
    return _page(request, _find(pk))


@door("admin")
@require_POST
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/staff/ID/appoint/ {unit, role}"""
    staff = _find(pk)
    unit = Unit.objects.filter(code=request.POST.get("unit", "")).first()
    try:
        if unit is None:
            raise Refused(_("Choose the unit."), code="missing")
        appoint(staff, unit=unit, role=request.POST.get("role", ""), by=request.user)
    except (Forbidden, Refused) as problem:
        return _page(request, staff, error=problem.sentence, status=problem.status)
    messages.success(request, _("%(name)s has the role now.") % {"name": staff.display_name})
    return redirect("staff_page", pk=pk)


@door("admin")
@require_POST
def take_role(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """POST /desk/staff/ID/posts/POST/end/"""
    staff = _find(pk)
    held = staff.posts.in_force().filter(pk=post).select_related("staff", "unit").first()
    if held is None:
        raise NotFound(_("This post has ended already."))
    try:
        end_post(held, by=request.user)
    except Forbidden as problem:
        return _page(request, staff, error=problem.sentence, status=problem.status)
    said = _("The role has ended. %(name)s is signed out everywhere.")
    messages.success(request, said % {"name": staff.display_name})
    return redirect("staff_page", pk=pk)


def open_work(user: Staff) -> Counter[int]:
    """How many open cases each member of staff owns or handles, among those that `user` may see."""
    cases = access.visible_to(user).filter(OPEN).order_by()
    load: Counter[int] = Counter()
    for owner, handler, count in cases.values_list("owner", "handler").annotate(n=Count("pk")):
        for pk in {owner, handler} - {None}:
            load[pk] += count
    return load


def _find(pk: int) -> Staff:
    found = Staff.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nobody with this number."))
    return found


def _page(request: HttpRequest, staff: Staff, *, error: Any = "", status: int = 200) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    cases = access.visible_to(user).filter(OPEN, Q(owner=staff) | Q(handler=staff))
    found = as_rows(Listed(*one) for one in for_rows(cases).order_by("next_due_at", "pk")[:ROWS])
    language = (get_language() or "id")[:2]
    context = {
        "staff": staff,
        "posts": list(staff.posts.in_force().select_related("unit")),
        "past": list(staff.posts.exclude(pk__in=staff.posts.in_force().values("pk")).select_related("unit")),
        "deputies": list(Deputy.objects.in_force().filter(of=staff).select_related("by")),
        "standing_in": list(Deputy.objects.in_force().filter(by=staff).select_related("of")),
        "absent": Absence.objects.in_force().filter(staff=staff).first(),
        "groups": [("", None, found)] if found else [],
        "open": open_work(user)[staff.pk],
        "may_appoint": standing_of(user).has(Role.ADMIN) and user.pk != staff.pk,
        "units": [(code, name) for code, name, _ids in unit_options(language)],
        "roles": Role.choices,
        "error": error,
    }
    return render(request, "workspace/staff_page.html", context, status=status)
