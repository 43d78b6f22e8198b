"""Posts: who holds which role where, from when until when; given, and ended with what is open handed on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.casework import posts_kept as story
from tanggap.core import time
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Refused, TanggapError
from tanggap.core.own_path import own_path
from tanggap.people.models import Post, Role, Staff
from tanggap.people.posts import may_end, works_alone
from tanggap.workspace.settings_given import (
    a_date,
    a_person,
    a_unit,
    open_units,
    people_options,
    see_other,
    status_of,
    the_unit,
    told,
    typed,
    unless,
)

FIELDS = ("staff", "unit", "role", "since", "until")
ENDED = "ended"


@door("admin")
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """GET /desk/settings/posts/?unit=&role=&show=: present and coming posts, or those that have ended."""
    chosen = {name: request.GET.get(name, "").replace("\0", "") for name in ("unit", "role", "show")}
    running = Q(until=None) | Q(until__gt=time.now())
    rows = Post.objects.filter(~running if chosen["show"] == ENDED else running).select_related("staff", "unit")
    if chosen["unit"]:
        rows = rows.filter(unit__path__startswith=the_unit(chosen["unit"]).path)
    if chosen["role"] in Role.values:
        rows = rows.filter(role=chosen["role"])
    listed = [
        {"post": post, "coming": post.since > time.now(), "last": story.last_day(post.until),
         "may_end": story.may_end(post, by=_by(request))}
        for post in rows.order_by("unit__path", "role", "staff__full_name", "since")[:500]
    ]  # fmt: skip
    return render(request, "workspace/settings_posts.html", {
        "rows": listed, "chosen": chosen, "units": open_units(), "roles": Role.choices,
        "ended": chosen["show"] == ENDED,
    })  # fmt: skip


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/posts/new/?staff=&unit= {staff, unit, role, since, until}"""
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            problems: dict[str, Any] = {}
            days = {name: a_date(request, name, problems) for name in ("since", "until")}
            unless(problems)
            made = story.give(
                a_person(request, "staff"), unit=a_unit(request), role=typed(request, "role"), **days, by=_by(request)
            )
            _stay_signed_in(request, made)
            said = _("%(name)s has the role now.") if made.since <= time.now() else _("%(name)s will have the role.")
            messages.success(request, said % {"name": made.staff.display_name})
            return see_other(_back(request) or reverse("settings_posts"))
        except (Invalid, Refused, Forbidden) as refused:
            problem = refused
    source = request.POST if request.method == "POST" else request.GET
    given = {name: source.get(name, "").replace("\0", "") for name in FIELDS}
    return render(request, "workspace/settings_post.html", {
        **told(problem), "given": given, "people": people_options(), "units": open_units(), "roles": Role.choices,
        "next": own_path(source.get("next")) or "", "alone": works_alone(_by(request))
    }, status=status_of(problem))  # fmt: skip


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, POST /desk/settings/posts/ID/end/ {on, to}: what it would mean, and doing it."""
    post = story.find(pk)
    may_end(_by(request), post)
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            problems: dict[str, Any] = {}
            on = a_date(request, "on", problems)
            unless(problems)
            moved = story.end(post, on=on, to=a_person(request, "to"), by=_by(request))
            _stay_signed_in(request, post)
            messages.success(request, _ended(post, moved, later=on is not None, own=post.staff_id == _by(request).pk))
            return see_other(_back(request) or reverse("settings_posts"))
        except (Invalid, Refused) as refused:
            problem = refused
    over = post.until is not None and post.until <= time.now()
    return render(request, "workspace/settings_post_end.html", {
        **told(problem), "post": post, "over": over, "meanings": [] if over else story.meaning_of_ending(post),
        "load": story.load_in(post), "on": typed(request, "on"), "to": typed(request, "to"),
        "people": people_options(at_work=True, without=post.staff), "next": own_path(request.GET.get("next")) or "",
        "today": time.today().isoformat(),
    }, status=status_of(problem))  # fmt: skip


def _ended(post: Post, moved: int, *, later: bool, own: bool) -> str:
    said = _("The role ends on the day that you chose.") if later else _("The role has ended.")
    if moved:
        said += " " + ngettext("%(num)s complaint was handed on.", "%(num)s complaints were handed on.", moved) % {
            "num": moved}  # fmt: skip
    return said if own else said + " " + _("%(name)s is signed out everywhere.") % {"name": post.staff.display_name}


def _stay_signed_in(request: HttpRequest, post: Post) -> None:
    """Whoever changed a role of his or her own goes on here; every other session of the same person has ended."""
    if post.staff_id == _by(request).pk:
        update_session_auth_hash(request, Staff.objects.get(pk=post.staff_id))


def _back(request: HttpRequest) -> str | None:
    return own_path(request.POST.get("next"))


def _by(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
