"""One log line per request: what, how it ended, how long; never who it was on the complainant's side."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from tanggap.config.logs import masked

# Only staff and machines with a token may be logged with their address; complainants must be able to stay unknown.
ADDRESS_IS_LOGGED = ("/desk/", "/admin/", "/accounts/")
QUIET = ("/static/", "/healthz", "/readyz", "/metrics")

log = structlog.get_logger("tanggap.web")


class RequestLog:
    """The outermost middleware, so that its time and status are those that the visitor saw."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(QUIET):
            facts = {"status": response.status_code, "ms": round((time.perf_counter() - start) * 1000, 1)}
            if request.path.startswith(ADDRESS_IS_LOGGED):
                facts["address"] = request.META.get("REMOTE_ADDR", "")
            write = log.error if response.status_code >= 500 else log.info
            write("request", method=request.method, path=masked(request.path), **facts)
        return response
