"""The language switch: keeps the page, and what was typed on it (the browser holds it; earlier pages are kept here)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tanggap.core.doors import door
from tanggap.core.own_path import own_path

A_YEAR = 365 * 24 * 60 * 60


@door("public")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page, which must be one of ours (T19)."""
    answer = HttpResponseRedirect(own_path(request.POST.get("next")) or "/", status=303)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, secure=settings.SECURE, samesite="Lax"
        )
    return answer
