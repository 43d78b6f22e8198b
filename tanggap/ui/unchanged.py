"""Parts of a page that are asked for again and again: what has not changed is answered with 304 and no content."""

import hashlib
import re

from django.http import HttpRequest, HttpResponse

# Each answer carries the secret of its forms in another dress.
SECRETS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def unless_the_same(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """This answer, or 304 to whoever has it already."""
    etag = f'"{hashlib.sha256(SECRETS.sub(b"", answer.content)).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer
