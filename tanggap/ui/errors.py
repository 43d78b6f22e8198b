"""When something cannot be done: one page that says what happened, what is safe, and what to do.

Views may simply raise: our own exceptions become pages of their status here, Django's through the handlers that
config/urls.py names. Absent and forbidden look the same. Under /api/ the answer is problem+json.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tanggap.core.errors import TanggapError, TooMany
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of

log = logging.getLogger("tanggap.web")
NEUTRAL = "ui/error_plain.html"
# The code of "no procedure is in force" (sop/models.py).
NOTHING_YET = "no_sop"


class ErrorPages:
    """Middleware, the innermost: what a view raises as one of our own errors is shown as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or request.path.startswith("/api/"):
            return response
        # Django refuses a wrong method with an empty page; nobody should stand before one.
        page = error_page(request, 405)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return error_page(request, error.status, error) if isinstance(error, TanggapError) else None


def error_page(request: HttpRequest, status: int, error: Exception | None = None) -> HttpResponse:
    """The page for that status; the sentence of one of our own errors is shown, of others never."""
    if request.path.startswith("/api/"):
        return _problem(status, error)
    heading, reason = _words(status)
    sentence = str(error) if isinstance(error, TanggapError) and status != 404 else ""
    if isinstance(error, TanggapError) and error.code == NOTHING_YET:
        return _not_open_yet(request)
    facts = {"status": status, "heading": heading, "reason": sentence or reason, "advice": _advice(status)}
    response = HttpResponse(_rendered(request, facts), status=status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def _not_open_yet(request: HttpRequest) -> HttpResponse:
    """No procedure is in force: nothing is wrong with the address, only too early. Administrators are shown the way."""
    user = getattr(request, "user", None)
    if request.path.startswith("/desk/") and isinstance(user, Staff) and standing_of(user).has(Role.ADMIN):
        return HttpResponseRedirect("/desk/setup/", status=303)
    facts = {
        "status": 503,
        "heading": _("This complaint service is not open yet"),
        "reason": _("It is being set up. Complaints can be made here soon."),
        "advice": "",
        "way": ("/desk/", _("I am setting it up")),
    }
    response = HttpResponse(_rendered(request, facts), status=503)
    response["Retry-After"] = "3600"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: a wrong host or a broken request."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return error_page(request, 404, Http404())


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: says what is safe, also when the database is the trouble."""
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: the form was old, or the browser keeps no cookies."""
    if request.path.startswith("/api/"):
        return _problem(403, None)
    facts = {
        "status": 403,
        "heading": _("This page has become too old to be sent"),
        "reason": _("Nothing was changed. What you have typed is still on the page before this one."),
        "advice": _(
            "Go back, load the page again and send it once more. Your browser must allow cookies for this site."
        ),
    }
    return HttpResponse(_rendered(request, facts), status=403)


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("We could not read this request"), _("Something in the address or in the form is broken.")),
        403: (_("This is not open to you"), _("Your account has no right to this page. Nothing was changed.")),
        404: (_("There is nothing here"), _("The address is wrong, the page has moved, or it is not yours to see.")),
        405: (_("This address takes a form only"), _("Nothing was changed. Go back and use the button of the page.")),
        409: (_("This cannot be done now"), _("Somebody else was faster, or the procedure does not allow it.")),
        429: (_("Too many tries"), _("Please wait a little. This protects everybody's complaints from guessing.")),
        500: (_("Something went wrong on our side"), _("Complaints that were given a number are safe.")),
    }
    return words.get(status) or words[400 if status < 500 else 500]


def _advice(status: int) -> str:
    if status >= 500:
        return _("Please try again in a few minutes. What you were typing may still be on the page before this one.")
    if status == 409:
        return _("Go back, load the page again, and look at what has changed.")
    return ""


def _rendered(request: HttpRequest, facts: dict[str, Any]) -> str:
    template = "ui/error_desk.html" if request.path.startswith(("/desk/", "/admin/")) else "ui/error.html"
    try:
        return render_to_string(template, facts, request)
    except Exception:
        # The frame of a page asks the database for the organisation's name; without it there is a plainer page.
        log.exception("the page about an error could not be made")
        return render_to_string(NEUTRAL, facts)


def _problem(status: int, error: Exception | None) -> HttpResponse:
    ours = error if isinstance(error, TanggapError) else None
    code = ours.code if ours else {403: "forbidden", 404: "not_found"}.get(status, "error")
    body = {"type": f"urn:tanggap:problem:{code}", "title": _words(status)[0], "status": status, "code": code}
    if ours is not None and status != 404:
        body["detail"] = str(ours)
    return JsonResponse(body, status=status, content_type="application/problem+json")
