"""The language switch on a page with a form: the same page comes back in the other language, with what was typed.

The buttons of the switch belong to that form (ui/frame.html) and send it to the address of the page itself, marked, so
that a page without script keeps the text too. Nothing is stored and nothing is done: the view is asked for the page
anew, and the fields are filled again (ui/refill.py). Files and passwords are not put back; no browser would take them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.datastructures import MultiValueDict

from tanggap.ui.refill import refill

# The mark in the address, which is read before the form is, and the name of the buttons.
MARK, BUTTON = "typed", "switch-language"
A_YEAR = 365 * 24 * 60 * 60
Answering = Callable[[HttpRequest], HttpResponse]


class _Token(CsrfViewMiddleware):
    """Django's own check; it says the reason instead of making a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


def keep_typed(get_response: Answering) -> Answering:
    """Middleware, before LocaleMiddleware, whose cookie it sets."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if MARK not in request.GET:
            return get_response(request)
        _without_mark(request)
        if request.method != "POST" or _language(request) is None or not _is_ours(request):
            return get_response(request)
        typed, language = request.POST, str(_language(request))
        _ask_for_the_page(request, language)
        answer = get_response(request)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, secure=settings.SECURE, samesite="Lax"
        )
        if answer.status_code == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html"):
            answer.content = refill(answer.content.decode(), typed).encode()
        return answer

    return middleware


def address_of(request: HttpRequest) -> str:
    """Where the buttons send the form: this page, marked."""
    query = request.GET.copy()
    query.pop(MARK, None)
    return f"{request.path}?{query.urlencode()}{'&' if query else ''}{MARK}"


def _language(request: HttpRequest) -> str | None:
    chosen = request.POST.get(BUTTON)
    return chosen if chosen in dict(settings.LANGUAGES) else None


def _is_ours(request: HttpRequest) -> bool:
    """Whether the form came from a page of ours; otherwise it goes on, and is refused as every other form is."""
    check = _Token(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None


def _without_mark(request: HttpRequest) -> None:
    query = request.GET.copy()
    query.pop(MARK, None)
    request.GET = query
    request.META["QUERY_STRING"] = query.urlencode()


def _ask_for_the_page(request: HttpRequest, language: str) -> None:
    """From here on it is as if the page had been opened, by somebody who speaks that language."""
    request.method = request.META["REQUEST_METHOD"] = "GET"
    request.POST = QueryDict()
    request._files = MultiValueDict()
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = language
    request.switched = True  # type: ignore[attr-defined]
