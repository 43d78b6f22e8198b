"""The frame around every view of the API: whatever goes wrong inside, a problem comes out, never a page."""

import logging
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from tanggap.api.problems import NOT_JSON, from_ours, problem
from tanggap.core.errors import TanggapError
from tanggap.core.files import MOST_BYTES

View = Callable[..., HttpResponseBase]
# The file itself, and what multipart puts around it.
MOST_SENT = MOST_BYTES + 64 * 1024
log = logging.getLogger(__name__)
TOO_LARGE = _("This is larger than we take: a file up to 10 MB, anything else up to 2 MB.")
NOT_THAT = _("This address does not take this method. The documentation lists what it takes.")
FASTER = _("Somebody else was faster. Look at it again, please.")
AWAY = _("The database does not answer right now. Send the same request with the same Idempotency-Key again.")
OUR_FAULT = _("Something went wrong on our side; nothing was changed. Please try again.")


def framed(view: View) -> View:
    """That view, with problem+json for everything that leaves it as an exception, or as a bare “not allowed”."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if _sent(request) > MOST_SENT:
            return problem(413, TOO_LARGE, code="too_large")
        try:
            said = view(request, *args, **kwargs)
        except Exception as error:
            return _problem_of(request, error)
        if said.status_code == 405:
            allowed = said["Allow"]
            said = problem(405, NOT_THAT, code="method_not_allowed")
            said["Allow"] = allowed
        return said

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is ever read here
    return answer


def _sent(request: HttpRequest) -> int:
    """How much the client says it sends; asked before any of it is read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _problem_of(request: HttpRequest, error: Exception) -> HttpResponseBase:
    if isinstance(error, TanggapError):
        return from_ours(request, error)
    if isinstance(error, Http404):
        return problem(404, _("There is nothing at this address."), code="not_found")
    if isinstance(error, RequestDataTooBig):
        return problem(413, TOO_LARGE, code="too_large")
    if isinstance(error, SuspiciousOperation | MultiPartParserError | UnreadablePostError | PermissionDenied):
        return problem(400, NOT_JSON, code="not_read")
    if isinstance(error, IntegrityError):
        # A constraint had the last word, after every check had said yes: somebody else did it in the same instant.
        log.warning("a constraint refused", exc_info=error)
        return problem(409, FASTER, code="stale")
    if isinstance(error, OperationalError | InterfaceError):
        # The database is away for a moment. Whether the last commit still arrived nobody knows: the key tells.
        log.warning("the database does not answer", exc_info=error)
        said = problem(503, AWAY, code="try_again")
        said["Retry-After"] = "1"
        return said
    log.exception("an answer could not be made", exc_info=error)
    return problem(500, OUR_FAULT, code="our_fault")
