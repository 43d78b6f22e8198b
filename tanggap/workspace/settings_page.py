"""My settings: language and theme; where password and second factor are changed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from tanggap.core.doors import door
from tanggap.core.errors import Invalid
from tanggap.people.models import Staff
from tanggap.people.own import choose_language
from tanggap.people.standing import standing_of
from tanggap.ui.context import THEMES

A_YEAR = 365 * 24 * 60 * 60


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/settings/"""
    user: Staff = request.user  # type: ignore[assignment]
    if request.method == "POST":
        try:
            return _save(request, user)
        except Invalid as problem:
            return render(request, "workspace/settings.html", _context(user, problem.fields), status=problem.status)
    return render(request, "workspace/settings.html", _context(user))


def _context(user: Staff, errors: dict[str, object] | None = None) -> dict[str, object]:
    posts = list(user.posts.in_force().select_related("unit"))
    return {"posts": posts, "acting_for": len(standing_of(user).acting_for), "errors": errors or {}}


def _save(request: HttpRequest, user: Staff) -> HttpResponse:
    """Keep both; the cookies decide what pages look like, the row decides in which language letters come."""
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    choose_language(user, language)
    with override(language):
        messages.success(request, _("Your settings are saved."))
    answer = redirect("settings")
    how = {"max_age": A_YEAR, "secure": settings.SECURE, "samesite": "Lax"}
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **how)
    if theme in THEMES:
        answer.set_cookie("tema", theme, **how)
    else:
        answer.delete_cookie("tema", samesite="Lax")
    return answer
