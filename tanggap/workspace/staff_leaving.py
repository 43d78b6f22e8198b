"""The end and the new beginning of somebody's work here, and a new sign-in for who has lost the old one."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.casework import handing_on
from tanggap.casework import staff_kept as story
from tanggap.core import limits
from tanggap.core.client import address_of
from tanggap.core.doors import door
from tanggap.core.errors import Forbidden, Invalid, Refused, TanggapError, TooMany
from tanggap.people.models import Staff
from tanggap.workspace.settings_given import a_person, people_options, see_other, status_of, the_person, told, typed

# Shown once, on the page after the renewal; the session is the administrator's own.
LINK = "renewal-link"
TRIES, WINDOW_SECONDS = 30, 15 * 60


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, POST /desk/staff/ID/leave/ {to}: what it would mean that somebody leaves, and doing it."""
    staff = _theirs(request, pk)
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            moved = story.let_go(staff, to=a_person(request, "to"), by=_by(request))
            said = ngettext(
                "%(name)s does not work here any more. %(num)s complaint was handed on.",
                "%(name)s does not work here any more. %(num)s complaints were handed on.", moved,
            )  # fmt: skip
            messages.success(request, said % {"name": staff.display_name, "num": moved})
            return see_other(reverse("staff_page", args=[pk]))
        except (Invalid, Refused) as refused:
            problem = refused
    return render(request, "workspace/staff_leave.html", {
        **told(problem), "staff": staff, "meanings": story.meaning_of_leaving(staff),
        "load": handing_on.load_of(staff), "to": typed(request, "to"),
        "people": people_options(at_work=True, without=staff),
    }, status=status_of(problem))  # fmt: skip


@door("admin")
@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/staff/ID/return/"""
    staff = _theirs(request, pk)
    try:
        story.take_back(staff, by=_by(request))
        messages.success(request, _("%(name)s may sign in again, with the posts still in force.") % {
            "name": staff.display_name})  # fmt: skip
    except Refused as problem:
        messages.error(request, problem.sentence)
    return see_other(reverse("staff_page", args=[pk]))


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, POST /desk/staff/ID/sign-in/: a new sign-in, after it was said what happens."""
    staff = _theirs(request, pk)
    problem: TanggapError | None = None
    if request.method == "POST":
        try:
            renewed = story.renew(staff, base=request.build_absolute_uri("/"), by=_by(request))
            if renewed.mailed:
                messages.success(request, _("A link is on its way to %(email)s.") % {"email": staff.email})
                return see_other(reverse("staff_page", args=[pk]))
            request.session[LINK] = {"staff": pk, "link": renewed.link}
            return see_other(request.path)
        except Refused as refused:
            problem = refused
    link = request.session.pop(LINK, None) if request.method != "POST" else None
    return render(request, "workspace/staff_renew.html", {
        **told(problem), "staff": staff, "link": link["link"] if link and link["staff"] == pk else "",
    }, status=status_of(problem))  # fmt: skip


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """GET, POST /desk/renew/TOKEN/ {password}: whoever got the link chooses a new password, once."""
    try:
        limits.hit("renew", address_of(request), limit=TRIES, per_seconds=WINDOW_SECONDS)
        found = story.find(token)
        if request.method != "POST":
            return _choosing(request, found.staff, None)
        story.choose_password(token, request.POST.get("password", ""))
    except Invalid as problem:
        return _choosing(request, found.staff, problem)
    except (Refused, TooMany) as problem:
        answer = render(request, "workspace/renew.html", {"staff": None, "reason": problem.sentence})
        answer.status_code = 410 if isinstance(problem, Refused) else problem.status
        return answer
    messages.success(request, _("Your new password counts. Sign in with it."))
    return see_other(settings.LOGIN_URL)


def _choosing(request: HttpRequest, staff: Staff, problem: TanggapError | None) -> HttpResponse:
    return render(request, "workspace/renew.html", {**told(problem), "staff": staff}, status=status_of(problem))


def _theirs(request: HttpRequest, pk: int) -> Staff:
    staff = the_person(pk)
    if not story.may_keep(_by(request), staff):
        raise Forbidden(story.NOT_YOU)
    return staff


def _by(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
