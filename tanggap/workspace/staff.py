"""Who works here: posts and open work, and the ways to change them."""

from collections import Counter

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.cases import access
from tanggap.casework.absences import may_arrange
from tanggap.casework.load import FURIOUS, leads
from tanggap.casework.posts_kept import last_day, may_end
from tanggap.casework.staff_kept import may_keep
from tanggap.casework.trainings import may_keep as may_train
from tanggap.casework.trainings import running
from tanggap.casework.waiting import OPEN
from tanggap.core.doors import door
from tanggap.core.errors import NotFound
from tanggap.people.competences import resting_now
from tanggap.people.models import Absence, Deputy, Post, Role, Staff, Unit
from tanggap.people.posts import works_alone
from tanggap.people.standing import standing_of
from tanggap.workspace.inbox_filters import due_condition
from tanggap.workspace.inbox_rows import Listed, as_rows, for_rows
from tanggap.workspace.settings_given import open_units

ROWS = 20
# What the load page leads to: the part of somebody's open complaints that a number counts.
ONLY = {
    "open": Q, "today": lambda: due_condition("today"), "overdue": lambda: due_condition("overdue"),
    "very_angry": lambda: FURIOUS,
}
HERE, ABSENT, LEFT = "here", "absent", "left"


@door("staff")
@require_safe
def staff_list(request: HttpRequest) -> HttpResponse:
    """GET /desk/staff/?q=&unit=&role=&show=: everybody, with posts in force and the open cases the reader may see."""
    user: Staff = request.user  # type: ignore[assignment]
    chosen = {name: request.GET.get(name, "").replace("\0", "").strip()[:100] for name in ("q", "unit", "role", "show")}
    people = _chosen(chosen)
    held: dict[int, list[Post]] = {}
    for post in Post.objects.in_force().select_related("unit"):
        held.setdefault(post.staff_id, []).append(post)
    load = open_work(user)
    rows = [
        {"staff": one, "posts": held.get(one.pk, []), "open": load[one.pk]}
        for one in people.order_by("-is_active", "full_name", "pk")
    ]
    return render(request, "workspace/staff.html", {
        "rows": rows, "chosen": chosen, "units": open_units(), "roles": Role.choices, "shows": _shows(),
        "is_admin": standing_of(user).has(Role.ADMIN),
    })  # fmt: skip


def _chosen(chosen: dict[str, str]) -> QuerySet[Staff]:
    """Those who fit the filters; what is no choice narrows nothing."""
    people = Staff.objects.all()
    if chosen["q"]:
        people = people.filter(Q(full_name__icontains=chosen["q"]) | Q(email__icontains=chosen["q"]))
    held = Post.objects.in_force()
    unit = Unit.objects.filter(code=chosen["unit"]).first() if chosen["unit"] else None
    if unit is not None:
        held = held.filter(unit__path__startswith=unit.path)
    if chosen["role"] in Role.values:
        held = held.filter(role=chosen["role"])
    if unit is not None or chosen["role"] in Role.values:
        people = people.filter(pk__in=held.values("staff"))
    if chosen["show"] == ABSENT:
        return people.filter(is_active=True, pk__in=Absence.objects.in_force().values("staff"))
    if chosen["show"] in (HERE, LEFT):
        return people.filter(is_active=chosen["show"] == HERE)
    return people


def _shows() -> list[tuple[str, str]]:
    return [(HERE, _("Work here")), (ABSENT, _("Away today")), (LEFT, _("Have left"))]


@door("staff")
@require_safe
def staff_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/staff/ID/"""
    return _page(request, _find(pk))


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


def _page(request: HttpRequest, staff: Staff) -> HttpResponse:
    user: Staff = request.user  # type: ignore[assignment]
    only = ONLY.get(request.GET.get("only", ""))
    cases = access.visible_to(user).filter(OPEN, Q(owner=staff) | Q(handler=staff))
    if only is not None:
        # The same as the load page counts: of the handler, and of the owner as long as nobody handles it.
        cases = cases.filter(Q(handler=staff) | Q(handler=None), only())
    found = as_rows(Listed(*one) for one in for_rows(cases).order_by("next_due_at", "pk")[:ROWS])
    posts = list(staff.posts.in_force().select_related("unit", "staff"))
    context = {
        "staff": staff,
        "posts": [(post, may_end(post, by=user)) for post in posts],
        "past": list(staff.posts.exclude(pk__in=staff.posts.in_force().values("pk")).select_related("unit")),
        "trainings": [(one, last_day(one.until)) for one in running().filter(staff=staff)],
        "may_train": may_train(user, staff),
        "deputies": list(Deputy.objects.in_force().filter(of=staff).select_related("by")),
        "standing_in": list(Deputy.objects.in_force().filter(by=staff).select_related("of")),
        "absent": Absence.objects.in_force().filter(staff=staff).first(),
        "groups": [("", None, found)] if found else [],
        "only": request.GET.get("only", "") if only is not None else "",
        "resting": resting_now().get(staff.pk) if leads(user, staff) else None,
        "open": open_work(user)[staff.pk],
        "may_appoint": standing_of(user).has(Role.ADMIN) and (user.pk != staff.pk or works_alone(user)),
        "may_keep": may_keep(user, staff),
        "may_arrange": may_arrange(user, staff),
    }
    return render(request, "workspace/staff_page.html", context)
