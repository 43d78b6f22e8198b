"""Pages travel compressed: a list of fifty complaints is 75 KB of HTML and 10 KB on its way."""

import gzip
import secrets

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

# Pictures, PDF and spreadsheets are compressed by themselves; static files were, when they were collected.
TEXT = ("text/html", "application/json", "application/problem+json")
# Django takes 6, which makes a page a tenth shorter in three times as long.
LEVEL = 2
SHORT = 200
PADDING = 100


class CompressedPages(GZipMiddleware):
    """Django's own for text alone, and faster; each answer is padded by chance, so that its length tells nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        if response.streaming or "ETag" in response.headers:
            return super().process_response(request, response)
        plain: bytes = response.content  # type: ignore[attr-defined]
        if len(plain) < SHORT or "Content-Encoding" in response.headers:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            if len(short := compressed(plain)) < len(plain):
                response.content = short  # type: ignore[attr-defined]
                response.headers["Content-Length"] = str(len(short))
                response.headers["Content-Encoding"] = "gzip"
        return response


def compressed(plain: bytes) -> bytes:
    """As a gzip file, whose name is as long as chance will have it (BREACH)."""
    made = gzip.compress(plain, LEVEL, mtime=0)
    named, name = bytes([gzip.FNAME]), b"a" * secrets.randbelow(PADDING)
    return made[:3] + named + made[4:10] + name + b"\0" + made[10:]
