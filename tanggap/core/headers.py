"""Safety headers on every answer: pages, errors, files and static assets alike.

The outermost middleware, so that nothing answers without them. What a view has set itself stays (a framed letter, a
file in its sandbox, a public page that may be cached); everything else gets the strict default.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)

# For bytes that came from outside (attachments, the framed letter): no script, no form, no origin of ours.
SANDBOX = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# Only names that browsers know, or they complain; clipboard-write is left out: a tracking code can be copied.
FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)

DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers would then post `Origin: null` and the check against forged posts would refuse.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    # Everything may be personal unless a view says that it is not.
    "Cache-Control": "no-store",
}
ONE_YEAR = 31_536_000


def safety_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: put first in settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return protect(get_response(request))

    return middleware


def protect(response: HttpResponse) -> HttpResponse:
    """Add to the answer what it does not carry yet."""
    if "Content-Security-Policy" not in response:
        response["Content-Security-Policy"] = POLICY
        response.setdefault("X-Frame-Options", "DENY")
    for name, value in _defaults(settings.SECURE).items():
        response.setdefault(name, value)
    return response


@lru_cache(maxsize=2)
def _defaults(https: bool) -> dict[str, str]:
    if not https:
        return DEFAULTS
    return {**DEFAULTS, "Strict-Transport-Security": f"max-age={ONE_YEAR}; includeSubDomains"}
