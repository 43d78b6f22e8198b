"""When something cannot be done: one page that says what happened, what is safe, and what to do.

Views may simply raise: our own exceptions become pages of their status here, Django's through the handlers that
config/urls.py names. Absent and forbidden look the same. Under /api/ the answer is problem+json.
"""

import logging
import sys
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tanggap.core.errors import TanggapError, TooMany
from tanggap.core.time import now
from tanggap.people import kept_forms
from tanggap.people.models import Role, Staff
from tanggap.people.standing import standing_of
from tanggap.ui.context import known_phone
from tanggap.ui.error_words import words
from tanggap.ui.formatting import clock_time, year_date

log = logging.getLogger("tanggap.web")
NEUTRAL = "ui/error_plain.html"
# The code of "no procedure is in force" (sop/models.py).
NOTHING_YET = "no_sop"
TOO_LARGE = (RequestDataTooBig, TooManyFilesSent)
# A restarted database answers again within seconds.
DATABASE_SECONDS = 30


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
    if isinstance(error, TanggapError) and error.code == NOTHING_YET:
        return _not_open_yet(request)
    wait = error.retry_after if isinstance(error, TooMany) else DATABASE_SECONDS if status == 503 else 0
    told = words(status, wait if status == 429 else 0)
    if isinstance(error, TanggapError) and status not in (404, 429):
        told = told._replace(reason=str(error))
    code, kept = (_code(request, error), _what_was_sent(request)) if status >= 500 else ("", "")
    facts = {**told._asdict(), "status": status, "code": code, "kept": kept}
    response = HttpResponse(_rendered(request, facts), status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _code(request: HttpRequest, error: Exception | None) -> str:
    """What the visitor can read out and staff find in the log: `7F3A-91, 19 Nov 2026, 10.42`."""
    drawn = token_hex(3).upper()
    code = f"{drawn[:4]}-{drawn[4:]}"
    log.error("a visitor was told code %s: %s at %s", code, type(error).__name__, request.path)
    at = now()
    return f"{code}, {year_date(at)}, {clock_time(at)}"


def _what_was_sent(request: HttpRequest) -> str:
    """Where somebody who is signed in finds again what our fault has stopped; "" where nothing could be kept."""
    try:
        with transaction.atomic():
            kept = kept_forms.keep(request)
    except Exception:
        return ""  # the database is the trouble
    return f"/desk/kept/{kept.pk}/" if kept is not None and kept.staff == request.user else ""


def _not_open_yet(request: HttpRequest) -> HttpResponse:
    """No procedure is in force: nothing is wrong with the address, only too early. Administrators are shown the way."""
    user = getattr(request, "user", None)
    if request.path.startswith("/desk/") and isinstance(user, Staff) and standing_of(user).has(Role.ADMIN):
        return HttpResponseRedirect("/desk/setup/", status=303)
    facts = {
        "status": 503,
        "icon": "file-plus",
        "heading": _("This complaint service is not open yet"),
        "reason": _("It is being set up. Complaints can be made here soon."),
        "advice": "",
        "code": "",
        "way": ("/desk/", _("I am setting it up")),
    }
    response = HttpResponse(_rendered(request, facts), status=503)
    response["Retry-After"] = "3600"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: a wrong host, a broken request, or one that is too large to be read at all."""
    return error_page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return error_page(request, 404, Http404())


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: says what is safe, also when the database is the trouble."""
    error = sys.exception()
    return error_page(request, 503 if isinstance(error, InterfaceError | OperationalError) else 500, error)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: the form was old, or the browser keeps no cookies."""
    if request.path.startswith("/api/"):
        return _problem(403, None)
    if (kept := _kept(request)) is not None:
        return kept
    facts = {
        "status": 403,
        "icon": "clock",
        "heading": _("This page has become too old to be sent"),
        "reason": _("Nothing was changed. What you have typed is still on the page before this one."),
        "advice": _(
            "Go back, load the page again and send it once more. Your browser must allow cookies for this site."
        ),
        "code": "",
    }
    return HttpResponse(_rendered(request, facts), status=403)


def _kept(request: HttpRequest) -> HttpResponse | None:
    """Somebody signed in anew in another window: the form of the old page comes back to whoever filled it in.

    Only from our own pages: a form that another site has sent is never shown as something of ours.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    kept = kept_forms.keep(request)
    if kept is None or kept.staff != request.user:
        return None
    return HttpResponseRedirect(f"/desk/kept/{kept.pk}/", status=303)


def _rendered(request: HttpRequest, facts: dict[str, Any]) -> str:
    again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    facts = {"kept": "", **facts, "again": again, "call": known_phone()}
    template = _template(request, facts["status"])
    try:
        return render_to_string(template, facts, request)
    except Exception:
        # The frame of a page asks the database for the organisation's name; without it there is a plainer page.
        log.exception("the page about an error could not be made")
        return render_to_string(NEUTRAL, {**facts, "portal": template == "ui/error.html"})


def _template(request: HttpRequest, status: int) -> str:
    """In which frame: the portal's; the workspace's while somebody is signed in and nothing is broken; else none."""
    if not request.path.startswith(("/desk/", "/admin/")):
        return "ui/error.html"
    user = getattr(request, "user", None) if status < 500 else None
    return "ui/error_desk.html" if isinstance(user, Staff) and user.is_active else "ui/error_door.html"


def _problem(status: int, error: Exception | None) -> HttpResponse:
    ours = error if isinstance(error, TanggapError) else None
    code = ours.code if ours else {403: "forbidden", 404: "not_found"}.get(status, "error")
    body = {"type": f"urn:tanggap:problem:{code}", "title": words(status).heading, "status": status, "code": code}
    if ours is not None and status != 404:
        body["detail"] = str(ours)
    return JsonResponse(body, status=status, content_type="application/problem+json")
