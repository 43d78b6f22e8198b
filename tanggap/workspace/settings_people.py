"""People: who works here, who is invited; invitations are sent, sent again and taken back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.casework import invitations as story
from tanggap.casework.invitations import Sent
from tanggap.casework.organisation import may_administer
from tanggap.channels.mailboxes import leaves
from tanggap.core.doors import door
from tanggap.core.errors import Invalid, NotFound, Refused, TanggapError
from tanggap.core.own_path import own_path
from tanggap.people.models import Invitation, Post, Role, Staff, Unit
from tanggap.people.organisation import profile
from tanggap.people.posts import works_alone
from tanggap.workspace.inbox_filters import unit_options
from tanggap.workspace.setup_frame import framed

FIELDS = ("email", "full_name", "role", "unit", "language")
# Shown once, on the page after the invitation; the session is the administrator's own.
LINK = "invitation-link"


@door("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/people/ and /desk/setup/people/ {email, full_name, role, unit, language}"""
    may_administer(request.user)  # type: ignore[arg-type]
    problem: TanggapError | None = None
    given = {name: request.POST.get(name, "").replace("\0", "") for name in FIELDS}
    if request.method == "POST":
        try:
            sent = story.invite(
                given["email"], name=given["full_name"], role=given["role"], language=given["language"],
                unit=Unit.objects.filter(code=given["unit"]).first(), base=_base(request),
                by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            return _sent(request, sent, request.path)
        except (Invalid, Refused) as refused:
            problem = refused
    given["role"], given["language"] = given["role"] or Role.OFFICER, given["language"] or profile().language
    return render(request, "workspace/settings_people.html", {
        **framed(request, "people"), **_people(), "given": given, "mail_leaves": leaves(),
        "alone": works_alone(request.user),  # type: ignore[arg-type]
        "errors": problem.fields if isinstance(problem, Invalid) else {},
        "general": problem.sentence if problem is not None and not isinstance(problem, Invalid) else "",
        "link": request.session.pop(LINK, None), "here": request.path,
        "roles": [{"value": code, "label": words, "note": note} for code, words, note in role_notes()],
        "units": [(code, name) for code, name, _ids in unit_options((get_language() or "id")[:2])],
        "languages": [{"value": code, "label": words} for code, words in settings.LANGUAGES],
    }, status=problem.status if problem else 200)  # fmt: skip


@door("admin")
@require_POST
def invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/people/invitations/ID/again/: a new link; the old one ends."""
    try:
        sent = story.send_again(_find(pk), base=_base(request), by=request.user)  # type: ignore[arg-type]
    except Refused as problem:
        messages.error(request, problem.sentence)
        return redirect(_back(request))
    return _sent(request, sent, _back(request))


@door("admin")
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/settings/people/invitations/ID/end/"""
    try:
        story.withdraw(_find(pk), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    except Refused as problem:
        messages.error(request, problem.sentence)
    return redirect(_back(request))


def role_notes() -> list[tuple[str, str, str]]:
    """Each role in plain words: what it is for."""
    notes = {
        Role.FRONTDESK: _("Receives complaints, answers first, stays in touch with the complainant."),
        Role.OFFICER: _("Finds out what happened and puts solutions on the table."),
        Role.HEAD: _("Decides on the solutions of the unit and approves its work."),
        Role.MANAGER: _("Sees everything, steps in when something escalates."),
        Role.QUALITY: _("Reads all complaints to learn from them."),
        Role.AUDITOR: _("Reads everything, changes nothing."),
        Role.ADMIN: _("Sets up people, units and mailboxes; reads no complaints."),
        Role.CONFIDENTIALITY: _("Keeps the names of those who complain in confidence."),
    }
    return [(role.value, str(role.label), notes[role]) for role in Role]


def _sent(request: HttpRequest, sent: Sent, back: str) -> HttpResponse:
    if sent.mailed:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": sent.invitation.email})
    else:
        request.session[LINK] = {"link": sent.link, "email": sent.invitation.email}
    return redirect(back)


def _people() -> dict[str, Any]:
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.in_force().select_related("unit"):
        posts.setdefault(post.staff_id, []).append(post)
    return {
        "staff": [(one, posts.get(one.pk, [])) for one in Staff.objects.filter(is_active=True)],
        "waiting": [(one, story.why_ended(one)) for one in story.unanswered()],
    }


def _find(pk: int) -> Invitation:
    found = Invitation.objects.select_related("unit", "by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such invitation."))
    return found


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _back(request: HttpRequest) -> str:
    return own_path(request.POST.get("next")) or "/desk/settings/people/"
